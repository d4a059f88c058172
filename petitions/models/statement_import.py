"""Lists and minutes that were handed in for a meeting, row by row, until they are written or dropped."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from petitions.domain.statement_import import ImportKind, ImportPhase
from petitions.domain.statement_rows import RowKind
from petitions.models.base import Base


class StatementImport(Base, kw_only=True):
    """One file or pasted text. Its rows and its text go as soon as it is written; digest and counts stay.

    ``digest`` is that of the file as it came; ``layout`` is what ``domain.statement_columns.Layout`` wrote down;
    ``sheets`` tells of each sheet its name, whether it is hidden and how many rows it has.
    """

    __tablename__ = "statement_import"
    __table_args__ = (
        sa.Index("ix_statement_import_contact_meeting_id", "contact_meeting_id", "id"),
        sa.Index("ix_statement_import_digest", "digest", "contact_meeting_id"),
        sa.Index("ix_statement_import_phase_touched_at", "phase", "touched_at"),
        sa.CheckConstraint("(phase = 'written') = (written_at IS NOT NULL)", name="written_when"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    contact_meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("contact_meeting.id"))
    kind: Mapped[ImportKind]
    phase: Mapped[ImportPhase]
    name: Mapped[str] = mapped_column(sa.String(255))
    digest: Mapped[str] = mapped_column(sa.String(64))
    source: Mapped[str] = mapped_column(sa.Text, default="")
    sheets: Mapped[list[Any]] = mapped_column(default_factory=list)
    sheet: Mapped[int] = mapped_column(default=0)
    layout: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), default=None)
    created_by_name: Mapped[str] = mapped_column(sa.String(120), default="")
    created_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    written_count: Mapped[int] = mapped_column(default=0)
    first_position: Mapped[int | None] = mapped_column(default=None)
    written_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False, insert_default=1)

    __mapper_args__ = {"version_id_col": version}


class StatementImportRow(Base, kw_only=True):
    """One row of a sheet, or one piece of minutes, and the statement it would become.

    ``number`` is the row as the spreadsheet shows it. Of minutes it is the character with which the piece begins,
    counted from one; the piece ends where the next begins, and ``text_start`` is where its words begin, counted from
    nought. ``kind`` is empty for rows of sheets that were not chosen. ``is_corrected``: what stands here was written
    by a person, and a new reading of the columns leaves it alone. ``field_reason`` is what
    ``domain.statement_import.FieldReason`` wrote down of a field that nobody chose.
    """

    __tablename__ = "statement_import_row"
    __table_args__ = (
        sa.Index("ix_statement_import_row_flags", "import_id", "sheet", "has_errors", "is_skipped", "number"),
    )

    import_id: Mapped[int] = mapped_column(sa.ForeignKey("statement_import.id"), primary_key=True)
    sheet: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    cells: Mapped[list[Any]] = mapped_column(default_factory=list)
    marks: Mapped[dict[str, str]] = mapped_column(default_factory=dict)
    is_hidden: Mapped[bool] = mapped_column(default=False)
    text_start: Mapped[int | None] = mapped_column(default=None)
    kind: Mapped[RowKind | None] = mapped_column(default=None)
    content: Mapped[str] = mapped_column(sa.Text, default="")
    speaker_name: Mapped[str | None] = mapped_column(sa.Text, default=None)
    village: Mapped[str | None] = mapped_column(sa.Text, default=None)
    subject_field_id: Mapped[int | None] = mapped_column(sa.ForeignKey("subject_field.id"), default=None)
    field_reason: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True), default=None)
    answered_on_spot: Mapped[bool] = mapped_column(default=False)
    answered_by: Mapped[str | None] = mapped_column(sa.Text, default=None)
    speaker_phone: Mapped[str | None] = mapped_column(sa.Text, default=None)
    faults: Mapped[list[Any]] = mapped_column(default_factory=list)
    has_errors: Mapped[bool] = mapped_column(default=False)
    has_warnings: Mapped[bool] = mapped_column(default=False)
    is_skipped: Mapped[bool] = mapped_column(default=False)
    is_corrected: Mapped[bool] = mapped_column(default=False)


class ColumnReading(Base, kw_only=True):
    """How a unit had the columns of one heading read, so that the next list of the same heading is read alike."""

    __tablename__ = "column_reading"

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), primary_key=True)
    signature: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    columns: Mapped[dict[str, str]]
    used_at: Mapped[datetime]
