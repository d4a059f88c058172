"""Add weekly patterns, days that are only expected, and a history of both."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None

OLD_ACTIONS = (
    "create",
    "change",
    "deactivate",
    "activate",
    "reset_password",
    "sign_out",
    "grant",
    "revoke",
    "end",
    "import",
)
OLD_SUBJECTS = ("person", "organisation", "locality", "subject_field", "council_term", "council_session")
NEW_ACTIONS = ("remove",)
NEW_SUBJECTS = ("calendar_day", "calendar_year", "work_week", "deadline_rule", "proposed_change")


def upgrade() -> None:
    op.create_table(
        "work_week",
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("weekdays", sa.String(length=7), nullable=False),
        sa.Column("source", sa.String(length=400), nullable=False),
        sa.CheckConstraint("length(weekdays) BETWEEN 1 AND 7", name=op.f("ck_work_week_weekdays")),
        sa.PrimaryKeyConstraint("valid_from", name=op.f("pk_work_week")),
    )
    op.add_column("calendar_day", sa.Column("is_confirmed", sa.Boolean(), nullable=False, server_default=sa.true()))
    # What an earlier version seeded for Tet 2027 had not been announced; its own words say so.
    op.execute(
        "UPDATE calendar_day SET is_confirmed = false"
        " WHERE source = 'D\u1ef1 ki\u1ebfn, ch\u01b0a c\u00f3 th\u00f4ng b\u00e1o ch\u00ednh th\u1ee9c'"
    )
    _allow(OLD_ACTIONS + NEW_ACTIONS, OLD_SUBJECTS + NEW_SUBJECTS)


def downgrade() -> None:
    event = sa.table("admin_event", sa.column("action"), sa.column("subject_kind"))
    op.execute(sa.delete(event).where(sa.or_(event.c.action.in_(NEW_ACTIONS), event.c.subject_kind.in_(NEW_SUBJECTS))))
    _allow(OLD_ACTIONS, OLD_SUBJECTS)
    with op.batch_alter_table("calendar_day") as batch_op:
        batch_op.drop_column("is_confirmed")
    op.drop_table("work_week")


def _allow(actions: tuple[str, ...], subjects: tuple[str, ...]) -> None:
    """Write the two lists of words anew."""
    with op.batch_alter_table("admin_event") as batch_op:
        for name, column, words in (("adminaction", "action", actions), ("adminsubject", "subject_kind", subjects)):
            batch_op.drop_constraint(op.f(f"ck_admin_event_{name}"), type_="check")
            condition = f"{column} IN ({', '.join(repr(word) for word in words)})"
            batch_op.create_check_constraint(op.f(f"ck_admin_event_{name}"), condition)
