"""What a list of cases is narrowed to: one frozen value for list, count, link and first screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import sqlalchemy as sa

from petitions.domain.clock_vocabulary import RequestKind, Stage
from petitions.domain.hanoi import start_of_day
from petitions.domain.identity import Actor
from petitions.domain.vocabulary import Kind, Role, State
from petitions.models import (
    Assignment,
    AssignmentOutcome,
    Case,
    CaseParty,
    Clock,
    ContactMeeting,
    Coordination,
    Response,
    ResponseDraft,
)
from petitions.queries.overdue import clock_is_open, is_late, is_overdue
from petitions.queries.places import within
from petitions.queries.reminders import cases_to_remind_of


class Sort(StrEnum):
    """The order of a list; each ends in the key, so that no two rows are ever equal."""

    NEWEST = "newest"
    OLDEST = "oldest"
    DUE_ON = "due_on"


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """What to show and in which order; nothing given shows everything the actor sees.

    Several values of one filter widen it, different filters narrow each other. ``localities`` take
    in what lies within them. ``late``: an open clock of that stage is past its date.
    ``commitment_before``: an open commitment falls due before that day. ``opinions``: one of these
    units still owes its opinion. ``pending``: the lead's request waits for a decision.
    ``answered_since``: an answer came on or after that day. ``is_prepared``: an officer of the
    actor's own agency handed a draft to the leader. ``is_remind``: a reminder is to be sent.
    ``is_re_raised``: voters raise again what an earlier case was about.
    """

    query: str = ""
    states: tuple[State, ...] = ()
    kinds: tuple[Kind, ...] = ()
    fields: tuple[int, ...] = ()
    agencies: tuple[int, ...] = ()
    coordinating: tuple[int, ...] = ()
    opinions: tuple[int, ...] = ()
    councils: tuple[int, ...] = ()
    origins: tuple[int, ...] = ()
    localities: tuple[int, ...] = ()
    rounds: tuple[int, ...] = ()
    is_overdue: bool = False
    is_prepared: bool = False
    is_remind: bool = False
    is_re_raised: bool = False
    due_from: date | None = None
    due_before: date | None = None
    late: tuple[Stage, ...] = ()
    pending: tuple[RequestKind, ...] = ()
    commitment_before: date | None = None
    answered_since: date | None = None
    sort: Sort | None = None

    @property
    def order(self) -> Sort:
        """Return the order asked for; else what is overdue worst first, everything else newest first."""
        return self.sort or (Sort.DUE_ON if self.is_overdue and not self.query else Sort.NEWEST)


def conditions_of(filters: CaseFilters, *, actor: Actor, today: date) -> list[sa.ColumnElement[bool]]:
    """Return the conditions on ``Case``, all of which have to hold; the search words are not among them."""
    found: list[sa.ColumnElement[bool]] = [
        column.in_(values)
        for column, values in (
            (Case.state, filters.states),
            (Case.kind, filters.kinds),
            (Case.subject_field_id, filters.fields),
            (Case.lead_id, filters.agencies),
            (Case.council_id, filters.councils),
            (Case.origin_id, filters.origins),
            (Case.pending_request, filters.pending),
        )
        if values
    ]
    if filters.localities:
        found.append(Case.locality_id.in_(within(filters.localities)))
    if filters.rounds:
        found.append(Case.contact_meeting_id.in_(_meetings_of(filters.rounds)))
    if filters.is_overdue:
        found.append(is_overdue(today))
    if filters.is_re_raised:
        found.append(Case.re_raised_from_id.is_not(None))
    if filters.due_from is not None:
        found.append(Case.due_on >= filters.due_from)
    if filters.due_before is not None:
        found.append(Case.due_on < filters.due_before)
    return [*found, *_by_clock(filters, today), *_from_other_tables(filters, actor, today)]


def _by_clock(filters: CaseFilters, today: date) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that ask for open clocks beside the lead's answer."""
    found: list[sa.ColumnElement[bool]] = []
    if filters.late:
        found.append(_has_clock(Clock.stage.in_(filters.late), is_late(today)))
    if filters.commitment_before is not None:
        found.append(
            _has_clock(Clock.stage == Stage.COMMITMENT, clock_is_open(), Clock.due_on < filters.commitment_before)
        )
    return found


def _has_clock(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return Case.id.in_(sa.select(Clock.case_id).where(*conditions))


def _from_other_tables(filters: CaseFilters, actor: Actor, today: date) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if filters.coordinating:
        helped = (
            sa.select(Assignment.case_id)
            .join(Coordination, Coordination.assignment_id == Assignment.id)
            .where(Coordination.organisation_id.in_(filters.coordinating), Assignment.outcome == AssignmentOutcome.OPEN)
        )
        found.append(Case.id.in_(helped))
    if filters.opinions:
        owing = CaseParty.organisation_id.in_(filters.opinions)
        found.append(Case.id.in_(sa.select(CaseParty.case_id).where(owing, CaseParty.owes_opinion)))
    if filters.is_prepared:
        units = sorted(actor.units_as(Role.OFFICER, Role.LEADER))
        handed_over = sa.select(ResponseDraft.case_id).where(
            ResponseDraft.handed_over_at.is_not(None), ResponseDraft.organisation_id.in_(units)
        )
        found.append(Case.id.in_(handed_over))
    if filters.is_remind:
        found.append(Case.id.in_(cases_to_remind_of(today)))
    if filters.answered_since is not None:
        answered = Response.responded_at >= start_of_day(filters.answered_since)
        found.append(sa.exists().where(Response.case_id == Case.id, answered).correlate(Case))
    return found


def _meetings_of(rounds: tuple[int, ...]) -> sa.Select[tuple[int]]:
    return sa.select(ContactMeeting.id).where(ContactMeeting.contact_round_id.in_(rounds))
