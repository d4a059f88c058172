"""Create lists and minutes on their way into a meeting, and how units have the columns of their lists read."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0015"
branch_labels = None
depends_on = None

PHASES = ("columns", "ready", "writing", "written", "refused")
ROWS = ("statement", "group", "total", "heading", "remark")


def upgrade() -> None:
    op.create_table(
        "statement_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_meeting_id", sa.Integer(), nullable=False),
        sa.Column("kind", _words("importkind", "table", "minutes"), nullable=False),
        sa.Column("phase", _words("importphase", *PHASES), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sheets", sa.JSON(), nullable=False),
        sa.Column("sheet", sa.Integer(), nullable=False),
        sa.Column("layout", sa.JSON(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_by_name", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("touched_at", sa.DateTime(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("total", "done", "written_count")),
        sa.Column("first_position", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(phase = 'written') = (written_at IS NOT NULL)", name=op.f("ck_statement_import_written_when")
        ),
        sa.ForeignKeyConstraint(
            ["contact_meeting_id"], ["contact_meeting.id"], name=op.f("fk_statement_import_contact_meeting_id")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_statement_import_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_import")),
    )
    op.create_index("ix_statement_import_contact_meeting_id", "statement_import", ["contact_meeting_id", "id"])
    op.create_index("ix_statement_import_digest", "statement_import", ["digest", "contact_meeting_id"])
    op.create_index("ix_statement_import_phase_touched_at", "statement_import", ["phase", "touched_at"])
    _create_rows()
    op.create_table(
        "column_reading",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_column_reading_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "signature", name=op.f("pk_column_reading")),
    )


def _create_rows() -> None:
    op.create_table(
        "statement_import_row",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.Column("text_start", sa.Integer(), nullable=True),
        sa.Column("kind", _words("rowkind", *ROWS), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("speaker_name", sa.Text(), nullable=True),
        sa.Column("village", sa.Text(), nullable=True),
        sa.Column("subject_field_id", sa.Integer(), nullable=True),
        sa.Column("answered_on_spot", sa.Boolean(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("faults", sa.JSON(), nullable=False),
        *(
            sa.Column(name, sa.Boolean(), nullable=False)
            for name in ("has_errors", "has_warnings", "is_skipped", "is_corrected")
        ),
        sa.ForeignKeyConstraint(["import_id"], ["statement_import.id"], name=op.f("fk_statement_import_row_import_id")),
        sa.ForeignKeyConstraint(
            ["subject_field_id"], ["subject_field.id"], name=op.f("fk_statement_import_row_subject_field_id")
        ),
        sa.PrimaryKeyConstraint("import_id", "sheet", "number", name=op.f("pk_statement_import_row")),
    )
    op.create_index(
        "ix_statement_import_row_flags",
        "statement_import_row",
        ["import_id", "sheet", "has_errors", "is_skipped", "number"],
    )


def downgrade() -> None:
    op.drop_table("column_reading")
    op.drop_table("statement_import_row")
    op.drop_table("statement_import")


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=24)
