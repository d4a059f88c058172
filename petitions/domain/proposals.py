"""A change of the calendar or the rules on its way: proposed, tried on every open clock, applied or dropped."""

from __future__ import annotations

from datetime import timedelta
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

UNDER_WAY = timedelta(minutes=10)
"""No step that counted its dates before a change was applied is still under way so long after it."""

DROPPABLE = frozenset({ChangePhase.PROPOSED, ChangePhase.PREVIEWING, ChangePhase.PREVIEWED, ChangePhase.FAILED})
"""States in which nothing of the change has been written yet."""

AT_ONCE = 2_000
"""So many open clocks are tried or moved while the person waits; more are left to the worker."""
