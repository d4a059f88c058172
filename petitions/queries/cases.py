"""One case by its code, as far as the actor may see it, with what the policy needs to know of it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer, joinedload, undefer

from petitions.domain.case_code import normalize_case_code
from petitions.domain.errors import NotFoundError
from petitions.domain.identity import SYSTEM, Actor
from petitions.domain.policy import VOTER_READERS, CaseFacts
from petitions.domain.vocabulary import PartyCapacity, Role
from petitions.models import Case
from petitions.queries.scope import visible_to


def get_case(session: Session, code: str, *, actor: Actor, for_update: bool = False) -> Case:
    """Return the case with its units, place, field and parties.

    The entry itself never leaves the database for somebody who only works for agencies: asking such
    a case for its ``content`` raises.

    ``for_update`` locks the row until the transaction ends (PostgreSQL; SQLite holds the whole
    database already).

    Raises:
        NotFoundError: there is no such code, or it is not the actor's to see.

    """
    stored = normalize_case_code(code)
    if stored is None:
        raise NotFoundError
    statement = (
        sa.select(Case)
        .where(Case.code == stored, visible_to(actor))
        .options(
            joinedload(Case.council),
            joinedload(Case.origin),
            joinedload(Case.lead),
            joinedload(Case.locality),
            joinedload(Case.subject_field),
            joinedload(Case.parties),
            undefer(Case.content) if _may_see_voters(actor) else defer(Case.content, raiseload=True),
            undefer(Case.forwarded_text),
        )
    )
    if for_update:
        statement = statement.with_for_update(of=Case).execution_options(populate_existing=True)
    case = session.execute(statement).unique().scalar_one_or_none()
    if case is None:
        raise NotFoundError
    return case


def _may_see_voters(actor: Actor) -> bool:
    return actor is SYSTEM or any(grant.role in VOTER_READERS | {Role.AUDITOR} for grant in actor.grants)


def facts_of(case: Case) -> CaseFacts:
    """Return what the policy asks of a case got by ``get_case``."""
    return CaseFacts(
        state=case.state,
        council_id=case.council_id,
        origin_id=case.origin_id,
        lead_id=case.lead_id,
        lead_needs_approval=case.lead is not None and case.lead.approval_required,
        council_delegates=case.council.delegates_to_office,
        answered_on_paper=case.answered_on_paper,
        decline_count=case.decline_count,
        decline_limit=case.council.decline_limit,
        council_ids=frozenset(p.organisation_id for p in case.parties if p.capacity is PartyCapacity.COUNCIL),
        owing_ids=frozenset(p.organisation_id for p in case.parties if p.owes_opinion),
        pending=case.pending_request,
        office_decides=case.office_decides,
        is_paused=case.paused_to is not None,
        part_count=case.part_count,
    )
