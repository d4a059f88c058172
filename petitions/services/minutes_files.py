"""The signed minutes of a meeting as files: put on it by who keeps the minutes, a wrong one withdrawn."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from petitions.domain.errors import MissingError
from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.identity import Actor
from petitions.domain.meeting_errors import NotHeldYetError
from petitions.models import MeetingFile
from petitions.queries.meetings import get_kept_meeting
from petitions.queries.minutes_files import get_minutes_file
from petitions.services.files import FIELD, Attachments, record_contents


def add_minutes(
    session: Session, meeting_id: int, attachments: Attachments, *, actor: Actor, now: datetime
) -> list[MeetingFile]:
    """Put accepted files on the meeting.

    Raises:
        NotFoundError, NotPermittedError: see ``get_kept_meeting``.
        NotHeldYetError: the meeting is still to come.
        MissingError: no file was sent.

    """
    meeting = get_kept_meeting(session, meeting_id, actor=actor, for_update=True)
    if meeting.held_on > date_in_hanoi(now):
        raise NotHeldYetError(meeting.held_on)
    if not attachments.files:
        raise MissingError(FIELD)
    record_contents(session, attachments, now=now)
    rows = [
        MeetingFile(
            contact_meeting_id=meeting.id,
            digest=file.digest,
            name=file.name,
            organisation_id=meeting.recorded_by_id,
            added_at=now,
            added_by=actor.name,
        )
        for file in attachments.files
    ]
    session.add_all(rows)
    session.flush()
    return rows


def withdraw_minutes(
    session: Session, meeting_id: int, file_id: int, *, reason: str, actor: Actor, now: datetime
) -> MeetingFile:
    """Let nobody open a wrong file any more; its name and the reason stay.

    Raises:
        NotFoundError, NotPermittedError: see ``get_kept_meeting``; also when it was withdrawn already.

    """
    get_kept_meeting(session, meeting_id, actor=actor, for_update=True)
    file = get_minutes_file(session, meeting_id, file_id)
    file.withdrawn_at, file.withdrawn_reason = now, reason
    session.flush()
    return file
