"""Answers: prepared by an officer, sent by who may, recorded from paper, corrected in a new version."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.errors import ChangedMeanwhileError, MissingError
from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.identity import Actor
from petitions.domain.policy import can, require
from petitions.domain.response_content import ResponseContent, checked_response
from petitions.domain.vocabulary import Action, FileAccess
from petitions.models import Assignment, AssignmentOutcome, Case, CaseFile, Response, ResponseDraft
from petitions.queries.cases import facts_of, get_case
from petitions.queries.responses import find_last_event
from petitions.services.files import FIELD, Attachments, record_files
from petitions.services.search_index import index_case
from petitions.services.workflow import acting_unit, advance, take_case


@dataclass(frozen=True, slots=True)
class Seen:
    """What the sender's page showed; None skips a comparison (scripts)."""

    case_version: int | None = None
    draft_version: int | None = None


_NOT_SAID = Seen()


def respond(
    session: Session,
    code: str,
    content: ResponseContent,
    attachments: Attachments,
    *,
    actor: Actor,
    now: datetime,
    seen: Seen = _NOT_SAID,
) -> Response:
    """Send the lead's answer to the council, with the files attached while it was prepared.

    Raises:
        MissingError, DateInFutureError, DateBeforeError: see ``checked_response``.
        ChangedMeanwhileError: the case, or the colleague's draft, is not what the page showed.

    """
    case = take_case(session, code, Action.RESPOND, actor=actor, seen_version=seen.case_version)
    return _write(session, case, Action.RESPOND, content, attachments, actor=actor, now=now, seen=seen)


def record_response(
    session: Session,
    code: str,
    content: ResponseContent,
    attachments: Attachments,
    *,
    actor: Actor,
    now: datetime,
    seen: Seen = _NOT_SAID,
) -> Response:
    """Put on file an answer that reached the council's office on paper; its scan belongs to it.

    The answer is the lead's, or, for a case forwarded up, that of the body it was forwarded to. What
    the lead's people were preparing stays theirs.

    Raises:
        MissingError: also for ``files``, when no scan came with it.

    """
    case = take_case(session, code, Action.RECORD_RESPONSE, actor=actor, seen_version=seen.case_version)
    if not attachments.files:
        raise MissingError(FIELD)
    return _write(session, case, Action.RECORD_RESPONSE, content, attachments, actor=actor, now=now)


def correct_response(
    session: Session,
    code: str,
    content: ResponseContent,
    attachments: Attachments,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    seen: Seen = _NOT_SAID,
) -> Response:
    """Replace the answer by a new version; the former one and its files stay to be read."""
    case = take_case(session, code, Action.CORRECT_RESPONSE, actor=actor, seen_version=seen.case_version)
    return _write(session, case, Action.CORRECT_RESPONSE, content, attachments, actor=actor, now=now, reason=reason)


def save_draft(
    session: Session,
    code: str,
    values: dict[str, str],
    attachments: Attachments,
    *,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
    hand_over: bool = False,
) -> ResponseDraft:
    """Keep what the lead's people have typed and attached so far; nobody outside the agency sees it.

    ``hand_over`` says besides that it is ready for the leader, and writes that into the history.

    Raises:
        ChangedMeanwhileError: a colleague has saved the draft after this one was opened.

    """
    case = get_case(session, code, actor=actor, for_update=True)
    prepares = hand_over or can(actor, Action.PREPARE_RESPONSE, facts_of(case))
    action = Action.PREPARE_RESPONSE if prepares else Action.RESPOND
    require(actor, action, facts_of(case))
    organisation_id = acting_unit(actor, case, action)
    draft = session.get(ResponseDraft, (case.id, organisation_id))
    _insist_on_seen(seen_version, None if draft is None else draft.version)
    if draft is None:
        draft = ResponseDraft(
            case_id=case.id, organisation_id=organisation_id, values={}, prepared_by_id=actor.person_id, prepared_at=now
        )
        session.add(draft)
    draft.values, draft.prepared_by_id, draft.prepared_at = values, actor.person_id, now
    draft.handed_over_at = now if hand_over else draft.handed_over_at
    record_files(session, case, attachments, access=FileAccess.DRAFT, organisation_id=organisation_id, now=now)
    if hand_over:
        advance(session, case, action, actor=actor, now=now)
    session.flush()
    return draft


def _write(
    session: Session,
    case: Case,
    action: Action,
    content: ResponseContent,
    attachments: Attachments,
    *,
    actor: Actor,
    now: datetime,
    reason: str | None = None,
    seen: Seen = _NOT_SAID,
) -> Response:
    """Write the next version of the answer with its files, end the lead's turn, move the case on."""
    checked = checked_response(content, received_on=case.received_on, today=date_in_hanoi(now))
    unit = acting_unit(actor, case, action)
    assignment_id, draft_version = _end_turn(session, case, now)
    response = Response(
        case_id=case.id,
        version_number=_next_version(case),
        assignment_id=assignment_id,
        organisation_id=case.lead_id,
        organisation_name=_answering_body(session, case),
        came_on_paper=action is Action.RECORD_RESPONSE,
        responded_at=now,
        **{field.name: getattr(checked, field.name) for field in fields(checked)},
    )
    session.add(response)
    session.flush()
    names = [file.name for file in attachments.files]
    if action is Action.RESPOND:
        _insist_on_seen(seen.draft_version, draft_version)
        if draft_version is not None:
            names = _take_over_draft(session, case, response) + names
    shared = FileAccess.SHARED
    record_files(session, case, attachments, access=shared, organisation_id=unit, now=now, response_id=response.id)
    facts = _facts(response, case, names)
    case.result_class = checked.result_class
    advance(session, case, action, actor=actor, now=now, note=reason, facts=facts)
    index_case(session, case.id)
    return response


def _end_turn(session: Session, case: Case, now: datetime) -> tuple[int | None, int | None]:
    """Note that the lead has answered; return its assignment, and the version of what it had prepared."""
    prepared = (
        sa.select(ResponseDraft.version)
        .where(ResponseDraft.case_id == case.id, ResponseDraft.organisation_id == case.lead_id)
        .scalar_subquery()
    )
    ended = session.execute(
        sa.update(Assignment)
        .where(Assignment.case_id == case.id, Assignment.outcome == AssignmentOutcome.OPEN)
        .values(outcome=AssignmentOutcome.ANSWERED, ended_at=now)
        .returning(Assignment.id, prepared)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if ended is None and case.lead_id is not None:
        ended = session.execute(
            sa.select(Assignment.id, prepared)
            .where(Assignment.case_id == case.id, Assignment.lead_id == case.lead_id)
            .order_by(Assignment.id.desc())
            .limit(1)
        ).one_or_none()
    return (None, None) if ended is None else (ended[0], ended[1])


def _next_version(case: Case) -> Any:
    """Return an expression that the database works out as it writes the row."""
    return (
        sa.select(sa.func.coalesce(sa.func.max(Response.version_number), 0) + 1)
        .where(Response.case_id == case.id)
        .scalar_subquery()
    )


def _answering_body(session: Session, case: Case) -> str:
    """Return whose answer it is: the lead's, or that of the body outside to which the case was forwarded."""
    if case.lead is not None:
        return case.lead.name
    forwarded = find_last_event(session, case.id, Action.FORWARD_UP)
    return str(forwarded.facts.get("recipient", "")) if forwarded is not None else ""


def _insist_on_seen(seen: int | None, stands: int | None) -> None:
    """Refuse when the page showed another draft than stands now; 0 is none."""
    if seen is not None and seen != (stands or 0):
        raise ChangedMeanwhileError


def _take_over_draft(session: Session, case: Case, response: Response) -> list[str]:
    """Make the files of the draft those of the answer, drop the draft; return the files' names."""
    mine = (CaseFile.case_id == case.id, CaseFile.organisation_id == case.lead_id, CaseFile.withdrawn_at.is_(None))
    names = session.scalars(
        sa.update(CaseFile)
        .where(*mine, CaseFile.access == FileAccess.DRAFT)
        .values(access=FileAccess.SHARED, response_id=response.id)
        .returning(CaseFile.name)
        .execution_options(synchronize_session=False)
    ).all()
    session.execute(
        sa.delete(ResponseDraft)
        .where(ResponseDraft.case_id == case.id, ResponseDraft.organisation_id == case.lead_id)
        .execution_options(synchronize_session=False)
    )
    return list(names)


def _facts(response: Response, case: Case, names: list[str]) -> dict[str, Any]:
    """Return what the sentence in the history needs, as it was that day."""
    return {
        "organisation": response.organisation_name,
        "version_number": response.version_number,
        "document_number": response.document_number,
        "signed_on": response.signed_on.isoformat(),
        "signer": response.signer,
        "result_class": response.result_class.value,
        "commitment_on": response.commitment_on.isoformat() if response.commitment_on else None,
        "due_on": case.due_on.isoformat() if case.due_on else None,
        "files": names,
    }
