"""What happened to one clock, from which its dates are computed anew at any time: start, extensions, pauses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which the clock stands still, both inclusive; ``name`` is the reason the proof shows.

    ``order`` is its place in the clock's history, against that of the dates that papers named.
    """

    first: date
    last: date
    name: str = ""
    order: int = 1


@dataclass(frozen=True, slots=True)
class NamedDate:
    """A due date that a paper names: it holds as written and is never rolled.

    Only a pause that came after it, by ``order``, still moves it. ``extends``: the paper is the
    decision on an extension, so the legal date moves with it; otherwise it is the letter's own date.
    ``name`` is what the proof calls the paper.
    """

    on: date
    extends: bool = False
    name: str = ""
    order: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """One clock's start and all that moved it since.

    ``extensions`` are numbers in the rule's own unit, added before the one final roll; ``named`` are
    dates that papers named, of which the latest holds.
    """

    start_on: date
    extensions: tuple[int, ...] = ()
    pauses: tuple[Pause, ...] = ()
    named: tuple[NamedDate, ...] = ()
