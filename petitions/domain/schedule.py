"""When scheduled work is due. A period has a name and runs once; a missed one is caught up by the next look.

Nothing here asks a clock or remembers anything: what ran already stands in the rows of ``job_run``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from petitions.domain.hanoi import HANOI, in_hanoi
from petitions.domain.vocabulary import JobName
from petitions.domain.work_calendar import WorkCalendar

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Daily:
    """Once a day, from this hour of Hanoi on; the day is the period."""

    at: time
    only_working_days: bool = False


@dataclass(frozen=True, slots=True)
class Every:
    """Again so many minutes after it last ended; there is one period without end."""

    minutes: int


Schedule = Daily | Every

UNENDING = "always"
"""The one period of what runs every few minutes."""

SCHEDULES: Mapping[JobName, Schedule] = {
    JobName.REMINDERS: Daily(time(1, 0)),
    JobName.SWEEP: Daily(time(5, 30), only_working_days=True),
    JobName.DELIVERY: Every(5),
    JobName.CHANGES: Every(1),
    JobName.IMPORTS: Every(1),
    JobName.UPKEEP: Daily(time(2, 30)),
}
"""Every job with its time: the one place where it stands."""

MOST_LATE = timedelta(hours=1)
"""So long after its time a period that has not succeeded is told on the first screen."""


class JobState(StrEnum):
    """How a run of a period stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


def last_period(daily: Daily, now: datetime, calendar: WorkCalendar) -> date:
    """Return the latest day whose hour has come; of those missed before it, nothing is run any more."""
    here = in_hanoi(now)
    day = here.date() if here.time() >= daily.at else here.date() - _ONE_DAY
    while daily.only_working_days and not calendar.is_working_day(day):
        day -= _ONE_DAY
    return day


def began_at(daily: Daily, period: date) -> datetime:
    """Return the instant from which a period is due."""
    return datetime.combine(period, daily.at, tzinfo=HANOI)


def is_time_again(every: Every, finished_at: datetime | None, now: datetime) -> bool:
    """Tell whether it is to run again.

    A last time a moment ahead is that of another worker, which ended after this one looked at the
    clock; one far ahead is that of a clock that was put back.
    """
    return finished_at is None or abs(now - finished_at) >= timedelta(minutes=every.minutes)
