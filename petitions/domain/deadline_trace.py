"""The proof of a date: every day with its reason, and the same in as few lines as a person reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from petitions.domain.deadline_ledger import Ledger, NamedDate, Pause
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
    NAMED = "named"


class TraceDay(NamedTuple):
    """One day of the arithmetic; ``name`` is what the day was announced as, or the reason of a pause."""

    on: date
    counted: bool
    why: Why
    name: str = ""


def trace_of(
    ledger: Ledger, length: int, by_rule: date, due_on: date, rule: Rule, calendar: WorkCalendar
) -> tuple[TraceDay, ...]:
    """Return every day from the start to the due date with its reason.

    ``length`` days are counted and end on ``by_rule``, unless a letter names the date. The days to a date
    that a paper names carry that paper's name; a pause decided after the latest paper pushes all back.
    """
    walk = _Walk(ledger, length, by_rule, rule, calendar)
    days, day = [TraceDay(ledger.start_on, counted=False, why=Why.START)], ledger.start_on
    while day < due_on:
        day += _ONE_DAY
        days.append(walk.step(day))
    return tuple(days)


def pause_on(day: date, pauses: Iterable[Pause]) -> Pause | None:
    """Return the pause that a day lies in."""
    return next((pause for pause in pauses if pause.first <= day <= pause.last), None)


def units_between(first: date, last: date, rule: Rule, calendar: WorkCalendar) -> int:
    """Return how many days in the rule's unit lie after the first day up to and including the last."""
    return calendar.working_days_between(first, last) if rule.unit is Unit.WORKING_DAY else (last - first).days


class _Walk:
    """Goes from day to day: ``used`` of the days in the rule's unit are gone by, ``counted`` of them for the rule."""

    def __init__(self, ledger: Ledger, length: int, by_rule: date, rule: Rule, calendar: WorkCalendar) -> None:
        self.rule, self.calendar, self.length, self.used, self.counted = rule, calendar, length, 0, 0
        papers = sorted(ledger.named, key=lambda each: each.order)
        self.latest = papers[-1] if papers else None
        self.later = [pause for pause in ledger.pauses if self.latest is None or pause.order > self.latest.order]
        self.earlier = [pause for pause in ledger.pauses if pause not in self.later]
        # By how many used days the rule, then each paper, has a say.
        by_rule_alone = units_between(ledger.start_on, by_rule, rule, calendar)
        self.rule_upto = by_rule_alone if not papers or papers[0].extends else 0
        self.papers = [(units_between(ledger.start_on, each.on, rule, calendar), each) for each in papers]

    def step(self, day: date) -> TraceDay:
        announced = self.calendar.announced.get(day)
        name = announced.name if announced else ""
        if self.later and (pause := pause_on(day, self.later)) is not None:
            return TraceDay(day, counted=False, why=Why.PAUSED, name=pause.name or name)
        paper = self._paper(day)
        works = self.calendar.is_working_day(day)
        is_unit = works or self.rule.unit is Unit.DAY
        if paper is not None:
            self.used += is_unit
            return TraceDay(day, counted=False, why=Why.EXTENDED if paper.extends else Why.NAMED, name=paper.name)
        return self._by_rule(day, name, is_unit=is_unit, is_announced=announced is not None, works=works)

    def _by_rule(self, day: date, name: str, *, is_unit: bool, is_announced: bool, works: bool) -> TraceDay:
        if self.earlier and (pause := pause_on(day, self.earlier)) is not None:
            self.used += is_unit
            return TraceDay(day, counted=False, why=Why.PAUSED, name=pause.name or name)
        if self.counted == self.length or (self.papers and self.used >= self.rule_upto):
            self.used += is_unit
            return TraceDay(day, counted=False, why=Why.ROLLED, name=name)
        if not is_unit:
            return TraceDay(day, counted=False, why=Why.DAY_OFF if is_announced else Why.WEEKEND, name=name)
        self.used += 1
        self.counted += 1
        return TraceDay(day, counted=True, why=Why.MAKEUP_DAY if is_announced and works else Why.COUNTED, name=name)

    def _paper(self, day: date) -> NamedDate | None:
        """Return the paper that names the date towards which this day goes, None while the rule counts or rolls."""
        if self.used < self.rule_upto:
            return None
        found = next((paper for upto, paper in self.papers if self.used < upto), None)
        if found is None and self.latest is not None and day <= self.latest.on:
            return self.latest
        return found


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
