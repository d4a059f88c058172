"""Which open clocks may have something to say: found by the index of due dates, a batch at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.alarms import due_dates_to_look_at
from petitions.domain.clock_vocabulary import Stage
from petitions.models import Case, Clock, ClockEvent, DeadlineRule
from petitions.queries.overdue import clock_is_open, has_target

BATCH = 2000
USUAL_OFFSETS = (15, 7, 3)
"""Of a clock whose date a paper alone names."""

OVERLAP = 10_000
"""So many events are looked at twice, if they are young: what is written side by side becomes visible in any order."""

YOUNG = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class OpenClock:
    """What of an open clock decides what is said, and to whom."""

    id: int
    case_id: int
    council_id: int
    organisation_id: int
    stage: Stage
    rule_id: int | None
    start_on: date
    due_on: date
    target_on: date

    def offsets(self, of_rules: Mapping[int, tuple[int, ...]]) -> tuple[int, ...]:
        """Return how many days before its due date it warns: as its rule says, and on the house's own date."""
        own = USUAL_OFFSETS if self.rule_id is None else of_rules.get(self.rule_id, USUAL_OFFSETS)
        return (*own, (self.due_on - self.target_on).days)


def load_offsets(session: Session) -> dict[int, tuple[int, ...]]:
    """Return the warning offsets of every version of every rule by its key. One statement."""
    return {
        key: tuple(offsets)
        for key, offsets in session.execute(sa.select(DeadlineRule.id, DeadlineRule.warning_offsets))
    }


def last_event_id(session: Session) -> int:
    """Return the key of the latest event of any clock, nought when there is none."""
    return session.scalar(sa.select(sa.func.max(ClockEvent.id))) or 0


def batches_by_due_date(
    session: Session, offsets: Mapping[int, tuple[int, ...]], *, after: date, upto: date
) -> Iterator[list[OpenClock]]:
    """Give every open clock that may have an alarm between the two days, and some that have none."""
    shifts = {offset for each in (*offsets.values(), USUAL_OFFSETS) for offset in each}
    for first, last in due_dates_to_look_at(shifts, after=after, upto=upto):
        position: tuple[date, int] = (first, 0)
        while batch := _page(session, sa.tuple_(Clock.due_on, Clock.id) > position, Clock.due_on <= last):
            yield batch
            position = (batch[-1].due_on, batch[-1].id)
    yield from _batches_by_target(session, after=after, upto=upto)


def _batches_by_target(session: Session, *, after: date, upto: date) -> Iterator[list[OpenClock]]:
    """Give every open clock whose house's own date, an earlier one than the due date, lies between the two days."""
    position: tuple[date, int] = (after + timedelta(days=1), 0)
    order = (Clock.target_on, Clock.id)
    earlier = (clock_is_open(), has_target(), Clock.target_on <= upto)
    while batch := _page(session, sa.tuple_(*order) > position, *earlier, order=order):
        yield batch
        position = (batch[-1].target_on, batch[-1].id)


def batches_dated_since(session: Session, event_id: int, *, at: datetime) -> Iterator[list[OpenClock]]:
    """Give every open clock whose date was set by an event later than this one, which was the last there was ``at``."""
    last = max(event_id - OVERLAP, 0)
    is_new = sa.or_(ClockEvent.id > event_id, ClockEvent.at > at - YOUNG)
    while True:
        dated = (
            sa.select(ClockEvent.id, ClockEvent.clock_id, ClockEvent.due_after)
            .where(ClockEvent.id > last, is_new)
            .order_by(ClockEvent.id)
            .limit(BATCH)
        )
        events = session.execute(dated).all()
        if not events:
            return
        keys = sorted({row.clock_id for row in events if row.due_after is not None})
        if keys:
            yield load_open_clocks(session, keys)
        last = events[-1].id


def load_open_clocks(session: Session, clock_ids: Collection[int]) -> list[OpenClock]:
    """Return those of these clocks that are open. One statement."""
    return _page(session, Clock.id.in_(sorted(clock_ids)), size=len(clock_ids)) if clock_ids else []


def _page(
    session: Session,
    *conditions: sa.ColumnElement[Any],
    order: tuple[Any, ...] = (Clock.due_on, Clock.id),
    size: int = BATCH,
) -> list[OpenClock]:
    statement: sa.Select[Any] = (
        sa.select(
            Clock.id,
            Clock.case_id,
            Case.council_id,
            Clock.organisation_id,
            Clock.stage,
            Clock.rule_id,
            Clock.start_on,
            Clock.due_on,
            Clock.target_on,
        )
        .join(Case, Case.id == Clock.case_id)
        .where(Clock.is_open, *conditions)
        .order_by(*order)
        .limit(size)
    )
    return [OpenClock(*row) for row in session.execute(statement)]
