"""Cases on their way in: recorded from statements or alone, put right, submitted, answered in the room, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.case_code import new_case_code
from petitions.domain.errors import FieldError, UnknownChoiceError
from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.identity import Actor
from petitions.domain.meeting_errors import StatementTakenError
from petitions.domain.policy import Permission, insist
from petitions.domain.vocabulary import Action, Channel, Kind, PartyCapacity, Role
from petitions.models import (
    AssignmentOutcome,
    Case,
    CaseStatement,
    CaseVoter,
    ContactMeeting,
    Organisation,
    Statement,
    SubjectField,
)
from petitions.queries.meetings import find_meeting, may_record_for
from petitions.queries.scope import visible_to
from petitions.queries.statements import cases_of_statements
from petitions.services.assignment import end_assignment
from petitions.services.personal_data import insist_on_shared_note
from petitions.services.re_raising import count_from, find_earlier
from petitions.services.recording import (
    check_council,
    check_not_in_future,
    preset_council,
    recording_unit,
)
from petitions.services.search_index import index_case
from petitions.services.workflow import add_party, advance, begin, new_case_row, take_case

UNKNOWN = 0
"""A key that no row has."""


@dataclass(frozen=True, slots=True)
class VoterDraft:
    """Who raised it, as far as known; stays with commune and council."""

    name: str | None = None
    phone: str | None = None
    address: str | None = None

    @property
    def is_known(self) -> bool:
        """Tell whether anything is known."""
        return bool(self.name or self.phone or self.address)


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """One matter as it came in.

    A case from a meeting belongs to the council of the meeting's round; ``council_id`` counts
    without one. ``re_raised_code`` is an earlier case on the same matter. ``known_codes`` are the
    cases known to have been made from the statements already; None asks for no comparison (scripts).
    """

    summary: str
    content: str
    subject_field_id: int
    locality_id: int
    received_on: date
    kind: Kind = Kind.PETITION
    channel: Channel = Channel.LETTER
    voter: VoterDraft = VoterDraft()
    council_id: int | None = None
    meeting_id: int | None = None
    statement_ids: tuple[int, ...] = ()
    re_raised_code: str | None = None
    known_codes: frozenset[str] | None = None


def record_case(session: Session, draft: CaseDraft, *, actor: Actor, now: datetime) -> Case:
    """Put a new draft on file, with its code, its voter and the statements it was made from.

    Raises:
        NotPermittedError: the actor records no cases.
        UnknownChoiceError: a place, field, council, meeting, statement or earlier case is not his to use.
        DateInFutureError, StatementTakenError: it was received on a day to come; a case not seen yet was made of it.

    """
    insist(actor, Permission.RECORD_CASES)
    today = date_in_hanoi(now)
    check_not_in_future(draft.received_on, "received_on", today=today)
    meeting = _meeting(session, draft, actor=actor, today=today)
    unit = recording_unit(session, actor, draft.locality_id, today=today)
    council_id = meeting.contact_round.council_id if meeting else _council(session, draft, actor=actor, today=today)
    earlier = find_earlier(session, draft.re_raised_code, actor=actor) if draft.re_raised_code else None
    case = new_case_row(
        code=_code_for(session, draft),
        kind=draft.kind,
        channel=draft.channel,
        council_id=council_id,
        origin_id=_origin(actor, meeting, unit),
        locality_id=draft.locality_id,
        subject_field_id=draft.subject_field_id,
        contact_meeting_id=meeting.id if meeting else None,
        received_on=draft.received_on,
        summary=draft.summary,
        content=draft.content,
        re_raised_from_id=earlier.id if earlier else None,
        recorded_at=now,
        changed_at=now,
    )
    count_from(case, earlier)
    begin(session, case, actor=actor, now=now)
    _let_recorder_see(session, case, meeting)
    if draft.voter.is_known:
        session.add(_voter_row(case.id, draft.voter))
    _rest_on(session, case, draft, actor=actor)
    index_case(session, case.id)
    return case


def _let_recorder_see(session: Session, case: Case, meeting: ContactMeeting | None) -> None:
    """Let whoever keeps the meeting's minutes see the case as well."""
    if meeting is not None and meeting.recorded_by_id not in (case.origin_id, case.council_id):
        add_party(session, case, meeting.recorded_by_id, PartyCapacity.RECORDER)


def submit_case(session: Session, code: str, *, actor: Actor, now: datetime, seen_version: int | None = None) -> Case:
    """Send a draft, or a returned case put right, to the council's office."""
    case = take_case(session, code, Action.SUBMIT, actor=actor, seen_version=seen_version)
    advance(session, case, Action.SUBMIT, actor=actor, now=now)
    return case


def record_on_spot(
    session: Session,
    code: str,
    *,
    answered_by: str,
    answer: str,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> Case:
    """Note that the matter was answered in the room: by whom is a fact of the event, the answer its note."""
    case = take_case(session, code, Action.RECORD_ON_SPOT, actor=actor, seen_version=seen_version)
    facts = {"answered_by": answered_by}
    advance(session, case, Action.RECORD_ON_SPOT, actor=actor, now=now, note=answer, facts=facts)
    return case


def withdraw_case(
    session: Session, code: str, *, reason: str, actor: Actor, now: datetime, seen_version: int | None = None
) -> Case:
    """Take a case out of work. Nothing is deleted; an agency that had it reads that, and why."""
    case = take_case(session, code, Action.WITHDRAW, actor=actor, seen_version=seen_version)
    had_agency = case.lead_id is not None
    if had_agency:
        insist_on_shared_note(session, case, reason, field="reason")
    advance(session, case, Action.WITHDRAW, actor=actor, now=now, note=reason, is_shared=had_agency)
    end_assignment(session, case, AssignmentOutcome.WITHDRAWN, now=now)
    return case


def set_voter(session: Session, case_id: int, voter: VoterDraft) -> None:
    """Keep what is known of the voter of a case that stands; nothing known is no row."""
    row = session.get(CaseVoter, case_id)
    if row is not None and voter.is_known:
        row.name, row.phone, row.address = voter.name, voter.phone, voter.address
    elif row is not None:
        session.delete(row)
    elif voter.is_known:
        session.add(_voter_row(case_id, voter))
    session.flush()


def _voter_row(case_id: int, voter: VoterDraft) -> CaseVoter:
    return CaseVoter(case_id=case_id, name=voter.name, phone=voter.phone, address=voter.address)


def _meeting(session: Session, draft: CaseDraft, *, actor: Actor, today: date) -> ContactMeeting | None:
    """Return the meeting that was held, locked so that no statement of it is rewritten or removed meanwhile."""
    meeting_id, field = draft.meeting_id, "meeting_id"
    if meeting_id is None and draft.statement_ids:
        field = "statement_ids"
        meeting_id = (
            session.scalar(sa.select(Statement.contact_meeting_id).where(Statement.id == draft.statement_ids[0]))
            or UNKNOWN
        )
    if meeting_id is None:
        return None
    meeting = find_meeting(session, meeting_id, actor=actor, for_update=True)
    if meeting is None or not (
        may_record_for(actor, meeting.recorded_by_id) or actor.holds(Role.OFFICE, meeting.contact_round.council_id)
    ):
        raise UnknownChoiceError(field)
    if meeting.held_on > today:
        raise UnknownChoiceError(field)
    return meeting


def _rest_on(session: Session, case: Case, draft: CaseDraft, *, actor: Actor) -> None:
    """Note which statements the case was made from: they are of its own meeting, and in no case unawares.

    The meeting is locked, so nobody else makes a case from them in between.
    """
    wanted = set(draft.statement_ids)
    if not wanted:
        return
    session.flush()
    chosen = sa.select(sa.literal(case.id, sa.Integer), Statement.id).where(
        Statement.id.in_(wanted), Statement.contact_meeting_id == case.contact_meeting_id
    )
    if draft.known_codes is not None:
        chosen = chosen.where(~_is_in_another(draft.known_codes, actor))
    # The keys come back: PostgreSQL tells no row count of an insert from a select.
    link = sa.insert(CaseStatement).from_select(["case_id", "statement_id"], chosen)
    linked = session.connection().execute(link.returning(CaseStatement.statement_id)).all()
    if len(linked) != len(wanted):
        raise _why_not_linked(session, case, draft, actor=actor)


def _is_in_another(known: frozenset[str], actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition on ``Statement`` that the actor sees a case made from it which is none of these."""
    return (
        sa.exists()
        .where(
            CaseStatement.statement_id == Statement.id,
            Case.id == CaseStatement.case_id,
            Case.code.not_in(known),
            visible_to(actor),
        )
        .correlate(Statement)
    )


def _why_not_linked(session: Session, case: Case, draft: CaseDraft, *, actor: Actor) -> FieldError:
    made = cases_of_statements(session, draft.statement_ids, actor=actor)
    codes = dict.fromkeys(ref.code for refs in made.values() for ref in refs)
    known = {*codes} if draft.known_codes is None else {*draft.known_codes, case.code}
    unseen = tuple(code for code in codes if code not in known)
    return StatementTakenError("statement_ids", unseen) if unseen else UnknownChoiceError("statement_ids")


def _council(session: Session, draft: CaseDraft, *, actor: Actor, today: date) -> int:
    council_id = draft.council_id or preset_council(session, actor, today=today)
    if council_id is None:
        raise UnknownChoiceError("council_id")
    check_council(session, actor, council_id, locality_id=draft.locality_id, today=today)
    return council_id


def _origin(actor: Actor, meeting: ContactMeeting | None, unit: Organisation) -> int:
    """Return the unit whose entry it is: who keeps the meeting's minutes, else who covers the place."""
    if meeting is not None and may_record_for(actor, meeting.recorded_by_id):
        return meeting.recorded_by_id
    return unit.id


def _code_for(session: Session, draft: CaseDraft) -> str:
    """Return a code that no case has, asking about the subject field in the same breath.

    With 31**7 codes the first is nearly always free.
    """
    while True:
        code = new_case_code()
        taken, is_field = session.execute(
            sa.select(
                sa.exists().where(Case.code == code),
                sa.exists().where(SubjectField.id == draft.subject_field_id, SubjectField.is_active),
            )
        ).one()
        if not is_field:
            raise UnknownChoiceError("subject_field_id")
        if not taken:
            return code
