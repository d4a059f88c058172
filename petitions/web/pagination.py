"""Cursors as they stand in addresses, and totals as they stand on pages."""

from __future__ import annotations

from datetime import date

from petitions.queries.case_list import Position
from petitions.queries.counts import CAP

LARGEST_KEY = 2**31 - 1


def cursor_of(position: Position) -> str:
    """Return a position as one word for the address: part of the list, date, key."""
    return f"{position.step}.{position.on.isoformat()}.{position.id}"


def position_of(cursor: str | None) -> Position | None:
    """Return the position of a cursor; None, the first page, for anything that cannot be one.

    A cursor only says where to go on in the person's own list, so it carries no secret.
    """
    step, _dot, rest = (cursor or "").partition(".")
    on, _dot, key = rest.partition(".")
    number = key_of(key)
    if number is None or step not in {"0", "1"}:
        return None
    try:
        return Position(int(step), date.fromisoformat(on), number)
    except ValueError:
        return None


def key_of(text: str) -> int | None:
    """Return a row's key written in an address, or None when it cannot be one."""
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(LARGEST_KEY)):
        return None
    number = int(text)
    return number if 0 < number <= LARGEST_KEY else None


def capped(number: int) -> str:
    """Return a total in words of figures; counting stops at a thousand."""
    return "1.000+" if number > CAP else f"{number:,}".replace(",", ".")
