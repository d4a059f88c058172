"""A date a rule makes is right to the day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.domain.deadline_rule import Rule, Unit
from petitions.domain.deadlines import days_late, due_on, is_overdue
from petitions.domain.vocabulary import ANSWER_CLOCK_RUNS, State
from petitions.domain.work_calendar import AnnouncedDay, DayKind, WorkCalendar

WEEKENDS_ONLY = WorkCalendar()
DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1))


def a_rule(length=30, unit=Unit.DAY, *, rolls_forward=True):
    return Rule(
        code="petition.response", length=length, unit=unit, rolls_forward=rolls_forward, source="", is_verified=False
    )


@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param(date(2026, 11, 2), date(2026, 12, 2), id="Monday to Wednesday: day 30 as it is"),
        pytest.param(date(2026, 11, 5), date(2026, 12, 7), id="day 30 is a Saturday: runs to Monday"),
        pytest.param(date(2026, 11, 6), date(2026, 12, 7), id="day 30 is a Sunday: runs to Monday"),
        pytest.param(date(2028, 1, 30), date(2028, 2, 29), id="over a leap day"),
        pytest.param(date(2026, 12, 1), date(2026, 12, 31), id="up to the end of the year"),
    ],
)
def test_thirty_days_count_from_the_day_after_receipt(start, end):
    assert due_on(start, a_rule(), WEEKENDS_ONLY) == end


def test_a_rule_without_roll_forward_may_end_on_a_sunday():
    assert due_on(date(2026, 11, 6), a_rule(rolls_forward=False), WEEKENDS_ONLY) == date(2026, 12, 6)


def test_working_days_skip_days_off_and_count_make_up_saturdays():
    calendar = WorkCalendar.of(
        [
            AnnouncedDay(date(2026, 1, 2), DayKind.OFF, "nghỉ hoán đổi"),
            AnnouncedDay(date(2026, 1, 10), DayKind.MAKEUP, "làm bù"),
        ]
    )
    # Thursday the 1st is day zero; the 2nd is off; 5, 6, 7, 8, 9 and Saturday the 10th count.
    assert due_on(date(2026, 1, 1), a_rule(6, Unit.WORKING_DAY), calendar) == date(2026, 1, 10)


@given(DAYS, st.integers(1, 400))
def test_a_due_date_never_falls_on_a_day_off_and_never_before_its_term(start, length):
    end = due_on(start, a_rule(length), WEEKENDS_ONLY)
    assert WEEKENDS_ONLY.is_working_day(end)
    assert timedelta(days=length) <= end - start <= timedelta(days=length + 2)


@given(DAYS, st.integers(0, 200))
def test_counting_working_days_back_gives_what_was_added(start, count):
    end = WEEKENDS_ONLY.add_working_days(start, count)
    assert WEEKENDS_ONLY.working_days_between(start, end) == count


@given(DAYS, st.sampled_from(State), st.integers(-5, 5))
def test_overdue_begins_the_day_after_the_due_date_and_only_while_the_clock_runs(due, state, days):
    today = due + timedelta(days=days)
    assert is_overdue(state, due, today) == (state in ANSWER_CLOCK_RUNS and days > 0)
    assert days_late(due, today) == max(days, 0)


def test_a_case_without_a_due_date_is_not_overdue():
    assert not is_overdue(State.ASSIGNED, None, date(2026, 1, 1))
