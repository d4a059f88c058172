"""The seeded calendar against the `holidays` library: every difference is named here, with its reason."""

import csv
from datetime import date, timedelta
from functools import cache

import pytest

from petitions.domain.calendar_change import CalendarChange, DayDraft, YearDraft
from petitions.domain.work_calendar import DayKind, WorkCalendar
from petitions.resources import package_file

YEARS = range(2020, 2028)

DIFFERENCES = {
    date(2026, 1, 2): "off for Saturday 10-01-2026 (12729/VPCP-KGVX); the library does not know of it",
    date(2026, 1, 10): "made up for Friday 02-01-2026 (12729/VPCP-KGVX); the library does not know of it",
}
"""Days on which offices work by one and rest by the other, and why ours holds."""

SWAPS = [
    (date(2024, 4, 29), date(2024, 5, 4)),
    (date(2025, 5, 2), date(2025, 4, 26)),
    (date(2026, 1, 2), date(2026, 1, 10)),
    (date(2026, 8, 31), date(2026, 8, 22)),
]
"""Days off in exchange for Saturdays, as the Government announced them."""


def rows(name):
    with package_file("data", name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def seeded_days():
    return tuple(
        DayDraft(date.fromisoformat(r["on"]), DayKind(r["kind"]), r["name"], r["source"], r["is_confirmed"] == "1")
        for r in rows("calendar_days.csv")
    )


def seeded_change():
    years = (YearDraft(int(r["year"]), r["is_confirmed"] == "1", r["source"]) for r in rows("calendar_years.csv"))
    return CalendarChange(days=seeded_days(), years=tuple(years))


@cache
def seeded_calendar():
    return seeded_change().tried_on(WorkCalendar())


@pytest.fixture(scope="module")
def library():
    from holidays import country_holidays

    return country_holidays("VN", years=YEARS)


@pytest.mark.parametrize("year", YEARS)
def test_offices_work_as_the_library_says_but_for_the_named_differences(library, year):
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366 if year % 4 == 0 else 365)]
    found = {day for day in days if seeded_calendar().is_working_day(day) != library.is_working_day(day)}
    assert found == {day for day in DIFFERENCES if day.year == year}


@pytest.mark.parametrize("year", YEARS)
def test_every_holiday_of_the_library_is_a_day_off_with_name_and_source(library, year):
    known = {draft.on: draft for draft in seeded_days() if draft.kind is DayKind.OFF}
    missing = {day for day in library if day.year == year} - set(known)
    assert not missing


@pytest.mark.parametrize(("day_off", "saturday"), SWAPS, ids=str)
def test_a_swap_stands_with_both_its_days_each_naming_the_other(day_off, saturday):
    known = {draft.on: draft for draft in seeded_days()}
    assert known[day_off].kind is DayKind.OFF
    assert known[saturday].kind is DayKind.MAKEUP
    assert f"{saturday:%d/%m/%Y}" in known[day_off].name
    assert f"{day_off:%d/%m/%Y}" in known[saturday].name


def test_no_make_up_day_stands_without_its_swap():
    assert {draft.on for draft in seeded_days() if draft.kind is DayKind.MAKEUP} == {saturday for _, saturday in SWAPS}


def test_the_day_of_culture_is_off_from_2026_only():
    off = [draft.on for draft in seeded_days() if (draft.on.month, draft.on.day) == (11, 24)]
    assert off == [date(2026, 11, 24), date(2027, 11, 24)]


def test_what_was_not_announced_is_only_expected():
    expected = {draft.on for draft in seeded_days() if not draft.is_confirmed}
    assert expected == {date(2027, 2, day) for day in range(4, 11)} | {date(2027, 9, 3)}
    assert seeded_calendar().unconfirmed_years(date(2020, 1, 1), date(2027, 12, 31)) == (2027,)


def test_the_seeds_pass_the_checks_that_administrators_meet():
    seeded_change().check(WorkCalendar())
    assert all(len(draft.name) <= 200 and len(draft.source) <= 400 for draft in seeded_days())


def test_each_day_stands_once():
    days = [draft.on for draft in seeded_days()]
    assert days == sorted(set(days))
