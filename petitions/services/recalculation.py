"""Open clocks counted anew, many at a time: plain rows in, what each would say out; like clocks are counted once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.deadline_ledger import Ledger
from petitions.domain.deadline_rule import Rule
from petitions.domain.deadlines import compute
from petitions.domain.errors import DeadlineInputError
from petitions.domain.work_calendar import WorkCalendar
from petitions.models import Clock, ClockEvent, DeadlineRule
from petitions.queries.rules import RuleBook, rule_of
from petitions.services.clocks import LEDGER_KINDS, ledger_of, projection

COLUMNS = (
    Clock.id,
    Clock.case_id,
    Clock.stage,
    Clock.organisation_id,
    Clock.rule_id,
    Clock.start_on,
    Clock.fixed_on,
    Clock.target_on,
    Clock.legal_on,
    Clock.due_on,
    Clock.is_provisional,
    Clock.fingerprint,
)
"""What is read of a clock that is counted anew."""

Projection = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Recounted:
    """A clock as it stands, and what it would say; ``values`` is None where it cannot be counted."""

    clock: Any
    rule_id: int | None
    values: Projection | None

    @property
    def due_after(self) -> date:
        """Return the due date that it would have."""
        found: date = self.clock.due_on if self.values is None else self.values["due_on"]
        return found

    @property
    def moves(self) -> bool:
        """Tell whether the due date is another one."""
        return bool(self.due_after != self.clock.due_on)

    @property
    def differs(self) -> bool:
        """Tell whether anything that is stored of it is another."""
        clock, values = self.clock, self.values
        return values is not None and (
            values["fingerprint"] != clock.fingerprint
            or self.rule_id != clock.rule_id
            or any(getattr(clock, name) != value for name, value in values.items())
        )

    @property
    def is_provisional(self) -> bool:
        """Tell whether its date would rest on what was not announced yet."""
        return bool(self.clock.is_provisional if self.values is None else self.values["is_provisional"])


@dataclass(slots=True)
class Recount:
    """Counts clocks under a calendar: each by the version it rests on, or by the one in force in ``book``."""

    calendar: WorkCalendar
    rules: Mapping[int, Rule]
    book: RuleBook | None = None
    _known: dict[tuple[Any, ...], Projection | None] = field(default_factory=dict)

    @classmethod
    def under(cls, session: Session, calendar: WorkCalendar, book: RuleBook | None = None) -> Recount:
        """Return one that knows every version. One statement."""
        return cls(calendar, {row.id: rule_of(row) for row in session.scalars(sa.select(DeadlineRule))}, book)

    def of(self, clock: Any, events: Sequence[Any]) -> Recounted:
        """Return what a clock would say."""
        rule = self._rule_for(clock)
        if events:
            return Recounted(clock, rule.id, self._count(ledger_of(clock.start_on, clock.fixed_on, events), rule))
        key = (clock.rule_id, clock.start_on, clock.fixed_on)
        if key not in self._known:
            self._known[key] = self._count(ledger_of(clock.start_on, clock.fixed_on, ()), rule)
        return Recounted(clock, rule.id, self._known[key])

    def _rule_for(self, clock: Any) -> Rule:
        rule = self.rules[clock.rule_id]
        return rule if self.book is None else self.book.in_force(rule.code, clock.start_on) or rule

    def _count(self, ledger: Ledger, rule: Rule) -> Projection | None:
        try:
            found = compute(ledger, rule, self.calendar)
        except DeadlineInputError:
            return None
        if found.due_on < ledger.start_on:
            return None
        return projection(ledger, rule, found, self.calendar)


def open_clocks(rule_ids: Iterable[int] | None = None) -> sa.ColumnElement[bool]:
    """Return the condition on ``Clock`` that a change may move it; a date that a paper alone names stays."""
    condition = sa.and_(Clock.is_open, Clock.rule_id.is_not(None))
    return condition if rule_ids is None else sa.and_(condition, Clock.rule_id.in_(sorted(rule_ids)))


def count_open_clocks(session: Session, condition: sa.ColumnElement[bool]) -> int:
    """Return how many clocks a change has to be tried on."""
    return session.scalar(sa.select(sa.func.count()).select_from(Clock).where(condition)) or 0


def list_batch(session: Session, condition: sa.ColumnElement[bool], *, after: int, limit: int) -> Sequence[Any]:
    """Return the next clocks by key, as plain rows. One statement."""
    statement = sa.select(*COLUMNS).where(condition, Clock.id > after).order_by(Clock.id).limit(limit)
    return session.execute(statement).all()


def recount(session: Session, counting: Recount, clocks: Sequence[Any]) -> Iterator[Recounted]:
    """Yield what each clock would say, its own events taken in. One statement."""
    events: defaultdict[int, list[Any]] = defaultdict(list)
    columns = (
        ClockEvent.id,
        ClockEvent.clock_id,
        ClockEvent.kind,
        ClockEvent.reason,
        ClockEvent.document_number,
        ClockEvent.facts,
    )
    statement = sa.select(*columns).where(
        ClockEvent.clock_id.in_([clock.id for clock in clocks]), ClockEvent.kind.in_(LEDGER_KINDS)
    )
    for event in session.execute(statement.order_by(ClockEvent.id)):
        events[event.clock_id].append(event)
    return (counting.of(clock, events.get(clock.id, ())) for clock in clocks)
