"""Several matters told as one become several cases; and the way back while the office still has them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.authority import own_authority
from petitions.domain.case_code import new_case_code
from petitions.domain.errors import MissingError
from petitions.domain.identity import Actor
from petitions.domain.merge_errors import PartsInUseError, StatementLeftOutError
from petitions.domain.vocabulary import Action, State
from petitions.models import Case, CaseEvent, CaseStatement, CaseVoter, Statement
from petitions.queries.cases import get_case
from petitions.queries.voters import list_voter_names
from petitions.services.merging import join, lock_cases
from petitions.services.personal_data import insist_on_checked, masked
from petitions.services.recording import check_subject_field
from petitions.services.search_index import index_cases
from petitions.services.workflow import advance, begin_part, new_case_row, take_case

FEWEST_PARTS = 2
WITH_THE_OFFICE = frozenset({State.SUBMITTED, State.CLASSIFIED})


@dataclass(frozen=True, slots=True)
class PartDraft:
    """One matter: its line on the list, its entry, the statements it rests on, and what agencies will read of it.

    None for the statements means all of them; None for the field that of the whole. None for what agencies
    read means what the office has settled already where the entry stays, else the entry, masked.
    """

    summary: str
    content: str
    statement_ids: frozenset[int] | None = None
    subject_field_id: int | None = None
    forwarded_text: str | None = None


def split_case(
    session: Session,
    code: str,
    parts: Sequence[PartDraft],
    *,
    mask: str,
    actor: Actor,
    now: datetime,
    personal_data_checked: bool = False,
    seen_version: int | None = None,
) -> list[Case]:
    """Keep the first part under the case's own code and put the others on file as classified cases of their own.

    What stood there stays in the history. ``mask`` takes the place of names and numbers where a part says nothing
    of what agencies read; ``personal_data_checked``: what is left of them in what it does say has to stay.

    Raises:
        MissingError, StatementLeftOutError: there are fewer than two parts, or a statement is in none of them.
        UnknownChoiceError: a field is not in use.
        PersonalDataError: what agencies will read of a part names somebody, unconfirmed.

    """
    case = take_case(session, code, Action.SPLIT, actor=actor, seen_version=seen_version)
    statements = _statements(session, case)
    _insist_on_all(session, case, statements, parts)
    drafts, facts = _with_what_agencies_read(session, case, parts, mask, is_checked=personal_data_checked)
    voter = session.get(CaseVoter, case.id)
    rows = [_new_part(session, case, part, voter, statements, actor=actor, now=now) for part in drafts[1:]]
    facts |= {"parts": [row.code for row in rows]} | _as_it_stands(case, statements)
    _become(session, case, drafts[0], statements)
    case.part_count += len(rows)
    advance(session, case, Action.SPLIT, actor=actor, now=now, facts=facts)
    index_cases(session, [case.id, *(row.id for row in rows)])
    return [case, *rows]


def undo_split(
    session: Session, code: str, *, reason: str, actor: Actor, now: datetime, seen_version: int | None = None
) -> Case:
    """Undo the latest split: the whole reads as before, its parts become part of it and keep their codes.

    Raises:
        PartsInUseError: a part is no longer with the office, or was merged or split itself.

    """
    lock_cases(session, [code])
    case = take_case(session, code, Action.UNDO_SPLIT, actor=actor, seen_version=seen_version)
    split = _latest_split(session, case)
    parts = [get_case(session, part, actor=actor, for_update=True) for part in split.facts["parts"]]
    gone_on = [p.code for p in parts if p.state not in WITH_THE_OFFICE or p.part_count or p.merged_count]
    if gone_on:
        raise PartsInUseError(tuple(gone_on))
    before = split.facts["before"]
    facts = {"parts": split.facts["parts"], "split_event": split.id, "before": _texts(case)}
    case.summary, case.content = before["summary"], before["content"]
    case.forwarded_text = before.get("forwarded_text") or case.forwarded_text
    case.subject_field_id = split.facts["subject_field_id"]
    _rest_on(session, case.id, split.facts["statement_ids"])
    advance(session, case, Action.UNDO_SPLIT, actor=actor, now=now, note=reason, facts=facts)
    case.part_count -= len(parts)
    for part in parts:
        join(session, part, case, reason=reason, actor=actor, now=now)
    index_cases(session, [case.id])
    return case


def _texts(case: Case) -> dict[str, str]:
    """Return the texts of a case as they stand."""
    texts = {"summary": case.summary, "content": case.content, "forwarded_text": case.forwarded_text}
    return {name: text for name, text in texts.items() if text is not None}


def _as_it_stands(case: Case, statements: dict[int, int]) -> dict[str, Any]:
    """Return what an undo puts back."""
    return {"before": _texts(case), "subject_field_id": case.subject_field_id, "statement_ids": sorted(statements)}


def _with_what_agencies_read(
    session: Session, case: Case, parts: Sequence[PartDraft], mask: str, *, is_checked: bool
) -> tuple[list[PartDraft], dict[str, Any]]:
    """Return the parts, each with what agencies will read of it, and what the history says of what was left in.

    The first part of a case that is not classified yet is read by nobody before it is looked at again.
    """
    names = list_voter_names(session, case.id)
    drafts = []
    for part in parts:
        settled = case.forwarded_text if part is parts[0] and part.content == case.content else None
        text = part.forwarded_text or settled or masked(part.content, names, mask=mask)
        drafts.append(replace(part, forwarded_text=text))
    read = drafts if case.state is State.CLASSIFIED else drafts[1:]
    texts = [(field, getattr(part, field)) for part in read for field in ("summary", "forwarded_text")]
    is_left = insist_on_checked(texts, names, is_checked=is_checked)
    return drafts, {"personal_data_kept": True} if is_left else {}


def _statements(session: Session, case: Case) -> dict[int, int]:
    """Return the statements the case was made from, each with its number on the minutes."""
    rows = session.execute(
        sa.select(Statement.id, Statement.position)
        .join(CaseStatement, CaseStatement.statement_id == Statement.id)
        .where(CaseStatement.case_id == case.id)
    )
    return {row.id: row.position for row in rows}


def _insist_on_all(session: Session, case: Case, statements: dict[int, int], parts: Sequence[PartDraft]) -> None:
    """Refuse fewer than two parts, a field out of use, and a statement in none of them."""
    if len(parts) < FEWEST_PARTS:
        raise MissingError("content")
    for part in parts:
        check_subject_field(session, part.subject_field_id, kept=case.subject_field_id)
    if any(part.statement_ids is None for part in parts):
        return
    used = {key for part in parts for key in part.statement_ids or ()}
    for key, position in statements.items():
        if key not in used:
            raise StatementLeftOutError("part_statements", position)


def _new_part(
    session: Session,
    case: Case,
    part: PartDraft,
    voter: CaseVoter | None,
    statements: dict[int, int],
    *,
    actor: Actor,
    now: datetime,
) -> Case:
    row = new_case_row(
        code=_free_code(session),
        kind=case.kind,
        channel=case.channel,
        council_id=case.council_id,
        origin_id=case.origin_id,
        locality_id=case.locality_id,
        subject_field_id=part.subject_field_id or case.subject_field_id,
        contact_meeting_id=case.contact_meeting_id,
        received_on=case.received_on,
        summary=part.summary,
        content=part.content,
        forwarded_text=part.forwarded_text,
        authority=case.authority or own_authority(case.council.level),
        split_from_id=case.id,
        recorded_at=now,
        changed_at=now,
    )
    begin_part(session, row, case, actor=actor, now=now)
    if voter is not None:
        session.add(CaseVoter(case_id=row.id, name=voter.name, phone=voter.phone, address=voter.address))
    _rest_on(session, row.id, _of(part, statements))
    return row


def _become(session: Session, case: Case, part: PartDraft, statements: dict[int, int]) -> None:
    """Let the whole read as its first part."""
    case.summary, case.content = part.summary, part.content
    case.subject_field_id = part.subject_field_id or case.subject_field_id
    if case.state is State.CLASSIFIED:
        case.forwarded_text = part.forwarded_text
    _rest_on(session, case.id, _of(part, statements))


def _of(part: PartDraft, statements: dict[int, int]) -> Sequence[int]:
    return sorted(statements if part.statement_ids is None else part.statement_ids & statements.keys())


def _rest_on(session: Session, case_id: int, statement_ids: Sequence[int]) -> None:
    session.flush()
    session.execute(sa.delete(CaseStatement).where(CaseStatement.case_id == case_id))
    rows = [{"case_id": case_id, "statement_id": key} for key in statement_ids]
    if rows:
        session.execute(sa.insert(CaseStatement), rows)


def _latest_split(session: Session, case: Case) -> CaseEvent:
    """Return the latest split that was not undone."""
    events = session.scalars(
        sa.select(CaseEvent)
        .where(CaseEvent.case_id == case.id, CaseEvent.action.in_((Action.SPLIT, Action.UNDO_SPLIT)))
        .order_by(CaseEvent.id.desc())
    ).all()
    undone = {event.facts.get("split_event") for event in events}
    return next(event for event in events if event.action is Action.SPLIT and event.id not in undone)


def _free_code(session: Session) -> str:
    while True:
        code = new_case_code()
        if not session.scalar(sa.select(sa.exists().where(Case.code == code))):
            return code
