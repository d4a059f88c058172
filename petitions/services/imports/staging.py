"""A list or minutes taken in for a meeting: every row laid down with what it would become, nothing written yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from petitions.domain.errors import ChangedMeanwhileError
from petitions.domain.identity import Actor
from petitions.domain.import_errors import ColumnTwiceError, NoContentColumnError
from petitions.domain.minutes import ends_of, split_minutes
from petitions.domain.sheet import CellMark, Row, Sheet
from petitions.domain.statement_columns import Layout, Target, field_marked_by
from petitions.domain.statement_faults import PROPOSED, Proposed, faults_of
from petitions.domain.statement_import import KEPT_FOR, OPEN, ImportKind, ImportPhase
from petitions.domain.statement_rows import ReadRow, RowKind, read_rows
from petitions.domain.text import clean
from petitions.models import ContactMeeting, StatementImport, StatementImportRow
from petitions.queries.meetings import get_kept_meeting
from petitions.queries.statement_imports import Staged, find_same, get_import
from petitions.services.imports.proposed_fields import FieldBook
from petitions.services.imports.statement_lists import choose_sheet, kept_cells, remember, with_memory
from petitions.services.imports.statement_words import words_for_lists, words_for_minutes

LONGEST_NAME = 255


def stage_list(
    session: Session, meeting_id: int, sheets: Sequence[Sheet], *, name: str, digest: str, actor: Actor, now: datetime
) -> StatementImport:
    """Lay down a list whose columns wait to be confirmed; one that waits already is returned as it stands.

    Raises:
        NotFoundError, NotPermittedError: the minutes are not the actor's to keep.

    """
    meeting = get_kept_meeting(session, meeting_id, actor=actor)
    if (waiting := find_same(session, meeting_id, digest, phases=sorted(OPEN))) is not None:
        return waiting
    words = words_for_lists(session)
    chosen = choose_sheet(sheets, words)
    layout = with_memory(session, chosen.layout, meeting.recorded_by_id)
    row = _begin(
        session, meeting, ImportKind.TABLE, ImportPhase.COLUMNS, name=name, digest=digest, actor=actor, now=now
    )
    row.sheet, row.layout = chosen.sheet, layout.as_payload()
    row.sheets = [{"name": each.name, "is_hidden": each.is_hidden, "rows": len(each.rows)} for each in sheets]
    session.flush()
    for place, sheet in enumerate(sheets):
        if sheet.is_hidden:
            continue
        read = [ReadRow(each, RowKind.REMARK) for each in sheet.rows]
        if place == chosen.sheet:
            read = list(read_rows(sheet.rows, layout, words, held_on=meeting.held_on))
        _lay_down(session, [_values(row.id, place, each, is_read=place == chosen.sheet) for each in read])
    return row


def stage_minutes(
    session: Session, meeting_id: int, text: str, *, name: str, digest: str, actor: Actor, now: datetime
) -> StatementImport:
    """Lay down minutes, cut into pieces that leave no character out; raises as ``stage_list`` does."""
    meeting = get_kept_meeting(session, meeting_id, actor=actor)
    if (waiting := find_same(session, meeting_id, digest, phases=sorted(OPEN))) is not None:
        return waiting
    row = _begin(
        session, meeting, ImportKind.MINUTES, ImportPhase.READY, name=name, digest=digest, actor=actor, now=now
    )
    row.source = clean(text)
    session.flush()
    fields = FieldBook.of(session)
    pieces = split_minutes(row.source, words_for_minutes())
    values = []
    for piece, end in zip(pieces, ends_of([each.start for each in pieces], len(row.source)), strict=True):
        said = clean(row.source[piece.text_start : end])
        field_id, reason = fields.propose(said, piece.heading) if piece.is_used else (None, None)
        proposed = Proposed(
            content=said if piece.is_used else "",
            speaker_name=piece.speaker_name,
            village=piece.village,
            subject_field_id=field_id,
            answered_on_spot=piece.answered_by is not None,
            answered_by=piece.answered_by,
        )
        read = ReadRow(Row(piece.start + 1, ()), RowKind.STATEMENT, proposed, tuple(faults_of(proposed)))
        own = {"text_start": piece.text_start, "is_skipped": not piece.is_used}
        values.append(_values(row.id, 0, read) | own | {"field_reason": reason.as_payload() if reason else None})
    _lay_down(session, values)
    return row


def read_columns(
    session: Session,
    meeting_id: int,
    import_id: int,
    layout: Layout,
    *,
    sheet: int,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> StatementImport:
    """Read the list by these columns and keep them in mind for the unit; rows corrected by hand stay as they are.

    Raises:
        NoContentColumnError, ColumnTwiceError: the columns make no sense.
        ChangedMeanwhileError: it is no longer what the person saw, or is being written.

    """
    staged = take_open(session, meeting_id, import_id, actor=actor, seen_version=seen_version)
    row = staged.row
    check_columns(layout)
    is_as_read = row.sheet == sheet and Layout.from_payload(row.layout) == layout
    row.sheet, row.layout, row.phase = sheet, layout.as_payload(), ImportPhase.READY
    touch(row, now=now)
    remember(session, layout, staged.meeting.recorded_by_id, now=now)
    session.flush()
    if not is_as_read:
        _read_again(session, row, layout, held_on=staged.meeting.held_on)
    return row


def check_columns(layout: Layout) -> None:
    """Refuse columns of which none holds what was said, or two hold the same."""
    held: set[str] = set()
    for place, meaning in sorted(layout.columns.items()):
        if meaning == Target.IGNORED or field_marked_by(meaning) is not None:
            continue
        if meaning in held:
            raise ColumnTwiceError("columns", layout.title_of(place))
        held.add(meaning)
    if Target.CONTENT not in held:
        raise NoContentColumnError("columns")


def rows_of_sheet(session: Session, row: StatementImport, sheet: int, *, most: int | None = None) -> list[Row]:
    """Return the rows of a sheet as they came, the first ``most`` of them."""
    statement = sa.select(
        StatementImportRow.number, StatementImportRow.cells, StatementImportRow.is_hidden, StatementImportRow.marks
    ).where(StatementImportRow.import_id == row.id, StatementImportRow.sheet == sheet)
    found = session.execute(statement.order_by(StatementImportRow.number).limit(most)).tuples()
    return [
        Row(number, tuple(cells), is_hidden=is_hidden, marks={int(at): CellMark(mark) for at, mark in marks.items()})
        for number, cells, is_hidden, marks in found
    ]


def drop_import(
    session: Session, meeting_id: int, import_id: int, *, actor: Actor, seen_version: int | None = None
) -> None:
    """Drop what was never written, with all its rows."""
    row = take_open(session, meeting_id, import_id, actor=actor, seen_version=seen_version).row
    forget_rows(session, [row.id])
    session.delete(row)
    session.flush()


def forget_abandoned(session: Session, *, now: datetime) -> int:
    """Drop what nobody touched for long and never confirmed; return how many. What is being written stays."""
    ids = session.scalars(
        sa.select(StatementImport.id).where(
            StatementImport.phase.in_(sorted(OPEN)), StatementImport.touched_at < now - KEPT_FOR
        )
    ).all()
    forget_rows(session, ids)
    session.execute(sa.delete(StatementImport).where(StatementImport.id.in_(ids)))
    return len(ids)


def forget_rows(session: Session, ids: Sequence[int]) -> None:
    """Drop the rows of imports."""
    rows = sa.delete(StatementImportRow).where(StatementImportRow.import_id.in_(ids))
    session.execute(rows.execution_options(synchronize_session=False))


def take_open(
    session: Session, meeting_id: int, import_id: int, *, actor: Actor, seen_version: int | None = None
) -> Staged:
    """Return an import, locked, that can still be changed and is what the person saw."""
    staged = get_import(session, meeting_id, import_id, actor=actor, for_update=True)
    if staged.row.phase not in OPEN or seen_version not in (None, staged.row.version):
        raise ChangedMeanwhileError
    return staged


def touch(row: StatementImport, *, now: datetime) -> None:
    """Note that somebody is at work on it; whoever saw it before has seen an older version."""
    row.touched_at = now
    flag_modified(row, "touched_at")


def _begin(
    session: Session,
    meeting: ContactMeeting,
    kind: ImportKind,
    phase: ImportPhase,
    *,
    name: str,
    digest: str,
    actor: Actor,
    now: datetime,
) -> StatementImport:
    row = StatementImport(
        contact_meeting_id=meeting.id,
        kind=kind,
        phase=phase,
        name=name[-LONGEST_NAME:],
        digest=digest,
        created_by_id=actor.person_id or None,
        created_by_name=actor.name,
        created_at=now,
        touched_at=now,
    )
    session.add(row)
    return row


def _read_again(session: Session, row: StatementImport, layout: Layout, *, held_on: date) -> None:
    words = words_for_lists(session)
    kept = set(
        session.scalars(
            sa.select(StatementImportRow.number).where(
                StatementImportRow.import_id == row.id,
                StatementImportRow.sheet == row.sheet,
                StatementImportRow.is_corrected,
            )
        )
    )
    read = read_rows(rows_of_sheet(session, row, row.sheet), layout, words, held_on=held_on)
    names = ("import_id", "sheet", "number", "kind", "faults", "has_errors", "has_warnings", *PROPOSED)
    values = [_values(row.id, row.sheet, each) for each in read if each.row.number not in kept]
    if values:
        session.execute(sa.update(StatementImportRow), [{name: each[name] for name in names} for each in values])


def _lay_down(session: Session, values: Sequence[Mapping[str, Any]]) -> None:
    if values:
        session.execute(sa.insert(StatementImportRow).execution_options(render_nulls=True), values)


def _values(import_id: int, sheet: int, read: ReadRow, *, is_read: bool = True) -> dict[str, Any]:
    return {
        "import_id": import_id,
        "sheet": sheet,
        "number": read.row.number,
        "cells": kept_cells(read.row),
        "marks": {str(place): mark.value for place, mark in read.row.marks.items()},
        "is_hidden": read.row.is_hidden,
        "text_start": None,
        "kind": read.kind if is_read else None,
        "faults": [fault.as_payload() for fault in read.faults],
        "has_errors": any(fault.is_error for fault in read.faults),
        "has_warnings": any(not fault.is_error for fault in read.faults),
        "is_skipped": False,
        "is_corrected": False,
        "field_reason": None,
        **asdict(read.proposed),
    }
