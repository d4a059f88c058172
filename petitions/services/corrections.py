"""A wrong entry put right: what stood there before stays in the history, which commune and council alone read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.identity import Actor
from petitions.domain.vocabulary import Action, State
from petitions.domain.voter_houses import houses_in
from petitions.models import Case, CaseVoter, Locality, SubjectField
from petitions.queries.voters import list_voter_names
from petitions.services.intake import VoterDraft, set_voter
from petitions.services.personal_data import insist_on_checked
from petitions.services.recording import check_council, check_not_in_future, check_subject_field, recording_unit
from petitions.services.search_index import index_case
from petitions.services.workflow import advance, take_case

READ_BY_AGENCIES = frozenset({State.CLASSIFIED, State.ASSIGNED, State.IN_PROGRESS})
"""From classification on the summary stands on the forwarded list, so it may name nobody."""


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """The entry as it should read."""

    summary: str
    content: str
    subject_field_id: int
    locality_id: int
    received_on: date
    voter: VoterDraft
    personal_data_checked: bool = False


def correct_entry(
    session: Session,
    code: str,
    draft: EntryDraft,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> Case:
    """Put the entry right and write down every field's text before and after.

    An entry that reads as before writes nothing.

    Raises:
        UnknownChoiceError, DateInFutureError: a value cannot stand.
        PersonalDataError: agencies read the summary, and it names the voter or a telephone number.

    """
    case = take_case(session, code, Action.CORRECT_ENTRY, actor=actor, seen_version=seen_version)
    _check(session, case, draft, actor=actor, today=date_in_hanoi(now))
    voter = session.get(CaseVoter, case.id)
    changes = _changes(session, case, voter, draft)
    if not changes:
        return case
    case.summary, case.content, case.received_on = draft.summary, draft.content, draft.received_on
    case.subject_field_id, case.locality_id = draft.subject_field_id, draft.locality_id
    set_voter(session, case.id, draft.voter)
    facts = {"changes": changes}
    advance(session, case, Action.CORRECT_ENTRY, actor=actor, now=now, note=reason, facts=facts, is_shared=False)
    index_case(session, case.id)
    return case


def _check(session: Session, case: Case, draft: EntryDraft, *, actor: Actor, today: date) -> None:
    check_not_in_future(draft.received_on, "received_on", today=today)
    check_subject_field(session, draft.subject_field_id, kept=case.subject_field_id)
    if draft.locality_id != case.locality_id:
        recording_unit(session, actor, draft.locality_id, today=today)
        check_council(session, actor, case.council_id, locality_id=draft.locality_id, today=today)
    if case.state in READ_BY_AGENCIES:
        named_now = (*filter(None, [draft.voter.name]), *houses_in(draft.voter.address or ""))
        names = (*list_voter_names(session, case.id), *named_now)
        insist_on_checked([("summary", draft.summary)], names, is_checked=draft.personal_data_checked)


def _changes(session: Session, case: Case, voter: CaseVoter | None, draft: EntryDraft) -> list[dict[str, str]]:
    """Return field, text before and text after of whatever differs; names as they are today, dates in ISO."""
    before = {
        "summary": case.summary,
        "content": case.content,
        "subject_field_id": case.subject_field.name,
        "locality_id": case.locality.name,
        "received_on": case.received_on.isoformat(),
        "voter_name": (voter and voter.name) or "",
        "voter_phone": (voter and voter.phone) or "",
        "voter_address": (voter and voter.address) or "",
    }
    after = {
        "summary": draft.summary,
        "content": draft.content,
        "subject_field_id": session.get_one(SubjectField, draft.subject_field_id).name,
        "locality_id": session.get_one(Locality, draft.locality_id).name,
        "received_on": draft.received_on.isoformat(),
        "voter_name": draft.voter.name or "",
        "voter_phone": draft.voter.phone or "",
        "voter_address": draft.voter.address or "",
    }
    return [
        {"field": field, "before": text, "after": after[field]}
        for field, text in before.items()
        if after[field] != text
    ]
