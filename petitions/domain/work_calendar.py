"""Which days are working days; plain dates in Hanoi, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Monday to Friday, minus days off, plus make-up days."""

    days_off: frozenset[date] = frozenset()
    makeup_days: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Tell whether offices work on ``day``."""
        return day in self.makeup_days or (day.weekday() < _SATURDAY and day not in self.days_off)

    def first_working_day_from(self, day: date) -> date:
        """Return ``day`` itself or the next working day after it."""
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """Return the ``count``-th working day after ``day``, which is day zero."""
        while count > 0:
            day += _ONE_DAY
            count -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days lie after ``start`` up to and including ``end``; never negative."""
        day, count = start, 0
        while day < end:
            day += _ONE_DAY
            count += self.is_working_day(day)
        return count
