"""Why this date? The rule, its source, every day that counted, what moved the date, and the case's other clocks."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from petitions import clock as the_time
from petitions.domain.clocks import WRITTEN
from petitions.domain.deadline_trace import folded
from petitions.domain.deadlines import Deadline, compute, days_late
from petitions.domain.policy import sees_voter
from petitions.extensions import db
from petitions.models import Case, Clock
from petitions.queries.calendar import get_work_calendar
from petitions.queries.cases import facts_of, get_case
from petitions.queries.clocks import get_clock, list_clocks
from petitions.queries.rules import rule_of
from petitions.services.clocks import ledger_of
from petitions.web.access import current_actor
from petitions.web.changes import day_of
from petitions.web.rule_names import rule_name


def show_clock(code: str, clock_id: int) -> ResponseReturnValue:
    """Show one clock of a case with its whole arithmetic."""
    session, actor = db.session(), current_actor()
    case = get_case(session, code, actor=actor)
    is_open = sees_voter(actor, facts_of(case))
    clock = get_clock(session, case, clock_id, with_council=is_open)
    ledger = ledger_of(clock.start_on, clock.fixed_on, clock.events)
    calendar = get_work_calendar(session)
    rule = None if clock.rule is None else rule_of(clock.rule)
    found = compute(ledger, rule or WRITTEN, calendar, with_trace=rule is not None)
    return render_template(
        "deadlines/clock.html",
        case=case,
        clock=clock,
        found=found,
        rule=rule,
        rule_name="" if rule is None else rule_name(rule.code),
        runs=folded(found.trace),
        ledger=ledger,
        late=_late(clock),
        unconfirmed=calendar.unconfirmed_years(clock.start_on, clock.due_on) if clock.is_provisional else (),
        others=_others(case, clock, with_council=is_open),
        day_of=day_of,
        matches=_matches(clock, found),
    )


def _late(clock: Clock) -> int:
    """Return how many days late it was done, or is by today."""
    return days_late(clock.due_on, clock.stopped_on or the_time.today())


def _matches(clock: Clock, found: Deadline) -> bool:
    """Tell whether the stored date is what counting anew gives; a stopped clock keeps what it had all the same."""
    return clock.due_on == found.due_on


def _others(case: Case, clock: Clock, *, with_council: bool) -> list[dict[str, Any]]:
    return [
        {"clock": other, "late": _late(other)}
        for other in list_clocks(db.session(), case, with_council=with_council)
        if other.id != clock.id
    ]
