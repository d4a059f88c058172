"""The files of a meeting's minutes; who reads the minutes reads them, nobody else knows of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from petitions.domain.errors import NotFoundError
from petitions.models import MeetingFile, StoredFile


@dataclass(frozen=True, slots=True)
class MinutesFile:
    """A file as a list shows it; a withdrawn one is named with its reason and cannot be opened."""

    id: int
    name: str
    media_type: str
    size: int
    added_at: datetime
    added_by: str
    withdrawn_at: datetime | None
    withdrawn_reason: str | None


def list_minutes_files(session: Session, meeting_id: int) -> list[MinutesFile]:
    """Return the files of a meeting that the caller has got for the actor, oldest first."""
    rows = session.execute(
        sa.select(
            MeetingFile.id,
            MeetingFile.name,
            StoredFile.media_type,
            StoredFile.size,
            MeetingFile.added_at,
            MeetingFile.added_by,
            MeetingFile.withdrawn_at,
            MeetingFile.withdrawn_reason,
        )
        .join(StoredFile, StoredFile.digest == MeetingFile.digest)
        .where(MeetingFile.contact_meeting_id == meeting_id)
        .order_by(MeetingFile.id)
    )
    return [MinutesFile(*row) for row in rows]


def get_minutes_file(session: Session, meeting_id: int, file_id: int) -> MeetingFile:
    """Return one file of a meeting that the caller has got for the actor, while it may be opened.

    Raises:
        NotFoundError: there is no such file on this meeting, or it was withdrawn.

    """
    file = session.scalar(
        sa.select(MeetingFile)
        .where(
            MeetingFile.id == file_id,
            MeetingFile.contact_meeting_id == meeting_id,
            MeetingFile.withdrawn_at.is_(None),
        )
        .options(joinedload(MeetingFile.stored))
    )
    if file is None:
        raise NotFoundError
    return file
