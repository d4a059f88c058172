"""Lists and minutes on their way into a meeting, as far as the actor keeps its minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from petitions.domain.errors import NotFoundError
from petitions.domain.identity import Actor
from petitions.domain.statement_import import ImportPhase
from petitions.domain.statement_rows import RowKind
from petitions.models import ContactMeeting, StatementImport, StatementImportRow
from petitions.queries.meetings import get_kept_meeting

ROWS_A_PAGE = 50
IMPORTS_SHOWN = 20
MOST_PIECES = 20_000
"""More than minutes of the greatest length can be cut into by hand."""

_ROW = StatementImportRow


class Shown(StrEnum):
    """Which rows of an import a list shows."""

    ALL = "all"
    ERRORS = "errors"
    WARNINGS = "warnings"
    LEFT_OUT = "left-out"


@dataclass(frozen=True, slots=True)
class RowCounts:
    """How many rows would be written, how many of all are faulty or strange, and how many are left out."""

    ready: int
    errors: int
    warnings: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Staged:
    """An import and the meeting it goes into."""

    meeting: ContactMeeting
    row: StatementImport


def get_import(session: Session, meeting_id: int, import_id: int, *, actor: Actor, for_update: bool = False) -> Staged:
    """Return an import of a meeting whose minutes the actor keeps; raises as ``get_kept_meeting`` does."""
    meeting = get_kept_meeting(session, meeting_id, actor=actor)
    statement = sa.select(StatementImport).where(
        StatementImport.id == import_id, StatementImport.contact_meeting_id == meeting_id
    )
    if for_update:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    row = session.scalar(statement)
    if row is None:
        raise NotFoundError
    return Staged(meeting, row)


def list_imports(session: Session, meeting_id: int) -> Sequence[StatementImport]:
    """Return the latest imports of a meeting that the caller has got for the actor."""
    return session.scalars(
        sa.select(StatementImport)
        .where(StatementImport.contact_meeting_id == meeting_id)
        .order_by(StatementImport.id.desc())
        .limit(IMPORTS_SHOWN)
    ).all()


def find_same(
    session: Session, meeting_id: int, digest: str, *, phases: Sequence[ImportPhase], but: int | None = None
) -> StatementImport | None:
    """Return the latest other import of the same file into this meeting that stands in one of the phases."""
    return session.scalar(
        sa.select(StatementImport)
        .where(
            StatementImport.digest == digest,
            StatementImport.contact_meeting_id == meeting_id,
            StatementImport.phase.in_(phases),
            *([] if but is None else [StatementImport.id != but]),
        )
        .order_by(StatementImport.id.desc())
        .limit(1)
    )


def find_elsewhere(session: Session, row: StatementImport, unit_id: int) -> tuple[int, datetime] | None:
    """Return the other meeting of the unit into which the same file was written, and when."""
    found = session.execute(
        sa.select(StatementImport.contact_meeting_id, StatementImport.written_at)
        .join(ContactMeeting, ContactMeeting.id == StatementImport.contact_meeting_id)
        .where(
            StatementImport.digest == row.digest,
            StatementImport.contact_meeting_id != row.contact_meeting_id,
            StatementImport.written_at.is_not(None),
            ContactMeeting.recorded_by_id == unit_id,
        )
        .order_by(StatementImport.id.desc())
        .limit(1)
    ).one_or_none()
    return None if found is None else (found[0], found[1])


def count_rows(session: Session, row: StatementImport) -> RowCounts:
    """Return how the rows of the chosen sheet stand. One statement."""
    is_statement, stays = _ROW.kind == RowKind.STATEMENT, sa.not_(_ROW.is_skipped)

    def count(*conditions: sa.ColumnElement[bool] | InstrumentedAttribute[bool]) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(sa.case((sa.and_(*conditions), 1), else_=0)), 0)

    found = session.execute(
        sa.select(
            count(is_statement, stays, sa.not_(_ROW.has_errors)),
            count(is_statement, stays, _ROW.has_errors),
            count(is_statement, stays, _ROW.has_warnings),
            count(sa.or_(sa.not_(is_statement), _ROW.is_skipped)),
        ).where(_ROW.import_id == row.id, _ROW.sheet == row.sheet)
    ).one()
    return RowCounts(*found)


def list_rows(
    session: Session, row: StatementImport, *, shown: Shown = Shown.ALL, after: int | None = None
) -> tuple[list[StatementImportRow], int | None]:
    """Return one page of the rows of the chosen sheet, and the number the next page begins after."""
    is_statement, stays = _ROW.kind == RowKind.STATEMENT, sa.not_(_ROW.is_skipped)
    wanted: dict[Shown, list[Any]] = {
        Shown.ALL: [],
        Shown.ERRORS: [is_statement, stays, _ROW.has_errors],
        Shown.WARNINGS: [is_statement, stays, _ROW.has_warnings],
        Shown.LEFT_OUT: [sa.or_(sa.not_(is_statement), _ROW.is_skipped)],
    }
    statement = (
        sa.select(_ROW)
        .where(_ROW.import_id == row.id, _ROW.sheet == row.sheet, *wanted[shown])
        .order_by(_ROW.number)
        .limit(ROWS_A_PAGE + 1)
    )
    if after is not None:
        statement = statement.where(_ROW.number > after)
    found = list(session.scalars(statement))
    page = found[:ROWS_A_PAGE]
    return page, page[-1].number if len(found) > ROWS_A_PAGE else None


def get_row(session: Session, row: StatementImport, number: int) -> StatementImportRow:
    """Return one row of the chosen sheet, or raise NotFoundError."""
    found = session.get(StatementImportRow, (row.id, row.sheet, number), populate_existing=True)
    if found is None:
        raise NotFoundError
    return found


def find_next(session: Session, row: StatementImport, number: int) -> StatementImportRow | None:
    """Return the row after this one."""
    return session.scalar(
        sa.select(_ROW)
        .where(_ROW.import_id == row.id, _ROW.sheet == row.sheet, _ROW.number > number)
        .order_by(_ROW.number)
        .limit(1)
    )


def ends_of_rows(session: Session, row: StatementImport, rows: Sequence[StatementImportRow]) -> dict[int, int]:
    """Return where each piece of minutes ends: where the next begins, the last with the text. One statement."""
    if not rows:
        return {}
    first, last = rows[0].number, rows[-1].number
    starts = list(
        session.scalars(
            sa.select(_ROW.number)
            .where(_ROW.import_id == row.id, _ROW.sheet == row.sheet, _ROW.number >= first)
            .order_by(_ROW.number)
            .limit(MOST_PIECES)
        )
    )
    ends = dict(zip(starts, [*(number - 1 for number in starts[1:]), len(row.source)], strict=True))
    return {number: ends[number] for number in ends if number <= last}
