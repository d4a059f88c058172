"""The engine against the law's own words, against a slow day-by-day oracle, and against itself."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.domain.deadline_ledger import Ledger, Pause
from petitions.domain.deadline_rule import Rule, Unit
from petitions.domain.deadline_trace import Why
from petitions.domain.deadlines import compute
from petitions.domain.errors import DeadlineInputError
from petitions.domain.work_calendar import AnnouncedDay, DayKind, WorkCalendar

DAY = timedelta(days=1)


def a_calendar(seed=1):
    """Some thirty announced days a year, wherever they fall."""
    dice = random.Random(seed)  # noqa: S311 - a world, not a secret
    days = [
        AnnouncedDay(
            date(2020, 1, 1) + timedelta(days=dice.randrange(365 * 12)), dice.choice(list(DayKind)), "ngày thử"
        )
        for _ in range(360)
    ]
    return WorkCalendar.of(days, confirmed_years=range(2020, 2027))


CALENDAR = a_calendar()
STARTS = st.dates(date(2020, 1, 1), date(2031, 1, 1))
UNITS = st.sampled_from(Unit)


def a_rule(length, unit=Unit.WORKING_DAY, *, rolls_forward=True, **values):
    return Rule(code="x", length=length, unit=unit, rolls_forward=rolls_forward, source="", is_verified=False, **values)


RULES = st.builds(a_rule, st.integers(1, 90), UNITS, rolls_forward=st.booleans())


@st.composite
def ledgers(draw):
    start = draw(STARTS)
    pauses = tuple(
        Pause(start + timedelta(days=first), start + timedelta(days=first + length))
        for first, length in draw(st.lists(st.tuples(st.integers(0, 120), st.integers(0, 30)), max_size=3))
    )
    return Ledger(start, tuple(draw(st.lists(st.integers(1, 30), max_size=2))), pauses)


def slow_oracle(ledger, rule, calendar):
    """Walk day by day with a pencil: no index, no arithmetic, nothing shared with the engine."""
    off = {d.on for d in calendar.announced.values() if d.kind is DayKind.OFF}
    makeup = {d.on for d in calendar.announced.values() if d.kind is DayKind.MAKEUP}

    def works(day):
        return day in makeup or (day not in off and day.isoweekday() <= 5)

    def paused(day):
        return any(p.first <= day <= p.last for p in ledger.pauses)

    left, day = rule.length + sum(ledger.extensions), ledger.start_on
    while left:
        day += DAY
        if not paused(day) and (rule.unit is Unit.DAY or works(day)):
            left -= 1
    while rule.unit is Unit.DAY and rule.rolls_forward and (not works(day) or paused(day)):
        day += DAY
    return day


@given(ledgers(), RULES)
def test_it_gives_what_a_person_with_a_calendar_and_a_pencil_gives(ledger, rule):
    assert compute(ledger, rule, CALENDAR).legal_on == slow_oracle(ledger, rule, CALENDAR)


def test_a_hundred_thousand_terms_agree_with_the_pencil():
    dice = random.Random(20261123)  # noqa: S311 - a world, not a secret
    for _ in range(100_000):
        start = date(2020, 1, 1) + timedelta(days=dice.randrange(3650))
        rule = a_rule(dice.randrange(1, 30), dice.choice(list(Unit)), rolls_forward=dice.random() < 0.8)
        pauses = ()
        if dice.random() < 0.3:
            first = start + timedelta(days=dice.randrange(30))
            pauses = (Pause(first, first + timedelta(days=dice.randrange(10))),)
        ledger = Ledger(start, (dice.randrange(1, 10),) if dice.random() < 0.2 else (), pauses)
        assert compute(ledger, rule, CALENDAR).legal_on == slow_oracle(ledger, rule, CALENDAR), (ledger, rule)


@given(ledgers(), RULES)
def test_the_trace_tells_every_day_once_and_counts_exactly_the_term(ledger, rule):
    result = compute(ledger, rule, CALENDAR, with_trace=True)
    days = [step.on for step in result.trace]
    assert days == [ledger.start_on + n * DAY for n in range(len(days))]
    assert days[-1] == result.legal_on
    assert sum(step.counted for step in result.trace) == rule.length + sum(ledger.extensions)
    assert result.trace[0].why is Why.START
    assert compute(ledger, rule, CALENDAR).legal_on == result.legal_on


@given(ledgers(), RULES)
def test_where_the_rule_rolls_forward_no_term_ends_on_a_day_off(ledger, rule):
    end = compute(ledger, rule, CALENDAR).legal_on
    if rule.unit is Unit.WORKING_DAY or rule.rolls_forward:
        assert CALENDAR.is_working_day(end)


@given(STARTS, st.integers(1, 60), st.integers(1, 60), UNITS)
def test_a_longer_term_never_ends_earlier_and_a_later_start_neither(start, length, more, unit):
    end = compute(Ledger(start), a_rule(length, unit), CALENDAR).legal_on
    assert compute(Ledger(start), a_rule(length + more, unit), CALENDAR).legal_on >= end
    assert compute(Ledger(start + DAY), a_rule(length, unit), CALENDAR).legal_on >= end


@given(STARTS, st.integers(5, 60), st.integers(0, 4), st.integers(1, 10))
def test_a_pause_of_k_working_days_moves_a_working_day_date_by_exactly_k(start, length, offset, k):
    first = CALENDAR.add_working_days(start, offset + 1)
    pause = Pause(first, CALENDAR.add_working_days(first, k - 1))
    end = compute(Ledger(start), a_rule(length), CALENDAR).legal_on
    assert compute(Ledger(start, pauses=(pause,)), a_rule(length), CALENDAR).legal_on == CALENDAR.add_working_days(
        end, k
    )


@given(ledgers(), RULES, st.randoms())
def test_the_order_in_which_events_were_entered_does_not_matter(ledger, rule, dice):
    pauses, extensions = list(ledger.pauses), list(ledger.extensions)
    dice.shuffle(pauses)
    dice.shuffle(extensions)
    shuffled = Ledger(ledger.start_on, tuple(extensions), tuple(pauses))
    assert compute(shuffled, rule, CALENDAR) == compute(ledger, rule, CALENDAR)


def test_a_day_paused_twice_stands_still_once():
    start = date(2026, 11, 2)
    once = Ledger(start, pauses=(Pause(date(2026, 11, 4), date(2026, 11, 10)),))
    twice = Ledger(start, pauses=(*once.pauses, Pause(date(2026, 11, 6), date(2026, 11, 10))))
    assert compute(once, a_rule(10), WorkCalendar()) == compute(twice, a_rule(10), WorkCalendar())


def test_an_extension_adds_before_the_one_final_roll():
    # 30 days from Thursday 05-11-2026 end on Saturday 05-12; 7 more end on Saturday 12-12, rolled to Monday 14-12.
    extended = Ledger(date(2026, 11, 5), extensions=(7,))
    assert compute(extended, a_rule(30, Unit.DAY), WorkCalendar()).legal_on == date(2026, 12, 14)


def test_the_house_may_aim_earlier_than_the_law_but_never_later():
    rule = a_rule(10, target=7)
    result = compute(Ledger(date(2026, 11, 2)), rule, WorkCalendar())
    assert (result.target_on, result.legal_on) == (date(2026, 11, 11), date(2026, 11, 16))
    later = compute(Ledger(date(2026, 11, 2)), a_rule(10, target=99), WorkCalendar())
    assert later.target_on == later.legal_on


def test_warnings_come_before_the_date_and_none_before_the_start():
    result = compute(Ledger(date(2026, 11, 2)), a_rule(5), WorkCalendar())
    assert result.legal_on == date(2026, 11, 9)
    assert result.warn_on == (date(2026, 11, 6),)


def test_a_date_that_reaches_into_a_year_not_announced_is_provisional():
    calendar = WorkCalendar.of([], confirmed_years=[2026])
    assert not compute(Ledger(date(2026, 11, 2)), a_rule(30), calendar).is_provisional
    assert compute(Ledger(date(2026, 12, 2)), a_rule(30), calendar).is_provisional


@pytest.mark.parametrize(
    ("ledger", "rule", "field"),
    [
        pytest.param(Ledger(date(2026, 1, 5)), a_rule(0), "length", id="no length"),
        pytest.param(Ledger(date(2026, 1, 5)), a_rule(-3), "length", id="a negative length"),
        pytest.param(Ledger(date(2026, 1, 5)), a_rule(99999), "length", id="an absurd length"),
        pytest.param(Ledger(date(2026, 1, 5), (-5,)), a_rule(10), "extension", id="a negative extension"),
        pytest.param(Ledger(date(2026, 1, 5), (0,)), a_rule(10), "extension", id="an extension by nothing"),
        pytest.param(Ledger(date(1900, 1, 5)), a_rule(10), "start_on", id="1900"),
        pytest.param(Ledger(date(2110, 12, 30)), a_rule(10), "start_on", id="the end of the calendar"),
        pytest.param(
            Ledger(date(2110, 12, 30)),
            a_rule(10, Unit.DAY, rolls_forward=False),
            "start_on",
            id="the end of the calendar, in plain days",
        ),
        pytest.param(
            Ledger(date(2026, 1, 5), pauses=(Pause(date(2026, 1, 9), date(2026, 1, 8)),)),
            a_rule(10),
            "pause",
            id="a pause that ends before it begins",
        ),
        pytest.param(
            Ledger(date(2026, 1, 5), pauses=(Pause(date(2025, 1, 1), date(2025, 2, 1)),)),
            a_rule(10),
            "pause",
            id="a pause before the start",
        ),
        pytest.param(
            Ledger(date(2026, 1, 5), pauses=(Pause(date(2026, 1, 6), date(9999, 12, 31)),)),
            a_rule(10),
            "pause",
            id="a pause that never ends",
        ),
    ],
)
def test_what_contradicts_itself_is_refused_by_name(ledger, rule, field):
    with pytest.raises(DeadlineInputError) as refusal:
        compute(ledger, rule, WorkCalendar())
    assert refusal.value.field == field
