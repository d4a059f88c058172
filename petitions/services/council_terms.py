"""Terms for which councils are elected, and the council sessions held in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.admin_vocabulary import AdminAction, AdminSubject
from petitions.domain.errors import (
    AlreadyTakenError,
    DateAfterError,
    DateBeforeError,
    MissingError,
    NotFoundError,
    UnknownChoiceError,
)
from petitions.domain.identity import Actor
from petitions.domain.policy import Permission, insist
from petitions.domain.text import one_line
from petitions.domain.vocabulary import OrganisationKind
from petitions.models import CouncilSession, CouncilTerm, Organisation
from petitions.services.administration import changes_to, check_version, note


@dataclass(frozen=True, slots=True)
class CouncilTermDraft:
    """What is entered of a term; the last day is often not known yet."""

    council_id: int
    name: str
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class CouncilSessionDraft:
    """What is entered of a council session; a planned one may have no day yet."""

    name: str
    held_on: date | None = None


def create_council_term(session: Session, draft: CouncilTermDraft, *, actor: Actor, now: datetime) -> CouncilTerm:
    """Return the new term."""
    insist(actor, Permission.ADMINISTER)
    term = CouncilTerm(**_checked_term(session, draft))
    session.add(term)
    session.flush()
    note(session, AdminAction.CREATE, _term_subject(term), actor=actor, now=now)
    return term


def edit_council_term(
    session: Session,
    term_id: int,
    draft: CouncilTermDraft,
    *,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> None:
    """Change a term."""
    insist(actor, Permission.ADMINISTER)
    term = get_council_term(session, term_id)
    check_version(term, seen_version)
    changed = changes_to(term, _checked_term(session, draft, but=term_id))
    if changed:
        note(session, AdminAction.CHANGE, _term_subject(term), actor=actor, now=now, facts={"changes": changed})


def add_council_session(
    session: Session, term_id: int, draft: CouncilSessionDraft, *, actor: Actor, now: datetime
) -> CouncilSession:
    """Return the new council session of a term."""
    insist(actor, Permission.ADMINISTER)
    term = get_council_term(session, term_id)
    row = CouncilSession(council_term_id=term.id, **_checked_session(session, term, draft))
    session.add(row)
    session.flush()
    note(session, AdminAction.CREATE, _session_subject(row), actor=actor, now=now)
    return row


def edit_council_session(
    session: Session,
    council_session_id: int,
    draft: CouncilSessionDraft,
    *,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> CouncilSession:
    """Change a council session, and return it."""
    insist(actor, Permission.ADMINISTER)
    row = session.get(CouncilSession, council_session_id)
    if row is None:
        raise NotFoundError
    check_version(row, seen_version)
    term = get_council_term(session, row.council_term_id)
    changed = changes_to(row, _checked_session(session, term, draft, but=row.id))
    if changed:
        note(session, AdminAction.CHANGE, _session_subject(row), actor=actor, now=now, facts={"changes": changed})
    return row


def get_council_term(session: Session, term_id: int) -> CouncilTerm:
    """Return a term for change, or raise NotFoundError."""
    term = session.get(CouncilTerm, term_id)
    if term is None:
        raise NotFoundError
    return term


def _checked_term(session: Session, draft: CouncilTermDraft, but: int | None = None) -> dict[str, Any]:
    name = one_line(draft.name)
    if not name:
        raise MissingError("name")
    council = session.get(Organisation, draft.council_id)
    if council is None or council.kind is not OrganisationKind.COUNCIL:
        raise UnknownChoiceError("council_id")
    if draft.ends_on is not None and draft.ends_on < draft.starts_on:
        raise DateBeforeError("ends_on", draft.starts_on)
    same_start = sa.select(CouncilTerm.id).where(
        CouncilTerm.council_id == council.id, CouncilTerm.starts_on == draft.starts_on, CouncilTerm.id != (but or 0)
    )
    if session.scalar(same_start):
        raise AlreadyTakenError("starts_on")
    return {"council_id": council.id, "name": name, "starts_on": draft.starts_on, "ends_on": draft.ends_on}


def _checked_session(
    session: Session, term: CouncilTerm, draft: CouncilSessionDraft, but: int | None = None
) -> dict[str, Any]:
    name = one_line(draft.name)
    if not name:
        raise MissingError("name")
    if draft.held_on is not None and draft.held_on < term.starts_on:
        raise DateBeforeError("held_on", term.starts_on)
    if draft.held_on is not None and term.ends_on is not None and draft.held_on > term.ends_on:
        raise DateAfterError("held_on", term.ends_on)
    same_name = sa.select(CouncilSession.id).where(
        CouncilSession.council_term_id == term.id, CouncilSession.name == name, CouncilSession.id != (but or 0)
    )
    if session.scalar(same_name):
        raise AlreadyTakenError("name")
    return {"name": name, "held_on": draft.held_on}


def _term_subject(term: CouncilTerm) -> tuple[AdminSubject, int, str]:
    return AdminSubject.COUNCIL_TERM, term.id, term.name


def _session_subject(row: CouncilSession) -> tuple[AdminSubject, int, str]:
    return AdminSubject.COUNCIL_SESSION, row.id, row.name
