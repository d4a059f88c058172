"""A change of the calendar or the rules on its way: proposed, tried on every open clock, applied or dropped."""

from __future__ import annotations

from enum import StrEnum


class ChangeKind(StrEnum):
    """What is changed."""

    CALENDAR = "calendar"
    RULE = "rule"


class ChangePhase(StrEnum):
    """How far a change has come."""

    PROPOSED = "proposed"
    PREVIEWING = "previewing"
    PREVIEWED = "previewed"
    APPLYING = "applying"
    APPLIED = "applied"
    DISCARDED = "discarded"
    FAILED = "failed"


AT_WORK = frozenset({ChangePhase.PREVIEWING, ChangePhase.APPLYING})
"""States in which a worker goes on where the last one stopped."""

DROPPABLE = frozenset({ChangePhase.PROPOSED, ChangePhase.PREVIEWING, ChangePhase.PREVIEWED, ChangePhase.FAILED})
"""States in which nothing of the change has been written yet."""

AT_ONCE = 2_000
"""So many open clocks are tried or moved while the person waits; more are left to the worker."""
