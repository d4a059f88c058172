"""When a step is due, and what overdue means; lengths come from rule rows, never from here.

Day zero is the day of the start event. A term in days counts every day, a term in working days those on
which offices work; a paused day counts for neither. Extensions add in the rule's own unit before the one
final roll: a term in days that ends on a day off runs to the next working day where the rule says so
(Civil Code 2015, art. 147-148). A date that a paper names holds as written.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta

from petitions.domain.deadline_ledger import Ledger, NamedDate, Pause
from petitions.domain.deadline_rule import LONGEST, Rule, Unit
from petitions.domain.deadline_trace import TraceDay, pause_on, trace_of, units_between
from petitions.domain.errors import DeadlineInputError
from petitions.domain.vocabulary import ANSWER_CLOCK_RUNS, State
from petitions.domain.work_calendar import FIRST_DAY, LAST_DAY, WorkCalendar

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Deadline:
    """What a clock says: the house's own date, the legal one, the one that holds, when to warn, how it was counted.

    ``due_on`` is the date that the latest paper names, else ``legal_on``.
    """

    target_on: date
    legal_on: date
    due_on: date
    warn_on: tuple[date, ...]
    is_provisional: bool
    trace: tuple[TraceDay, ...] = field(default=(), repr=False)


def compute(ledger: Ledger, rule: Rule, calendar: WorkCalendar, *, with_trace: bool = False) -> Deadline:
    """Return the dates of a clock; the same for the same three, whatever day it is asked.

    Warnings lie so many calendar days before the due date, and on the house's own date where it is an
    earlier one; one not after the start is left out.

    Raises:
        DeadlineInputError: a length, extension, pause or date that contradicts itself or reaches
            outside the calendar.

    """
    _check(ledger, rule)
    pauses = _merged(ledger.pauses)
    length = rule.length + sum(ledger.extensions)
    by_rule = _end(ledger.start_on, length, rule, calendar, pauses)
    legal_on, due_on = _as_named(ledger, by_rule, rule, calendar)
    target = rule.length if rule.target is None else min(rule.target, rule.length)
    target_on = legal_on
    if target != rule.length:
        target_on = _end(ledger.start_on, length - rule.length + target, rule, calendar, pauses)
    return Deadline(
        target_on=min(target_on, due_on),
        legal_on=legal_on,
        due_on=due_on,
        warn_on=warnings_of(ledger.start_on, due_on, (*rule.warning_offsets, (due_on - min(target_on, due_on)).days)),
        # A date as a paper writes it rests on the paper.
        is_provisional=due_on not in {named.on for named in ledger.named}
        and calendar.is_provisional(ledger.start_on, due_on),
        trace=_trace(ledger, length, due_on, rule, calendar) if with_trace else (),
    )


def _trace(ledger: Ledger, length: int, due_on: date, rule: Rule, calendar: WorkCalendar) -> tuple[TraceDay, ...]:
    """Return the proof; pauses that came after the latest paper do not lengthen what the rule gave before it."""
    latest = max((named.order for named in ledger.named), default=None)
    pauses = ledger.pauses if latest is None else tuple(each for each in ledger.pauses if each.order <= latest)
    by_rule = _end(ledger.start_on, length, rule, calendar, _merged(pauses))
    return trace_of(ledger, length, by_rule, due_on, rule, calendar)


def warnings_of(start_on: date, due_on: date, offsets: tuple[int, ...]) -> tuple[date, ...]:
    """Return the days on which to warn, first to last; an offset of nought or not shorter than the term is skipped."""
    days = (due_on - timedelta(days=offset) for offset in sorted(set(offsets), reverse=True) if offset > 0)
    return tuple(day for day in days if day > start_on)


def fingerprint(ledger: Ledger, rule: Rule, found: Deadline, calendar: WorkCalendar) -> str:
    """Return a mark of all that a clock's dates were computed from: equal marks, equal dates.

    Of the calendar only what lies between the start and the latest of the dates is taken in, so that
    a holiday elsewhere changes nothing.
    """
    last = max([found.due_on, found.legal_on, *(named.on for named in ledger.named)])
    parts = (
        ledger.start_on,
        ledger.extensions,
        ledger.pauses,
        ledger.named,
        rule.length,
        rule.target,
        rule.unit,
        rule.rolls_forward,
        rule.warning_offsets,
        calendar.deviations(ledger.start_on, last),
        calendar.unconfirmed_years(ledger.start_on, last),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


def due_on(start_on: date, rule: Rule, calendar: WorkCalendar) -> date:
    """Return the last day on which an answer is still in time, of a clock that nothing has happened to."""
    return compute(Ledger(start_on), rule, calendar).legal_on


def _check(ledger: Ledger, rule: Rule) -> None:
    if not 0 < rule.length <= LONGEST:
        raise DeadlineInputError("length")
    if any(not 0 < days <= LONGEST for days in ledger.extensions):
        raise DeadlineInputError("extension")
    if any(not ledger.start_on <= named.on <= LAST_DAY for named in ledger.named):
        raise DeadlineInputError("due_on")
    if not FIRST_DAY <= ledger.start_on <= LAST_DAY:
        raise DeadlineInputError("start_on")
    if any(pause.last < pause.first or pause.last < ledger.start_on for pause in ledger.pauses):
        raise DeadlineInputError("pause")


def _as_named(ledger: Ledger, by_rule: date, rule: Rule, calendar: WorkCalendar) -> tuple[date, date]:
    """Return the legal and the due date: as the rule counts, or as the latest papers name them."""
    legal_on = due_on = by_rule
    for named in sorted(ledger.named, key=lambda each: each.order):
        due_on = _carried(named, ledger, rule, calendar)
        if named.extends:
            legal_on = max(legal_on, due_on)
    return legal_on, due_on


def _carried(named: NamedDate, ledger: Ledger, rule: Rule, calendar: WorkCalendar) -> date:
    """Return a date as written, or as far later as the clock stood still by what was decided after it."""
    pauses = _merged(tuple(pause for pause in ledger.pauses if pause.order > named.order))
    start = ledger.start_on
    if not _paused(start, named.on, rule, calendar, pauses):
        return named.on
    return _end(start, units_between(start, named.on, rule, calendar), rule, calendar, pauses)


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
            while (pause := pause_on(end, pauses)) is not None:
                end = calendar.first_working_day_from(pause.last + _ONE_DAY)
    except (IndexError, OverflowError) as error:
        raise DeadlineInputError("pause" if pauses else "start_on") from error
    if end > LAST_DAY:
        raise DeadlineInputError("pause" if pauses else "start_on")
    return end


def _plain_end(start: date, length: int, rule: Rule, calendar: WorkCalendar) -> date:
    if rule.unit is Unit.WORKING_DAY:
        return calendar.add_working_days(start, length)
    return start + timedelta(days=length)


def _paused(start: date, end: date, rule: Rule, calendar: WorkCalendar, pauses: list[Pause]) -> int:
    """Return how many days of the term up to ``end``, in the rule's unit, stood still; day zero counts for nothing."""
    total = 0
    for pause in pauses:
        before, last = max(pause.first - _ONE_DAY, start), min(pause.last, end)
        if last > before:
            total += units_between(before, last, rule, calendar)
    return total


def is_overdue(state: State, due: date | None, today: date) -> bool:
    """Tell whether the lead's answer clock is open and past its date; twin of ``queries.overdue``."""
    return state in ANSWER_CLOCK_RUNS and due is not None and due < today


def days_late(due: date, today: date) -> int:
    """Return calendar days past the due date; zero on the due date itself and before."""
    return max((today - due).days, 0)
