"""When the steps of a synthetic case happened: counted back from the day of seeding, none of them still to come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from random import Random

from petitions.domain.vocabulary import Action
from petitions.services.synthetic.lives import CLOCK_RUNS, Life, Step

_HISTORY_DAYS = 1000
REVISION = timedelta(days=15)
"""How long the council gives an agency to answer again."""

_STARTS_CLOCK = frozenset({Action.ASSIGN, Action.REVISE})
_PATIENCE = {Action.RESPOND: 35, Action.FOLLOW: 12, Action.CLOSE: 12, Action.REVISE: 8}
"""The longest wait before a step, in days; before the others it is three."""

_MORNING = time(1, 0, tzinfo=UTC)
_STEP_APART = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Course:
    """The days of a case: one per step, and when its open clock ends."""

    received_on: date
    days: tuple[date, ...]
    due_on: date | None


class Calendar:
    """Lays steps out in time; ``answer_due`` gives the date for a day of receipt."""

    def __init__(self, today: date, answer_due: Callable[[date], date]) -> None:
        self.yesterday = today - timedelta(days=1)
        self.answer_due = answer_due

    def course(self, rng: Random, life: Life, steps: Sequence[Step]) -> Course:
        """Return the days of the steps, in order and all past; overdue clocks have run out, others not."""
        offsets = _offsets(rng, steps)
        if life not in CLOCK_RUNS:
            first = self.yesterday - timedelta(days=offsets[-1] + rng.randrange(_HISTORY_DAYS))
            return _course(rng, first, offsets, None)
        clock = max(at for at, step in enumerate(steps) if step.action in _STARTS_CLOCK)
        is_fixed = steps[clock].action is Action.REVISE
        start = self._start(rng, is_late=life is Life.OVERDUE, is_fixed=is_fixed)
        shifted = [min(offset, offsets[clock] + (self.yesterday - start).days) for offset in offsets]
        due = start + REVISION if is_fixed else self.answer_due(start)
        return _course(rng, start - timedelta(days=offsets[clock]), shifted, due)

    def _start(self, rng: Random, *, is_late: bool, is_fixed: bool) -> date:
        """Return a day on which a clock began that has run out by today, or that still runs."""
        if is_late:
            day = self.yesterday - REVISION - timedelta(days=int(rng.random() ** 3 * 150))
            while not is_fixed and self.answer_due(day) > self.yesterday:
                day -= timedelta(days=1)
            return day
        day = self.yesterday - timedelta(days=rng.randrange(REVISION.days - 1 if is_fixed else 28))
        while not is_fixed and self.answer_due(day) <= self.yesterday:
            day += timedelta(days=1)
        return day


@lru_cache(maxsize=50_000)
def instant(day: date, position: int) -> datetime:
    """Return when on a day the step of this position was taken; later steps of one day come later."""
    return datetime.combine(day, _MORNING) + position * _STEP_APART


def _offsets(rng: Random, steps: Sequence[Step]) -> list[int]:
    offsets, day = [], 0
    for step in steps:
        day += int(rng.random() * _PATIENCE.get(step.action, 4))
        offsets.append(day)
    return offsets


def _course(rng: Random, first: date, offsets: Sequence[int], due_on: date | None) -> Course:
    days = tuple(first + timedelta(days=offset) for offset in offsets)
    return Course(days[0] - timedelta(days=int(rng.random() * 3)), days, due_on)
