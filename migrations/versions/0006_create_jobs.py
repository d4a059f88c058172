"""Create the rows that make scheduled work run once: periods of jobs, and workers' signs of life."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=24), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column(
            "state",
            sa.Enum("running", "done", "failed", name="jobstate", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String(length=80), nullable=True),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("succeeded_at", sa.DateTime(), nullable=True),
        sa.Column("next_attempt_at", sa.DateTime(), nullable=True),
        sa.Column("last_error", sa.String(length=80), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "state <> 'running' OR (claimed_by IS NOT NULL AND lease_until IS NOT NULL)",
            name=op.f("ck_job_run_claimed"),
        ),
        sa.CheckConstraint("state <> 'done' OR succeeded_at IS NOT NULL", name=op.f("ck_job_run_succeeded")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
        sa.UniqueConstraint("name", "period", name=op.f("uq_job_run_name_period")),
    )
    op.create_index("ix_job_run_name_succeeded_at", "job_run", ["name", "succeeded_at"])
    op.create_table(
        "worker_beat",
        sa.Column("worker", sa.String(length=80), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("beat_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("worker", name=op.f("pk_worker_beat")),
    )


def downgrade() -> None:
    op.drop_table("worker_beat")
    op.drop_table("job_run")
