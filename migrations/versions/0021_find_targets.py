"""Find the open clocks whose house's own date draws near."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

WITH_TARGET = sa.text("is_open AND (target_on < due_on)")


def upgrade() -> None:
    op.create_index(
        "ix_clock_open_target",
        "clock",
        ["target_on", "id"],
        sqlite_where=WITH_TARGET,
        postgresql_where=WITH_TARGET,
    )


def downgrade() -> None:
    op.drop_index("ix_clock_open_target", "clock")
