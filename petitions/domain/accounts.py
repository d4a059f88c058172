"""User names and passwords: what they may be; the list of common words comes from outside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set as AbstractSet
from enum import StrEnum

from petitions.domain.text import fold, one_line

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
LONGEST_USERNAME = 60
DEMO_PASSWORD = "cu-tri-2026"  # noqa: S105 - published on the sign-in page of every demo
_USERNAME = re.compile(rf"[a-z0-9][a-z0-9._-]{{1,{LONGEST_USERNAME - 1}}}")


class PasswordFault(StrEnum):
    """Why a new password cannot stand."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    COMMON = "common"
    LIKE_USERNAME = "like_username"


def username_of(text: str) -> str:
    """Return a user name as it is stored and compared: NFKC, lower case, no blanks around."""
    return unicodedata.normalize("NFKC", one_line(text).lower())[:LONGEST_USERNAME]


def is_username(text: str) -> bool:
    """Tell whether the text can be a user name: a to z, digits and . _ - alone, as other letters look like these."""
    return _USERNAME.fullmatch(text) is not None


def password_fault(password: str, username: str, common: AbstractSet[str]) -> PasswordFault | None:
    """Return why the password cannot stand, or None.

    Args:
        password: as typed; its accents count in NFC, however the keyboard made them.
        username: of the account; a password made of it is the first that is tried.
        common: words that are common as passwords, folded, without blanks; one of them dressed up
            with digits and signs is as common as the bare word.

    """
    text = unicodedata.normalize("NFC", password)
    if len(text) < SHORTEST_PASSWORD:
        return PasswordFault.TOO_SHORT
    if len(text) > LONGEST_PASSWORD:
        return PasswordFault.TOO_LONG
    bare = fold(text).replace(" ", "")
    if _core(bare) == _core(fold(username).replace(" ", "")) != "":
        return PasswordFault.LIKE_USERNAME
    return PasswordFault.COMMON if len(set(bare)) < 4 or _is_common(bare, common) else None


def _is_common(bare: str, common: AbstractSet[str]) -> bool:
    """Tell whether it is digits alone, a common word with digits around it, or one written several times."""
    core = _core(bare)
    return not core or bare in common or any(core == word * max(len(core) // len(word), 1) for word in common)


def _core(bare: str) -> str:
    """Return the letters left when digits before and behind are taken off; nothing for digits alone."""
    return bare.strip("0123456789")
