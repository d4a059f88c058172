"""The working calendar: weekly patterns that take turns, days off, make-up days, and what may still change."""

import timeit
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.domain.deadlines import Ledger, Rule, Unit, compute
from petitions.domain.work_calendar import FIRST_DAY, LAST_DAY, AnnouncedDay, DayKind, WeekPattern, WorkCalendar

MONDAY_TO_SATURDAY = frozenset(range(6))
DAYS = st.dates(date(2000, 1, 1), date(2060, 1, 1))
NEAR_DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
ANNOUNCED = st.lists(
    st.builds(
        AnnouncedDay, on=NEAR_DAYS, kind=st.sampled_from(DayKind), name=st.just("ngày lễ"), is_confirmed=st.booleans()
    ),
    max_size=12,
)
WEEKS = st.lists(
    st.builds(WeekPattern, valid_from=NEAR_DAYS, weekdays=st.frozensets(st.integers(0, 6), min_size=1)),
    max_size=3,
    unique_by=lambda week: week.valid_from,
)


def off(*on, is_confirmed=True):
    return AnnouncedDay(date(*on), DayKind.OFF, "nghỉ", is_confirmed)


def makeup(*on):
    return AnnouncedDay(date(*on), DayKind.MAKEUP, "làm bù")


def test_without_a_pattern_offices_work_from_monday_to_friday():
    week = [WorkCalendar().is_working_day(date(2026, 11, 2) + timedelta(days=n)) for n in range(7)]
    assert week == [True] * 5 + [False] * 2


def test_a_pattern_holds_from_its_first_day_until_the_next_begins():
    calendar = WorkCalendar.of(
        [], weeks=[WeekPattern(date(2026, 7, 1)), WeekPattern(date(2026, 3, 1), MONDAY_TO_SATURDAY)]
    )
    saturdays = [date(2026, 2, 28), date(2026, 3, 7), date(2026, 6, 27), date(2026, 7, 4)]
    assert [calendar.is_working_day(day) for day in saturdays] == [False, True, True, False]


def test_a_pattern_may_begin_before_the_calendar_or_after_it():
    old, far = WeekPattern(date(1980, 1, 1), MONDAY_TO_SATURDAY), WeekPattern(date(2200, 1, 1), frozenset({6}))
    calendar = WorkCalendar.of([], weeks=[far, old])
    assert calendar.is_working_day(date(1990, 1, 6))
    assert not calendar.is_working_day(date(1990, 1, 7))
    assert calendar.is_working_day(date(2110, 12, 27))
    assert len(calendar.deviations(FIRST_DAY, LAST_DAY)) == (LAST_DAY - FIRST_DAY).days // 7, "every Saturday"


def test_announced_days_win_over_the_pattern():
    calendar = WorkCalendar.of(
        [off(2026, 1, 3), makeup(2026, 1, 4)], weeks=[WeekPattern(date(2026, 1, 1), MONDAY_TO_SATURDAY)]
    )
    assert not calendar.is_working_day(date(2026, 1, 3))
    assert calendar.is_working_day(date(2026, 1, 4))


def test_deviations_are_the_days_not_worked_as_monday_to_friday_would_be():
    calendar = WorkCalendar.of([off(2026, 1, 2), off(2026, 4, 26), makeup(2026, 1, 10), off(2027, 1, 1)])
    assert calendar.deviations(date(2026, 1, 2), date(2026, 12, 31)) == (
        date(2026, 1, 2).toordinal(),
        date(2026, 1, 10).toordinal(),
    )
    assert calendar.deviations(date(2026, 1, 3), date(2026, 1, 9)) == ()
    assert calendar.deviations(date(2026, 2, 1), date(2026, 1, 1)) == ()


def test_a_year_not_announced_in_full_is_unconfirmed():
    calendar = WorkCalendar.of([], [2026])
    assert calendar.unconfirmed_years(date(2026, 1, 1), date(2026, 12, 31)) == ()
    assert calendar.unconfirmed_years(date(2026, 12, 31), date(2028, 1, 1)) == (2027, 2028)


def test_a_day_that_is_only_expected_makes_what_reaches_over_it_provisional():
    calendar = WorkCalendar.of([off(2026, 9, 1, is_confirmed=False)], [2026])
    assert calendar.unconfirmed_years(date(2026, 8, 1), date(2026, 8, 31)) == ()
    assert calendar.unconfirmed_years(date(2026, 8, 1), date(2026, 9, 1)) == (2026,)
    assert calendar.is_provisional(date(2026, 9, 1), date(2026, 10, 1))
    assert not calendar.is_provisional(date(2026, 9, 2), date(2026, 10, 1))


@given(ANNOUNCED, WEEKS, DAYS, st.integers(0, 300))
def test_counting_back_gives_what_was_added_whatever_the_pattern(days, weeks, start, count):
    calendar = WorkCalendar.of(days, weeks=weeks)
    assert calendar.working_days_between(start, calendar.add_working_days(start, count)) == count


@given(ANNOUNCED, WEEKS, NEAR_DAYS)
def test_a_day_is_worked_as_the_latest_pattern_and_the_announcements_say(days, weeks, day):
    known = {announced.on: announced.kind for announced in days}
    pattern = max((w for w in weeks if w.valid_from <= day), key=lambda w: w.valid_from, default=WeekPattern(FIRST_DAY))
    expected = known[day] is DayKind.MAKEUP if day in known else day.weekday() in pattern.weekdays
    calendar = WorkCalendar.of(days, weeks=weeks)
    assert calendar.is_working_day(day) == expected
    assert (day.toordinal() in calendar.deviations(day, day)) == (expected != (day.weekday() < 5))


@given(ANNOUNCED, ANNOUNCED, WEEKS, NEAR_DAYS, st.integers(1, 60), st.sampled_from(Unit))
def test_equal_deviations_and_years_give_equal_dates(days, others, weeks, start, length, unit):
    one, two = WorkCalendar.of(days, [2026], weeks), WorkCalendar.of(others, [2026])
    rule = Rule("petition.response", length, unit, rolls_forward=True, source="", is_verified=True)
    found, other = (compute(Ledger(start), rule, calendar) for calendar in (one, two))
    end = max(found.legal_on, other.legal_on)
    if one.deviations(start, end) == two.deviations(start, end):
        assert found.legal_on == other.legal_on
    if one.unconfirmed_years(start, found.legal_on) == two.unconfirmed_years(start, found.legal_on):
        assert found.is_provisional == two.is_provisional(start, found.legal_on)


@given(ANNOUNCED, WEEKS, st.randoms())
def test_the_order_in_which_days_and_patterns_were_entered_changes_nothing(days, weeks, chance):
    days = list({day.on: day for day in days}.values())
    shuffled, turned = chance.sample(days, len(days)), chance.sample(weeks, len(weeks))
    one, two = WorkCalendar.of(days, weeks=weeks), WorkCalendar.of(shuffled, weeks=turned)
    assert one.deviations(FIRST_DAY, LAST_DAY) == two.deviations(FIRST_DAY, LAST_DAY)


@pytest.mark.parametrize("weeks", [(), (WeekPattern(date(2026, 1, 1), MONDAY_TO_SATURDAY),)], ids=["usual", "six days"])
def test_sixty_working_days_are_counted_in_a_moment(weeks):
    days = [off(year, month, 2) for year in range(2020, 2028) for month in range(1, 13)]
    calendar = WorkCalendar.of(days, range(2020, 2028), weeks)
    rule = Rule("petition.response", 60, Unit.WORKING_DAY, rolls_forward=False, source="", is_verified=True)
    ledger = Ledger(date(2026, 1, 5))
    best = min(timeit.repeat(lambda: compute(ledger, rule, calendar), number=200, repeat=5)) / 200
    assert best < 500e-6, "50 microseconds on a quiet machine; twice that when other tests and a tracer run beside"


def test_a_day_is_usually_worked_by_its_week_alone_whatever_was_announced():
    calendar = WorkCalendar.of([off(2026, 9, 2)], [2026], [WeekPattern(date(2026, 6, 1), MONDAY_TO_SATURDAY)])
    assert calendar.is_usually_worked(date(2026, 9, 2))
    assert not calendar.is_working_day(date(2026, 9, 2))
    assert calendar.is_usually_worked(date(2026, 6, 6))
    assert not calendar.is_usually_worked(date(2026, 5, 30))
    assert calendar.is_usually_worked(date(2400, 1, 3))
    assert not calendar.is_usually_worked(date(2400, 1, 1))
