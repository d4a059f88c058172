"""Create the index by which similar cases are found: the terms of a case as numbers, and how common each is."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0013"
branch_labels = None
depends_on = None


RE_RAISED = sa.text("re_raised_from_id IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_case_re_raised", "case", ["received_on", "id"], sqlite_where=RE_RAISED, postgresql_where=RE_RAISED
    )
    op.create_table(
        "case_likeness_count",
        sa.Column("term", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("term", name=op.f("pk_case_likeness_count")),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE case_likeness USING fts5(terms, tokenize = ascii, detail = none)")
        op.execute("CREATE VIRTUAL TABLE case_likeness_vocab USING fts5vocab(case_likeness, row)")
        return
    op.execute('CREATE TABLE case_likeness (case_id integer PRIMARY KEY REFERENCES "case" (id), terms int[] NOT NULL)')
    op.execute("CREATE INDEX ix_case_likeness_terms ON case_likeness USING gin (terms)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE case_likeness_vocab")
    op.execute("DROP TABLE case_likeness")
    op.drop_table("case_likeness_count")
    op.drop_index("ix_case_re_raised", "case")
