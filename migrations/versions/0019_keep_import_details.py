"""Keep the telephone number that a speaker left, and why a field is proposed for what was handed in."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0016"
branch_labels = None
depends_on = None

PHONE = {
    "statement": sa.String(length=20),
    "removed_statement": sa.String(length=20),
    "statement_import_row": sa.Text(),
}


def upgrade() -> None:
    for table, kind in PHONE.items():
        op.add_column(table, sa.Column("speaker_phone", kind, nullable=True))
    op.add_column("statement_import_row", sa.Column("field_reason", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("statement_import_row", "field_reason")
    for table in PHONE:
        op.drop_column(table, "speaker_phone")
