"""The working calendar as the engine wants it, laid out once for as long as its rows stay the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.work_calendar import AnnouncedDay, WorkCalendar
from petitions.models import CalendarDay, CalendarYear


def get_work_calendar(session: Session) -> WorkCalendar:
    """Return the calendar of all announced days and confirmed years. One small statement."""
    none = sa.null()
    days = sa.select(CalendarDay.on, CalendarDay.kind, CalendarDay.name, sa.cast(none, sa.Integer))
    years = sa.select(none, none, none, CalendarYear.year).where(CalendarYear.is_confirmed)
    rows: Sequence[Any] = session.execute(sa.union_all(days, years)).all()
    announced = sorted((AnnouncedDay(on, kind, name) for on, kind, name, year in rows if year is None), key=_date_of)
    return _laid_out(tuple(announced), tuple(sorted(year for *_day, year in rows if year is not None)))


def _date_of(day: AnnouncedDay) -> date:
    return day.on


@lru_cache(maxsize=4)
def _laid_out(days: tuple[AnnouncedDay, ...], years: tuple[int, ...]) -> WorkCalendar:
    return WorkCalendar.of(days, years)
