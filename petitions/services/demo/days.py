"""The days of the demo, counted back from the day of loading, and the hours at which offices take their steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zlib import crc32

from petitions.domain.hanoi import HANOI
from petitions.domain.work_calendar import WorkCalendar

FURTHEST = 440
"""No day of the demo lies further back."""

_OPENS, _CLOSES = 7 * 60 + 40, 16 * 60 + 50
_LUNCH = (11 * 60 + 25, 13 * 60 + 30)


@dataclass(frozen=True, slots=True)
class Days:
    """Dates relative to the day of loading; a step is taken on a working day before it, never on it."""

    today: date
    calendar: WorkCalendar
    latest: date = field(init=False)

    def __post_init__(self) -> None:
        """Find the last working day before the day of loading."""
        object.__setattr__(self, "latest", self._working_until(self.today - timedelta(days=1)))

    def ago(self, days: int) -> date:
        """Return the date so many days before the day of loading; a negative number lies ahead."""
        return self.today - timedelta(days=days)

    def office_day(self, ahead: int) -> date:
        """Return the day so many days ahead, or back, moved away from the day of loading until offices work on it.

        Nobody promises a Sunday; and what is late stays late.
        """
        day = self.ago(-ahead)
        return self._working_until(day) if ahead < 0 else self.calendar.first_working_day_from(day)

    def working(self, day: date) -> date:
        """Return ``day``, or the last working day before it; the latest one for a day still to come."""
        return self._working_until(min(day, self.latest))

    def from_working(self, day: date, count: int = 0) -> date:
        """Return the ``count``-th working day after ``day``, itself or the next one for zero; never past the latest."""
        start = self.calendar.first_working_day_from(day)
        return min(self.calendar.add_working_days(start, count), self.latest)

    def _working_until(self, day: date) -> date:
        while not self.calendar.is_working_day(day):
            day -= timedelta(days=1)
        return day


class Pen:
    """Dates one story's steps: each later than the one before, in office hours, the same at every loading."""

    def __init__(self, days: Days, key: str) -> None:
        self.days = days
        self._key = key
        self._count = 0
        self._last: datetime | None = None

    @property
    def day(self) -> date:
        """The day of the latest step."""
        if self._last is None:
            raise ValueError(self._key)
        return self._last.date()

    def on(self, day: date) -> datetime:
        """Return the instant of a step on ``day``, or on the day of the step before when that is later."""
        day = self.days.working(day)
        if self._last is not None and day <= self._last.date():
            moment = self._last + timedelta(minutes=self._between(9, 27))
            if _LUNCH[0] <= moment.hour * 60 + moment.minute < _LUNCH[1]:
                moment = _at(self._last.date(), _LUNCH[1] + self._between(1, 15))
            if moment.hour * 60 + moment.minute > _CLOSES:
                moment = self._last + timedelta(minutes=1)
        else:
            minute = self._between(_OPENS, _OPENS + 340)
            moment = _at(day, minute if minute < _LUNCH[0] else minute + _LUNCH[1] - _LUNCH[0])
        self._last = moment
        return moment

    def after(self, count: int, *, by: date | None = None) -> datetime:
        """Return the instant of a step ``count`` working days after the one before, no later than ``by``."""
        day = self.days.from_working(self.day, count)
        return self.on(day if by is None else min(day, by))

    def _between(self, low: int, high: int) -> int:
        """Return a number that looks thrown and is the same each time."""
        self._count += 1
        return low + crc32(f"{self._key} {self._count}".encode()) % (high - low + 1)


def _at(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=HANOI)
