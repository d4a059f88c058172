"""What administrators did, and the reference data they keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from petitions.domain.admin_vocabulary import AdminSubject
from petitions.domain.errors import NotFoundError
from petitions.models import AdminEvent, Case, CouncilSession, CouncilTerm, DeadlineRule, Organisation, SubjectField

EVENTS_A_PAGE = 50
MOST_ON_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class TermRow:
    """One line of the list of terms."""

    id: int
    council_name: str
    name: str
    starts_on: date
    ends_on: date | None
    session_count: int


def list_admin_events(session: Session, *, before: int | None = None) -> tuple[list[AdminEvent], int | None]:
    """Return one page of the whole history, the latest first, and where the next begins."""
    statement = sa.select(AdminEvent).order_by(AdminEvent.id.desc()).limit(EVENTS_A_PAGE + 1)
    if before is not None:
        statement = statement.where(AdminEvent.id < before)
    found = list(session.scalars(statement))
    page = found[:EVENTS_A_PAGE]
    return page, page[-1].id if len(found) > EVENTS_A_PAGE else None


def list_admin_events_of(session: Session, kind: AdminSubject, key: int) -> list[AdminEvent]:
    """Return the latest steps about one account, unit or other row."""
    return list(
        session.scalars(
            sa.select(AdminEvent)
            .where(AdminEvent.subject_kind == kind, AdminEvent.subject_id == key)
            .order_by(AdminEvent.id.desc())
            .limit(MOST_ON_A_PAGE)
        )
    )


def list_admin_events_of_many(session: Session, kind: AdminSubject, keys: Sequence[int]) -> list[AdminEvent]:
    """Return the latest steps about several rows of one kind."""
    return list(
        session.scalars(
            sa.select(AdminEvent)
            .where(AdminEvent.subject_kind == kind, AdminEvent.subject_id.in_(keys))
            .order_by(AdminEvent.id.desc())
            .limit(MOST_ON_A_PAGE)
        )
    )


def list_all_subject_fields(session: Session) -> list[SubjectField]:
    """Return every field in order, those out of use too."""
    return list(session.scalars(sa.select(SubjectField).order_by(SubjectField.position, SubjectField.id)))


def get_subject_field(session: Session, field_id: int) -> SubjectField:
    """Return one field, or raise NotFoundError."""
    field = session.get(SubjectField, field_id)
    if field is None:
        raise NotFoundError
    return field


def is_field_used(session: Session, field_id: int) -> bool:
    """Tell whether a case stands under this field."""
    return bool(session.scalar(sa.select(sa.exists().where(Case.subject_field_id == field_id))))


def list_terms(session: Session) -> list[TermRow]:
    """Return the terms of all councils, the latest first."""
    sessions = (
        sa.select(sa.func.count())
        .where(CouncilSession.council_term_id == CouncilTerm.id)
        .correlate(CouncilTerm)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(
            CouncilTerm.id, Organisation.name, CouncilTerm.name, CouncilTerm.starts_on, CouncilTerm.ends_on, sessions
        )
        .join(Organisation, Organisation.id == CouncilTerm.council_id)
        .order_by(CouncilTerm.starts_on.desc(), Organisation.folded, CouncilTerm.id)
        .limit(500)
    ).tuples()
    return [TermRow(*row) for row in rows]


def list_sessions_of_term(session: Session, term_id: int) -> list[CouncilSession]:
    """Return the council sessions of a term in the order they are held; those without a day last."""
    return list(
        session.scalars(
            sa.select(CouncilSession)
            .where(CouncilSession.council_term_id == term_id)
            .order_by(
                sa.case((CouncilSession.held_on.is_(None), 1), else_=0), CouncilSession.held_on, CouncilSession.id
            )
        )
    )


def get_council_session(session: Session, council_session_id: int) -> CouncilSession:
    """Return a council session with its term, or raise NotFoundError."""
    row = session.execute(
        sa.select(CouncilSession)
        .where(CouncilSession.id == council_session_id)
        .options(joinedload(CouncilSession.term))
    ).scalar_one_or_none()
    if row is None:
        raise NotFoundError
    return row


def list_deadline_rules(session: Session) -> list[DeadlineRule]:
    """Return every version of every rule, rule by rule in the order they were entered, the oldest first."""
    rules = list(session.scalars(sa.select(DeadlineRule).order_by(DeadlineRule.id)))
    order = {rule.code: place for place, rule in reversed(list(enumerate(rules)))}
    return sorted(rules, key=lambda rule: (order[rule.code], rule.valid_from))
