"""Everything one case page shows, in few statements, and nothing the actor may not read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from petitions.domain.clocks import RUNS_IN
from petitions.domain.identity import Actor
from petitions.domain.policy import CaseFacts, sees_voter
from petitions.domain.vocabulary import Role, RoundPhase, State
from petitions.domain.work_calendar import WorkCalendar
from petitions.models import (
    Assignment,
    Case,
    CaseEvent,
    CaseStatement,
    CaseVoter,
    Clock,
    ContactMeeting,
    ContactRound,
    Coordination,
    Response,
    Statement,
)
from petitions.queries.calendar import get_work_calendar
from petitions.queries.cases import facts_of, get_case
from petitions.queries.clocks import list_clocks
from petitions.queries.families import Family, get_family
from petitions.queries.files import FileSummary, list_files
from petitions.queries.responses import DraftSummary, find_draft
from petitions.queries.scope import visible_to

EVENTS_A_PAGE = 50
MOST_RELATED = 20
CLOCKS_RUN = frozenset(state for states in RUNS_IN.values() for state in states)


@dataclass(frozen=True, slots=True)
class VoterShown:
    """Who raised it, for those who may know."""

    name: str | None
    phone: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class StatementShown:
    """One opinion the case was made from, for those who may read who said it."""

    position: int
    speaker_name: str | None
    village: str | None
    content: str
    speaker_phone: str | None = None


@dataclass(frozen=True, slots=True)
class MeetingShown:
    """The meeting at which it was raised, and its round."""

    id: int
    held_on: date
    place: str
    round_id: int
    round_name: str
    phase: RoundPhase


@dataclass(frozen=True, slots=True)
class Related:
    """An earlier case on the same matter, or a later one that raises it again."""

    code: str
    summary: str
    state: State
    is_earlier: bool


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """A case with all that stands around it. ``assignment`` is the latest turn, open or over.

    ``voter`` and ``statements`` are empty for who may not see them; ``events`` are newest first, and
    ``older_events`` is the key to go on from. ``clocks`` are the open ones; the calendar is there while
    one runs.
    """

    case: Case
    facts: CaseFacts
    sees_voter: bool
    voter: VoterShown | None
    statements: tuple[StatementShown, ...]
    meeting: MeetingShown | None
    assignment: Assignment | None
    responses: tuple[Response, ...]
    files: tuple[FileSummary, ...]
    draft: DraftSummary | None
    related: tuple[Related, ...]
    family: Family
    events: tuple[CaseEvent, ...]
    older_events: int | None
    clocks: tuple[Clock, ...]
    calendar: WorkCalendar


def get_case_sheet(session: Session, code: str, *, actor: Actor, before_event: int | None = None) -> CaseSheet:
    """Return the case with everything on its page; at most ten statements, three more for one that was merged.

    ``before_event`` is the key of an event: older ones are shown.

    Raises:
        NotFoundError: there is no such code, or it is not the actor's to see.

    """
    case = get_case(session, code, actor=actor)
    facts = facts_of(case)
    is_open = sees_voter(actor, facts)
    responses = _responses(session, case)
    meeting, voter, statements = _origin(session, case, with_voter=is_open)
    assignment = _latest_assignment(session, case) if case.lead_id is not None else None
    clocks = list_clocks(session, case, with_council=is_open, is_open=True) if case.state in CLOCKS_RUN else ()
    events = _events(session, case, shared_only=not is_open, before=before_event)
    works_on_it = case.lead_id in actor.units_as(Role.OFFICER, Role.LEADER)
    return CaseSheet(
        case=case,
        facts=facts,
        sees_voter=is_open,
        voter=voter,
        statements=statements,
        meeting=meeting,
        assignment=assignment,
        responses=responses,
        files=tuple(list_files(session, case, actor=actor)),
        draft=find_draft(session, case.id, case.lead_id) if works_on_it and case.lead_id else None,
        related=_related(session, case, actor),
        family=get_family(session, case, actor=actor),
        events=events[:EVENTS_A_PAGE],
        older_events=events[EVENTS_A_PAGE - 1].id if len(events) > EVENTS_A_PAGE else None,
        clocks=clocks,
        calendar=get_work_calendar(session) if clocks else WorkCalendar(),
    )


def _origin(
    session: Session, case: Case, *, with_voter: bool
) -> tuple[MeetingShown | None, VoterShown | None, tuple[StatementShown, ...]]:
    """Return meeting, voter and statements in one statement; who may not know them is not even asked about."""
    statement: sa.Select[Any] = (
        sa.select(ContactMeeting, ContactRound.name, ContactRound.phase)
        .select_from(Case)
        .outerjoin(ContactMeeting, ContactMeeting.id == Case.contact_meeting_id)
        .outerjoin(ContactRound, ContactRound.id == ContactMeeting.contact_round_id)
        .where(Case.id == case.id)
    )
    if with_voter:
        statement = (
            statement.add_columns(CaseVoter, Statement)
            .outerjoin(CaseVoter, CaseVoter.case_id == Case.id)
            .outerjoin(CaseStatement, CaseStatement.case_id == Case.id)
            .outerjoin(Statement, Statement.id == CaseStatement.statement_id)
            .order_by(Statement.position, Statement.id)
        )
    elif case.contact_meeting_id is None:
        return None, None, ()
    rows = session.execute(statement).all()
    meeting = _meeting(*rows[0][:3])
    if not with_voter:
        return meeting, None, ()
    voter = rows[0][3]
    shown = None if voter is None else VoterShown(voter.name, voter.phone, voter.address)
    said = tuple(
        StatementShown(row[4].position, row[4].speaker_name, row[4].village, row[4].content, row[4].speaker_phone)
        for row in rows
        if row[4] is not None
    )
    return meeting, shown, said


def _meeting(meeting: ContactMeeting | None, name: str, phase: RoundPhase) -> MeetingShown | None:
    if meeting is None:
        return None
    return MeetingShown(meeting.id, meeting.held_on, meeting.place, meeting.contact_round_id, name, phase)


def _latest_assignment(session: Session, case: Case) -> Assignment | None:
    statement = (
        sa.select(Assignment)
        .where(Assignment.case_id == case.id)
        .order_by(Assignment.id.desc())
        .limit(1)
        .options(
            joinedload(Assignment.lead),
            joinedload(Assignment.forwarding),
            joinedload(Assignment.coordinations).joinedload(Coordination.organisation),
        )
    )
    return session.scalars(statement).unique().one_or_none()


def _responses(session: Session, case: Case) -> tuple[Response, ...]:
    statement = sa.select(Response).where(Response.case_id == case.id).order_by(Response.version_number.desc())
    return tuple(session.scalars(statement))


def _events(session: Session, case: Case, *, shared_only: bool, before: int | None) -> tuple[CaseEvent, ...]:
    """Return one event more than a page holds, newest first; agencies get the shared ones alone."""
    statement = sa.select(CaseEvent).where(CaseEvent.case_id == case.id)
    if shared_only:
        statement = statement.where(CaseEvent.is_shared)
    if before is not None:
        statement = statement.where(CaseEvent.id < before)
    return tuple(session.scalars(statement.order_by(CaseEvent.id.desc()).limit(EVENTS_A_PAGE + 1)))


def _related(session: Session, case: Case, actor: Actor) -> tuple[Related, ...]:
    either = Case.re_raised_from_id == case.id
    if case.re_raised_from_id is not None:
        either = sa.or_(Case.id == case.re_raised_from_id, either)
    rows = session.execute(
        sa.select(Case.id, Case.code, Case.summary, Case.state)
        .where(either, visible_to(actor))
        .order_by(Case.id)
        .limit(MOST_RELATED)
    )
    return tuple(Related(row.code, row.summary, row.state, row.id == case.re_raised_from_id) for row in rows)
