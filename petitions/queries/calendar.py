"""The working calendar as the engine wants it, laid out once for as long as its rows stay the same."""

from __future__ import annotations

from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.work_calendar import AnnouncedDay, WorkCalendar
from petitions.models import CalendarDay, CalendarYear


def get_work_calendar(session: Session) -> WorkCalendar:
    """Return the calendar of all announced days and confirmed years. Two small statements."""
    days = session.execute(sa.select(CalendarDay.on, CalendarDay.kind, CalendarDay.name).order_by(CalendarDay.on))
    years = session.scalars(sa.select(CalendarYear.year).where(CalendarYear.is_confirmed).order_by(CalendarYear.year))
    return _laid_out(tuple(AnnouncedDay(on, kind, name) for on, kind, name in days), tuple(years))


@lru_cache(maxsize=4)
def _laid_out(days: tuple[AnnouncedDay, ...], years: tuple[int, ...]) -> WorkCalendar:
    return WorkCalendar.of(days, years)
