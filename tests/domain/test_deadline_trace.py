"""A folded proof leaves no day out."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from petitions.domain.deadline_ledger import Ledger
from petitions.domain.deadline_rule import Rule, Unit
from petitions.domain.deadline_trace import folded
from petitions.domain.deadlines import compute
from petitions.domain.work_calendar import WorkCalendar


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 90), st.sampled_from(Unit))
def test_every_day_of_the_term_stands_in_exactly_one_line(start, length, unit):
    rule = Rule("x", length, unit, rolls_forward=True, source="", is_verified=True)
    found = compute(Ledger(start), rule, WorkCalendar(), with_trace=True)
    runs = folded(found.trace)
    days = [run.first + timedelta(days=n) for run in runs for n in range(run.days)]
    assert days == [day.on for day in found.trace]
    assert runs[-1].total == length
    assert runs[-1].last == found.legal_on
