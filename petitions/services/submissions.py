"""A form carried out once: its key is written with its work, so a doubled one finds it done."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.models import SubmissionKey

REMEMBERED_FOR = timedelta(days=7)


def find_done(session: Session, key: str, person_id: int) -> str | None:
    """Return where the sender of this form was sent when it was carried out, or None."""
    return session.scalar(
        sa.select(SubmissionKey.location).where(SubmissionKey.key == key, SubmissionKey.person_id == person_id)
    )


def claim(session: Session, key: str, person_id: int, *, now: datetime, location: str = "") -> SubmissionKey:
    """Write the key first: a second sender waits here and then fails on it (IntegrityError).

    ``location`` is where the sender will most likely go; the caller changes it when it was another.
    """
    row = SubmissionKey(key=key, person_id=person_id, location=location, created_at=now)
    session.add(row)
    session.flush()
    return row


def forget_old(session: Session, *, now: datetime) -> None:
    """Drop keys that no browser will send again."""
    session.execute(sa.delete(SubmissionKey).where(SubmissionKey.created_at < now - REMEMBERED_FOR))
