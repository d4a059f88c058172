"""What a page shows once and nobody can fetch again: sealed in this browser's own cookie until then, or in a form."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app, session

KEPT_FOR = 600
"""Seconds: as long as it takes to get to the next page, or to print it a second time."""


def keep_once(name: str, owner: str | int, secret: str) -> None:
    """Keep a secret about ``owner`` until the next page has shown it."""
    session[name] = [owner, seal(name, secret)]


def take_once(name: str, owner: str | int) -> str | None:
    """Return the secret kept about this owner, once."""
    kept = session.get(name)
    if not kept or kept[0] != owner:
        return None
    session.pop(name)
    return unseal(name, kept[1])


def seal(name: str, secret: str) -> str:
    """Return a secret as only we can read it, for ten minutes."""
    return _fernet(name).encrypt(secret.encode()).decode()


def unseal(name: str, sealed: str) -> str | None:
    """Return what was sealed under this name, or None when it was not by us, or too long ago."""
    try:
        return _fernet(name).decrypt(sealed, ttl=KEPT_FOR).decode()
    except (InvalidToken, ValueError):
        return None


def _fernet(name: str) -> Fernet:
    key = hashlib.sha256(f"{name}:{current_app.secret_key!s}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
