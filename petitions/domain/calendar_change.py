"""What may be changed in the working calendar: days, years, weekly patterns; judged and tried without a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from petitions.domain.change_errors import MakeupOnWorkingDayError, NoWorkingDayError
from petitions.domain.errors import DateAfterError, DateBeforeError, MissingError
from petitions.domain.text import one_line
from petitions.domain.work_calendar import AnnouncedDay, DayKind, WeekPattern, WorkCalendar

FIRST_YEAR, LAST_YEAR = 1990, 2099
"""The years that can be entered; the calendar itself reaches further, so that terms may run out of them."""


@dataclass(frozen=True, slots=True)
class DayDraft:
    """A day off or make-up day as it is to stand, with the document that announced it."""

    on: date
    kind: DayKind
    name: str
    source: str
    is_confirmed: bool = True


@dataclass(frozen=True, slots=True)
class YearDraft:
    """Whether the days of a year are announced in full, and by what."""

    year: int
    is_confirmed: bool
    source: str


@dataclass(frozen=True, slots=True)
class WeekDraft:
    """Which weekdays (Monday is 0) are worked from a day on, and by what document."""

    valid_from: date
    weekdays: frozenset[int]
    source: str


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """Everything one person changes at once; what is not named stays as it is."""

    days: tuple[DayDraft, ...] = ()
    removed_days: tuple[date, ...] = ()
    years: tuple[YearDraft, ...] = ()
    weeks: tuple[WeekDraft, ...] = ()
    removed_weeks: tuple[date, ...] = ()

    def tried_on(self, calendar: WorkCalendar) -> WorkCalendar:
        """Return the calendar as it would be after the change; the given one stays."""
        announced = {on: day for on, day in calendar.announced.items() if on not in self.removed_days}
        announced |= {d.on: AnnouncedDay(d.on, d.kind, d.name, d.is_confirmed) for d in self.days}
        said = {draft.year: draft.is_confirmed for draft in self.years}
        years = {year for year in calendar.confirmed_years if said.get(year, True)}
        years |= {year for year, is_confirmed in said.items() if is_confirmed}
        weeks = {week.valid_from: week for week in calendar.weeks if week.valid_from not in self.removed_weeks}
        weeks |= {draft.valid_from: WeekPattern(draft.valid_from, draft.weekdays) for draft in self.weeks}
        in_order = sorted(weeks.values(), key=lambda week: week.valid_from)
        return WorkCalendar.of(sorted(announced.values(), key=lambda day: day.on), years, in_order)

    def check(self, calendar: WorkCalendar) -> None:
        """Refuse a change that contradicts itself or the calendar it is made to.

        Raises:
            FieldError: with the first value that cannot stand.

        """
        for week in self.weeks:
            check_week(week)
        for year in self.years:
            check_year(year)
        after = self.tried_on(calendar)
        for day in self.days:
            check_day(day, after)

    def without_effect(self, calendar: WorkCalendar) -> tuple[DayDraft, ...]:
        """Return the days off that fall on a day nobody works anyway: they stand, and change nothing."""
        after = self.tried_on(calendar)
        return tuple(day for day in self.days if day.kind is DayKind.OFF and not after.is_usually_worked(day.on))


def check_day(day: DayDraft, calendar: WorkCalendar) -> None:
    """Refuse a day without name or source, outside the years of the calendar, or made up for where work is anyway."""
    _check_date("on", day.on)
    _check_text(name=day.name, source=day.source)
    if day.kind is DayKind.MAKEUP and calendar.is_usually_worked(day.on):
        raise MakeupOnWorkingDayError("on", day.on)


def check_year(draft: YearDraft) -> None:
    """Refuse a year outside the calendar, and a confirmation that rests on no document."""
    _check_date("year", date(min(max(draft.year, 1), 9999), 1, 1))
    _check_text(source=draft.source)


def check_week(draft: WeekDraft) -> None:
    """Refuse a week in which nobody works, or one that begins outside the calendar."""
    _check_date("valid_from", draft.valid_from)
    _check_text(source=draft.source)
    if not draft.weekdays or not draft.weekdays <= frozenset(range(7)):
        raise NoWorkingDayError("weekdays")


def _check_date(field: str, day: date) -> None:
    if day.year < FIRST_YEAR:
        raise DateBeforeError(field, date(FIRST_YEAR, 1, 1))
    if day.year > LAST_YEAR:
        raise DateAfterError(field, date(LAST_YEAR, 12, 31))


def _check_text(**texts: str) -> None:
    for field, text in texts.items():
        if not one_line(text):
            raise MissingError(field)


def as_payload(change: CalendarChange) -> dict[str, Any]:
    """Return the change as plain values that JSON keeps."""
    return {
        "days": [
            {
                "on": d.on.isoformat(),
                "kind": d.kind.value,
                "name": d.name,
                "source": d.source,
                "is_confirmed": d.is_confirmed,
            }
            for d in change.days
        ],
        "removed_days": [day.isoformat() for day in change.removed_days],
        "years": [{"year": d.year, "is_confirmed": d.is_confirmed, "source": d.source} for d in change.years],
        "weeks": [
            {"valid_from": d.valid_from.isoformat(), "weekdays": sorted(d.weekdays), "source": d.source}
            for d in change.weeks
        ],
        "removed_weeks": [day.isoformat() for day in change.removed_weeks],
    }


def from_payload(payload: Mapping[str, Any]) -> CalendarChange:
    """Return the change that ``as_payload`` wrote down."""
    return CalendarChange(
        days=tuple(
            DayDraft(date.fromisoformat(d["on"]), DayKind(d["kind"]), d["name"], d["source"], d["is_confirmed"])
            for d in payload["days"]
        ),
        removed_days=tuple(map(date.fromisoformat, payload["removed_days"])),
        years=tuple(YearDraft(d["year"], d["is_confirmed"], d["source"]) for d in payload["years"]),
        weeks=tuple(
            WeekDraft(date.fromisoformat(d["valid_from"]), frozenset(d["weekdays"]), d["source"])
            for d in payload["weeks"]
        ),
        removed_weeks=tuple(map(date.fromisoformat, payload["removed_weeks"])),
    )
