"""The ladder: by which step a council insists next on an answer that is late.

It is climbed one rung at a time, however late the case is when it is first looked at: a letter that
asks for an explanation speaks of the reminders before it. A rung is due once the case is as late as
the rule says for it, and once the date that the letter before it set has passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from petitions.domain.vocabulary import Rung

LADDER = tuple(Rung)
"""The rungs, mildest first; a rule gives the days late for as many of them as it likes."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A rung that was dealt with: its letter went out, asking for an answer by a date, or it was skipped."""

    rung: Rung
    report_by: date | None = None


def rung_due(due_on: date, thresholds: Sequence[int], taken: Iterable[Taken], *, today: date) -> Rung | None:
    """Return the rung to propose today for an open clock, None when none is due; twin of ``services.reminders``.

    ``thresholds`` are the days late at which each rung is proposed, ``taken`` what was done about this date so far.
    """
    done = list(taken)
    if any(each.report_by is not None and each.report_by >= today for each in done):
        return None
    rung = next_rung(each.rung for each in done)
    if rung is None or LADDER.index(rung) >= len(thresholds):
        return None
    return rung if due_on <= cut_on(thresholds[LADDER.index(rung)], today) else None


def next_rung(taken: Iterable[Rung]) -> Rung | None:
    """Return the rung above the highest one taken, None at the top."""
    step = 1 + max((LADDER.index(rung) for rung in taken), default=-1)
    return LADDER[step] if step < len(LADDER) else None


def cut_on(threshold: int, today: date) -> date:
    """Return the last due date that is so many days late today; nothing is late on its due date."""
    return today - timedelta(days=max(threshold, 1))


def step_of(rung: Rung) -> int:
    """Return the number of a rung as people count, from one."""
    return LADDER.index(rung) + 1


def rung_of(step: int) -> Rung | None:
    """Return the rung of that number, None when there is none."""
    return LADDER[step - 1] if 0 < step <= len(LADDER) else None
