"""Add what a plan says of a round, what the minutes say of a meeting, its deputies and its minutes as files."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Constraints of the columns themselves: SQLite adds and drops them without writing the whole table anew.
    op.execute(
        "ALTER TABLE contact_round ADD COLUMN form VARCHAR(24) DEFAULT 'in_person' NOT NULL "
        "CONSTRAINT ck_contact_round_contactform CHECK (form IN ('in_person', 'online', 'combined'))"
    )
    op.add_column("contact_round", sa.Column("plan_on", sa.Date(), nullable=True))
    op.add_column(
        "contact_round", sa.Column("joined_levels", sa.String(length=60), server_default=sa.text("''"), nullable=False)
    )
    op.add_column("contact_meeting", sa.Column("start_time", sa.Time(), nullable=True))
    op.execute(
        "ALTER TABLE contact_meeting ADD COLUMN speaker_count INTEGER CONSTRAINT ck_contact_meeting_speaker_count "
        "CHECK (speaker_count IS NULL OR speaker_count BETWEEN 0 AND 10000)"
    )
    _create_deputies()
    _create_files()


def _create_deputies() -> None:
    op.create_table(
        "meeting_deputy",
        sa.Column("contact_meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_meeting_id"], ["contact_meeting.id"], name=op.f("fk_meeting_deputy_contact_meeting_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_meeting_deputy_person_id")),
        sa.PrimaryKeyConstraint("contact_meeting_id", "position", name=op.f("pk_meeting_deputy")),
    )
    op.create_index("ix_meeting_deputy_person_id", "meeting_deputy", ["person_id"])


def _create_files() -> None:
    op.create_table(
        "meeting_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_meeting_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("added_by", sa.String(length=120), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name=op.f("ck_meeting_file_withdrawn_has_reason")
        ),
        sa.ForeignKeyConstraint(
            ["contact_meeting_id"], ["contact_meeting.id"], name=op.f("fk_meeting_file_contact_meeting_id")
        ),
        sa.ForeignKeyConstraint(["digest"], ["stored_file.digest"], name=op.f("fk_meeting_file_digest")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_meeting_file_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_file")),
    )
    op.create_index("ix_meeting_file_contact_meeting_id", "meeting_file", ["contact_meeting_id"])
    op.create_index("ix_meeting_file_digest", "meeting_file", ["digest"])


def downgrade() -> None:
    op.drop_table("meeting_file")
    op.drop_table("meeting_deputy")
    op.drop_column("contact_meeting", "speaker_count")
    op.drop_column("contact_meeting", "start_time")
    for name in ("joined_levels", "plan_on", "form"):
        op.drop_column("contact_round", name)
