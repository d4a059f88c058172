"""The first screen put together: a dozen statements however many cases there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.deadlines import days_late
from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.identity import Actor
from petitions.domain.policy import Permission, may
from petitions.domain.vocabulary import Action, Role, State
from petitions.domain.work_calendar import WorkCalendar
from petitions.queries.calendar import get_work_calendar
from petitions.queries.case_filters import CaseFilters
from petitions.queries.case_list import CaseRow, list_each
from petitions.queries.counts import count_each
from petitions.queries.home import count_installation, find_last_notes, find_last_visit
from petitions.queries.identity import SignedIn
from petitions.queries.jobs import get_work_standing
from petitions.queries.monitoring import list_overdue_by_agency
from petitions.queries.outbox import get_mail_standing
from petitions.queries.scope import Visible, measure_scope
from petitions.sentences import alarms_of, mail_alarms_of
from petitions.web.action_pages import ENDPOINTS, page_name
from petitions.web.case_links import list_url
from petitions.web.case_rows import Due, due_of
from petitions.web.home.plan import Around, Group, Plan, plan_for
from petitions.web.pagination import capped

ROWS_A_GROUP = 5
MOST_AGENCIES = 6


@dataclass(frozen=True, slots=True)
class Link:
    """A step in a row."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class HomeRow:
    """One case of a group, with the reason it came back and the steps it is ready for."""

    case: CaseRow
    due: Due
    is_overdue: bool
    note: str | None
    steps: tuple[Link, ...]


def home_page(session: Session, person: SignedIn, *, today: date) -> dict[str, Any]:
    """Return what the template shows to this person."""
    actor = person.actor
    calendar = get_work_calendar(session)
    around = _administrators(session, actor) | _alarms(session, actor, calendar)
    if not may(actor, Permission.READ_CASES):
        return {"groups": [], "numbers": [], "late_agencies": [], **around}
    plan = plan_for(actor, _around(session, person, calendar, today))
    visible = measure_scope(session, actor)
    lists = [*(group.filters for group in plan.groups), *(number.filters for number in plan.numbers)]
    wanted = {str(place): filters for place, filters in enumerate(lists)}
    counts = count_each(session, visible, wanted, actor=actor, today=today)
    return {
        "groups": _groups(session, visible, plan, counts, actor=actor, today=today, calendar=calendar),
        "numbers": [
            {
                "number": capped(counts[str(place)]),
                "label": part.label,
                "url": url_for(part.endpoint) if part.endpoint else list_url(part.filters),
                "tone": part.tone if counts[str(place)] else "plain",
            }
            for place, part in enumerate(plan.numbers, start=len(plan.groups))
            if counts[str(place)] or part.tone != "soon"
        ],
        "rows_first": bool(actor.units_as(Role.OFFICER, Role.LEADER)),
        "late_agencies": _late_agencies(session, visible, actor, today),
        **around,
    }


def _around(session: Session, person: SignedIn, calendar: WorkCalendar, today: date) -> Around:
    """Ask only for the days that this person's groups need."""
    actor, last_visit = person.actor, None
    if actor.units_as(Role.CLERK):
        last_visit = find_last_visit(session, actor.person_id, but=person.session_id)
    visited_on = None if last_visit is None else date_in_hanoi(last_visit)
    return Around.of(today, calendar, last_visit_on=visited_on)


def _groups(
    session: Session,
    visible: Visible,
    plan: Plan,
    counts: dict[str, int],
    *,
    actor: Actor,
    today: date,
    calendar: WorkCalendar,
) -> list[dict[str, Any]]:
    filled = {str(n): group.filters for n, group in enumerate(plan.groups) if counts[str(n)]}
    size = ROWS_A_GROUP if len(filled) > 1 else 2 * ROWS_A_GROUP
    rows = list_each(session, visible, filled, actor=actor, today=today, size=size)
    returned = [row.id for found in rows.values() for row in found if row.state is State.RETURNED]
    notes = find_last_notes(session, returned, Action.RETURN)
    seen: set[int] = set()
    shown = []
    for number, group in enumerate(plan.groups):
        fresh = [row for row in rows.get(str(number), ()) if row.id not in seen]
        seen.update(row.id for row in fresh)
        count = counts[str(number)]
        shown.append(
            {
                "group": group,
                "count": capped(count) if count else 0,
                "url": list_url(group.filters),
                "rows": [
                    _row(row, group, notes.get(row.id), due_of(row, today=today, calendar=calendar)) for row in fresh
                ],
                "has_more": count > len(fresh),
                "shows_due": any(row.due_on for row in fresh),
            }
        )
    return shown


def _row(row: CaseRow, group: Group, note: str | None, due: Due) -> HomeRow:
    return HomeRow(row, due, due.is_overdue, note, tuple(_links(row, group.steps.get(row.state, ()))))


def _links(row: CaseRow, actions: Iterable[Action]) -> Iterable[Link]:
    for action in actions:
        if action is Action.ASK_EXTENSION and row.pending is not None:
            continue
        yield Link(url_for(ENDPOINTS[action], code=row.code), page_name(action))


def _late_agencies(session: Session, visible: Visible, actor: Actor, today: date) -> list[dict[str, Any]]:
    """Return the agencies that are late, for those whose work it is to remind them."""
    if not actor.units_as(Role.OFFICE, Role.BOARD, Role.COORDINATOR):
        return []
    late = list_overdue_by_agency(session, visible, today=today)
    return [
        {
            "name": agency.name,
            "count": agency.count,
            "worst_days_late": days_late(agency.worst_due_on, today),
            "worst_due_on": agency.worst_due_on,
            "url": list_url(CaseFilters(agencies=(agency.agency_id,), is_overdue=True)),
        }
        for agency in late.agencies[:MOST_AGENCIES]
    ]


def _alarms(session: Session, actor: Actor, calendar: WorkCalendar) -> dict[str, Any]:
    """Return what is wrong with scheduled work and mail, for those who have to know when nobody is reminded."""
    if not may(actor, Permission.WATCH_SYSTEM):
        return {"alarms": []}
    now = clock.now()
    work, mail = get_work_standing(session, calendar, now=now), get_mail_standing(session)
    return {"alarms": [*alarms_of(work), *mail_alarms_of(mail, now=now)]}


def _administrators(session: Session, actor: Actor) -> dict[str, Any]:
    administers = may(actor, Permission.ADMINISTER)
    return {"installation": count_installation(session) if administers else None}
