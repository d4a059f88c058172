"""The rows behind forms that outlived their sign-in; what is in them is sealed before it gets here."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.models import KeptForm, Person, UserSession

KEPT_FOR = timedelta(minutes=30)
MOST_KEPT = 20
"""A person's forms kept at once; an old cookie cannot fill the disk."""


def find_author(session: Session, token_hash: str) -> int | None:
    """Return whose session this was, living or not, while the account is active."""
    return session.scalar(
        sa.select(UserSession.person_id)
        .join(Person, Person.id == UserSession.person_id)
        .where(UserSession.token_hash == token_hash, Person.is_active)
    )


def keep_form(session: Session, person_id: int, path: str, sealed: bytes, *, now: datetime) -> None:
    """Keep one form a person and address; the newest wins, the expired go."""
    session.execute(
        sa.delete(KeptForm).where(
            sa.or_(KeptForm.expires_at <= now, sa.and_(KeptForm.person_id == person_id, KeptForm.path == path))
        )
    )
    newest = (
        sa.select(KeptForm.id).where(KeptForm.person_id == person_id).order_by(KeptForm.id.desc()).limit(MOST_KEPT - 1)
    )
    kept = session.scalars(newest).all()
    session.execute(sa.delete(KeptForm).where(KeptForm.person_id == person_id, KeptForm.id.not_in(kept)))
    session.add(KeptForm(person_id=person_id, path=path, sealed=sealed, expires_at=now + KEPT_FOR))


def take_form(session: Session, person_id: int, path: str, *, now: datetime, forget: bool = False) -> KeptForm | None:
    """Return the person's kept form for this address; ``forget`` deletes it as well."""
    row = session.execute(
        sa.select(KeptForm).where(KeptForm.person_id == person_id, KeptForm.path == path, KeptForm.expires_at > now)
    ).scalar_one_or_none()
    if row is not None and forget:
        session.delete(row)
    return row
