"""Note when all clocks were looked at once more after a change of calendar or rules."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("proposed_change", sa.Column("checked_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("proposed_change", "checked_at")
