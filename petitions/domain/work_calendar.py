"""Which days are working days, and why: plain dates in Hanoi, no clock, quick enough to ask a million times."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import accumulate

MONDAY_TO_FRIDAY = frozenset(range(5))
"""The usual week, by ``date.weekday()``; it holds before the first pattern an office enters."""
FIRST_DAY = date(1990, 1, 1)
LAST_DAY = date(2110, 12, 31)
"""What the calendar reaches over; a date outside is refused, never guessed."""
_FIRST, _LAST = FIRST_DAY.toordinal(), LAST_DAY.toordinal()


class DayKind(StrEnum):
    """How an announced day differs from its weekday."""

    OFF = "off"
    MAKEUP = "makeup"


@dataclass(frozen=True, slots=True)
class AnnouncedDay:
    """A public holiday, a day off in lieu, or a make-up working day, with the name it was announced under.

    ``is_confirmed``: it was announced, not only expected; a date that rests on one that was not is provisional.
    """

    on: date
    kind: DayKind
    name: str
    is_confirmed: bool = True


@dataclass(frozen=True, slots=True)
class WeekPattern:
    """Which weekdays (Monday is 0) are worked from a day on, until the next pattern begins."""

    valid_from: date
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY


@dataclass(frozen=True)
class WorkCalendar:
    """The weekly pattern, minus days off, plus make-up days; ``confirmed_years`` are those that were announced in full.

    Built once and asked often: it lays out every working day between ``FIRST_DAY`` and ``LAST_DAY``.
    """

    announced: Mapping[date, AnnouncedDay] = field(default_factory=dict)
    confirmed_years: frozenset[int] = frozenset()
    weeks: tuple[WeekPattern, ...] = ()
    _pattern: bytearray = field(init=False, repr=False)
    _flags: bytearray = field(init=False, repr=False)
    _working: list[int] = field(init=False, repr=False)
    _counts: list[int] = field(init=False, repr=False)
    _deviations: list[int] = field(init=False, repr=False)
    _unconfirmed: list[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Lay out the working days as ordinals, and how many there were up to each day."""
        usual = _by_weekday(())
        pattern = _by_weekday(sorted(self.weeks, key=lambda week: week.valid_from))
        flags = bytearray(pattern)
        within = [day for day in self.announced.values() if FIRST_DAY <= day.on <= LAST_DAY]
        for day in within:
            flags[day.on.toordinal() - _FIRST] = day.kind is DayKind.MAKEUP
        put = object.__setattr__
        put(self, "_flags", flags)
        put(self, "_pattern", pattern)
        put(self, "_working", [_FIRST + i for i, works in enumerate(flags) if works])
        put(self, "_counts", list(accumulate(flags)))
        put(self, "_deviations", [_FIRST + i for i, works in enumerate(flags) if works != usual[i]])
        put(self, "_unconfirmed", sorted(day.on.toordinal() for day in within if not day.is_confirmed))

    @classmethod
    def of(
        cls, days: Iterable[AnnouncedDay], confirmed_years: Iterable[int] = (), weeks: Iterable[WeekPattern] = ()
    ) -> WorkCalendar:
        """Return a calendar of these announced days; of two for one date the later one holds."""
        return cls({day.on: day for day in days}, frozenset(confirmed_years), tuple(weeks))

    def is_working_day(self, day: date) -> bool:
        """Tell whether offices work on ``day``."""
        place = day.toordinal() - _FIRST
        return bool(self._flags[place]) if 0 <= place <= _LAST - _FIRST else day.weekday() in MONDAY_TO_FRIDAY

    def is_usually_worked(self, day: date) -> bool:
        """Tell whether the weekly pattern alone has offices work on ``day``, whatever was announced for it."""
        place = day.toordinal() - _FIRST
        return bool(self._pattern[place]) if 0 <= place <= _LAST - _FIRST else day.weekday() in MONDAY_TO_FRIDAY

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
        return self._counts[end.toordinal() - _FIRST] - self._counts[start.toordinal() - _FIRST]

    def deviations(self, start: date, end: date) -> tuple[int, ...]:
        """Return the days from ``start`` to ``end``, both inclusive, that are not worked as Monday to Friday would be.

        As ordinals. Two calendars with the same deviations count the same days between these dates.
        """
        return _between(self._deviations, start, end)

    def unconfirmed_years(self, start: date, end: date) -> tuple[int, ...]:
        """Return the years on which the dates from ``start`` to ``end`` rest and that may still change.

        A year that was not announced in full, and a year of which a day in between is only expected.
        """
        expected = {date.fromordinal(day).year for day in _between(self._unconfirmed, start, end)}
        years = range(start.year, end.year + 1)
        return tuple(year for year in years if year not in self.confirmed_years or year in expected)

    def is_provisional(self, start: date, end: date) -> bool:
        """Tell whether the dates from ``start`` to ``end`` rest on anything that was not announced yet."""
        return bool(self.unconfirmed_years(start, end))


def _by_weekday(weeks: Sequence[WeekPattern]) -> bytearray:
    """Return for every day of the calendar whether its weekday is worked; ``weeks`` in the order of their days."""
    flags = bytearray()
    spans = [(_FIRST, MONDAY_TO_FRIDAY)]
    spans += [
        (max(week.valid_from.toordinal(), _FIRST), week.weekdays) for week in weeks if week.valid_from <= LAST_DAY
    ]
    for (first, weekdays), (following, _next) in zip(spans, [*spans[1:], (_LAST + 1, MONDAY_TO_FRIDAY)], strict=True):
        week = bytes((first + i - 1) % 7 in weekdays for i in range(7))
        flags += (week * ((following - first) // 7 + 1))[: following - first]
    return flags


def _between(ordinals: list[int], start: date, end: date) -> tuple[int, ...]:
    return tuple(ordinals[bisect_left(ordinals, start.toordinal()) : bisect_right(ordinals, end.toordinal())])
