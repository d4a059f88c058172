"""The clocks of a synthetic case: the same table starts and stops them as in life, dates are computed once a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from petitions.domain.clock_vocabulary import ClockEventKind, ClockOutcome, Stage
from petitions.domain.clocks import RULE_OF, WRITTEN, turn_of
from petitions.domain.deadlines import compute
from petitions.models import Clock, ClockEvent
from petitions.queries.basis import Basis, load_basis
from petitions.services.clocks import ledger_of, projection
from petitions.services.deadlines import STAGE_RULES
from petitions.services.synthetic.batch import Batch, Numbers
from petitions.services.synthetic.lives import Step

_WITHOUT_A_RULE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a clock says from one day on, as its columns hold it."""

    rule_id: int | None
    due_on: date
    values: tuple[Any, ...]


class TermBook:
    """Gives the terms of a stage for a day; what was computed once is looked up."""

    def __init__(self, session: Session) -> None:
        self.basis: Basis = load_basis(session, STAGE_RULES)
        self._known: dict[tuple[Stage, date, date | None], Terms | None] = {}

    def of(self, stage: Stage, day: date, fixed_on: date | None = None) -> Terms | None:
        """Return the terms, or None where neither a rule nor a paper gives a date."""
        asked = stage, day, fixed_on
        if asked not in self._known:
            self._known[asked] = self._computed(stage, day, fixed_on)
        return self._known[asked]

    def answer_due(self, day: date) -> date:
        """Return when an answer is due for a day of receipt; 30 days without a rule."""
        terms = self.of(Stage.RESPONSE, day)
        return day + _WITHOUT_A_RULE if terms is None else terms.due_on

    def _computed(self, stage: Stage, day: date, fixed_on: date | None) -> Terms | None:
        code = RULE_OF.get(stage)
        rule = None if code is None else self.basis.rules.in_force(code, day)
        if rule is None and fixed_on is None:
            return None
        ledger = ledger_of(day, fixed_on, ())
        found = compute(ledger, rule or WRITTEN, self.basis.calendar)
        values = projection(ledger, rule, found, self.basis.calendar)
        return Terms(None if rule is None else rule.id, found.due_on, tuple(values.values()))


@dataclass(slots=True)
class Standing:
    """One clock of the case; ``stopped`` is the day and how it ended."""

    id: int
    stage: Stage
    unit: int
    turn: int | None
    start_on: date
    fixed_on: date | None
    terms: Terms
    stopped: tuple[date, ClockOutcome] | None = None


@dataclass(slots=True)
class Owed:
    """What the road knows of whom a starting clock belongs to, and of the dates that papers name."""

    council_id: int
    lead_id: int | None = None
    turn: int | None = None
    fixed_on: date | None = None
    look_again_on: date | None = None
    commitment_on: date | None = None
    coordinating: list[int] = field(default_factory=list)


class ClockKeeper:
    """Keeps the clocks of one case along its road."""

    def __init__(self, terms: TermBook, numbers: Numbers, batch: Batch) -> None:
        self.terms, self.numbers, self.batch = terms, numbers, batch
        self.clocks: list[Standing] = []

    def turn(self, step: Step, at: datetime, owed: Owed) -> None:
        """Stop and start what the step stops and starts."""
        turn, day = turn_of(step.source, step.action, step.target), at.date()
        for clock in self.clocks if turn.stops else ():
            if clock.stopped is None and clock.stage in turn.stops:
                clock.stopped = max(day, clock.start_on), turn.outcomes[clock.stage]
                self._tell(clock, ClockEventKind.STOPPED, at, day)
        for stage in turn.starts:
            for unit, fixed_on in _units(stage, owed):
                self._start(stage, unit, at, fixed_on, owed)

    def owing(self) -> set[int]:
        """Return the units whose opinion is still owed."""
        return {clock.unit for clock in self.clocks if clock.stage is Stage.COORDINATION and clock.stopped is None}

    def write(self, case_id: int) -> None:
        """Put the clocks into the batch as they stand at the end of the road."""
        for clock in self.clocks:
            stopped_on, outcome = clock.stopped or (None, None)
            self.batch.add(
                Clock,
                clock.id,
                case_id,
                clock.stage,
                clock.unit,
                clock.turn,
                clock.terms.rule_id,
                clock.start_on,
                clock.fixed_on,
                clock.terms.due_on,
                *clock.terms.values,
                clock.stopped is None,
                stopped_on,
                outcome,
                0,
                False,  # noqa: FBT003 - nobody took it out of the on-time rate
                1,
            )

    def _start(self, stage: Stage, unit: int, at: datetime, fixed_on: date | None, owed: Owed) -> None:
        day = at.date()
        terms = self.terms.of(stage, day, fixed_on)
        if terms is None:
            return
        turn = owed.turn if stage in {Stage.ACCEPTANCE, Stage.RESPONSE, Stage.COORDINATION} else None
        clock = Standing(self.numbers.next(Clock), stage, unit, turn, day, fixed_on, terms)
        self.clocks.append(clock)
        self._tell(clock, ClockEventKind.STARTED, at, day)

    def _tell(self, clock: Standing, kind: ClockEventKind, at: datetime, day: date) -> None:
        started = kind is ClockEventKind.STARTED
        due_on = clock.terms.due_on
        before, after = (None, due_on) if started else (due_on, None)
        self.batch.add(ClockEvent, clock.id, kind, at, day, "", "", before, after, {})


def _units(stage: Stage, owed: Owed) -> Iterator[tuple[int, date | None]]:
    """Return who owes what starts now, with the date that a paper names for it."""
    match stage:
        case Stage.COORDINATION:
            yield from ((unit, None) for unit in owed.coordinating)
        case Stage.COMMITMENT if owed.commitment_on is not None and owed.lead_id is not None:
            yield owed.lead_id, owed.commitment_on
        case Stage.FOLLOW_UP:
            yield owed.council_id, owed.look_again_on
        case Stage.RESPONSE | Stage.ACCEPTANCE if owed.lead_id is not None:
            yield owed.lead_id, owed.fixed_on if stage is Stage.RESPONSE else None
        case Stage.CLASSIFICATION | Stage.EVALUATION:
            yield owed.council_id, None
        case _:
            return
