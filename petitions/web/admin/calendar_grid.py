"""A year as twelve small tables, each day with what it is in a word and a sign, not by colour alone."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from petitions.domain.calendar_change import FIRST_YEAR, LAST_YEAR
from petitions.domain.errors import NotFoundError
from petitions.domain.work_calendar import DayKind, WorkCalendar
from petitions.models import CalendarDay
from petitions.queries.calendar_page import YearOfCalendar
from petitions.services.work_calendar import day_number
from petitions.web.labels import label

SHORT_WEEKDAYS: tuple[LazyString, ...] = (_l("Mon"), _l("Tue"), _l("Wed"), _l("Thu"), _l("Fri"), _l("Sat"), _l("Sun"))
_MONDAY_FIRST = Calendar(0)


@dataclass(frozen=True, slots=True)
class Cell:
    """One day: ``look`` is work, rest, off or makeup; ``note`` says in words what a picture cannot."""

    number: int
    look: str
    note: str = ""
    url: str | None = None
    is_expected: bool = False
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """A month with its weeks from Monday; days of its neighbours are left empty."""

    number: int
    weeks: list[list[Cell | None]]


def months_of(page: YearOfCalendar, calendar: WorkCalendar, *, today: date) -> list[Month]:
    """Return the twelve months of a year."""
    known = {day.on: day for day in page.days}
    return [
        Month(
            month,
            [
                [_cell(day, known.get(day), calendar, today) if day.month == month else None for day in week]
                for week in _MONDAY_FIRST.monthdatescalendar(page.year, month)
            ],
        )
        for month in range(1, 13)
    ]


def _cell(day: date, known: CalendarDay | None, calendar: WorkCalendar, today: date) -> Cell:
    if known is None:
        look = "work" if calendar.is_working_day(day) else "rest"
        return Cell(day.day, look, note="" if look == "work" else _("not worked"), is_today=day == today)
    note = f"{label(known.kind)}: {known.name}"
    return Cell(
        day.day,
        "makeup" if known.kind is DayKind.MAKEUP else "off",
        note=note if known.is_confirmed else _("%(what)s (only expected)", what=note),
        url=day_url(day),
        is_expected=not known.is_confirmed,
        is_today=day == today,
    )


@dataclass(frozen=True, slots=True)
class DayRow:
    """One line of the list of announced days."""

    day: CalendarDay
    url: str
    effect: str


def rows_of(page: YearOfCalendar, calendar: WorkCalendar) -> Iterator[DayRow]:
    """Yield the announced days with what each changes."""
    for day in page.days:
        yield DayRow(day, day_url(day.on), _effect(day, calendar))


def _effect(day: CalendarDay, calendar: WorkCalendar) -> str:
    is_usual = calendar.is_usually_worked(day.on)
    if day.kind is DayKind.OFF:
        return str(_("is not counted in working days") if is_usual else _("changes nothing: not worked anyway"))
    return str(_("changes nothing: worked anyway") if is_usual else _("is counted as a working day"))


def day_url(day: date) -> str:
    """Return the page of an announced day."""
    return url_for("admin.calendar_day", number=day_number(day))


def year_url(year: int) -> str | None:
    """Return the page of a year, None where the calendar does not reach."""
    return url_for("admin.calendar_year", year=year) if FIRST_YEAR <= year <= LAST_YEAR else None


def day_of(number: int) -> date:
    """Return the day that a number such as 20260102 in an address names.

    Raises:
        NotFoundError: there is no such day.

    """
    try:
        return date(number // 10_000, number // 100 % 100, number % 100)
    except ValueError as error:
        raise NotFoundError from error
