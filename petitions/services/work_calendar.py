"""Days, years and weekly patterns of the working calendar, written with what stood there before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.admin_vocabulary import AdminAction, AdminSubject
from petitions.domain.calendar_change import CalendarChange, DayDraft, WeekDraft, YearDraft
from petitions.domain.errors import AlreadyTakenError, NotFoundError
from petitions.domain.identity import Actor
from petitions.domain.policy import Permission, insist
from petitions.domain.text import one_line
from petitions.models import CalendarDay, CalendarYear, WorkWeek
from petitions.queries.calendar import get_work_calendar
from petitions.services.planned import Planned, write_planned

Row = CalendarDay | CalendarYear | WorkWeek
Draft = DayDraft | YearDraft | WeekDraft


@dataclass(frozen=True, slots=True)
class CalendarOutcome:
    """How many rows were new, changed, already so, and taken out."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0


def change_calendar(
    session: Session, change: CalendarChange, *, actor: Actor, now: datetime, reason: str | None = None
) -> CalendarOutcome:
    """Write the change, and each row's before and after into the history; what stood so already stays untouched.

    Raises:
        FieldError: a value that cannot stand; nothing was written.
        NotFoundError: a day or pattern to be taken out is not there.

    """
    insist(actor, Permission.ADMINISTER)
    planned = plan_calendar_change(session, change)
    write_planned(session, planned, actor=actor, now=now, reason=reason)
    done = [each.action for each in planned]
    removed = done.count(AdminAction.REMOVE)
    wanted = len(change.days) + len(change.years) + len(change.weeks)
    return CalendarOutcome(
        created=done.count(AdminAction.CREATE),
        changed=done.count(AdminAction.CHANGE),
        unchanged=wanted + removed - len(done),
        removed=removed,
    )


def plan_calendar_change(session: Session, change: CalendarChange) -> list[Planned]:
    """Return what the change would write, row by row.

    Raises:
        FieldError, NotFoundError: as ``change_calendar``.

    """
    change.check(get_work_calendar(session))
    gone = [
        *_to_remove(session, CalendarDay, change.removed_days),
        *_to_remove(session, WorkWeek, change.removed_weeks),
    ]
    drafts: list[Draft] = [*change.weeks, *change.days, *change.years]
    put = (_put(session, draft) for draft in drafts)
    return [*(Planned.removing(row, _subject(row)) for row in gone), *(each for each in put if each is not None)]


def all_confirmed(days: Iterable[CalendarDay], source: str) -> tuple[DayDraft, ...]:
    """Return days that were only expected as announced by a document."""
    return tuple(DayDraft(day.on, day.kind, day.name, source) for day in days)


def insist_on_new(session: Session, change: CalendarChange) -> None:
    """Refuse with AlreadyTakenError to enter a day or pattern anew where one stands."""
    days = [draft.on for draft in change.days]
    if session.scalar(sa.select(CalendarDay.on).where(CalendarDay.on.in_(days)).limit(1)):
        raise AlreadyTakenError("on")
    weeks = [draft.valid_from for draft in change.weeks]
    if session.scalar(sa.select(WorkWeek.valid_from).where(WorkWeek.valid_from.in_(weeks)).limit(1)):
        raise AlreadyTakenError("valid_from")


def _to_remove(
    session: Session, table: type[CalendarDay | WorkWeek], keys: tuple[date, ...]
) -> Iterator[CalendarDay | WorkWeek]:
    for key in keys:
        row = session.get(table, key)
        if row is None:
            raise NotFoundError
        yield cast("CalendarDay | WorkWeek", row)


def _put(session: Session, draft: Draft) -> Planned | None:
    """Return what writing one row comes to, None when it stands so already."""
    fresh = _row_of(draft)
    stored = cast("Row | None", session.get(type(fresh), _key_of(fresh)))
    if stored is None:
        return Planned.creating(fresh, _subject(fresh))
    return Planned.changing(stored, fresh, _subject(stored))


def _row_of(draft: Draft) -> Row:
    source = one_line(draft.source)
    match draft:
        case DayDraft(on, kind, name):
            return CalendarDay(on=on, kind=kind, name=one_line(name), source=source, is_confirmed=draft.is_confirmed)
        case YearDraft(year, is_confirmed):
            return CalendarYear(year=year, is_confirmed=is_confirmed, source=source)
        case WeekDraft(valid_from, weekdays):
            digits = "".join(str(day + 1) for day in sorted(weekdays))
            return WorkWeek(valid_from=valid_from, weekdays=digits, source=source)


def _key_of(row: Row) -> date | int:
    match row:
        case CalendarDay():
            return row.on
        case CalendarYear():
            return row.year
        case WorkWeek():
            return row.valid_from


def _subject(row: Row) -> tuple[AdminSubject, int, str]:
    """Return kind, key and name of a row for the history; a day is written as the number 20260102."""
    match row:
        case CalendarYear():
            return AdminSubject.CALENDAR_YEAR, row.year, str(row.year)
        case CalendarDay():
            return AdminSubject.CALENDAR_DAY, day_number(row.on), f"{row.on:%d/%m/%Y} {row.name}"[:200]
        case WorkWeek():
            return AdminSubject.WORK_WEEK, day_number(row.valid_from), f"{row.valid_from:%d/%m/%Y}"


def day_number(day: date) -> int:
    """Return a day as the number under which the history keeps it."""
    return int(f"{day:%Y%m%d}")
