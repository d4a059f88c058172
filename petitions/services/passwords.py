"""New passwords: one made by the machine to be read out once, one chosen by its person and checked."""

from __future__ import annotations

import secrets
from functools import cache
from importlib.resources import files

from petitions.domain.accounts import password_fault
from petitions.domain.errors import PasswordRefusedError

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without i, l, o, 0 and 1, which are mixed up on paper and over the telephone."""


def make_password() -> str:
    """Return a password of three groups of five, about 74 bits, that can be dictated."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(3))


def check_new_password(password: str, username: str, *, field: str) -> None:
    """Refuse a password that is short, common or the user name, with PasswordRefusedError at ``field``."""
    fault = password_fault(password, username, common_words())
    if fault is not None:
        raise PasswordRefusedError(field, fault)


@cache
def common_words() -> frozenset[str]:
    """Return the words of data/common_passwords.txt."""
    text = (files("petitions") / "data" / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))
