"""A row of a list of cases with its due date in words: the same on the list, the first screen and the monitor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from petitions.domain.deadlines import days_late
from petitions.domain.vocabulary import ANSWER_CLOCK_RUNS
from petitions.domain.work_calendar import WorkCalendar
from petitions.queries.case_list import CaseRow


@dataclass(frozen=True, slots=True)
class Due:
    """A due date as pages write it; ``days_left`` as ``components/due_date`` takes it."""

    on: date | None
    is_open: bool
    is_overdue: bool
    days_left: int | None
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class ShownRow:
    """What the list shows of one case."""

    case: CaseRow
    due: Due
    is_overdue: bool


def due_by(on: date, *, today: date, calendar: WorkCalendar, is_open: bool = True) -> Due:
    """Return a date with working days left, or calendar days late below nought, while its clock runs."""
    late = is_open and days_late(on, today) > 0
    left = None
    if is_open:
        left = -days_late(on, today) if late else calendar.working_days_between(today, on)
    return Due(on, is_open, late, left, is_today=on == today)


def due_of(row: CaseRow, *, today: date, calendar: WorkCalendar) -> Due:
    """Return a row's due date; open while the lead's answer clock runs."""
    if row.due_on is None:
        return Due(None, is_open=False, is_overdue=False, days_left=None)
    return due_by(row.due_on, today=today, calendar=calendar, is_open=row.state in ANSWER_CLOCK_RUNS)


def shown(rows: Iterable[CaseRow], *, today: date, calendar: WorkCalendar) -> list[ShownRow]:
    """Return rows as pages show them."""
    dues = [(row, due_of(row, today=today, calendar=calendar)) for row in rows]
    return [ShownRow(row, due, due.is_overdue) for row, due in dues]
