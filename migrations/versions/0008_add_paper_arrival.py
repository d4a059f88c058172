"""Add the day an answer on paper reached the council, and to the case whether its answer came so."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None

_CURRENT_CAME_ON_PAPER = sa.text(
    """
    UPDATE "case" SET answered_on_paper = true WHERE id IN (
        SELECT answer.case_id FROM response AS answer WHERE answer.came_on_paper AND answer.version_number = (
            SELECT max(version.version_number) FROM response AS version WHERE version.case_id = answer.case_id
        )
    )
    """
)


def upgrade() -> None:
    # A constraint of the column itself: SQLite adds and drops it without writing the whole table anew.
    op.execute(
        "ALTER TABLE response ADD COLUMN arrived_on DATE "
        "CONSTRAINT ck_response_paper_arrives_signed CHECK (NOT came_on_paper OR arrived_on >= signed_on)"
    )
    op.add_column("case", sa.Column("answered_on_paper", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(_CURRENT_CAME_ON_PAPER)


def downgrade() -> None:
    op.drop_column("case", "answered_on_paper")
    op.drop_column("response", "arrived_on")
