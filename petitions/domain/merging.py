"""When one case may become part of another, and when it may be taken out again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from petitions.domain.vocabulary import State

BEFORE_AN_ANSWER = (
    State.DRAFT,
    State.SUBMITTED,
    State.RETURNED,
    State.CLASSIFIED,
    State.ASSIGNED,
    State.IN_PROGRESS,
)
"""The states in which a case may still become part of another one."""

UNFINISHED_ENTRIES = frozenset({State.DRAFT, State.RETURNED})
SURVIVES_IN = frozenset({*BEFORE_AN_ANSWER, State.FORWARDED_UP})
"""The states of a case that another one may become part of: nobody has answered it yet."""


class MergeFault(StrEnum):
    """Why two cases cannot become one."""

    ITSELF = "itself"
    OTHER_COUNCIL = "other_council"
    MERGED = "merged"
    ANSWERED = "answered"
    OVER = "over"
    UNFINISHED = "unfinished"
    NOT_OPEN = "not_open"


class UnmergeFault(StrEnum):
    """Why a case stays part of another one."""

    ANSWERED = "answered"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a case decides whether it can be merged."""

    id: int
    council_id: int
    state: State


def merge_fault(source: Standing, target: Standing) -> MergeFault | None:
    """Return why ``source`` cannot become part of ``target``, or None. No circle can come about.

    A circle would need a target that is itself part of another case, and such a one is refused.
    """
    answered = {State.ANSWERED, State.FOLLOWING, State.CLOSED, State.ANSWERED_ON_SPOT}
    is_unfinished = target.state in UNFINISHED_ENTRIES and source.state not in UNFINISHED_ENTRIES
    faults = {
        MergeFault.ITSELF: source.id == target.id,
        MergeFault.OTHER_COUNCIL: source.council_id != target.council_id,
        MergeFault.MERGED: target.state is State.MERGED,
        MergeFault.ANSWERED: target.state in answered,
        MergeFault.OVER: target.state not in SURVIVES_IN,
        MergeFault.UNFINISHED: is_unfinished,
    }
    return next((fault for fault, holds in faults.items() if holds), None)


def unmerge_fault(survivor: State, *, was_answered: bool) -> UnmergeFault | None:
    """Return why nothing can be taken out of a case that stands so, or None."""
    if was_answered:
        return UnmergeFault.ANSWERED
    return UnmergeFault.MERGED if survivor is State.MERGED else None
