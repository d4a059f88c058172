"""A case goes to its lead agency: assigned, taken on, declined, recalled, given to another one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.deadline_rule import LONGEST
from petitions.domain.errors import (
    DateAfterError,
    DateBeforeError,
    DateInFutureError,
    LeadAlsoCoordinatingError,
    UnknownChoiceError,
)
from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.identity import Actor
from petitions.domain.vocabulary import Action, PartyCapacity
from petitions.models import Assignment, AssignmentOutcome, Case, Coordination, Forwarding, Organisation, ResponseDraft
from petitions.queries.basis import Basis, load_basis
from petitions.queries.choices import can_answer
from petitions.services.clocks import Grounds
from petitions.services.deadlines import STAGE_RULES, AnswerDue, answer_due
from petitions.services.letters import LetterDraft, letter_for
from petitions.services.personal_data import insist_on_shared_note
from petitions.services.workflow import add_parties, advance, take_case


@dataclass(frozen=True, slots=True)
class AssignmentDraft:
    """Who is to answer, by which letter and by when.

    A typed ``letter_number`` wins over ``forwarding_id``, a letter chosen among those entered before.
    ``due_on`` is the date the letter names, None where the rule decides; ``received_on`` the arrival
    stamp, None for today.
    """

    lead_id: int
    coordinating_ids: tuple[int, ...] = ()
    forwarding_id: int | None = None
    letter_number: str | None = None
    letter_on: date | None = None
    due_on: date | None = None
    received_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Terms:
    letter: Forwarding
    received_on: date
    due: AnswerDue
    basis: Basis


def assign_case(
    session: Session,
    code: str,
    draft: AssignmentDraft,
    *,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> Case:
    """Send a classified case to its lead and coordinating agencies; the lead's answer clock starts.

    Raises:
        DeclineLimitError: declined so often that only the Board may.
        UnknownChoiceError, LeadAlsoCoordinatingError: an agency cannot be the one.
        MissingError, DateInFutureError, DateBeforeError, DateAfterError: letter or dates cannot stand.

    """
    case = take_case(session, code, Action.ASSIGN, actor=actor, seen_version=seen_version)
    return _place(session, case, draft, Action.ASSIGN, actor=actor, now=now)


def reassign_case(
    session: Session,
    code: str,
    draft: AssignmentDraft,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> Case:
    """Give a case that an agency is working on to another lead, or anew to the same; a new clock starts."""
    case = take_case(session, code, Action.REASSIGN, actor=actor, seen_version=seen_version)
    insist_on_shared_note(session, case, reason, field="reason")
    end_assignment(session, case, AssignmentOutcome.REASSIGNED, now=now)
    return _place(session, case, draft, Action.REASSIGN, actor=actor, now=now, reason=reason)


def accept_case(session: Session, code: str, *, actor: Actor, now: datetime, seen_version: int | None = None) -> Case:
    """Take the case on for the lead agency; its clock neither starts nor moves."""
    case = take_case(session, code, Action.ACCEPT, actor=actor, seen_version=seen_version)
    session.execute(sa.update(Assignment).where(_open(case)).values(accepted_at=now))
    advance(session, case, Action.ACCEPT, actor=actor, now=now, facts=_of_lead(case))
    return case


def decline_case(
    session: Session, code: str, *, reason: str, actor: Actor, now: datetime, seen_version: int | None = None
) -> Case:
    """Send the case back to the council office as not the agency's matter."""
    case = take_case(session, code, Action.DECLINE, actor=actor, seen_version=seen_version)
    facts = _of_lead(case) | {"decline_count": case.decline_count + 1}
    advance(session, case, Action.DECLINE, actor=actor, now=now, note=reason, facts=facts)
    end_assignment(session, case, AssignmentOutcome.DECLINED, now=now)
    case.decline_count += 1
    clear_lead(case)
    session.flush()
    return case


def recall_case(
    session: Session, code: str, *, reason: str, actor: Actor, now: datetime, seen_version: int | None = None
) -> Case:
    """Take a wrong assignment back before the agency has accepted it."""
    case = take_case(session, code, Action.RECALL, actor=actor, seen_version=seen_version)
    insist_on_shared_note(session, case, reason, field="reason")
    facts = _of_lead(case)
    end_assignment(session, case, AssignmentOutcome.RECALLED, now=now)
    clear_lead(case)
    advance(session, case, Action.RECALL, actor=actor, now=now, note=reason, facts=facts)
    return case


def end_assignment(session: Session, case: Case, outcome: AssignmentOutcome, *, now: datetime) -> None:
    """Close the case's open assignment, if there is one; what its officer had prepared goes with it."""
    session.execute(sa.update(Assignment).where(_open(case)).values(outcome=outcome, ended_at=now))
    session.execute(sa.delete(ResponseDraft).where(ResponseDraft.case_id == case.id))


def clear_lead(case: Case) -> None:
    """Leave the case without lead and due date; who had it keeps sight of it."""
    case.lead, case.lead_id, case.due_on = None, None, None


def _place(
    session: Session,
    case: Case,
    draft: AssignmentDraft,
    action: Action,
    *,
    actor: Actor,
    now: datetime,
    reason: str | None = None,
) -> Case:
    today = date_in_hanoi(now)
    lead, coordinating = _agencies(session, case, draft, today=today)
    terms = _terms(session, case, draft, now=now, today=today)
    assignment = _write_assignment(session, case, lead, coordinating, terms, now=now)
    case.lead, case.lead_id, case.due_on = lead, lead.id, terms.due.due_on
    grounds = Grounds(
        start_on=terms.received_on,
        fixed_on=assignment.fixed_on,
        assignment_id=assignment.id,
        coordinating_ids=tuple(agency.id for agency in coordinating),
        basis=terms.basis,
    )
    facts = _facts(lead, coordinating, terms)
    advance(session, case, action, actor=actor, now=now, note=reason, facts=facts, grounds=grounds)
    return case


def _agencies(
    session: Session, case: Case, draft: AssignmentDraft, *, today: date
) -> tuple[Organisation, list[Organisation]]:
    """Return lead and coordinating agencies; every one must exist today and be able to answer here."""
    if draft.lead_id in draft.coordinating_ids:
        raise LeadAlsoCoordinatingError("coordinating_ids")
    wanted = {draft.lead_id, *draft.coordinating_ids}
    found = {
        agency.id: agency
        for agency in session.scalars(
            sa.select(Organisation).where(Organisation.id.in_(sorted(wanted)), can_answer(case.council, today))
        )
    }
    if draft.lead_id not in found:
        raise UnknownChoiceError("lead_id")
    if wanted - found.keys():
        raise UnknownChoiceError("coordinating_ids")
    return found[draft.lead_id], [found[key] for key in dict.fromkeys(draft.coordinating_ids)]


def _terms(session: Session, case: Case, draft: AssignmentDraft, *, now: datetime, today: date) -> _Terms:
    """Return letter, day zero and due date; the three have to follow one another."""
    wanted = LetterDraft(draft.letter_number, draft.letter_on, draft.forwarding_id)
    letter = letter_for(session, case.council_id, wanted, now=now)
    received_on = draft.received_on or _likely_receipt(draft, letter, today)
    if received_on > today:
        raise DateInFutureError("received_on")
    if received_on < letter.letter_on:
        raise DateBeforeError("received_on", letter.letter_on)
    if draft.due_on is not None and draft.due_on < received_on:
        raise DateBeforeError("due_on", received_on)
    if draft.due_on is not None and draft.due_on > (latest := letter.letter_on + timedelta(days=LONGEST)):
        raise DateAfterError("due_on", latest)
    basis = load_basis(session, STAGE_RULES)
    return _Terms(letter, received_on, answer_due(basis, received_on, fixed_on=draft.due_on), basis)


def _likely_receipt(draft: AssignmentDraft, letter: Forwarding, today: date) -> date:
    """Return today; for an old paper, whose date has passed, the day of the letter."""
    return letter.letter_on if draft.due_on is not None and draft.due_on < today else today


def _write_assignment(
    session: Session, case: Case, lead: Organisation, coordinating: list[Organisation], terms: _Terms, *, now: datetime
) -> Assignment:
    assignment = Assignment(
        case_id=case.id,
        lead_id=lead.id,
        forwarding_id=terms.letter.id,
        assigned_at=now,
        received_on=terms.received_on,
        fixed_on=terms.due.due_on if terms.due.is_fixed else None,
    )
    session.add(assignment)
    session.flush()
    session.add_all(Coordination(assignment_id=assignment.id, organisation_id=agency.id) for agency in coordinating)
    parties = {agency.id: PartyCapacity.COORDINATING for agency in coordinating}
    add_parties(session, case, parties | {lead.id: PartyCapacity.LEAD}, owing=set(parties))
    return assignment


def _facts(lead: Organisation, coordinating: list[Organisation], terms: _Terms) -> dict[str, Any]:
    """Return what the sentence in the history needs, with names and letter as they were that day."""
    return {
        "lead": lead.name,
        "coordinating": [agency.name for agency in coordinating],
        "letter_number": terms.letter.letter_number,
        "letter_on": terms.letter.letter_on.isoformat(),
        "received_on": terms.received_on.isoformat(),
        "due_on": terms.due.due_on.isoformat(),
        "due_is_fixed": terms.due.is_fixed,
    }


def _of_lead(case: Case) -> dict[str, Any]:
    return {"lead": case.lead.name if case.lead else ""}


def _open(case: Case) -> sa.ColumnElement[bool]:
    return sa.and_(Assignment.case_id == case.id, Assignment.outcome == AssignmentOutcome.OPEN)
