"""Where a person is signed in: begun, touched, ended here or everywhere."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.errors import NotFoundError
from petitions.models import UserSession

LIFETIME = timedelta(hours=12)
"""House default: a working day; using the session does not prolong it past twice that."""

REMEMBERED_FOR = timedelta(days=30)
"""How long an ended session still tells whose a form was that comes late."""


def hash_token(token: str) -> str:
    """Return what is stored of a session token."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin_session(session: Session, person_id: int, *, address: str, user_agent: str, now: datetime) -> str:
    """Return the token of a new session; only its hash is stored. The person's long ended ones are dropped."""
    token = secrets.token_urlsafe(32)
    session.execute(
        sa.delete(UserSession).where(UserSession.person_id == person_id, UserSession.expires_at < now - REMEMBERED_FOR)
    )
    session.add(
        UserSession(
            token_hash=hash_token(token),
            person_id=person_id,
            created_at=now,
            last_used_at=now,
            expires_at=now + LIFETIME,
            address=address,
            user_agent=user_agent[:200],
        )
    )
    return token


def touch_session(session: Session, session_id: int, *, now: datetime) -> None:
    """Note that the session is in use, and let it live on from now."""
    session.execute(
        sa.update(UserSession)
        .where(UserSession.id == session_id, UserSession.revoked_at.is_(None))
        .values(
            last_used_at=now,
            expires_at=sa.case((UserSession.created_at > now - LIFETIME, now + LIFETIME), else_=UserSession.expires_at),
        )
    )


def end_session(session: Session, session_id: int, *, now: datetime) -> None:
    """Sign out one place."""
    session.execute(
        sa.update(UserSession)
        .where(UserSession.id == session_id, UserSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def end_session_of_token(session: Session, token: str, *, now: datetime) -> None:
    """End the session behind a cookie that is about to be replaced by another."""
    session.execute(
        sa.update(UserSession)
        .where(UserSession.token_hash == hash_token(token), UserSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def end_own_session(session: Session, session_id: int, person_id: int, *, now: datetime) -> None:
    """Sign the person out at one place.

    Raises:
        NotFoundError: there is no such session, or it is somebody else's.

    """
    if not session.scalar(
        sa.select(UserSession.id).where(UserSession.id == session_id, UserSession.person_id == person_id)
    ):
        raise NotFoundError
    end_session(session, session_id, now=now)


def end_sessions_of(session: Session, person_id: int, *, now: datetime, but: int | None = None) -> None:
    """Sign the person out everywhere, but for the session given."""
    session.execute(
        sa.update(UserSession)
        .where(UserSession.person_id == person_id, UserSession.revoked_at.is_(None), UserSession.id != (but or 0))
        .values(revoked_at=now)
    )
