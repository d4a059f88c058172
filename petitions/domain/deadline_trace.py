"""The proof of a date in as few lines as a person reads: long runs of like days folded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from petitions.domain.deadlines import TraceDay, Why


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
