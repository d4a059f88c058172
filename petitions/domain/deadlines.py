"""When a step is due, and what overdue means; lengths come from rule rows, never from here.

Day zero is the day of the start event. A term in days counts every day, a term in working days those on
which offices work; a paused day counts for neither. Extensions add in the rule's own unit before the one
final roll: a term in days that ends on a day off runs to the next working day where the rule says so
(Civil Code 2015, art. 147-148).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from petitions.domain.errors import DeadlineInputError
from petitions.domain.vocabulary import ANSWER_CLOCK_RUNS, State
from petitions.domain.work_calendar import FIRST_DAY, LAST_DAY, WorkCalendar

_ONE_DAY = timedelta(days=1)
LONGEST = 3650
"""The longest term or extension that is believed, in the rule's unit: ten years."""


class Unit(StrEnum):
    """How a rule counts."""

    DAY = "day"
    WORKING_DAY = "working_day"


@dataclass(frozen=True, slots=True)
class Rule:
    """A period fixed by law or a council's regulation, with the place that fixes it.

    ``length`` is the legal one; ``target`` the shorter one a house sets itself (the legal one when None).
    """

    code: str
    length: int
    unit: Unit
    rolls_forward: bool
    source: str
    is_verified: bool
    target: int | None = None
    warning_offsets: tuple[int, ...] = (15, 7, 3)


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which the clock stands still, both inclusive."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Ledger:
    """What happened to one clock: its start, what was added to it, when it stood still."""

    start_on: date
    extensions: tuple[int, ...] = ()
    pauses: tuple[Pause, ...] = ()


class Why(StrEnum):
    """Why a day of a term counts or does not."""

    START = "start"
    COUNTED = "counted"
    MAKEUP_DAY = "makeup_day"
    WEEKEND = "weekend"
    DAY_OFF = "day_off"
    PAUSED = "paused"
    ROLLED = "rolled"


@dataclass(frozen=True, slots=True)
class TraceDay:
    """One day of the arithmetic; ``name`` is what the day off or make-up day was announced as."""

    on: date
    counted: bool
    why: Why
    name: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """What a clock says: the house's own date, the legal one, when to warn, and how it was counted."""

    target_on: date
    legal_on: date
    warn_on: tuple[date, ...]
    is_provisional: bool
    trace: tuple[TraceDay, ...] = field(default=(), repr=False)


def compute(ledger: Ledger, rule: Rule, calendar: WorkCalendar, *, with_trace: bool = False) -> Deadline:
    """Return the dates of a clock; the same for the same three, whatever day it is asked.

    Warnings lie so many calendar days before the legal date; one not after the start is left out.

    Raises:
        DeadlineInputError: a length, extension, pause or date that contradicts itself or reaches
            outside the calendar.

    """
    _check(ledger, rule)
    pauses = _merged(ledger.pauses)
    added = sum(ledger.extensions)
    legal_on = _end(ledger.start_on, rule.length + added, rule, calendar, pauses)
    target = rule.length if rule.target is None else min(rule.target, rule.length)
    target_on = legal_on if target == rule.length else _end(ledger.start_on, target + added, rule, calendar, pauses)
    warnings = (legal_on - timedelta(days=offset) for offset in sorted(rule.warning_offsets, reverse=True))
    return Deadline(
        target_on=target_on,
        legal_on=legal_on,
        warn_on=tuple(day for day in warnings if day > ledger.start_on),
        is_provisional=calendar.is_provisional(ledger.start_on, legal_on),
        trace=_trace(ledger.start_on, rule.length + added, legal_on, rule, calendar, pauses) if with_trace else (),
    )


def due_on(start_on: date, rule: Rule, calendar: WorkCalendar) -> date:
    """Return the last day on which an answer is still in time, of a clock that nothing has happened to."""
    return compute(Ledger(start_on), rule, calendar).legal_on


def starts_before(today: date, rule: Rule, calendar: WorkCalendar) -> date:
    """Return the day before which a clock must have started to be past its date today.

    So that "who is past this date" can be asked of the start alone. A term is never shorter for a
    later start, so the search may stop at the first start that is past.
    """
    start = today
    while start > FIRST_DAY and due_on(start - _ONE_DAY, rule, calendar) >= today:
        start -= _ONE_DAY
    return start


def _check(ledger: Ledger, rule: Rule) -> None:
    if not 0 < rule.length <= LONGEST:
        raise DeadlineInputError("length")
    if any(not 0 < days <= LONGEST for days in ledger.extensions):
        raise DeadlineInputError("extension")
    if not FIRST_DAY <= ledger.start_on <= LAST_DAY:
        raise DeadlineInputError("start_on")
    if any(pause.last < pause.first or pause.last < ledger.start_on for pause in ledger.pauses):
        raise DeadlineInputError("pause")


def _merged(pauses: tuple[Pause, ...]) -> list[Pause]:
    """Return the pauses in order, those that touch or overlap as one: no day stands still twice."""
    merged: list[Pause] = []
    for pause in sorted(pauses, key=lambda p: p.first):
        if merged and pause.first <= merged[-1].last + _ONE_DAY:
            merged[-1] = Pause(merged[-1].first, max(merged[-1].last, pause.last))
        else:
            merged.append(pause)
    return merged


def _end(start: date, length: int, rule: Rule, calendar: WorkCalendar, pauses: list[Pause]) -> date:
    """Return the day on which the term ends: lengthen it by what was paused until nothing more is."""
    try:
        end = _plain_end(start, length, rule, calendar)
        while (
            longer := _plain_end(start, length + _paused(start, end, rule, calendar, pauses), rule, calendar)
        ) != end:
            end = longer
        if rule.unit is Unit.DAY and rule.rolls_forward:
            end = calendar.first_working_day_from(end)
            while (pause := _pause_on(end, pauses)) is not None:
                end = calendar.first_working_day_from(pause.last + _ONE_DAY)
    except (IndexError, OverflowError) as error:
        raise DeadlineInputError("pause" if pauses else "start_on") from error
    if end > LAST_DAY:
        raise DeadlineInputError("pause" if pauses else "start_on")
    return end


def _plain_end(start: date, length: int, rule: Rule, calendar: WorkCalendar) -> date:
    match rule.unit:
        case Unit.WORKING_DAY:
            return calendar.add_working_days(start, length)
        case Unit.DAY:
            return start + timedelta(days=length)


def _paused(start: date, end: date, rule: Rule, calendar: WorkCalendar, pauses: list[Pause]) -> int:
    """Return how many days of the term up to ``end``, in the rule's unit, stood still; day zero counts for nothing."""
    total = 0
    for pause in pauses:
        before, last = max(pause.first - _ONE_DAY, start), min(pause.last, end)
        if last > before:
            days = (last - before).days
            total += days if rule.unit is Unit.DAY else calendar.working_days_between(before, last)
    return total


def _pause_on(day: date, pauses: list[Pause]) -> Pause | None:
    return next((pause for pause in pauses if pause.first <= day <= pause.last), None)


def _trace(
    start: date, length: int, end: date, rule: Rule, calendar: WorkCalendar, pauses: list[Pause]
) -> tuple[TraceDay, ...]:
    """Return every day from the start to the end with its reason; ``length`` of them counted."""
    days, day, counted = [TraceDay(start, counted=False, why=Why.START)], start, 0
    while day < end:
        day += _ONE_DAY
        step = _step(day, rule, calendar, pauses, is_full=counted == length)
        counted += step.counted
        days.append(step)
    return tuple(days)


def _step(day: date, rule: Rule, calendar: WorkCalendar, pauses: list[Pause], *, is_full: bool) -> TraceDay:
    announced = calendar.announced.get(day)
    name = announced.name if announced else ""
    if _pause_on(day, pauses) is not None:
        return TraceDay(day, counted=False, why=Why.PAUSED, name=name)
    if is_full:
        return TraceDay(day, counted=False, why=Why.ROLLED, name=name)
    if rule.unit is Unit.WORKING_DAY and not calendar.is_working_day(day):
        return TraceDay(day, counted=False, why=Why.DAY_OFF if announced else Why.WEEKEND, name=name)
    is_makeup = announced is not None and calendar.is_working_day(day)
    return TraceDay(day, counted=True, why=Why.MAKEUP_DAY if is_makeup else Why.COUNTED, name=name)


def is_overdue(state: State, due: date | None, today: date) -> bool:
    """Tell whether the lead's answer clock is open and past its date; twin of ``queries.overdue``."""
    return state in ANSWER_CLOCK_RUNS and due is not None and due < today


def days_late(due: date, today: date) -> int:
    """Return calendar days past the due date; zero on the due date itself and before."""
    return max((today - due).days, 0)
