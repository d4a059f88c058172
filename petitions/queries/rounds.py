"""Rounds of meetings with voters: those of the actor's own council and of the councils above it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from petitions.domain.errors import NotFoundError
from petitions.domain.identity import SYSTEM, Actor
from petitions.domain.vocabulary import Role, RoundPhase
from petitions.models import ContactMeeting, ContactRound, CouncilSession, Organisation, Statement
from petitions.queries.choices import COUNCIL_SIDE, RECORDERS, Options, council_above
from petitions.queries.meetings import Cursor, comes_after, minutes_open_to

ROUNDS_A_PAGE = 25
MOST_IN_A_SELECT = 40
UNPLANNED = date(2999, 12, 31)
"""Where a round without a first day is sorted: on top, since it still lies ahead."""


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One line of the list of rounds; the counts are of meetings whose minutes the actor reads."""

    id: int
    name: str
    phase: RoundPhase
    plan_number: str | None
    starts_on: date | None
    ends_on: date | None
    council_name: str
    council_session_name: str | None
    meeting_count: int
    statement_count: int


def rounds_open_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition on ``ContactRound`` for what the actor may read; a round names no voter."""
    if actor is SYSTEM or actor.holds(Role.AUDITOR):
        return sa.true()
    councils = sa.select(Organisation.id).where(council_above(actor, COUNCIL_SIDE))
    own = sorted(actor.units_as(*COUNCIL_SIDE))
    return sa.or_(ContactRound.council_id.in_(councils), ContactRound.recorded_by_id.in_(own))


def get_round(session: Session, round_id: int, *, actor: Actor, for_update: bool = False) -> ContactRound:
    """Return the round with its council and council session.

    Raises:
        NotFoundError: there is no such round, or it is of another area.

    """
    statement = (
        sa.select(ContactRound)
        .where(ContactRound.id == round_id, rounds_open_to(actor))
        .options(joinedload(ContactRound.council), joinedload(ContactRound.council_session))
    )
    if for_update:
        statement = statement.with_for_update(of=ContactRound).execution_options(populate_existing=True)
    found = session.execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFoundError
    return found


def list_rounds(session: Session, actor: Actor, *, after: Cursor | None = None) -> tuple[list[RoundRow], Cursor | None]:
    """Return one page of the rounds open to the actor, latest first, and where the next page begins."""
    begins = sa.func.coalesce(ContactRound.starts_on, UNPLANNED)
    statement = (
        sa.select(
            ContactRound.id,
            ContactRound.name,
            ContactRound.phase,
            ContactRound.plan_number,
            ContactRound.starts_on,
            ContactRound.ends_on,
            Organisation.name,
            CouncilSession.name,
            _count_meetings(actor),
            _count_statements(actor),
        )
        .join(Organisation, Organisation.id == ContactRound.council_id)
        .outerjoin(CouncilSession, CouncilSession.id == ContactRound.council_session_id)
        .where(rounds_open_to(actor))
        .order_by(begins.desc(), ContactRound.id.desc())
        .limit(ROUNDS_A_PAGE + 1)
    )
    if after is not None:
        statement = statement.where(comes_after(begins, ContactRound.id, after))
    rows = [RoundRow(*row) for row in session.execute(statement)]
    page = rows[:ROUNDS_A_PAGE]
    return page, (page[-1].starts_on or UNPLANNED, page[-1].id) if len(rows) > ROUNDS_A_PAGE else None


def list_rounds_for(
    session: Session, actor: Actor, *, today: date, also: int | None = None, council_id: int | None = None
) -> Options:
    """Return the rounds in which the actor may hold a meeting, for a select, each with its council.

    The latest that has begun stands first, those only planned at the end: a meeting is mostly entered afterwards.
    ``council_id`` narrows them to one council's: a meeting that has made cases stays with it.
    """
    councils = sa.select(Organisation.id).where(council_above(actor, RECORDERS))
    mine: sa.ColumnElement[bool] = ContactRound.council_id.in_(councils)
    if council_id is not None:
        mine = sa.and_(mine, ContactRound.council_id == council_id)
    rows = session.execute(
        sa.select(ContactRound.id, ContactRound.name, Organisation.short_name)
        .join(Organisation, Organisation.id == ContactRound.council_id)
        .where(sa.or_(mine, ContactRound.id == also))
        .order_by(
            sa.case((ContactRound.id == also, 0), (ContactRound.starts_on > today, 2), else_=1),
            sa.func.coalesce(ContactRound.starts_on, UNPLANNED).desc(),
            ContactRound.id.desc(),
        )
        .limit(MOST_IN_A_SELECT)
    )
    return [(key, f"{name} ({council})") for key, name, council in rows]


def _count_meetings(actor: Actor) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count(ContactMeeting.id))
        .where(ContactMeeting.contact_round_id == ContactRound.id, minutes_open_to(actor))
        .correlate(ContactRound)
        .scalar_subquery()
    )


def _count_statements(actor: Actor) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count(Statement.id))
        .join(ContactMeeting, ContactMeeting.id == Statement.contact_meeting_id)
        .where(ContactMeeting.contact_round_id == ContactRound.id, minutes_open_to(actor))
        .correlate(ContactRound)
        .scalar_subquery()
    )
