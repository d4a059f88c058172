"""Answers: sent by who may, recorded from paper, corrected in a new version."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.errors import MissingError
from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.identity import Actor
from petitions.domain.response_content import ResponseContent, checked_arrival, checked_response
from petitions.domain.vocabulary import Action, FileAccess
from petitions.models import Assignment, AssignmentOutcome, Case, Response, ResponseDraft
from petitions.queries.responses import find_current_response, find_last_event, reached_council_on
from petitions.services.clocks import By, Grounds, put_stop_right
from petitions.services.files import FIELD, Attachments, record_files
from petitions.services.personal_data import insist_on_shared_note
from petitions.services.response_drafts import insist_on_seen, take_over_draft
from petitions.services.search_index import index_answer
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
    the lead's people were preparing stays theirs. Its ``arrived_on`` is the day on which it counts as
    given, today where nobody says.

    Raises:
        MissingError: also for ``files``, when no scan came with it.
        DateInFutureError, DateBeforeError: also for ``arrived_on``, see ``checked_arrival``.

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
    """Replace the answer by a new version; the former one and its files stay to be read.

    The lead's leader does so, and the office where it has copied the answer from paper. The new version
    counts as given when the former one was, unless the office puts the day of arrival right.

    Raises:
        PersonalDataInNoteError: agencies read the office's reason, and it names the voter.

    """
    case = take_case(session, code, Action.CORRECT_RESPONSE, actor=actor, seen_version=seen.case_version)
    if acting_unit(actor, case, Action.CORRECT_RESPONSE) != case.lead_id:
        insist_on_shared_note(session, case, reason, field="note")
    return _write(session, case, Action.CORRECT_RESPONSE, content, attachments, actor=actor, now=now, reason=reason)


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
    today, unit = date_in_hanoi(now), acting_unit(actor, case, action)
    checked = checked_response(content, received_on=case.received_on, today=today)
    turn = _end_turn(session, case, now)
    on_paper = action is Action.RECORD_RESPONSE or (action is Action.CORRECT_RESPONSE and unit != case.lead_id)
    arrived_on = _arrival(session, case, action, checked, turn, on_paper=on_paper, today=today)
    response = Response(
        case_id=case.id,
        version_number=turn.answers + 1,
        assignment_id=turn.assignment_id,
        organisation_id=case.lead_id,
        organisation_name=turn.answering_body,
        came_on_paper=on_paper,
        responded_at=now,
        **{field.name: getattr(checked, field.name) for field in fields(checked)} | {"arrived_on": arrived_on},
    )
    session.add(response)
    session.flush()
    drafted = _drafted(session, case, response, turn, seen) if action is Action.RESPOND else []
    names = [*drafted, *(file.name for file in attachments.files)]
    shared = FileAccess.SHARED
    record_files(session, case, attachments, access=shared, organisation_id=unit, now=now, response_id=response.id)
    case.result_class, case.answered_on_paper = checked.result_class, on_paper
    grounds = Grounds(stopped_on=arrived_on, response_id=response.id, commitment_on=checked.commitment_on)
    facts = _facts(response, case, names)
    event = advance(session, case, action, actor=actor, now=now, note=reason, facts=facts, grounds=grounds)
    _settle(session, case, action, response, By(actor, event.organisation_name, now))
    return response


def _settle(session: Session, case: Case, action: Action, response: Response, by: By) -> None:
    """Make the answer findable; let the lead's clock have stopped on the day that a corrected copy names."""
    index_answer(session, case.id, (response.content, response.document_number))
    if action is Action.CORRECT_RESPONSE and response.came_on_paper and response.arrived_on is not None:
        put_stop_right(session, case, response.arrived_on, by)


@dataclass(frozen=True, slots=True)
class _Turn:
    """Who answered: the lead in its turn, or a body outside.

    ``asked_on`` is when it got the case, ``answers`` how many versions of an answer there are.
    """

    answering_body: str
    asked_on: date | None
    assignment_id: int | None = None
    draft_version: int | None = None
    answers: int = 0


def _end_turn(session: Session, case: Case, now: datetime) -> _Turn:
    """Note that the lead has answered; return its turn, with the version of what it had prepared."""
    answers = (
        sa.select(sa.func.coalesce(sa.func.max(Response.version_number), 0))
        .where(Response.case_id == case.id)
        .scalar_subquery()
    )
    if case.lead is None:
        return replace(_outside(session, case), answers=session.scalar(sa.select(answers)) or 0)
    prepared = (
        sa.select(ResponseDraft.version)
        .where(ResponseDraft.case_id == case.id, ResponseDraft.organisation_id == case.lead_id)
        .scalar_subquery()
    )
    told = (Assignment.received_on, Assignment.id, prepared, answers)
    ended = session.execute(
        sa.update(Assignment)
        .where(Assignment.case_id == case.id, Assignment.outcome == AssignmentOutcome.OPEN)
        .values(outcome=AssignmentOutcome.ANSWERED, ended_at=now)
        .returning(*told)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if ended is None:
        ended = session.execute(
            sa.select(*told)
            .where(Assignment.case_id == case.id, Assignment.lead_id == case.lead_id)
            .order_by(Assignment.id.desc())
            .limit(1)
        ).one_or_none()
    return _Turn(case.lead.name, *(ended or (None,)))


def _outside(session: Session, case: Case) -> _Turn:
    """Return the body to which the case was forwarded and the date of the letter that did it."""
    forwarded = find_last_event(session, case.id, Action.FORWARD_UP)
    facts = {} if forwarded is None else forwarded.facts
    sent_on = facts.get("letter_on")
    return _Turn(str(facts.get("recipient", "")), date.fromisoformat(sent_on) if sent_on else None)


def _arrival(
    session: Session,
    case: Case,
    action: Action,
    content: ResponseContent,
    turn: _Turn,
    *,
    on_paper: bool,
    today: date,
) -> date | None:
    """Return the day the answer reached the council, None when that is today by this system."""
    if action is Action.RESPOND:
        return None
    former = find_current_response(session, case.id) if action is Action.CORRECT_RESPONSE else None
    usual = today if former is None else reached_council_on(former)
    if not on_paper:
        return usual
    return checked_arrival(
        content.arrived_on or usual, signed_on=content.signed_on, asked_on=turn.asked_on, today=today
    )


def _drafted(session: Session, case: Case, response: Response, turn: _Turn, seen: Seen) -> list[str]:
    """Make what was prepared part of the answer, when it is what the sender saw; return its files' names."""
    insist_on_seen(seen.draft_version, turn.draft_version)
    return [] if turn.draft_version is None else take_over_draft(session, case, response)


def _facts(response: Response, case: Case, names: list[str]) -> dict[str, Any]:
    """Return what the sentence in the history needs, as it was that day."""
    return {
        "organisation": response.organisation_name,
        "version_number": response.version_number,
        "document_number": response.document_number,
        "signed_on": response.signed_on.isoformat(),
        "signer": response.signer,
        "on_paper": response.came_on_paper,
        "arrived_on": response.arrived_on.isoformat() if response.came_on_paper and response.arrived_on else None,
        "result_class": response.result_class.value,
        "commitment_on": response.commitment_on.isoformat() if response.commitment_on else None,
        "due_on": case.due_on.isoformat() if case.due_on else None,
        "files": names,
    }
