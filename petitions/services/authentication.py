"""Signing in: Argon2, and a slow-down per name and address that locks nobody out from elsewhere."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from math import ceil

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from petitions.domain.errors import CredentialsError, SlowDownError
from petitions.models import Person, SignInThrottle

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _HASHER.hash("nobody has this password")

FREE_FAILURES = 5
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password, its accents in NFC so that every keyboard gives the same."""
    return _HASHER.hash(_bytes(password))


def password_matches(stored: str, password: str) -> bool:
    """Tell whether the password is the one behind the hash."""
    try:
        return _HASHER.verify(stored, _bytes(password))
    except (VerificationError, InvalidHashError):
        return False


def _bytes(password: str) -> bytes:
    """Return the password in NFC; half a character, as a terminal may send it, fits no account."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "replace")


def wait_for(throttle: SignInThrottle | None, now: datetime) -> int:
    """Return the seconds this name has to wait at this address; doubled with each failure past five."""
    if throttle is None or throttle.failures < FREE_FAILURES or now - throttle.last_failed_at > FORGOTTEN_AFTER:
        return 0
    wait = min(timedelta(seconds=2 ** min(throttle.failures - FREE_FAILURES + 1, 20)), LONGEST_WAIT)
    return max(ceil((throttle.last_failed_at + wait - now).total_seconds()), 0)


def check_wait(session: Session, username: str, address: str, *, now: datetime) -> None:
    """Refuse with SlowDownError while this name has to wait at this address."""
    wait = wait_for(session.get(SignInThrottle, (username, address)), now)
    if wait:
        raise SlowDownError(wait)


def authenticate(session: Session, username: str, password: str) -> Person:
    """Return the active person of this name and password.

    Raises:
        CredentialsError: no such name, wrong password or inactive; as slow for each of them.

    """
    person = session.scalar(sa.select(Person).where(Person.username == username))
    matches = password_matches(person.password_hash if person else _NOBODY, password)
    if person is None or not matches or not person.is_active:
        raise CredentialsError
    return person


def note_failure(session: Session, username: str, address: str, *, now: datetime) -> None:
    """Count one more failure for this name from this address; old ones are forgotten."""
    session.execute(sa.delete(SignInThrottle).where(SignInThrottle.last_failed_at < now - FORGOTTEN_AFTER))
    if _count_one_more(session, username, address, now):
        return
    try:
        with session.begin_nested():
            session.execute(
                sa.insert(SignInThrottle).values(username=username, address=address, failures=1, last_failed_at=now)
            )
    except IntegrityError:  # the same name failed here at the same moment
        _count_one_more(session, username, address, now)


def _count_one_more(session: Session, username: str, address: str, now: datetime) -> bool:
    """Add to the count that stands, in one statement so that none is lost; tell whether there was one."""
    counted = session.scalars(
        sa.update(SignInThrottle)
        .where(SignInThrottle.username == username, SignInThrottle.address == address)
        .values(failures=SignInThrottle.failures + 1, last_failed_at=now)
        .returning(SignInThrottle.failures)
    )
    return counted.one_or_none() is not None


def forget_failures(session: Session, username: str, address: str) -> None:
    """Forget the failures after a success."""
    session.execute(
        sa.delete(SignInThrottle).where(SignInThrottle.username == username, SignInThrottle.address == address)
    )
