"""What the first screen shows to whom: groups of cases to work on, and numbers; grants add up, nothing twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from petitions.domain.clock_vocabulary import RequestKind, Stage
from petitions.domain.identity import Actor
from petitions.domain.vocabulary import ANSWER_CLOCK_RUNS, Action, Role, State
from petitions.domain.work_calendar import WorkCalendar
from petitions.i18n import format_date
from petitions.queries.case_filters import CaseFilters, Sort

SOON_WORKING_DAYS = 5
RUNNING = tuple(state for state in State if state in ANSWER_CLOCK_RUNS)
LATE = "late"
READERS = (Role.COMMITTEE, Role.DEPUTY, Role.COORDINATOR, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class Group:
    """The first cases of a list to work on; ``steps`` are offered in each row, by the state it is in."""

    heading: str
    filters: CaseFilters
    tone: str = "plain"
    steps: Mapping[State, tuple[Action, ...]] = field(default_factory=dict)
    empty_text: str | None = None
    shows_lead: bool = True
    shows_state: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """How many cases a list holds; ``tone`` late for what is overdue, ``endpoint`` where all are worked on at once."""

    label: str
    filters: CaseFilters
    tone: str = "plain"
    endpoint: str | None = None


P = TypeVar("P", Group, Number)


@dataclass(frozen=True, slots=True)
class Around:
    """The days that decide what is near: today, the last day that counts as soon, since when answers are new."""

    today: date
    soon_on: date
    answered_since: date

    @classmethod
    def of(cls, today: date, calendar: WorkCalendar, *, last_visit_on: date | None) -> Around:
        """Return the days for today; a week of answers is shown to who was here in between as well."""
        week = today - timedelta(days=7)
        since = week if last_visit_on is None else min(last_visit_on, week)
        return cls(today, calendar.add_working_days(today, SOON_WORKING_DAYS), since)


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole screen, in order."""

    groups: tuple[Group, ...]
    numbers: tuple[Number, ...]


def plan_for(actor: Actor, around: Around) -> Plan:
    """Return what the actor's grants call for; two that call for the same list show it once."""
    groups = [*_clerk_groups(actor, around), *_agency_groups(actor, around), *_office_groups(actor)]
    numbers = [*_agency_numbers(actor), *_office_numbers(actor, around), *_board_numbers(actor)]
    worst = list(_worst(actor))
    if not groups and not worst:
        numbers += _reader_numbers(actor, around)
        worst = [_worst_of(CaseFilters(is_overdue=True))] if numbers else []
    shown = _once(groups + worst)
    in_groups = {group.filters for group in shown}
    return Plan(shown, tuple(n for n in _once(numbers) if n.tone == LATE or n.filters not in in_groups))


def _once(parts: Iterable[P]) -> tuple[P, ...]:
    return tuple({part.filters: part for part in reversed(list(parts))}.values())[::-1]


def _clerk_groups(actor: Actor, around: Around) -> Iterator[Group]:
    units = tuple(sorted(actor.units_as(Role.CLERK)))
    if not units:
        return
    yield Group(
        _("Returned to you for completion"),
        CaseFilters(origins=units, states=(State.RETURNED,)),
        tone="soon",
        steps={State.RETURNED: (Action.CORRECT_ENTRY, Action.SUBMIT)},
        shows_lead=False,
    )
    yield Group(
        _("Drafts"),
        CaseFilters(origins=units, states=(State.DRAFT,)),
        steps={State.DRAFT: (Action.SUBMIT, Action.CORRECT_ENTRY)},
        empty_text=_("No draft is lying about."),
        shows_lead=False,
    )
    yield Group(
        _("Answered since %(date)s, to tell the voters", date=format_date(around.answered_since)),
        CaseFilters(origins=units, answered_since=around.answered_since),
        empty_text=_("No new answer."),
        shows_state=True,
    )


_LEADS_STEPS = {
    State.ASSIGNED: (Action.ACCEPT, Action.DECLINE, Action.RESPOND, Action.ASK_EXTENSION),
    State.IN_PROGRESS: (Action.RESPOND, Action.DECLINE, Action.ASK_EXTENSION),
}


_TO_SEND = dict.fromkeys((*RUNNING, State.FOLLOWING), (Action.RESPOND,))


def _agency_groups(actor: Actor, around: Around) -> Iterator[Group]:
    """Return what waits for the leader, then the agency's three groups; no case is in two of the three."""
    units = tuple(sorted(actor.units_as(Role.OFFICER, Role.LEADER)))
    if not units:
        return
    if actor.units_as(Role.LEADER):
        prepared = CaseFilters(is_prepared=True)
        yield Group(_("Prepared responses waiting for you"), prepared, "soon", _TO_SEND, shows_lead=False)
    after_soon = around.soon_on + timedelta(days=1)
    soon = CaseFilters(agencies=units, states=RUNNING, due_from=around.today, due_before=after_soon, sort=Sort.DUE_ON)
    new = CaseFilters(agencies=units, states=(State.ASSIGNED,), due_from=after_soon, sort=Sort.DUE_ON)
    overdue = CaseFilters(agencies=units, is_overdue=True)
    nothing = {LATE: _("Nothing is overdue."), "soon": _("Nothing is due."), "plain": _("Nothing new.")}
    for heading, filters, tone in (
        (_("Overdue"), overdue, LATE),
        (_("Due within 5 working days"), soon, "soon"),
        (_("New"), new, "plain"),
    ):
        yield Group(heading, filters, tone, _LEADS_STEPS, nothing[tone], shows_lead=False, shows_state=tone != "plain")


def _agency_numbers(actor: Actor) -> Iterator[Number]:
    units = tuple(sorted(actor.units_as(Role.OFFICER, Role.LEADER)))
    if not units:
        return
    yield Number(_("In your hands"), CaseFilters(agencies=units, states=(State.IN_PROGRESS,), sort=Sort.DUE_ON))
    yield Number(_("Opinions you owe"), CaseFilters(opinions=units), "soon")
    yield Number(_("Where you coordinate"), CaseFilters(coordinating=units, states=RUNNING, sort=Sort.DUE_ON))
    yield Number(_("Followed by the council"), CaseFilters(agencies=units, states=(State.FOLLOWING,)))


def _office_groups(actor: Actor) -> Iterator[Group]:
    councils = tuple(sorted(actor.units_as(Role.OFFICE)))
    rows: tuple[tuple[str, State, Action, str], ...] = (
        (_("Waiting for classification"), State.SUBMITTED, Action.CLASSIFY, _("Nothing waits for classification.")),
        (_("Waiting to be forwarded"), State.CLASSIFIED, Action.ASSIGN, _("Nothing waits to be forwarded.")),
        (_("Answers to evaluate"), State.ANSWERED, Action.CLOSE, _("No answer waits for evaluation.")),
    )
    for heading, state, step, nothing in rows if councils else ():
        filters = CaseFilters(councils=councils, states=(state,), sort=Sort.OLDEST)
        yield Group(heading, filters, "plain", {state: (step,)}, nothing, shows_lead=state is State.ANSWERED)


def _office_numbers(actor: Actor, around: Around) -> Iterator[Number]:
    councils = tuple(sorted(actor.units_as(Role.OFFICE)))
    if not councils:
        return
    yield Number(_("Overdue"), CaseFilters(councils=councils, is_overdue=True), LATE)
    yield Number(_("To be reminded of"), CaseFilters(councils=councils, is_remind=True), "soon", "reminders.index")
    for text, stage in (
        (_l("Not accepted in time"), Stage.ACCEPTANCE),
        (_l("Classified too late"), Stage.CLASSIFICATION),
        (_l("Evaluated too late"), Stage.EVALUATION),
    ):
        yield Number(str(text), CaseFilters(councils=councils, late=(stage,)), "soon")
    yield from _request_numbers(councils)
    soon = CaseFilters(councils=councils, commitment_before=around.soon_on + timedelta(days=1))
    yield Number(_("Commitments falling due"), soon, "soon")
    again = CaseFilters(councils=councils, states=(State.FOLLOWING,), due_before=around.today + timedelta(days=1))
    yield Number(_("To be looked at again"), again, "soon")
    yield Number(_("With the agencies"), CaseFilters(councils=councils, states=RUNNING))


def _request_numbers(councils: tuple[int, ...]) -> Iterator[Number]:
    """Return what the lead agencies have asked for and the council has not decided."""
    for text, kind in (
        (_l("Extensions asked for"), RequestKind.EXTENSION),
        (_l("Pauses asked for"), RequestKind.PAUSE),
    ):
        yield Number(str(text), CaseFilters(councils=councils, pending=(kind,)), "soon")


def _board_numbers(actor: Actor) -> Iterator[Number]:
    councils = tuple(sorted(actor.units_as(Role.BOARD)))
    numbers: tuple[tuple[LazyString, CaseFilters, str], ...] = (
        (_l("Overdue"), CaseFilters(councils=councils, is_overdue=True), LATE),
        (_l("Answers to evaluate"), CaseFilters(councils=councils, states=(State.ANSWERED,), sort=Sort.OLDEST), "soon"),
        (_l("With the agencies"), CaseFilters(councils=councils, states=RUNNING), "plain"),
        (_l("Being followed"), CaseFilters(councils=councils, states=(State.FOLLOWING,)), "plain"),
        (
            _l("Waiting in the office"),
            CaseFilters(councils=councils, states=(State.SUBMITTED, State.CLASSIFIED)),
            "plain",
        ),
    )
    if councils:
        yield from _request_numbers(councils)
        yield from (Number(str(text), filters, tone) for text, filters, tone in numbers)


def _worst(actor: Actor) -> Iterator[Group]:
    councils = tuple(sorted(actor.units_as(Role.BOARD)))
    if councils:
        yield _worst_of(CaseFilters(councils=councils, is_overdue=True))


def _worst_of(filters: CaseFilters) -> Group:
    return Group(_("Longest overdue"), filters, LATE, empty_text=_("Nothing is overdue."))


def _reader_numbers(actor: Actor, around: Around) -> list[Number]:
    if not any(actor.units_as(role) for role in READERS):
        return []
    soon = CaseFilters(
        states=RUNNING, due_from=around.today, due_before=around.soon_on + timedelta(days=1), sort=Sort.DUE_ON
    )
    return [
        Number(_("Overdue"), CaseFilters(is_overdue=True), LATE),
        Number(_("Due within 5 working days"), soon, "soon"),
        Number(_("With the agencies"), CaseFilters(states=RUNNING)),
        Number(_("Answered, waiting for evaluation"), CaseFilters(states=(State.ANSWERED,))),
        Number(_("Being followed"), CaseFilters(states=(State.FOLLOWING,))),
        Number(_("Closed"), CaseFilters(states=(State.CLOSED,))),
    ]
