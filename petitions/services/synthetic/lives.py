"""What becomes of synthetic cases: in every hundred the same mixture, each life a path of the transition table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from petitions.domain.vocabulary import Action, State
from petitions.domain.workflow import transition_for


class Life(StrEnum):
    """How a case stands in the end; overdue and in time differ by their dates alone."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    CLASSIFIED = "classified"
    WAITING = "waiting"
    WORKING = "working"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    FOLLOWING = "following"
    FORWARDED_UP = "forwarded_up"
    CLOSED = "closed"
    ON_SPOT = "on_spot"
    FILED = "filed"
    WITHDRAWN = "withdrawn"


BLOCK = 100
MIXTURE: dict[Life, int] = {
    Life.DRAFT: 3,
    Life.SUBMITTED: 4,
    Life.RETURNED: 2,
    Life.CLASSIFIED: 4,
    Life.WAITING: 3,
    Life.WORKING: 8,
    Life.OVERDUE: 12,
    Life.ANSWERED: 8,
    Life.FOLLOWING: 6,
    Life.FORWARDED_UP: 2,
    Life.CLOSED: 38,
    Life.ON_SPOT: 5,
    Life.FILED: 3,
    Life.WITHDRAWN: 2,
}
"""How many of every hundred cases lead which life."""

WITH_LEAD = frozenset({Life.WAITING, Life.WORKING, Life.OVERDUE, Life.ANSWERED, Life.FOLLOWING, Life.CLOSED})
CLOCK_RUNS = frozenset({Life.WAITING, Life.WORKING, Life.OVERDUE})
OF_THE_BUSIEST = 15
"""How many of every hundred one agency leads."""

WITH_COMMON_WORD = 40
"""In how many of every hundred texts one word stands."""

_A = Action
_TO_OFFICE = (_A.SUBMIT,)
_DETOUR = (_A.SUBMIT, _A.RETURN, _A.SUBMIT)
_CLASSIFIED = (*_TO_OFFICE, _A.CLASSIFY)
_ASSIGNED = (*_CLASSIFIED, _A.ASSIGN)
_ASSIGNED_LATER = (*_DETOUR, _A.CLASSIFY, _A.ASSIGN)
_DECLINED_ONCE = (*_ASSIGNED, _A.DECLINE, _A.ASSIGN)
_RECALLED = (*_ASSIGNED, _A.RECALL, _A.ASSIGN)
_ACCEPTED = (*_ASSIGNED, _A.ACCEPT)
_ANSWERED = (*_ACCEPTED, _A.RESPOND)
_ANSWERED_AFTER_DECLINE = (*_DECLINED_ONCE, _A.ACCEPT, _A.RESPOND)
_ANSWERED_TWICE = (*_ANSWERED, _A.REVISE, _A.RESPOND)

ROADS: dict[Life, tuple[tuple[Action, ...], ...]] = {
    Life.DRAFT: ((),),
    Life.SUBMITTED: (_TO_OFFICE, _TO_OFFICE, _TO_OFFICE, _DETOUR),
    Life.RETURNED: ((_A.SUBMIT, _A.RETURN), (*_CLASSIFIED, _A.RETURN)),
    Life.CLASSIFIED: (_CLASSIFIED, _CLASSIFIED, (*_ASSIGNED, _A.DECLINE), (*_DETOUR, _A.CLASSIFY)),
    Life.WAITING: (_ASSIGNED, _ASSIGNED, _ASSIGNED_LATER, _RECALLED),
    Life.WORKING: (_ACCEPTED, _ACCEPTED, (*_DECLINED_ONCE, _A.ACCEPT), (*_ANSWERED, _A.REVISE)),
    Life.OVERDUE: (_ACCEPTED, _ACCEPTED, _ASSIGNED, (*_DECLINED_ONCE, _A.ACCEPT), (*_ANSWERED, _A.REVISE)),
    Life.ANSWERED: (_ANSWERED, _ANSWERED, _ANSWERED, _ANSWERED_AFTER_DECLINE, _ANSWERED_TWICE),
    Life.FOLLOWING: ((*_ANSWERED, _A.FOLLOW), (*_ANSWERED, _A.FOLLOW), (*_ANSWERED_TWICE, _A.FOLLOW)),
    Life.FORWARDED_UP: ((*_CLASSIFIED, _A.FORWARD_UP),),
    Life.CLOSED: (
        (*_ANSWERED, _A.CLOSE),
        (*_ANSWERED, _A.CLOSE),
        (*_ANSWERED, _A.CLOSE),
        (*_ANSWERED, _A.FOLLOW, _A.RESPOND, _A.CLOSE),
        (*_ANSWERED_TWICE, _A.CLOSE),
        (*_ANSWERED_AFTER_DECLINE, _A.CLOSE),
    ),
    Life.ON_SPOT: ((_A.RECORD_ON_SPOT,),),
    Life.FILED: ((*_TO_OFFICE, _A.FILE), (*_CLASSIFIED, _A.FILE)),
    Life.WITHDRAWN: ((_A.WITHDRAW,), (*_TO_OFFICE, _A.WITHDRAW), (*_ASSIGNED, _A.WITHDRAW)),
}
"""The roads to each end, after ``record``; the commoner stand more than once."""


@dataclass(frozen=True, slots=True)
class Lot:
    """What falls to one case of a hundred."""

    life: Life
    is_of_the_busiest: bool
    has_common_word: bool


def deal(rng: Random) -> list[Lot]:
    """Return the lots of a hundred cases, mixed."""
    lives = [life for life, count in MIXTURE.items() for _ in range(count)]
    led = [at for at, life in enumerate(lives) if life in WITH_LEAD]
    busiest = set(rng.sample(led, OF_THE_BUSIEST))
    common = set(rng.sample(range(BLOCK), WITH_COMMON_WORD))
    lots = [Lot(life, at in busiest, at in common) for at, life in enumerate(lives)]
    rng.shuffle(lots)
    return lots


@dataclass(frozen=True, slots=True)
class Step:
    """One step on a road, with the states on both sides as the table has them."""

    action: Action
    source: State | None
    target: State


def walk(road: tuple[Action, ...]) -> tuple[Step, ...]:
    """Return the steps from the first entry on; KeyError where the table has no such step."""
    return tuple(_walk(road))


def _walk(road: tuple[Action, ...]) -> Iterator[Step]:
    state = State.DRAFT
    yield Step(Action.RECORD, None, state)
    for action in road:
        row = transition_for(state, action)
        if row is None:
            raise KeyError(state, action)
        target = row.target or state
        yield Step(action, state, target)
        state = target


WALKS: dict[Life, tuple[tuple[Step, ...], ...]] = {
    life: tuple(walk(road) for road in roads) for life, roads in ROADS.items()
}
