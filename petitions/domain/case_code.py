r"""Case codes: short, read over the phone, one wrong or two swapped characters never pass.

``KN-7K3M-9XRT``: seven free characters and a check character over a 31-letter alphabet without
0, O, 1, I and L. 31 is prime and the weights 1…8 differ, so a weighted sum modulo 31 catches every
single wrong character and every swap of two different ones. Codes are no secret.
"""

from __future__ import annotations

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
PREFIX = "KN"
_FREE = 7
_MODULUS = len(ALPHABET)
_VALUE = {character: value for value, character in enumerate(ALPHABET)}


def new_case_code() -> str:
    """Return a random code; 31**7 of them, so the caller checks that it is free before using it."""
    return case_code_from("".join(secrets.choice(ALPHABET) for _ in range(_FREE)))


def case_code_from(free: str) -> str:
    """Return the whole code for seven free characters of the alphabet."""
    body = free + _check_character(free)
    return f"{PREFIX}-{body[:4]}-{body[4:]}"


def normalize_case_code(text: str) -> str | None:
    """Return the code as it is stored, or None when it cannot be one.

    Forgives lower case, blanks, missing hyphens and a missing prefix; nothing else.
    """
    body = "".join(c for c in text.upper() if c.isalnum())
    if len(body) == len(PREFIX) + _FREE + 1:
        body = body.removeprefix(PREFIX)
    if len(body) != _FREE + 1 or any(c not in _VALUE for c in body):
        return None
    if _check_character(body[:_FREE]) != body[_FREE]:
        return None
    return f"{PREFIX}-{body[:4]}-{body[4:]}"


def _check_character(free: str) -> str:
    """Solve ``sum(weight * value) + 8 * check = 0 (mod 31)`` for the check character."""
    total = sum(weight * _VALUE[c] for weight, c in enumerate(free, start=1))
    inverse = pow(_FREE + 1, -1, _MODULUS)
    return ALPHABET[(-total * inverse) % _MODULUS]
