"""The working calendar as administrators read it: a year, its days, the weekly patterns, and who changed what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.admin_vocabulary import AdminSubject
from petitions.domain.calendar_change import FIRST_YEAR, LAST_YEAR
from petitions.domain.errors import NotFoundError
from petitions.models import AdminEvent, CalendarDay, CalendarYear, WorkWeek
from petitions.queries.administration import MOST_ON_A_PAGE


@dataclass(frozen=True, slots=True)
class YearOfCalendar:
    """A year with its announced days in order; one that nobody entered is not confirmed and has no source."""

    year: int
    is_confirmed: bool
    source: str
    days: tuple[CalendarDay, ...]

    @property
    def expected(self) -> tuple[CalendarDay, ...]:
        """Return the days that were not announced yet."""
        return tuple(day for day in self.days if not day.is_confirmed)


def get_year_of_calendar(session: Session, year: int) -> YearOfCalendar:
    """Return a year of the calendar.

    Raises:
        NotFoundError: the calendar does not reach there.

    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFoundError
    row = session.get(CalendarYear, year)
    days = session.scalars(
        sa.select(CalendarDay)
        .where(CalendarDay.on.between(date(year, 1, 1), date(year, 12, 31)))
        .order_by(CalendarDay.on)
    )
    return YearOfCalendar(year, row is not None and row.is_confirmed, row.source if row else "", tuple(days))


def get_calendar_day(session: Session, on: date) -> CalendarDay:
    """Return one announced day, or raise NotFoundError."""
    row = session.get(CalendarDay, on)
    if row is None:
        raise NotFoundError
    return row


def list_calendar_days(session: Session, days: Sequence[date]) -> list[CalendarDay]:
    """Return those of the days that were announced, in order."""
    return list(session.scalars(sa.select(CalendarDay).where(CalendarDay.on.in_(days)).order_by(CalendarDay.on)))


def list_work_weeks(session: Session) -> list[WorkWeek]:
    """Return every weekly pattern, the latest first."""
    return list(session.scalars(sa.select(WorkWeek).order_by(WorkWeek.valid_from.desc())))


def get_work_week(session: Session, valid_from: date) -> WorkWeek:
    """Return one weekly pattern, or raise NotFoundError."""
    row = session.get(WorkWeek, valid_from)
    if row is None:
        raise NotFoundError
    return row


def list_calendar_events(session: Session, year: int) -> list[AdminEvent]:
    """Return the latest steps about a year and its days."""
    kind, key = AdminEvent.subject_kind, AdminEvent.subject_id
    days = sa.and_(kind == AdminSubject.CALENDAR_DAY, key.between(year * 10_000, year * 10_000 + 9_999))
    itself = sa.and_(kind == AdminSubject.CALENDAR_YEAR, key == year)
    return list(
        session.scalars(
            sa.select(AdminEvent).where(sa.or_(days, itself)).order_by(AdminEvent.id.desc()).limit(MOST_ON_A_PAGE)
        )
    )
