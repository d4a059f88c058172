"""Meetings with voters, as far as the actor may read their minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from petitions.domain.errors import NotFoundError, NotPermittedError
from petitions.domain.identity import SYSTEM, Actor
from petitions.domain.vocabulary import Role
from petitions.models import Case, ContactMeeting, ContactRound, Locality, Statement
from petitions.queries.choices import COUNCIL_SIDE, RECORDERS, Options
from petitions.queries.statements import is_waiting

MEETINGS_A_PAGE = 25
MOST_IN_A_SELECT = 40

Cursor = tuple[date, int]
"""Where a list goes on: after the row of this date and key."""


def comes_after(
    day: sa.ColumnElement[date] | InstrumentedAttribute[date], key: InstrumentedAttribute[int], cursor: Cursor
) -> sa.ColumnElement[bool]:
    """Return the condition for the rows of a list, latest first, that stand behind the cursor."""
    return sa.or_(day < cursor[0], sa.and_(day == cursor[0], key < cursor[1]))


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """One line of a list of meetings: how much was said, and how much of it is still to be dealt with."""

    id: int
    held_on: date
    start_time: time | None
    place: str
    locality_name: str
    round_name: str
    statement_count: int
    waiting_count: int


def minutes_open_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition on ``ContactMeeting`` (joined to its round) for whose minutes the actor may read.

    They name the speakers, so they stay with the unit that wrote them and the council of the round.
    """
    if actor is SYSTEM or actor.holds(Role.AUDITOR):
        return sa.true()
    own, councils = actor.units_as(*COUNCIL_SIDE), actor.units_as(Role.OFFICE, Role.BOARD)
    return sa.or_(ContactMeeting.recorded_by_id.in_(sorted(own)), ContactRound.council_id.in_(sorted(councils)))


def get_meeting(session: Session, meeting_id: int, *, actor: Actor, for_update: bool = False) -> ContactMeeting:
    """Return the meeting with its round, council and place; ``for_update`` locks it until the transaction ends.

    Raises:
        NotFoundError: there is no such meeting, or its minutes are not open to the actor.

    """
    meeting = find_meeting(session, meeting_id, actor=actor, for_update=for_update)
    if meeting is None:
        raise NotFoundError
    return meeting


def find_meeting(session: Session, meeting_id: int, *, actor: Actor, for_update: bool = False) -> ContactMeeting | None:
    """Return the same as ``get_meeting``, or None."""
    statement = (
        sa.select(ContactMeeting)
        .join(ContactMeeting.contact_round)
        .where(ContactMeeting.id == meeting_id, minutes_open_to(actor))
        .options(
            joinedload(ContactMeeting.contact_round).joinedload(ContactRound.council),
            joinedload(ContactMeeting.locality),
        )
    )
    if for_update:
        statement = statement.with_for_update(of=ContactMeeting).execution_options(populate_existing=True)
    return session.execute(statement).scalar_one_or_none()


def may_record_for(actor: Actor, unit_id: int) -> bool:
    """Tell whether the actor enters rounds and meetings for this unit."""
    return actor is SYSTEM or any(actor.holds(role, unit_id) for role in RECORDERS)


def get_kept_meeting(session: Session, meeting_id: int, *, actor: Actor, for_update: bool = False) -> ContactMeeting:
    """Return the meeting whose minutes the actor keeps.

    Raises:
        NotFoundError: the minutes are not open to the actor.
        NotPermittedError: another unit keeps them.

    """
    meeting = get_meeting(session, meeting_id, actor=actor, for_update=for_update)
    if not may_record_for(actor, meeting.recorded_by_id):
        raise NotPermittedError
    return meeting


def list_meetings(
    session: Session, actor: Actor, *, round_id: int | None = None, after: Cursor | None = None
) -> tuple[list[MeetingRow], Cursor | None]:
    """Return one page of the meetings whose minutes are open to the actor, latest first, and where the next begins."""
    statement = (
        _meeting_rows(actor)
        .order_by(ContactMeeting.held_on.desc(), ContactMeeting.id.desc())
        .limit(MEETINGS_A_PAGE + 1)
    )
    if round_id is not None:
        statement = statement.where(ContactMeeting.contact_round_id == round_id)
    if after is not None:
        statement = statement.where(comes_after(ContactMeeting.held_on, ContactMeeting.id, after))
    rows = [MeetingRow(*row) for row in session.execute(statement)]
    page = rows[:MEETINGS_A_PAGE]
    return page, (page[-1].held_on, page[-1].id) if len(rows) > MEETINGS_A_PAGE else None


def list_latest_meetings(session: Session, actor: Actor, *, today: date, most: int) -> list[MeetingRow]:
    """Return the last few meetings that were held, the latest first."""
    statement = _meeting_rows(actor).where(ContactMeeting.held_on <= today)
    latest = statement.order_by(ContactMeeting.held_on.desc(), ContactMeeting.id.desc()).limit(most)
    return [MeetingRow(*row) for row in session.execute(latest)]


def list_coming_meetings(session: Session, actor: Actor, *, today: date, most: int) -> list[MeetingRow]:
    """Return the next few meetings that are planned, the soonest first."""
    statement = _meeting_rows(actor).where(ContactMeeting.held_on > today)
    soonest = statement.order_by(
        ContactMeeting.held_on, ContactMeeting.start_time.nulls_last(), ContactMeeting.id
    ).limit(most)
    return [MeetingRow(*row) for row in session.execute(soonest)]


def _meeting_rows(actor: Actor) -> sa.Select[Any]:
    return (
        sa.select(
            ContactMeeting.id,
            ContactMeeting.held_on,
            ContactMeeting.start_time,
            ContactMeeting.place,
            Locality.name,
            ContactRound.name,
            _count_statements(),
            _count_statements(is_waiting()),
        )
        .join(ContactRound, ContactRound.id == ContactMeeting.contact_round_id)
        .join(Locality, Locality.id == ContactMeeting.locality_id)
        .where(minutes_open_to(actor))
    )


def list_recent_meetings(session: Session, actor: Actor, *, today: date, also: int | None = None) -> Options:
    """Return the latest meetings that the actor makes cases from, for a select: date, place, locality."""
    units = sorted(actor.units_as(*RECORDERS))
    mine = sa.or_(ContactMeeting.recorded_by_id.in_(units), ContactRound.council_id.in_(units))
    rows = session.execute(
        sa.select(ContactMeeting.id, ContactMeeting.held_on, ContactMeeting.place, Locality.name)
        .join(ContactRound, ContactRound.id == ContactMeeting.contact_round_id)
        .join(Locality, Locality.id == ContactMeeting.locality_id)
        .where(minutes_open_to(actor), ContactMeeting.held_on <= today, sa.or_(mine, ContactMeeting.id == also))
        .order_by(sa.case((ContactMeeting.id == also, 0), else_=1), ContactMeeting.held_on.desc(), ContactMeeting.id)
        .limit(MOST_IN_A_SELECT)
    )
    return [(key, ", ".join(filter(None, (f"{held_on:%d/%m/%Y}", place, name)))) for key, held_on, place, name in rows]


def has_cases(session: Session, meeting_id: int) -> bool:
    """Tell whether a case came from this meeting."""
    return bool(session.scalar(sa.select(sa.exists().where(Case.contact_meeting_id == meeting_id))))


def _count_statements(*conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count(Statement.id))
        .where(Statement.contact_meeting_id == ContactMeeting.id, *conditions)
        .correlate(ContactMeeting)
        .scalar_subquery()
    )
