"""A staged list or minutes written into the meeting: all statements in one transaction, or none.

What is confirmed and large is left to the worker. It looks at the rows batch by batch, each a transaction that tells
how far it has come, and then writes all of them in the one that also says that they are written: whoever is cut off
anywhere begins anew, and finds either nothing written or all.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.errors import ChangedMeanwhileError
from petitions.domain.identity import SYSTEM, Actor
from petitions.domain.import_errors import FaultyRowsError, NothingToWriteError, WrittenBeforeError
from petitions.domain.statement_faults import PROPOSED, CellFault, CellFaultKind
from petitions.domain.statement_import import AT_ONCE, BATCH, ImportPhase
from petitions.domain.statement_rows import RowKind
from petitions.models import StatementImport, StatementImportRow, SubjectField
from petitions.queries.statement_imports import count_rows, find_same
from petitions.services.imports.staging import forget_rows, take_open, touch
from petitions.services.statements import StatementDraft, register_statements

_ROW = StatementImportRow
_COLUMNS = tuple(getattr(_ROW, name) for name in PROPOSED)


def confirm_import(
    session: Session,
    meeting_id: int,
    import_id: int,
    *,
    leaves_out_faulty: bool = False,
    again: bool = False,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> StatementImport:
    """Write the statements of an import, or leave it to the worker where they are many.

    Raises:
        ChangedMeanwhileError: it is no longer what the person saw, or was confirmed already.
        FaultyRowsError: rows cannot be written and are not to be left out.
        NothingToWriteError: no row is left.
        WrittenBeforeError: the same file was written into this meeting, and it is not to be written again.

    """
    row = take_open(session, meeting_id, import_id, actor=actor, seen_version=seen_version).row
    if row.phase is ImportPhase.COLUMNS:
        raise ChangedMeanwhileError
    if not again:
        insist_on_new(session, meeting_id, row.digest, field="again", but=row.id)
    _mark_ended_fields(session, row)
    counts = count_rows(session, row)
    if counts.errors and not leaves_out_faulty:
        raise FaultyRowsError("leaves_out_faulty", counts.errors)
    if not counts.ready:
        raise NothingToWriteError("leaves_out_faulty")
    if counts.errors:
        faulty = sa.update(_ROW).where(*_own(row), _ROW.has_errors).values(is_skipped=True)
        session.execute(faulty.execution_options(synchronize_session=False))
    row.phase, row.total, row.done = ImportPhase.WRITING, counts.ready, 0
    touch(row, now=now)
    session.flush()
    if row.total <= AT_ONCE:
        _write(session, row, actor=actor, now=now)
    return row


def insist_on_new(session: Session, meeting_id: int, digest: str, *, field: str, but: int | None = None) -> None:
    """Refuse a file that was written into this meeting before, or is being written, with WrittenBeforeError."""
    same = find_same(session, meeting_id, digest, phases=[ImportPhase.WRITTEN, ImportPhase.WRITING], but=but)
    if same is not None:
        raise WrittenBeforeError(field, same.written_at or same.touched_at, same.written_count)


def list_waiting(session: Session) -> list[int]:
    """Return the imports that a worker has to write, the first confirmed first."""
    waiting = sa.select(StatementImport.id).where(StatementImport.phase == ImportPhase.WRITING)
    return list(session.scalars(waiting.order_by(StatementImport.touched_at, StatementImport.id)))


def go_on(session: Session, import_id: int, after: int | None, *, now: datetime) -> int | None:
    """Look at the next batch of rows, after the last write them all; return where to go on, None when it is done.

    ``after`` is what came back from the batch before, None for the first.
    """
    row = session.get(StatementImport, import_id, with_for_update=True, populate_existing=True)
    if row is None or row.phase is not ImportPhase.WRITING:
        return None
    if after is None:
        row.done = 0
    numbers = sa.select(_ROW.number).where(*_own(row)).order_by(_ROW.number).limit(BATCH)
    batch = list(session.scalars(numbers if after is None else numbers.where(_ROW.number > after)))
    row.done += len(batch)
    touch(row, now=now)
    session.flush()
    if len(batch) == BATCH:
        return batch[-1]
    _mark_ended_fields(session, row)
    if count_rows(session, row).errors:
        row.phase = ImportPhase.REFUSED
        return None
    _write(session, row, actor=SYSTEM, now=now)
    return None


def refuse(session: Session, import_id: int, *, now: datetime) -> None:
    """Give an import that the worker could not write back to its people."""
    row = session.get(StatementImport, import_id, with_for_update=True, populate_existing=True)
    if row is not None and row.phase is ImportPhase.WRITING:
        row.phase = ImportPhase.REFUSED
        touch(row, now=now)


def _write(session: Session, row: StatementImport, *, actor: Actor, now: datetime) -> None:
    rows = session.execute(sa.select(*_COLUMNS).where(*_own(row)).order_by(_ROW.number)).mappings()
    drafts = [StatementDraft(**values) for values in rows]
    row.first_position = register_statements(session, row.contact_meeting_id, drafts, actor=actor, now=now)
    row.phase, row.written_at, row.written_count, row.done = ImportPhase.WRITTEN, now, len(drafts), len(drafts)
    row.source, row.layout = "", {}
    forget_rows(session, [row.id])
    session.flush()


def _own(row: StatementImport) -> list[sa.ColumnElement[bool]]:
    """Return the condition on the rows that are written."""
    return [
        _ROW.import_id == row.id,
        _ROW.sheet == row.sheet,
        _ROW.kind == RowKind.STATEMENT,
        sa.not_(_ROW.is_skipped),
    ]


def _mark_ended_fields(session: Session, row: StatementImport) -> None:
    """Note an error where a row was put into a field that is no longer in use."""
    living = sa.select(SubjectField.id).where(SubjectField.is_active)
    ended = sa.select(_ROW).where(*_own(row), _ROW.subject_field_id.is_not(None), _ROW.subject_field_id.not_in(living))
    fault = CellFault(CellFaultKind.FIELD_ENDED, "subject_field").as_payload()
    for each in session.scalars(ended):
        each.subject_field_id, each.has_errors, each.faults = None, True, [*each.faults, fault]
    session.flush()
