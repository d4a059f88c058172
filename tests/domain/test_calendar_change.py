"""A change of the calendar: what is refused, what is tried out, what is written down and read again."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.domain.calendar_change import (
    CalendarChange,
    DayDraft,
    WeekDraft,
    YearDraft,
    as_payload,
    from_payload,
)
from petitions.domain.change_errors import MakeupOnWorkingDayError, NoWorkingDayError
from petitions.domain.errors import DateAfterError, DateBeforeError, FieldError, MissingError
from petitions.domain.work_calendar import AnnouncedDay, DayKind, WeekPattern, WorkCalendar

TUESDAY, SATURDAY, SUNDAY = date(2026, 9, 1), date(2026, 8, 22), date(2026, 8, 23)
MONDAY_TO_FRIDAY, MONDAY_TO_SATURDAY = frozenset(range(5)), frozenset(range(6))
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
CHANGES = st.builds(
    CalendarChange,
    days=st.lists(
        st.builds(DayDraft, DAYS, st.sampled_from(DayKind), st.text(), st.text(), st.booleans()), max_size=4
    ).map(tuple),
    removed_days=st.lists(DAYS, max_size=2).map(tuple),
    years=st.lists(st.builds(YearDraft, st.integers(1990, 2099), st.booleans(), st.text()), max_size=2).map(tuple),
    weeks=st.lists(st.builds(WeekDraft, DAYS, st.frozensets(st.integers(0, 6), min_size=1), st.text()), max_size=2).map(
        tuple
    ),
    removed_weeks=st.lists(DAYS, max_size=2).map(tuple),
)


def a_day(on=TUESDAY, kind=DayKind.OFF, **values):
    return replace(DayDraft(on, kind, "Quốc khánh", "Thông báo nghỉ Quốc khánh"), **values)


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        pytest.param(CalendarChange(days=(a_day(name=" "),)), MissingError, "name", id="a day without a name"),
        pytest.param(CalendarChange(days=(a_day(source=""),)), MissingError, "source", id="a day without a document"),
        pytest.param(
            CalendarChange(days=(a_day(kind=DayKind.MAKEUP),)),
            MakeupOnWorkingDayError,
            "on",
            id="a make-up day on a Tuesday",
        ),
        pytest.param(CalendarChange(days=(a_day(date(1900, 1, 1)),)), DateBeforeError, "on", id="a day in 1900"),
        pytest.param(CalendarChange(days=(a_day(date(2100, 1, 1)),)), DateAfterError, "on", id="a day in 2100"),
        pytest.param(
            CalendarChange(years=(YearDraft(2027, is_confirmed=True, source=" "),)),
            MissingError,
            "source",
            id="a year confirmed by nothing",
        ),
        pytest.param(
            CalendarChange(years=(YearDraft(0, is_confirmed=True, source="a"),)), DateBeforeError, "year", id="year 0"
        ),
        pytest.param(
            CalendarChange(years=(YearDraft(12345, is_confirmed=True, source="a"),)),
            DateAfterError,
            "year",
            id="year 12345",
        ),
        pytest.param(
            CalendarChange(weeks=(WeekDraft(TUESDAY, frozenset(), "a"),)),
            NoWorkingDayError,
            "weekdays",
            id="a week without work",
        ),
        pytest.param(
            CalendarChange(weeks=(WeekDraft(TUESDAY, frozenset({7}), "a"),)),
            NoWorkingDayError,
            "weekdays",
            id="an eighth weekday",
        ),
        pytest.param(
            CalendarChange(weeks=(WeekDraft(date(1980, 1, 1), MONDAY_TO_FRIDAY, "a"),)),
            DateBeforeError,
            "valid_from",
            id="a pattern from 1980",
        ),
    ],
)
def test_what_cannot_stand_is_refused_at_its_field(change, refusal, field):
    with pytest.raises(FieldError) as caught:
        change.check(WorkCalendar())
    assert type(caught.value) is refusal
    assert caught.value.field == field


def test_a_make_up_saturday_is_judged_by_the_pattern_of_its_own_time():
    six_days = WorkCalendar.of([], weeks=[WeekPattern(date(2026, 8, 1), MONDAY_TO_SATURDAY)])
    change = CalendarChange(days=(a_day(SATURDAY, DayKind.MAKEUP),))
    change.check(WorkCalendar())
    with pytest.raises(MakeupOnWorkingDayError):
        change.check(six_days)


def test_a_make_up_day_may_take_the_place_of_a_day_off_on_a_saturday():
    calendar = WorkCalendar.of([AnnouncedDay(SATURDAY, DayKind.OFF, "nghỉ")])
    CalendarChange(days=(a_day(SATURDAY, DayKind.MAKEUP),)).check(calendar)


def test_a_holiday_on_a_sunday_stands_and_is_said_to_change_nothing():
    change = CalendarChange(days=(a_day(SUNDAY), a_day(TUESDAY)))
    change.check(WorkCalendar())
    assert change.without_effect(WorkCalendar()) == (a_day(SUNDAY),)


def test_a_change_is_tried_on_a_calendar_that_stays_as_it_is():
    before = WorkCalendar.of([AnnouncedDay(TUESDAY, DayKind.OFF, "nghỉ")], [2025, 2026])
    change = CalendarChange(
        days=(a_day(SATURDAY, DayKind.MAKEUP),),
        removed_days=(TUESDAY,),
        years=(YearDraft(2027, is_confirmed=True, source="a"), YearDraft(2025, is_confirmed=False, source="a")),
        weeks=(WeekDraft(date(2027, 1, 1), MONDAY_TO_SATURDAY, "a"),),
    )
    after = change.tried_on(before)
    assert (after.is_working_day(TUESDAY), after.is_working_day(SATURDAY)) == (True, True)
    assert after.confirmed_years == {2026, 2027}
    assert after.is_working_day(date(2027, 1, 2))
    assert not before.is_working_day(TUESDAY)
    assert before.confirmed_years == {2025, 2026}
    without = CalendarChange(removed_weeks=(date(2027, 1, 1),)).tried_on(after)
    assert not without.is_working_day(date(2027, 1, 2))


@given(CHANGES)
def test_a_change_written_down_as_json_is_read_as_it_was(change):
    assert from_payload(json.loads(json.dumps(as_payload(change)))) == change
