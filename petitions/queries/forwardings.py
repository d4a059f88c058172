"""The letters by which a council forwarded cases, newest first, and the cases each one covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from petitions.domain.clock_vocabulary import Stage
from petitions.domain.errors import NotFoundError
from petitions.domain.identity import SYSTEM, Actor
from petitions.domain.vocabulary import Role, State
from petitions.models import Assignment, AssignmentOutcome, Case, Clock, Forwarding, Organisation
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
    """One case of a letter: who got it by this letter, by when, how that ended, and where it stands now."""

    assignment_id: int
    code: str
    summary: str
    state: State
    lead_name: str
    due_on: date
    outcome: AssignmentOutcome

    @property
    def went_elsewhere(self) -> bool:
        """Tell whether the agency neither has it by this letter nor answered it."""
        return self.outcome not in {AssignmentOutcome.OPEN, AssignmentOutcome.ANSWERED}


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
    rows = session.execute(
        sa.select(Assignment.forwarding_id, sa.func.count(Assignment.case_id.distinct()))
        .where(Assignment.forwarding_id.in_(forwarding_ids))
        .group_by(Assignment.forwarding_id)
    )
    return {row[0]: row[1] for row in rows}


def list_forwarded_cases(
    session: Session, forwarding_id: int, *, actor: Actor, cursor: int | None = None
) -> tuple[list[ForwardedCase], int | None]:
    """Return a page of the letter's cases, each with its last assignment by this letter; and the next cursor."""
    later = aliased(Assignment)
    is_last = ~(
        sa.exists()
        .where(later.forwarding_id == forwarding_id, later.case_id == Assignment.case_id, later.id > Assignment.id)
        .correlate(Assignment)
    )
    rows = session.execute(
        sa.select(
            Assignment.id, Case.code, Case.summary, Case.state, Organisation.name, Clock.due_on, Assignment.outcome
        )
        .join(Case, Case.id == Assignment.case_id)
        .join(Clock, sa.and_(Clock.case_id == Case.id, Clock.assignment_id == Assignment.id))
        .join(Organisation, Organisation.id == Assignment.lead_id)
        .where(
            Assignment.forwarding_id == forwarding_id,
            Clock.stage == Stage.RESPONSE,
            is_last,
            visible_to(actor),
            *([] if cursor is None else [Assignment.id > cursor]),
        )
        .order_by(Assignment.id)
        .limit(PAGE_SIZE + 1)
    ).all()
    found = [ForwardedCase(*row) for row in rows[:PAGE_SIZE]]
    return found, found[-1].assignment_id if len(rows) > PAGE_SIZE else None


def _of_own_council(actor: Actor) -> sa.ColumnElement[bool]:
    if actor is SYSTEM or actor.holds(Role.AUDITOR):
        return sa.true()
    return Forwarding.council_id.in_(sorted(actor.units_as(Role.OFFICE, Role.BOARD)))
