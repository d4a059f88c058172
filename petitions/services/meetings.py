"""Meetings with voters: planned ahead, then who was met, when and where; entered by the unit that keeps the minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from petitions.domain.errors import (
    ChangedMeanwhileError,
    DateInFutureError,
    NotFoundError,
    NotPermittedError,
    UnknownChoiceError,
)
from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.identity import Actor
from petitions.domain.meeting_errors import MoreSpeakersError
from petitions.domain.policy import Permission, insist
from petitions.models import ContactMeeting, ContactRound, MeetingDeputy
from petitions.queries.deputies import deputy_names
from petitions.queries.meetings import get_meeting, has_cases, may_record_for
from petitions.queries.rounds import get_round
from petitions.queries.statements import has_statements
from petitions.services.recording import check_council, recording_unit


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """One meeting as plan and minutes head it; ``voter_count`` is how many came, ``speaker_count`` how many spoke.

    Deputies are accounts of ours (``deputy_ids``) and names as typed; who stands there twice came once.
    """

    round_id: int
    held_on: date
    locality_id: int
    place: str = ""
    start_time: time | None = None
    voter_count: int | None = None
    speaker_count: int | None = None
    deputy_ids: tuple[int, ...] = ()
    deputy_names: tuple[str, ...] = ()


def record_meeting(session: Session, draft: MeetingDraft, *, actor: Actor, now: datetime) -> ContactMeeting:
    """Enter a meeting of a round, for the actor's unit at that place; one to come is planned by that.

    Raises:
        NotPermittedError: the actor records no meetings.
        UnknownChoiceError: the round, the place or a deputy is not one he records for.
        MoreSpeakersError: more spoke than came.

    """
    insist(actor, Permission.RECORD_MEETINGS)
    _check_counts(draft)
    today = date_in_hanoi(now)
    unit = recording_unit(session, actor, draft.locality_id, today=today)
    _check_round(session, draft, actor=actor, today=today)
    row = ContactMeeting(
        contact_round_id=draft.round_id,
        held_on=draft.held_on,
        locality_id=draft.locality_id,
        place=draft.place,
        start_time=draft.start_time,
        voter_count=draft.voter_count,
        speaker_count=draft.speaker_count,
        recorded_by_id=unit.id,
    )
    session.add(row)
    session.flush()
    _seat(session, row.id, draft)
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
        DateInFutureError: something was said there, so the day cannot lie ahead.

    """
    row = get_meeting(session, meeting_id, actor=actor, for_update=True)
    if not may_record_for(actor, row.recorded_by_id):
        raise NotPermittedError
    if seen_version is not None and seen_version != row.version:
        raise ChangedMeanwhileError
    _check_counts(draft)
    today = date_in_hanoi(now)
    if draft.held_on > today and has_statements(session, meeting_id):
        raise DateInFutureError("held_on")
    if draft.locality_id != row.locality_id:
        recording_unit(session, actor, draft.locality_id, today=today)
    if draft.round_id != row.contact_round_id:
        to = _check_round(session, draft, actor=actor, today=today)
        if to.council_id != row.contact_round.council_id and has_cases(session, meeting_id):
            raise UnknownChoiceError("round_id")
    row.contact_round_id, row.held_on, row.locality_id = draft.round_id, draft.held_on, draft.locality_id
    row.place, row.start_time = draft.place, draft.start_time
    row.voter_count, row.speaker_count = draft.voter_count, draft.speaker_count
    flag_modified(row, "held_on")  # so that a change of deputies alone counts as one of the meeting
    session.execute(sa.delete(MeetingDeputy).where(MeetingDeputy.contact_meeting_id == meeting_id))
    _seat(session, meeting_id, draft)
    return row


def _check_counts(draft: MeetingDraft) -> None:
    if draft.voter_count is not None and (draft.speaker_count or 0) > draft.voter_count:
        raise MoreSpeakersError("speaker_count", draft.voter_count)


def _seat(session: Session, meeting_id: int, draft: MeetingDraft) -> None:
    """Write down the deputies: first those with accounts, in the order chosen, then the names as typed."""
    known = deputy_names(session, draft.deputy_ids)
    if len(known) < len(set(draft.deputy_ids)):
        raise UnknownChoiceError("deputy_ids")
    chosen: list[tuple[str, int | None]] = [(known[key], key) for key in dict.fromkeys(draft.deputy_ids)]
    typed = [(name, None) for name in dict.fromkeys(draft.deputy_names) if name not in known.values()]
    session.add_all(
        MeetingDeputy(contact_meeting_id=meeting_id, position=position, name=name, person_id=key)
        for position, (name, key) in enumerate([*chosen, *typed], start=1)
    )
    session.flush()


def _check_round(session: Session, draft: MeetingDraft, *, actor: Actor, today: date) -> ContactRound:
    """Refuse a round that the actor does not see, or whose council has no say at the place."""
    try:
        found = get_round(session, draft.round_id, actor=actor)
        check_council(session, actor, found.council_id, locality_id=draft.locality_id, today=today)
    except (NotFoundError, UnknownChoiceError) as error:
        raise UnknownChoiceError("round_id") from error
    return found
