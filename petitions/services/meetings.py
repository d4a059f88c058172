"""Meetings with voters: who was met, when and where; entered by the unit that keeps the minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from petitions.domain.errors import ChangedMeanwhileError, NotFoundError, NotPermittedError, UnknownChoiceError
from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.identity import Actor
from petitions.domain.policy import Permission, insist
from petitions.models import ContactMeeting, ContactRound
from petitions.queries.meetings import get_meeting, has_cases, may_record_for
from petitions.queries.rounds import get_round
from petitions.services.recording import check_council, check_not_in_future, recording_unit


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """One meeting as the minutes head it; ``voter_count`` is how many came."""

    round_id: int
    held_on: date
    locality_id: int
    place: str = ""
    voter_count: int | None = None


def record_meeting(session: Session, draft: MeetingDraft, *, actor: Actor, now: datetime) -> ContactMeeting:
    """Enter a meeting of a round, for the actor's unit at that place.

    Raises:
        NotPermittedError: the actor records no meetings.
        UnknownChoiceError: the round or the place is not one he records for.
        DateInFutureError: it has not been held yet.

    """
    insist(actor, Permission.RECORD_MEETINGS)
    today = date_in_hanoi(now)
    check_not_in_future(draft.held_on, "held_on", today=today)
    unit = recording_unit(session, actor, draft.locality_id, today=today)
    _check_round(session, draft, actor=actor, today=today)
    row = ContactMeeting(
        contact_round_id=draft.round_id,
        held_on=draft.held_on,
        locality_id=draft.locality_id,
        place=draft.place,
        voter_count=draft.voter_count,
        recorded_by_id=unit.id,
    )
    session.add(row)
    session.flush()
    return row


def change_meeting(
    session: Session,
    meeting_id: int,
    draft: MeetingDraft,
    *,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> ContactMeeting:
    """Put the head of the minutes right; a meeting that has made cases stays with its council.

    Raises:
        NotFoundError: its minutes are not open to the actor.
        NotPermittedError: another unit keeps them.
        ChangedMeanwhileError: somebody changed them after the actor opened the page.

    """
    row = get_meeting(session, meeting_id, actor=actor, for_update=True)
    if not may_record_for(actor, row.recorded_by_id):
        raise NotPermittedError
    if seen_version is not None and seen_version != row.version:
        raise ChangedMeanwhileError
    today = date_in_hanoi(now)
    check_not_in_future(draft.held_on, "held_on", today=today)
    if draft.locality_id != row.locality_id:
        recording_unit(session, actor, draft.locality_id, today=today)
    if draft.round_id != row.contact_round_id:
        to = _check_round(session, draft, actor=actor, today=today)
        if to.council_id != row.contact_round.council_id and has_cases(session, meeting_id):
            raise UnknownChoiceError("round_id")
    row.contact_round_id, row.held_on, row.locality_id = draft.round_id, draft.held_on, draft.locality_id
    row.place, row.voter_count = draft.place, draft.voter_count
    session.flush()
    return row


def _check_round(session: Session, draft: MeetingDraft, *, actor: Actor, today: date) -> ContactRound:
    """Refuse a round that the actor does not see, or whose council has no say at the place."""
    try:
        found = get_round(session, draft.round_id, actor=actor)
        check_council(session, actor, found.council_id, locality_id=draft.locality_id, today=today)
    except (NotFoundError, UnknownChoiceError) as error:
        raise UnknownChoiceError("round_id") from error
    return found
