"""Who is late with what, and how much waits where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from petitions import clock
from petitions.domain.deadlines import days_late
from petitions.domain.policy import Permission
from petitions.extensions import db
from petitions.queries.calendar import get_work_calendar
from petitions.queries.case_filters import CaseFilters
from petitions.queries.case_list import list_cases
from petitions.queries.counts import count_each
from petitions.queries.monitoring import AgencyOverdue, list_overdue_by_agency
from petitions.queries.on_time import list_on_time_by_agency
from petitions.queries.scope import measure_scope
from petitions.web.access import current_actor, requires
from petitions.web.case_links import list_url
from petitions.web.case_rows import shown
from petitions.web.monitoring.numbers import LABELS, filters_for
from petitions.web.pagination import capped, cursor_of, position_of

RATE_OVER = timedelta(days=365)
"""So far back the on-time rate looks."""

blueprint = Blueprint("monitoring", __name__, url_prefix="/monitoring")


@dataclass(frozen=True, slots=True)
class ShownAgency:
    """A line of the table by agency; ``url`` opens exactly the cases it counts."""

    name: str
    count: int
    worst_due_on: date
    worst_days_late: int
    url: str


def _shown_agency(agency: AgencyOverdue, today: date) -> ShownAgency:
    return ShownAgency(
        name=agency.name,
        count=agency.count,
        worst_due_on=agency.worst_due_on,
        worst_days_late=days_late(agency.worst_due_on, today),
        url=list_url(CaseFilters(agencies=(agency.agency_id,), is_overdue=True)),
    )


@blueprint.get("/")
@requires(Permission.MONITOR)
def overview() -> ResponseReturnValue:
    """Show the numbers, each opening what it counts, and the agencies that are late."""
    session, actor, today = db.session(), current_actor(), clock.today()
    visible = measure_scope(session, actor)
    wanted = filters_for(today, get_work_calendar(session))
    numbers = count_each(session, visible, wanted, actor=actor, today=today)
    late = list_overdue_by_agency(session, visible, today=today)
    since = today - RATE_OVER
    rates = list_on_time_by_agency(session, visible, since=since, today=today)
    return render_template(
        "monitoring/overview.html",
        rates=rates,
        since=since,
        counters=[
            {
                "number": capped(numbers[name]),
                "label": LABELS[name],
                "url": list_url(filters),
                "is_late": name == "overdue",
            }
            for name, filters in wanted.items()
        ],
        agencies=[_shown_agency(agency, today) for agency in late.agencies[:10]],
        overdue_url=url_for("monitoring.overdue"),
    )


@blueprint.get("/overdue/")
@requires(Permission.MONITOR)
def overdue() -> ResponseReturnValue:
    """Show what is overdue by agency, most first, then every case, longest overdue first."""
    session, actor, today = db.session(), current_actor(), clock.today()
    visible = measure_scope(session, actor)
    late = list_overdue_by_agency(session, visible, today=today)
    after = position_of(request.args.get("cursor"))
    page = list_cases(session, CaseFilters(is_overdue=True), actor=actor, today=today, after=after, visible=visible)
    here = url_for("monitoring.overdue")
    return render_template(
        "monitoring/overdue.html",
        agencies=[_shown_agency(agency, today) for agency in late.agencies],
        is_capped=late.is_capped,
        total=capped(page.total),
        has_some=page.total > 0,
        rows=shown(page.rows, today=today, calendar=get_work_calendar(session)),
        next_url=None if page.next is None else url_for("monitoring.overdue", cursor=cursor_of(page.next)),
        first_url=None if after is None else here,
    )
