"""A row of a list of cases with its due date in words: the same on the list, the first screen and the monitor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from petitions.domain.deadlines import days_late, is_overdue
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


@dataclass(frozen=True, slots=True)
class ShownRow:
    """What the list shows of one case."""

    case: CaseRow
    due: Due
    is_overdue: bool


def due_of(row: CaseRow, *, today: date, calendar: WorkCalendar) -> Due:
    """Return a row's due date: working days left, or calendar days late below nought, while its clock runs."""
    is_open = row.state in ANSWER_CLOCK_RUNS
    late = is_overdue(row.state, row.due_on, today)
    left = None
    if row.due_on is not None and is_open:
        left = -days_late(row.due_on, today) if late else calendar.working_days_between(today, row.due_on)
    return Due(row.due_on, is_open, late, left)


def shown(rows: Iterable[CaseRow], *, today: date, calendar: WorkCalendar) -> list[ShownRow]:
    """Return rows as pages show them."""
    dues = [(row, due_of(row, today=today, calendar=calendar)) for row in rows]
    return [ShownRow(row, due, due.is_overdue) for row, due in dues]
