"""The proof of a date ends on the date, says of every day why, and leaves none out when it is folded."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from petitions.domain.deadline_ledger import Ledger, NamedDate, Pause
from petitions.domain.deadline_rule import Rule, Unit
from petitions.domain.deadline_trace import Why, folded
from petitions.domain.deadlines import compute
from petitions.domain.work_calendar import WorkCalendar

CALENDAR = WorkCalendar()
MONDAY = date(2026, 11, 2)


def a_rule(length, unit=Unit.DAY):
    return Rule("x", length, unit, rolls_forward=True, source="", is_verified=True)


def lines_of(ledger, rule):
    found = compute(ledger, rule, CALENDAR, with_trace=True)
    assert found.trace[-1].on == found.due_on
    return [(run.first.day, run.last.day, run.why, run.name) for run in folded(found.trace)[1:]]


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 90), st.sampled_from(Unit))
def test_every_day_of_the_term_stands_in_exactly_one_line(start, length, unit):
    found = compute(Ledger(start), a_rule(length, unit), CALENDAR, with_trace=True)
    runs = folded(found.trace)
    days = [run.first + timedelta(days=n) for run in runs for n in range(run.days)]
    assert days == [day.on for day in found.trace]
    assert runs[-1].total == length
    assert runs[-1].last == found.legal_on


@st.composite
def eventful_ledgers(draw):
    start = draw(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
    spans = st.tuples(st.integers(0, 120), st.integers(0, 30), st.integers(1, 5))
    pauses = tuple(
        Pause(start + timedelta(days=first), start + timedelta(days=first + length), "tạm dừng", order=order)
        for first, length, order in draw(st.lists(spans, max_size=3))
    )
    papers = st.tuples(st.integers(0, 150), st.integers(1, 5))
    named = [
        NamedDate(start + timedelta(days=after), extends=True, name="gia hạn", order=10 * order)
        for after, order in draw(st.lists(papers, max_size=2, unique_by=lambda paper: paper[1]))
    ]
    if draw(st.booleans()):
        named.append(NamedDate(start + timedelta(days=draw(st.integers(0, 150)))))
    later = tuple(
        Pause(each.first, each.last, each.name, each.order * draw(st.sampled_from([1, 15]))) for each in pauses
    )
    return Ledger(start, pauses=later, named=tuple(named))


@given(eventful_ledgers(), st.integers(1, 60), st.sampled_from(Unit))
def test_whatever_happened_the_proof_goes_day_by_day_to_the_date_that_holds(ledger, length, unit):
    found = compute(ledger, a_rule(length, unit), CALENDAR, with_trace=True)
    days = [day.on for day in found.trace]
    assert days == [ledger.start_on + timedelta(days=n) for n in range(len(days))]
    assert days[-1] == found.due_on
    assert sum(day.counted for day in found.trace) <= length
    if any(named.extends and named.on == found.due_on for named in ledger.named):
        return
    latest = max((named.order for named in ledger.named), default=0)
    still = [p for p in ledger.pauses if not ledger.named or p.order > latest]
    stood = {day.on for day in found.trace if day.why is Why.PAUSED}
    assert all(day in stood for p in still for day in days[1:] if p.first <= day <= p.last)


def test_a_pause_after_an_extension_pushes_the_extended_days_back():
    ledger = Ledger(
        MONDAY,
        named=(NamedDate(date(2026, 11, 20), extends=True, name="GH", order=1),),
        pauses=(Pause(date(2026, 11, 11), date(2026, 11, 13), "TD", order=2),),
    )
    assert lines_of(ledger, a_rule(10)) == [
        (3, 10, Why.COUNTED, ""),
        (11, 13, Why.PAUSED, "TD"),
        (14, 15, Why.COUNTED, ""),
        (16, 23, Why.EXTENDED, "GH"),
    ]


def test_a_date_that_a_letter_names_is_proved_by_the_letter_and_pushed_back_by_a_pause():
    ledger = Ledger(
        MONDAY, named=(NamedDate(date(2026, 11, 6)),), pauses=(Pause(date(2026, 11, 4), date(2026, 11, 5)),)
    )
    assert lines_of(ledger, a_rule(30)) == [
        (3, 3, Why.NAMED, ""),
        (4, 5, Why.PAUSED, ""),
        (6, 8, Why.NAMED, ""),
        (9, 9, Why.ROLLED, ""),
    ]


def test_an_extension_of_what_a_letter_named_never_makes_the_legal_date_earlier():
    ledger = Ledger(
        MONDAY, named=(NamedDate(date(2026, 11, 6)), NamedDate(date(2026, 11, 10), extends=True, name="GH", order=1))
    )
    assert lines_of(ledger, a_rule(30)) == [(3, 6, Why.NAMED, ""), (7, 10, Why.EXTENDED, "GH")]
    found = compute(ledger, a_rule(30), CALENDAR)
    assert (found.due_on, found.legal_on) == (date(2026, 11, 10), date(2026, 12, 2))


def test_what_stood_still_before_an_extension_stays_in_its_proof():
    pause = Pause(date(2026, 11, 4), date(2026, 11, 5), "TD", order=1)
    ledger = Ledger(MONDAY, pauses=(pause,), named=(NamedDate(date(2026, 11, 16), extends=True, name="GH", order=2),))
    assert lines_of(ledger, a_rule(5, Unit.WORKING_DAY)) == [
        (3, 3, Why.COUNTED, ""),
        (4, 5, Why.PAUSED, "TD"),
        (6, 6, Why.COUNTED, ""),
        (7, 8, Why.WEEKEND, ""),
        (9, 11, Why.COUNTED, ""),
        (12, 16, Why.EXTENDED, "GH"),
    ]
