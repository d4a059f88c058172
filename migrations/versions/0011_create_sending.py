"""Create the rows of cases that a letter took to another council or to a body outside."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("forwarding_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_sending_case_id")),
        sa.ForeignKeyConstraint(["forwarding_id"], ["forwarding.id"], name=op.f("fk_sending_forwarding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sending")),
    )
    op.create_index("ix_sending_forwarding_id", "sending", ["forwarding_id"])
    op.create_index("ix_sending_case_id", "sending", ["case_id"])


def downgrade() -> None:
    op.drop_table("sending")
