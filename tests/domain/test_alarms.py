"""Which warning a clock gives between two days, against a look at every single day."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from petitions.domain.alarms import Alarm, alarm_between, due_dates_to_look_at
from petitions.domain.vocabulary import NoticeKind

START = date(2026, 3, 2)
DUE = date(2026, 4, 1)
OFFSETS = (15, 7, 3)
OVERDUE, TODAY = Alarm(NoticeKind.OVERDUE), Alarm(NoticeKind.DUE_TODAY)


def soon(days):
    return Alarm(NoticeKind.DUE_SOON, days)


def on(day, *, due=DUE, start=START, offsets=OFFSETS):
    """What is said on one day by a look that comes every day."""
    return alarm_between(due, start, offsets, after=day - timedelta(days=1), upto=day)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 3, 16), None),
        (date(2026, 3, 17), soon(15)),
        (date(2026, 3, 18), None),
        (date(2026, 3, 25), soon(7)),
        (date(2026, 3, 29), soon(3)),
        (date(2026, 3, 31), None),
        (date(2026, 4, 1), TODAY),
        (date(2026, 4, 2), OVERDUE),
        (date(2026, 4, 3), None),
        (date(2027, 4, 3), None),
    ],
    ids=str,
)
def test_a_look_every_day_says_each_thing_on_its_day(day, said):
    assert on(day) == said


def test_a_look_that_missed_some_days_says_only_the_most_urgent():
    assert alarm_between(DUE, START, OFFSETS, after=date(2026, 3, 16), upto=date(2026, 3, 30)) == soon(3)
    assert alarm_between(DUE, START, OFFSETS, after=date(2026, 3, 16), upto=DUE) == TODAY
    assert alarm_between(DUE, START, OFFSETS, after=date(2026, 3, 16), upto=date(2026, 5, 1)) == OVERDUE


def test_a_date_set_anew_counts_from_its_beginning():
    assert alarm_between(DUE, START, OFFSETS, after=None, upto=date(2026, 3, 26)) == soon(7)
    assert alarm_between(DUE, START, OFFSETS, after=None, upto=date(2026, 5, 1)) == OVERDUE
    assert alarm_between(DUE, START, OFFSETS, after=None, upto=date(2026, 3, 16)) is None


@pytest.mark.parametrize(
    ("due", "days"),
    [(START + timedelta(days=15), {7, 3}), (START + timedelta(days=7), {3}), (START + timedelta(days=3), set())],
    ids=["15 days", "7 days", "3 days"],
)
def test_a_warning_as_long_as_the_term_or_longer_is_left_out(due, days):
    said = [on(START + timedelta(days=n), due=due) for n in range(-5, 20)]
    assert {alarm.days_before for alarm in said if alarm and alarm.kind is NoticeKind.DUE_SOON} == days


def test_nonsense_offsets_say_nothing():
    assert on(DUE, offsets=(0, -3)) == TODAY
    assert on(DUE - timedelta(days=3), offsets=(3, 3)) == soon(3)


days_apart = st.integers(0, 60)


@given(
    term=st.integers(0, 90),
    offsets=st.lists(st.integers(-5, 40), max_size=5),
    begin=st.integers(-10, 100),
    span=days_apart,
)
@example(term=30, offsets=[15, 7, 3], begin=0, span=0)
def test_between_two_days_it_says_the_last_thing_that_a_look_every_day_would(term, offsets, begin, span):
    due, after = START + timedelta(days=term), START + timedelta(days=begin)
    daily = [on(after + timedelta(days=n), due=due, offsets=offsets) for n in range(1, span + 1)]
    last = next((alarm for alarm in reversed(daily) if alarm), None)
    assert alarm_between(due, START, offsets, after=after, upto=after + timedelta(days=span)) == last


@given(
    term=st.integers(0, 90),
    offsets=st.lists(st.integers(-5, 40), max_size=5),
    begin=st.integers(-50, 150),
    span=days_apart,
)
def test_every_due_date_that_says_something_is_looked_at(term, offsets, begin, span):
    due, after = START + timedelta(days=term), START + timedelta(days=begin)
    upto = after + timedelta(days=span)
    spans = due_dates_to_look_at(offsets, after=after, upto=upto)
    assert all(first <= last for first, last in spans)
    assert all(one[1] < other[0] - timedelta(days=1) for one, other in pairwise(spans))
    if alarm_between(due, START, offsets, after=after, upto=upto):
        assert any(first <= due <= last for first, last in spans)
