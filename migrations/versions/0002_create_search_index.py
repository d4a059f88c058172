"""Create the full-text index: FTS5 on SQLite, tsvector with GIN on PostgreSQL.

Four texts a case: with and without accents, for agencies and for the council side.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COLUMNS = ("shared_plain", "shared_folded", "internal_plain", "internal_folded")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE VIRTUAL TABLE case_fts USING fts5({', '.join(COLUMNS)}, "
            'tokenize = "unicode61 remove_diacritics 0", detail = column)'
        )
        return
    columns = ", ".join(f"{name} tsvector NOT NULL" for name in COLUMNS)
    op.execute(f'CREATE TABLE case_search (case_id integer PRIMARY KEY REFERENCES "case" (id), {columns})')
    for name in COLUMNS:
        op.execute(f"CREATE INDEX ix_case_search_{name} ON case_search USING gin ({name})")


def downgrade() -> None:
    op.execute("DROP TABLE case_fts" if op.get_bind().dialect.name == "sqlite" else "DROP TABLE case_search")
