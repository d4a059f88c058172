"""When a job is due, by Hanoi's clock: the latest period whose hour has come, and no other."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from petitions.domain.hanoi import HANOI
from petitions.domain.schedule import SCHEDULES, Daily, Every, began_at, is_time_again, last_period
from petitions.domain.vocabulary import JobName
from petitions.domain.work_calendar import AnnouncedDay, DayKind, WorkCalendar

CALENDAR = WorkCalendar.of(
    [
        *(AnnouncedDay(date(2026, 2, day), DayKind.OFF, "Tết Nguyên đán") for day in range(16, 21)),
        AnnouncedDay(date(2026, 1, 10), DayKind.MAKEUP, "Làm bù"),
    ],
    [2026],
)
NIGHTLY = Daily(time(2, 30))
WORKDAYS = Daily(time(5, 30), only_working_days=True)


def hanoi(*when):
    return datetime(*when, tzinfo=HANOI)


@pytest.mark.parametrize(
    ("now", "period"),
    [
        (hanoi(2026, 3, 3, 2, 29), date(2026, 3, 2)),
        (hanoi(2026, 3, 3, 2, 30), date(2026, 3, 3)),
        (hanoi(2026, 3, 3, 23, 59), date(2026, 3, 3)),
        (hanoi(2026, 3, 4, 0, 0), date(2026, 3, 3)),
        (hanoi(2026, 3, 4, 6, 59), date(2026, 3, 4)),
        (datetime(2026, 3, 3, 23, 59, tzinfo=UTC), date(2026, 3, 4)),
    ],
    ids=str,
)
def test_a_days_period_begins_at_its_hour_in_hanoi(now, period):
    assert last_period(NIGHTLY, now, CALENDAR) == period


@pytest.mark.parametrize(
    ("now", "period"),
    [
        (hanoi(2026, 3, 2, 5, 29), date(2026, 2, 27)),
        (hanoi(2026, 3, 2, 5, 30), date(2026, 3, 2)),
        (hanoi(2026, 3, 7, 12, 0), date(2026, 3, 6)),
        (hanoi(2026, 2, 22, 12, 0), date(2026, 2, 13)),
        (hanoi(2026, 1, 10, 6, 0), date(2026, 1, 10)),
    ],
    ids=["before the hour", "at the hour", "Saturday", "end of Tết", "make-up Saturday"],
)
def test_work_of_working_days_waits_over_days_off(now, period):
    assert last_period(WORKDAYS, now, CALENDAR) == period


def test_a_period_begins_at_an_instant_that_its_own_rule_puts_into_it():
    for day in (date(2026, 3, 2), date(2026, 2, 13)):
        assert last_period(WORKDAYS, began_at(WORKDAYS, day), CALENDAR) == day


@pytest.mark.parametrize(
    ("ago", "again"),
    [
        (timedelta(0), False),
        (timedelta(minutes=4, seconds=59), False),
        (timedelta(minutes=5), True),
        (timedelta(days=31), True),
        (timedelta(seconds=-1), False),
        (timedelta(hours=-1), True),
    ],
    ids=[
        "just now",
        "almost",
        "five minutes ago",
        "a month ago",
        "after this worker looked at the clock",
        "an hour ahead: the clock was put back",
    ],
)
def test_what_runs_every_few_minutes_waits_for_them_after_its_last_end(ago, again):
    now = hanoi(2026, 3, 2, 9, 0)
    assert is_time_again(Every(5), now - ago, now) is again
    assert is_time_again(Every(5), None, now)


def test_every_job_has_a_time():
    assert set(SCHEDULES) == set(JobName)
