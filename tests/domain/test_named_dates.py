"""Dates that papers name: as written, moved only by a pause that came later; and marks of what a date rests on."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.domain.deadline_ledger import Ledger, NamedDate, Pause
from petitions.domain.deadline_rule import Rule, Unit
from petitions.domain.deadline_trace import Why
from petitions.domain.deadlines import compute, fingerprint
from petitions.domain.errors import DeadlineInputError
from petitions.domain.work_calendar import AnnouncedDay, DayKind, WorkCalendar

MONDAY = date(2026, 3, 2)
SUNDAY = date(2026, 4, 12)
PLAIN = WorkCalendar(confirmed_years=frozenset({2026}))
THIRTY = Rule("x", 30, Unit.DAY, rolls_forward=True, source="", is_verified=True)
TEN = replace(THIRTY, unit=Unit.WORKING_DAY, length=10)
RULES = st.sampled_from([THIRTY, TEN])


def of(rule, *named, pauses=()):
    return compute(Ledger(MONDAY, named=named, pauses=pauses), rule, PLAIN)


def test_the_date_of_the_letter_holds_as_written_even_on_a_sunday():
    found = of(THIRTY, NamedDate(SUNDAY))
    assert (found.due_on, found.legal_on) == (SUNDAY, date(2026, 4, 1))


def test_the_decision_on_an_extension_moves_the_legal_date_too():
    found = of(THIRTY, NamedDate(SUNDAY, extends=True, order=7))
    assert found.due_on == found.legal_on == SUNDAY
    assert found.warn_on[-1] == SUNDAY - timedelta(days=3)


def test_the_latest_paper_holds_in_whatever_order_they_are_told():
    letter, first, second = (
        NamedDate(date(2026, 3, 20)),
        NamedDate(date(2026, 4, 10), extends=True, order=5),
        NamedDate(date(2026, 5, 4), extends=True, order=9),
    )
    assert of(THIRTY, letter, first, second) == of(THIRTY, second, letter, first)
    assert of(THIRTY, letter, first, second).due_on == date(2026, 5, 4)


def test_a_pause_decided_before_the_extension_is_in_its_date_already():
    pause = Pause(date(2026, 3, 9), date(2026, 3, 13), order=3)
    granted = NamedDate(date(2026, 5, 4), extends=True, order=8)
    assert of(THIRTY, granted, pauses=(pause,)).due_on == date(2026, 5, 4)


def test_a_pause_decided_after_the_extension_moves_its_date():
    granted = NamedDate(date(2026, 5, 4), extends=True, order=8)
    later = Pause(date(2026, 4, 6), date(2026, 4, 8), order=9)
    assert of(THIRTY, granted, pauses=(later,)).due_on == date(2026, 5, 7)


@given(st.integers(0, 60), st.integers(1, 10), st.integers(0, 5), RULES)
def test_a_pause_of_k_days_moves_a_working_date_of_a_paper_by_exactly_k(after, k, gap, rule):
    named = PLAIN.add_working_days(MONDAY, 12 + after)
    first = PLAIN.add_working_days(MONDAY, 1 + gap)
    pause = Pause(first, PLAIN.add_working_days(first, k - 1))
    moved = of(rule, NamedDate(named), pauses=(pause,)).due_on
    if rule.unit is Unit.WORKING_DAY:
        assert moved == PLAIN.add_working_days(named, k)
    else:
        length = (pause.last - pause.first).days + 1
        assert moved == PLAIN.first_working_day_from(named + timedelta(days=length))


def test_a_date_before_the_start_is_refused():
    with pytest.raises(DeadlineInputError):
        of(THIRTY, NamedDate(MONDAY - timedelta(days=1)))


def test_the_proof_goes_on_to_the_extended_date_with_the_name_of_the_paper():
    ledger = Ledger(MONDAY, named=(NamedDate(SUNDAY, extends=True, name="12/HĐND-TT", order=2),))
    trace = compute(ledger, THIRTY, PLAIN, with_trace=True).trace
    assert trace[-1].on == SUNDAY
    assert (trace[-1].why, trace[-1].name) == (Why.EXTENDED, "12/HĐND-TT")
    assert sum(day.counted for day in trace) == 30


def test_the_proof_names_the_reason_of_a_pause():
    pause = Pause(date(2026, 3, 9), date(2026, 3, 10), name="chờ giám định")
    trace = compute(Ledger(MONDAY, pauses=(pause,)), THIRTY, PLAIN, with_trace=True).trace
    assert [day.name for day in trace if day.why is Why.PAUSED] == ["chờ giám định"] * 2


def test_a_date_that_a_paper_names_rests_on_the_paper_not_on_next_years_calendar():
    beyond = NamedDate(date(2027, 2, 1), extends=True, order=1)
    assert not of(THIRTY, beyond).is_provisional
    assert compute(Ledger(date(2026, 12, 14)), THIRTY, PLAIN).is_provisional


# --- marks ------------------------------------------------------------------------------------------

DAYS_OFF = st.lists(st.dates(date(2026, 2, 1), date(2026, 7, 1)), max_size=4)


def mark(ledger, rule, calendar):
    return fingerprint(ledger, rule, compute(ledger, rule, calendar), calendar)


@given(DAYS_OFF, DAYS_OFF, st.integers(1, 40), st.integers(0, 3), RULES)
def test_equal_marks_mean_equal_dates(first, second, length, pause, rule):
    rule = replace(rule, length=length)
    pauses = (Pause(date(2026, 3, 5), date(2026, 3, 5) + timedelta(days=pause)),) if pause else ()
    ledger = Ledger(MONDAY, pauses=pauses)
    one, other = (WorkCalendar.of(AnnouncedDay(d, DayKind.OFF, "thử") for d in days) for days in (first, second))
    if mark(ledger, rule, one) == mark(ledger, rule, other):
        assert compute(ledger, rule, one) == compute(ledger, rule, other)


def test_a_holiday_elsewhere_leaves_the_mark_alone_and_one_within_does_not():
    ledger = Ledger(MONDAY)
    far = WorkCalendar.of([AnnouncedDay(date(2026, 9, 2), DayKind.OFF, "Quốc khánh")], [2026])
    near = WorkCalendar.of([AnnouncedDay(date(2026, 3, 11), DayKind.OFF, "thử")], [2026])
    assert mark(ledger, TEN, PLAIN) == mark(ledger, TEN, far) != mark(ledger, TEN, near)


def test_counting_anew_changes_nothing():
    ledger = Ledger(MONDAY, extensions=(5,), pauses=(Pause(date(2026, 3, 5), date(2026, 3, 9)),))
    assert mark(ledger, TEN, PLAIN) == mark(ledger, TEN, PLAIN)
