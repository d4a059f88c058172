"""The proof of a date: every day with its reason, and the same in as few lines as a person reads."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from petitions.domain.deadline_ledger import Ledger, Pause
from petitions.domain.deadline_rule import Rule, Unit
from petitions.domain.work_calendar import WorkCalendar

_ONE_DAY = timedelta(days=1)


class Why(StrEnum):
    """Why a day of a term counts or does not."""

    START = "start"
    COUNTED = "counted"
    MAKEUP_DAY = "makeup_day"
    WEEKEND = "weekend"
    DAY_OFF = "day_off"
    PAUSED = "paused"
    ROLLED = "rolled"
    EXTENDED = "extended"


class TraceDay(NamedTuple):
    """One day of the arithmetic; ``name`` is what the day was announced as, or the reason of a pause."""

    on: date
    counted: bool
    why: Why
    name: str = ""


def trace_of(ledger: Ledger, length: int, end: date, rule: Rule, calendar: WorkCalendar) -> tuple[TraceDay, ...]:
    """Return every day from the start to the end of the rule's term with its reason; ``length`` of them counted.

    Where the decision on an extension names a later date, the days up to it follow with that paper's name.
    """
    days, day, counted = [TraceDay(ledger.start_on, counted=False, why=Why.START)], ledger.start_on, 0
    while day < end:
        day += _ONE_DAY
        step = _step(day, rule, calendar, ledger.pauses, is_full=counted == length)
        counted += step.counted
        days.append(step)
    for named in sorted(ledger.named, key=lambda each: each.order):
        while named.extends and day < named.on:
            day += _ONE_DAY
            days.append(TraceDay(day, counted=False, why=Why.EXTENDED, name=named.name))
    return tuple(days)


def pause_on(day: date, pauses: Iterable[Pause]) -> Pause | None:
    """Return the pause that a day lies in."""
    return next((pause for pause in pauses if pause.first <= day <= pause.last), None)


def _step(day: date, rule: Rule, calendar: WorkCalendar, pauses: Collection[Pause], *, is_full: bool) -> TraceDay:
    announced = calendar.announced.get(day)
    name = announced.name if announced else ""
    if pauses and (pause := pause_on(day, pauses)) is not None:
        return TraceDay(day, counted=False, why=Why.PAUSED, name=pause.name or name)
    if is_full:
        return TraceDay(day, counted=False, why=Why.ROLLED, name=name)
    if rule.unit is Unit.WORKING_DAY and not calendar.is_working_day(day):
        return TraceDay(day, counted=False, why=Why.DAY_OFF if announced else Why.WEEKEND, name=name)
    is_makeup = announced is not None and calendar.is_working_day(day)
    return TraceDay(day, counted=True, why=Why.MAKEUP_DAY if is_makeup else Why.COUNTED, name=name)


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive days of one reason; ``total`` is how many days of the term have counted by its end."""

    first: date
    last: date
    days: int
    counted: bool
    why: Why
    name: str
    total: int


def folded(trace: Iterable[TraceDay]) -> list[Run]:
    """Return the trace with like neighbours as one line; nothing is left out."""
    runs: list[Run] = []
    total = 0
    for (counted, why, name), group in groupby(trace, key=lambda day: (day.counted, day.why, day.name)):
        days = list(group)
        total += len(days) if counted else 0
        runs.append(Run(days[0].on, days[-1].on, len(days), counted, why, name, total))
    return runs
