"""The hours in which people are written to, by Hanoi's clock and the working calendar."""

from datetime import date, datetime

import pytest

from petitions.domain.hanoi import HANOI
from petitions.domain.office_hours import OfficeHours
from petitions.domain.work_calendar import AnnouncedDay, DayKind, WorkCalendar

HOURS = OfficeHours.of("07:30-11:30, 13:30-17:00")
CALENDAR = WorkCalendar.of(
    [AnnouncedDay(date(2026, 9, 2), DayKind.OFF, "Quốc khánh"), AnnouncedDay(date(2026, 1, 10), DayKind.MAKEUP, "Bù")]
)


@pytest.mark.parametrize(
    ("when", "open_now"),
    [
        ((2026, 3, 2, 7, 29), False),
        ((2026, 3, 2, 7, 30), True),
        ((2026, 3, 2, 11, 30), False),
        ((2026, 3, 2, 13, 30), True),
        ((2026, 3, 2, 16, 59), True),
        ((2026, 3, 2, 17, 0), False),
        ((2026, 3, 2, 0, 0), False),
        ((2026, 3, 1, 9, 0), False),
        ((2026, 9, 2, 9, 0), False),
        ((2026, 1, 10, 9, 0), True),
    ],
    ids=str,
)
def test_mail_goes_in_the_hours_of_working_days(when, open_now):
    assert HOURS.are_now(datetime(*when, tzinfo=HANOI), CALENDAR) is open_now


def test_the_day_begins_with_its_first_hours():
    assert HOURS.begin_on(date(2026, 3, 2)) == datetime(2026, 3, 2, 7, 30, tzinfo=HANOI)


@pytest.mark.parametrize(
    "text",
    ["", "7", "07:30", "17:00-07:30", "07:30-07:30", "07:30-12:00,11:00-17:00", "07:30-24:00", "x-y", "07:30-11:30,"],
)
def test_what_are_no_hours_is_refused(text):
    with pytest.raises(ValueError, match="PETITIONS_MAIL_HOURS"):
        OfficeHours.of(text)
