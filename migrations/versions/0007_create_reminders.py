"""Create the reminders of late answers."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0004"
branch_labels = None
depends_on = None

RUNGS = (
    "first_reminder",
    "further_reminder",
    "higher_level_proposal",
    "explanatory_session",
    "questioning",
    "re_supervision",
    "council_report",
)


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("clock_id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "rung",
            sa.Enum(*RUNGS, name="rung", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open", "sent", "skipped", name="reminderstate", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("letter_number", sa.String(length=60)),
        sa.Column("letter_on", sa.Date()),
        sa.Column("report_by", sa.Date()),
        sa.Column("done_at", sa.DateTime()),
        sa.Column("done_by_id", sa.Integer()),
        sa.Column("note", sa.Text()),
        sa.CheckConstraint("(state = 'open') = (done_at IS NULL)", name=op.f("ck_reminder_done_has_time")),
        sa.CheckConstraint(
            "(state = 'sent') = (letter_number IS NOT NULL AND letter_on IS NOT NULL AND report_by IS NOT NULL)",
            name=op.f("ck_reminder_sent_has_letter"),
        ),
        sa.CheckConstraint("state <> 'skipped' OR note IS NOT NULL", name=op.f("ck_reminder_skipped_has_reason")),
        sa.CheckConstraint("report_by >= letter_on", name=op.f("ck_reminder_report_after_letter")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_reminder_case_id")),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_reminder_clock_id")),
        sa.ForeignKeyConstraint(["council_id"], ["organisation.id"], name=op.f("fk_reminder_council_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_reminder_organisation_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("fk_reminder_done_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("clock_id", "rung", "due_on", name=op.f("uq_reminder_clock_id_rung_due_on")),
    )
    op.create_index("ix_reminder_case_id", "reminder", ["case_id"])
    for name, columns, state in (
        ("ix_reminder_open", ["council_id", "organisation_id", "rung", "due_on", "id"], "open"),
        ("ix_reminder_sent", ["council_id", "letter_on", "id"], "sent"),
    ):
        condition = sa.text(f"state = '{state}'")
        op.create_index(name, "reminder", columns, sqlite_where=condition, postgresql_where=condition)


def downgrade() -> None:
    op.drop_table("reminder")
    op.execute("DELETE FROM case_event WHERE action = 'remind'")
