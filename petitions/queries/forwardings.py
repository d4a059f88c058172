"""The letters by which a council forwarded cases, newest first, and the cases each one covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.clock_vocabulary import Stage
from petitions.domain.errors import NotFoundError
from petitions.domain.identity import SYSTEM, Actor
from petitions.domain.vocabulary import Role, State
from petitions.models import Assignment, AssignmentOutcome, Case, Clock, Forwarding, Organisation, Sending
from petitions.queries.scope import visible_to

PAGE_SIZE = 25
RECENT = 20


@dataclass(frozen=True, slots=True)
class ForwardingRow:
    """One letter of a list and how many cases it covers."""

    id: int
    letter_number: str
    letter_on: date
    recorded_at: datetime
    council_name: str
    case_count: int


@dataclass(frozen=True, slots=True)
class ForwardedCase:
    """One case of a letter: who got it by this letter, by when, how that ended, and where it stands now.

    ``due_on`` and ``outcome`` belong to agencies; another council and a body outside have neither.
    """

    key: int
    code: str
    summary: str
    state: State
    recipient: str
    due_on: date | None
    outcome: AssignmentOutcome | None

    @property
    def went_elsewhere(self) -> bool:
        """Tell whether the agency neither has it by this letter nor answered it."""
        return self.outcome not in {None, AssignmentOutcome.OPEN, AssignmentOutcome.ANSWERED}


def list_recent_letters(session: Session, council_id: int) -> Sequence[Forwarding]:
    """Return the council's letters entered last, newest first: those likely to be chosen again."""
    return session.scalars(
        sa.select(Forwarding).where(Forwarding.council_id == council_id).order_by(Forwarding.id.desc()).limit(RECENT)
    ).all()


def get_forwarding(session: Session, forwarding_id: int, *, actor: Actor, for_update: bool = False) -> Forwarding:
    """Return a letter of one of the actor's councils, or raise NotFoundError."""
    statement = sa.select(Forwarding).where(Forwarding.id == forwarding_id, _of_own_council(actor))
    if for_update:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def list_forwardings(
    session: Session, *, actor: Actor, cursor: int | None = None
) -> tuple[list[ForwardingRow], int | None]:
    """Return a page of the letters of the actor's councils, entered last first, and the next cursor."""
    rows = session.execute(
        sa.select(Forwarding, Organisation.short_name)
        .join(Organisation, Organisation.id == Forwarding.council_id)
        .where(_of_own_council(actor), *([] if cursor is None else [Forwarding.id < cursor]))
        .order_by(Forwarding.id.desc())
        .limit(PAGE_SIZE + 1)
    ).all()
    shown = rows[:PAGE_SIZE]
    counts = count_cases_of(session, [letter.id for letter, _ in shown])
    found = [
        ForwardingRow(f.id, f.letter_number, f.letter_on, f.recorded_at, council, counts.get(f.id, 0))
        for f, council in shown
    ]
    return found, found[-1].id if len(rows) > PAGE_SIZE else None


def count_cases_of(session: Session, forwarding_ids: Sequence[int]) -> dict[int, int]:
    """Return how many cases each of these letters covers; a case that was sent twice by one counts once."""
    tables = (Assignment, Sending)
    each = [sa.select(t.forwarding_id, t.case_id).where(t.forwarding_id.in_(forwarding_ids)) for t in tables]
    sent = sa.union(*each).subquery()
    rows = session.execute(sa.select(sent.c.forwarding_id, sa.func.count()).group_by(sent.c.forwarding_id))
    return {row[0]: row[1] for row in rows}


def list_forwarded_cases(
    session: Session, forwarding_id: int, *, actor: Actor, cursor: int | None = None
) -> tuple[list[ForwardedCase], int | None]:
    """Return a page of the letter's cases, each as it was last sent by this letter; and the next cursor."""
    sent = _sent_by(forwarding_id)
    rows = session.execute(
        sa.select(sent.c.key, Case.code, Case.summary, Case.state, sent.c.recipient, sent.c.due_on, sent.c.outcome)
        .join(Case, Case.id == sent.c.case_id)
        .where(sent.c.place == 1, visible_to(actor), *([] if cursor is None else [sent.c.key > cursor]))
        .order_by(sent.c.key)
        .limit(PAGE_SIZE + 1)
    ).all()
    found = [ForwardedCase(*row) for row in rows[:PAGE_SIZE]]
    return found, found[-1].key if len(rows) > PAGE_SIZE else None


def _sent_by(forwarding_id: int) -> sa.Subquery:
    """Return where the letter took cases, to agencies and elsewhere; the last time of each has place 1.

    Even keys are assignments, odd ones sendings, so that one number leads through both.
    """
    assigned = (
        sa.select(
            (Assignment.id * 2).label("key"),
            Assignment.case_id,
            Assignment.assigned_at.label("at"),
            Organisation.name.label("recipient"),
            Clock.due_on,
            Assignment.outcome,
        )
        .join(Organisation, Organisation.id == Assignment.lead_id)
        .outerjoin(
            Clock,
            sa.and_(
                Clock.case_id == Assignment.case_id,
                Clock.assignment_id == Assignment.id,
                Clock.stage == Stage.RESPONSE,
            ),
        )
        .where(Assignment.forwarding_id == forwarding_id)
    )
    elsewhere = sa.select(
        Sending.id * 2 + 1,
        Sending.case_id,
        Sending.sent_at,
        Sending.recipient,
        sa.cast(sa.null(), sa.Date),
        sa.cast(sa.null(), sa.String(24)),
    ).where(Sending.forwarding_id == forwarding_id)
    each = sa.union_all(assigned, elsewhere).subquery()
    latest_first = (each.c.at.desc(), each.c.key.desc())
    place = sa.func.row_number().over(partition_by=each.c.case_id, order_by=latest_first).label("place")
    return sa.select(each, place).subquery()


def _of_own_council(actor: Actor) -> sa.ColumnElement[bool]:
    if actor is SYSTEM or actor.holds(Role.AUDITOR):
        return sa.true()
    return Forwarding.council_id.in_(sorted(actor.units_as(Role.OFFICE, Role.BOARD)))
