"""Signing in: Argon2, and a slow-down per name and address that locks nobody out from elsewhere."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
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
    return _HASHER.hash(unicodedata.normalize("NFC", password))


def password_matches(stored: str, password: str) -> bool:
    """Tell whether the password is the one behind the hash."""
    try:
        return _HASHER.verify(stored, unicodedata.normalize("NFC", password))
    except (VerificationError, InvalidHashError):
        return False


def wait_for(throttle: SignInThrottle | None, now: datetime) -> int:
    """Return the seconds this name has to wait at this address; doubled with each failure past five."""
    if throttle is None or throttle.failures < FREE_FAILURES or now - throttle.last_failed_at > FORGOTTEN_AFTER:
        return 0
    wait = min(timedelta(seconds=2 ** min(throttle.failures - FREE_FAILURES, 20)), LONGEST_WAIT)
    return max(int((throttle.last_failed_at + wait - now).total_seconds()), 0)


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
    throttle = session.get(SignInThrottle, (username, address))
    if throttle is None:
        session.add(SignInThrottle(username=username, address=address, failures=1, last_failed_at=now))
    else:
        throttle.failures += 1
        throttle.last_failed_at = now


def forget_failures(session: Session, username: str, address: str) -> None:
    """Forget the failures after a success."""
    session.execute(
        sa.delete(SignInThrottle).where(SignInThrottle.username == username, SignInThrottle.address == address)
    )
