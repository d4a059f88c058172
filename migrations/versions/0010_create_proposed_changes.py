"""Create changes of calendar and rules that are proposed before they are applied, and what each moves."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0007"
branch_labels = None
depends_on = None

PHASES = ("proposed", "previewing", "previewed", "applying", "applied", "discarded", "failed")
COUNTS = (
    "reached_id",
    "total",
    "done",
    "moved",
    "becomes_overdue",
    "ceases_overdue",
    "becomes_certain",
    "becomes_provisional",
    "uncountable",
    "applied",
    "version",
)


def upgrade() -> None:
    op.create_table(
        "proposed_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _words("changekind", "calendar", "rule"), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("phase", _words("changephase", *PHASES), nullable=False),
        sa.Column("basis", sa.String(length=24), nullable=False),
        sa.Column("judged_on", sa.Date(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_by_name", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("applied_by_id", sa.Integer(), nullable=True),
        sa.Column("applied_by_name", sa.String(length=120), nullable=False),
        sa.Column("previewed_at", sa.DateTime(), nullable=True),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_proposed_change_created_by_id")),
        sa.ForeignKeyConstraint(["applied_by_id"], ["person.id"], name=op.f("fk_proposed_change_applied_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_change")),
    )
    applying = sa.text("phase = 'applying'")
    op.create_index(
        "ix_proposed_change_one_applying",
        "proposed_change",
        ["phase"],
        unique=True,
        sqlite_where=applying,
        postgresql_where=applying,
    )
    op.create_index("ix_proposed_change_phase_id", "proposed_change", ["phase", "id"])
    op.create_table(
        "proposed_move",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("clock_id", sa.Integer(), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=False),
        sa.Column("due_after", sa.Date(), nullable=False),
        sa.Column("was_overdue", sa.Boolean(), nullable=False),
        sa.Column("becomes_overdue", sa.Boolean(), nullable=False),
        sa.Column("is_applied", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["proposed_change.id"], name=op.f("fk_proposed_move_change_id")),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_proposed_move_clock_id")),
        sa.PrimaryKeyConstraint("change_id", "clock_id", name=op.f("pk_proposed_move")),
    )
    op.create_index("ix_proposed_move_change_due", "proposed_move", ["change_id", "due_after", "clock_id"])
    op.create_index("ix_proposed_move_clock_id", "proposed_move", ["clock_id"])
    op.create_index("ix_clock_rule", "clock", ["rule_id", "is_open"])


def downgrade() -> None:
    op.drop_index("ix_clock_rule", "clock")
    op.drop_table("proposed_move")
    op.drop_table("proposed_change")


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=24)
