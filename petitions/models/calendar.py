"""The announced days that differ from their weekday, and which years were announced in full."""

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


class CalendarYear(Base, kw_only=True):
    """A year, and whether all its days off were announced; a date in any other year is provisional."""

    __tablename__ = "calendar_year"
    __table_args__ = (sa.CheckConstraint("year BETWEEN 1990 AND 2110", name="year"),)

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    is_confirmed: Mapped[bool]
    source: Mapped[str] = mapped_column(sa.String(400))
