"""The weekly pattern, the announced days that differ from it, and which years were announced in full."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from petitions.domain.work_calendar import DayKind
from petitions.models.base import Base


class CalendarDay(Base, kw_only=True):
    """A day off or a make-up day, with the document that announced it; it wins over the weekday."""

    __tablename__ = "calendar_day"
    __table_args__ = (sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name="name_length"),)

    on: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[DayKind]
    name: Mapped[str] = mapped_column(sa.String(200))
    source: Mapped[str] = mapped_column(sa.String(400))
    is_confirmed: Mapped[bool] = mapped_column(default=True)


class CalendarYear(Base, kw_only=True):
    """A year, and whether all its days off were announced; a date in any other year is provisional."""

    __tablename__ = "calendar_year"
    __table_args__ = (sa.CheckConstraint("year BETWEEN 1990 AND 2110", name="year"),)

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    is_confirmed: Mapped[bool]
    source: Mapped[str] = mapped_column(sa.String(400))


class WorkWeek(Base, kw_only=True):
    """Which weekdays are worked from a day on, until the next pattern begins; before the first, Monday to Friday.

    ``weekdays`` are the digits of the days worked in order, Monday being 1: ``12345``.
    """

    __tablename__ = "work_week"
    __table_args__ = (sa.CheckConstraint("length(weekdays) BETWEEN 1 AND 7", name="weekdays"),)

    valid_from: Mapped[date] = mapped_column(primary_key=True)
    weekdays: Mapped[str] = mapped_column(sa.String(7))
    source: Mapped[str] = mapped_column(sa.String(400))
