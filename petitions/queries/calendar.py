"""The working calendar as the engine wants it, laid out once for as long as its rows stay the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.work_calendar import AnnouncedDay, DayKind, WeekPattern, WorkCalendar
from petitions.models import CalendarDay, CalendarYear, WorkWeek


def get_work_calendar(session: Session) -> WorkCalendar:
    """Return the calendar of all announced days, confirmed years and weekly patterns. One small statement."""
    return work_calendar_of(session.execute(sa.union_all(*calendar_selects())))


def calendar_selects() -> tuple[sa.Select[Any], ...]:
    """Return what the calendar is made of, as selects of the same five columns."""
    like = (CalendarDay.on, CalendarDay.kind, CalendarDay.name, CalendarDay.is_confirmed, CalendarYear.year)

    def select(**columns: Any) -> sa.Select[Any]:
        """Fill up with nothing, of the right type and name: PostgreSQL unites no other columns."""
        nothing = {each.key: sa.cast(sa.null(), each.type) for each in like}
        return sa.select(*(column.label(name) for name, column in (nothing | columns).items()))

    days = select(**{each.key: each for each in like[:4]})
    years = select(year=CalendarYear.year).where(CalendarYear.is_confirmed)
    return days, years, select(on=WorkWeek.valid_from, name=WorkWeek.weekdays)


def work_calendar_of(found: Iterable[Any]) -> WorkCalendar:
    """Return the calendar of the rows of these selects, in whatever order they come."""
    rows: list[Any] = list(map(tuple, found))
    return _laid_out(
        tuple(sorted((row for row in rows if row[1] is not None), key=_date_of)),
        tuple(sorted(year for *_rest, year in rows if year is not None)),
        tuple(sorted((row[0], row[2]) for row in rows if row[1] is None and row[4] is None)),
    )


def _date_of(row: tuple[date, Any]) -> date:
    return row[0]


@lru_cache(maxsize=4)
def _laid_out(
    days: tuple[tuple[date, DayKind, str, bool, None], ...], years: tuple[int, ...], weeks: tuple[tuple[date, str], ...]
) -> WorkCalendar:
    return WorkCalendar.of(
        (AnnouncedDay(on, kind, name, is_confirmed) for on, kind, name, is_confirmed, _none in days),
        years,
        (WeekPattern(valid_from, weekdays_of(digits)) for valid_from, digits in weeks),
    )


def weekdays_of(digits: str) -> frozenset[int]:
    """Return the weekdays (Monday is 0) that a row of ``work_week`` names."""
    return frozenset(int(digit) - 1 for digit in digits)
