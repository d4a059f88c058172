"""The only module that asks the machine what time it is."""

from __future__ import annotations

from datetime import UTC, date, datetime

from petitions.domain.hanoi import date_in_hanoi


def now() -> datetime:
    """Return this instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the date that stands on the calendar in Hanoi now."""
    return date_in_hanoi(now())
