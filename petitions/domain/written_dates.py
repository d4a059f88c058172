"""Dates as they stand in lists: typed in several ways, in words, or as the number that a spreadsheet counts."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y")
_IN_WORDS = re.compile(r"(\d{1,2})\D+(\d{1,2})\D+(\d{4})\D*$")
_SERIALS = range(30_000, 60_000)
"""The days of 1982 to 2064 as Excel counts them; smaller numbers are no dates."""


def date_in(text: str) -> date | None:
    """Return the date of a cell: as ISO, as people write it, in words with its three numbers, or as Excel counts."""
    text = text.strip()
    for pattern in _DATES:
        try:
            return datetime.strptime(text[:10], pattern).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    whole = text.partition(".")[0]
    if whole.isascii() and whole.isdecimal() and len(whole) < 7 and int(whole) in _SERIALS:
        return date(1899, 12, 30) + timedelta(days=int(whole))
    numbers = _IN_WORDS.search(text)
    try:
        return date(int(numbers[3]), int(numbers[2]), int(numbers[1])) if numbers else None
    except ValueError:
        return None
