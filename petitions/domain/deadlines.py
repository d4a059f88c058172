"""When an answer is due, and what overdue means; lengths come from rule rows, never from here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from petitions.domain.vocabulary import ANSWER_CLOCK_RUNS, State
from petitions.domain.work_calendar import WorkCalendar


class Unit(StrEnum):
    """How a rule counts."""

    DAY = "day"
    WORKING_DAY = "working_day"


@dataclass(frozen=True, slots=True)
class Rule:
    """A period fixed by law or a council's regulation, with the place that fixes it."""

    code: str
    length: int
    unit: Unit
    rolls_forward: bool
    source: str
    is_verified: bool


def due_on(start_on: date, rule: Rule, calendar: WorkCalendar) -> date:
    """Return the last day on which an answer is still in time.

    Args:
        start_on: the day of the start event; it counts as day zero.
        rule: the period; a calendar term that ends on a day off runs to the next working day when
            the rule rolls forward (Civil Code 2015 art. 147-148).
        calendar: the days off and make-up days of the years concerned.

    """
    match rule.unit:
        case Unit.WORKING_DAY:
            return calendar.add_working_days(start_on, rule.length)
        case Unit.DAY:
            end = start_on + timedelta(days=rule.length)
            return calendar.first_working_day_from(end) if rule.rolls_forward else end


def is_overdue(state: State, due: date | None, today: date) -> bool:
    """Tell whether the lead's answer clock is open and past its date; twin of ``queries.overdue``."""
    return state in ANSWER_CLOCK_RUNS and due is not None and due < today


def days_late(due: date, today: date) -> int:
    """Return calendar days past the due date; zero on the due date itself and before."""
    return max((today - due).days, 0)
