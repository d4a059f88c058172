"""Which days are working days, and why: plain dates in Hanoi, no clock, quick enough to ask a million times."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import accumulate

_SATURDAY = 5
FIRST_DAY = date(1990, 1, 1)
LAST_DAY = date(2110, 12, 31)
"""What the calendar reaches over; a date outside is refused, never guessed."""


class DayKind(StrEnum):
    """How an announced day differs from its weekday."""

    OFF = "off"
    MAKEUP = "makeup"


@dataclass(frozen=True, slots=True)
class AnnouncedDay:
    """A public holiday, a day off in lieu, or a make-up working day, with the name it was announced under."""

    on: date
    kind: DayKind
    name: str


@dataclass(frozen=True)
class WorkCalendar:
    """Monday to Friday, minus days off, plus make-up days; ``confirmed_years`` are those that were announced in full.

    Built once and asked often: it lays out every working day between ``FIRST_DAY`` and ``LAST_DAY``.
    """

    announced: Mapping[date, AnnouncedDay] = field(default_factory=dict)
    confirmed_years: frozenset[int] = frozenset()
    _working: list[int] = field(init=False, repr=False)
    _counts: list[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Lay out the working days as ordinals, and how many there were up to each day."""
        first, last = FIRST_DAY.toordinal(), LAST_DAY.toordinal()
        flags = bytearray((ordinal + 6) % 7 < _SATURDAY for ordinal in range(first, last + 1))
        for day in self.announced.values():
            if FIRST_DAY <= day.on <= LAST_DAY:
                flags[day.on.toordinal() - first] = day.kind is DayKind.MAKEUP
        object.__setattr__(self, "_working", [first + i for i, works in enumerate(flags) if works])
        object.__setattr__(self, "_counts", list(accumulate(flags)))

    @classmethod
    def of(cls, days: Iterable[AnnouncedDay], confirmed_years: Iterable[int] = ()) -> WorkCalendar:
        """Return a calendar of these announced days; of two for one date the later one holds."""
        return cls({day.on: day for day in days}, frozenset(confirmed_years))

    def is_working_day(self, day: date) -> bool:
        """Tell whether offices work on ``day``."""
        known = self.announced.get(day)
        return day.weekday() < _SATURDAY if known is None else known.kind is DayKind.MAKEUP

    def first_working_day_from(self, day: date) -> date:
        """Return ``day`` itself or the next working day after it."""
        return day if self.is_working_day(day) else self.add_working_days(day, 1)

    def add_working_days(self, day: date, count: int) -> date:
        """Return the ``count``-th working day after ``day``, which is day zero; ``day`` itself for zero."""
        if count <= 0:
            return day
        return date.fromordinal(self._working[bisect_right(self._working, day.toordinal()) + count - 1])

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days lie after ``start`` up to and including ``end``; never negative."""
        if end <= start:
            return 0
        first = FIRST_DAY.toordinal()
        return self._counts[end.toordinal() - first] - self._counts[start.toordinal() - first]

    def is_provisional(self, start: date, end: date) -> bool:
        """Tell whether a year that the dates from ``start`` to ``end`` reach into has not been announced in full."""
        return any(year not in self.confirmed_years for year in range(start.year, end.year + 1))
