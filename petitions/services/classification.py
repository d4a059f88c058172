"""The council office sorts a case: classified, returned to the commune, or kept on file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from petitions.domain.errors import MissingError, UnknownChoiceError
from petitions.domain.identity import Actor
from petitions.domain.vocabulary import Action, Authority, FilingReason, State
from petitions.models import Case, SubjectField
from petitions.queries.voters import list_voter_names
from petitions.services.personal_data import insist_on_checked
from petitions.services.search_index import index_case
from petitions.services.workflow import advance, take_case


@dataclass(frozen=True, slots=True)
class Classification:
    """What the office settles: whose matter it is, its field, and what agencies read of it.

    ``personal_data_checked``: the office has looked, and what is left of names or numbers has to stay.
    """

    authority: Authority
    subject_field_id: int
    summary: str
    forwarded_text: str
    note: str | None = None
    personal_data_checked: bool = False


def classify_case(
    session: Session,
    code: str,
    wanted: Classification,
    *,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> Case:
    """Settle authority, field and the words agencies read; again with a note while nothing is sent yet.

    Raises:
        UnknownChoiceError: there is no such field, or it is out of use.
        PersonalDataError: summary or text holds a telephone or card number or a voter's name, unconfirmed.
        MissingError: a classified case changes without a note.

    """
    case = take_case(session, code, Action.CLASSIFY, actor=actor, seen_version=seen_version)
    field = session.get(SubjectField, wanted.subject_field_id)
    if field is None or not (field.is_active or field.id == case.subject_field_id):
        raise UnknownChoiceError("subject_field_id")
    names = list_voter_names(session, case.id)
    texts = (("summary", wanted.summary), ("forwarded_text", wanted.forwarded_text))
    left = insist_on_checked(texts, names, is_checked=wanted.personal_data_checked)
    before = _changes(case, wanted, field)
    if case.state is State.CLASSIFIED and before and not wanted.note:
        raise MissingError("note")
    facts: dict[str, Any] = {"authority": wanted.authority.value, "subject_field": field.name}
    if before:
        facts["before"] = before
    if left:
        facts["personal_data_kept"] = True
    case.authority, case.summary = wanted.authority, wanted.summary
    case.subject_field, case.forwarded_text = field, wanted.forwarded_text
    advance(session, case, Action.CLASSIFY, actor=actor, now=now, note=wanted.note, facts=facts)
    index_case(session, case.id)
    return case


def return_case(
    session: Session, code: str, *, reason: str, actor: Actor, now: datetime, seen_version: int | None = None
) -> Case:
    """Give the case back to the unit that recorded it, to be completed."""
    case = take_case(session, code, Action.RETURN, actor=actor, seen_version=seen_version)
    advance(session, case, Action.RETURN, actor=actor, now=now, note=reason)
    return case


def file_case(
    session: Session,
    code: str,
    *,
    reason: FilingReason,
    note: str,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> Case:
    """Keep the case on file without sending it to anybody."""
    case = take_case(session, code, Action.FILE, actor=actor, seen_version=seen_version)
    advance(session, case, Action.FILE, actor=actor, now=now, note=note, facts={"reason": reason.value})
    return case


def _changes(case: Case, wanted: Classification, field: SubjectField) -> dict[str, str]:
    """Return what stood there before, of what is about to change; nothing is lost from the history."""
    rows = (
        ("authority", case.authority and case.authority.value, wanted.authority.value),
        ("subject_field", case.subject_field.name, field.name),
        ("summary", case.summary, wanted.summary),
        ("forwarded_text", case.forwarded_text, wanted.forwarded_text),
    )
    return {name: old for name, old, new in rows if old and old != new}
