"""Hanoi's wall clock: instants are stored in UTC, dates are what stands on the calendar there."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def in_hanoi(instant: datetime) -> datetime:
    """Return an aware instant as Hanoi's wall clock shows it."""
    return instant.astimezone(HANOI)


def date_in_hanoi(instant: datetime) -> date:
    """Return the calendar date in Hanoi at an aware instant."""
    return in_hanoi(instant).date()


def start_of_day(day: date) -> datetime:
    """Return the instant, in UTC, at which ``day`` begins in Hanoi."""
    return datetime.combine(day, time(), tzinfo=HANOI).astimezone(UTC)
