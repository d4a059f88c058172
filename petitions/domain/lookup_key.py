"""The key on a receipt: eight random characters that, with the code, open the state of one case to a stranger.

31**8 of them, some 40 bits: too few to store as a bare hash, so what is stored is keyed with a secret of the
installation; enough against guessing at the door, where tries are counted.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from petitions.domain.case_code import ALPHABET

LENGTH = 8
_HALF = LENGTH // 2
NO_DIGEST = "0" * 64
"""What is compared where there is no receipt, so that this takes as long as a wrong key."""


def new_lookup_key() -> str:
    """Return a random key."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def written_key(key: str) -> str:
    """Return a key as people read it: two groups of four."""
    return f"{key[:_HALF]} {key[_HALF:]}"


def normalize_lookup_key(text: str) -> str | None:
    """Return the key as it was made, or None when it cannot be one; forgives lower case, blanks and hyphens."""
    key = "".join(c for c in text.upper() if c.isalnum())
    return key if len(key) == LENGTH and all(c in ALPHABET for c in key) else None


def key_digest(key: str, code: str, *, secret: bytes) -> str:
    """Return what is stored of a key: of no use without the secret, and for no other case."""
    return hmac.new(secret, f"lookup:{code}:{key}".encode(), hashlib.sha256).hexdigest()


def is_same_digest(one: str, other: str) -> bool:
    """Compare two digests in a time that tells nothing of where they differ."""
    return hmac.compare_digest(one, other)
