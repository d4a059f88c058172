"""Where a list of rounds or meetings goes on, as it stands in an address: date and key."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for

from petitions.queries.meetings import Cursor
from petitions.web.pagination import key_of


def cursor_of(text: str | None) -> Cursor | None:
    """Return the place an address names; an address that makes no sense begins the list."""
    day, _dot, key = (text or "").partition(".")
    number = number_of(key)
    try:
        return None if number is None else (date.fromisoformat(day), number)
    except ValueError:
        return None


def number_of(text: str | None) -> int | None:
    """Return a key or position written in an address, or None when it cannot be one."""
    return key_of(text or "")


def next_page(endpoint: str, following: Cursor | None, **address: Any) -> str | None:
    """Return the address of the next page, or None on the last."""
    if following is None:
        return None
    return url_for(endpoint, cursor=f"{following[0].isoformat()}.{following[1]}", **address)
