"""Dates counted by hand on the wall calendar, one row each in dates/han-tra-loi.csv, against the engine.

The table is written for lawyers and grows by whoever works with it; dates/README.md says how, in
Vietnamese. Where a row and the engine differ, somebody counts again on the calendar: no row is ever
filled in from the engine.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from petitions.domain.deadline_ledger import Ledger, Pause
from petitions.domain.deadline_rule import Rule, Unit
from petitions.domain.deadlines import compute
from petitions.domain.work_calendar import AnnouncedDay, DayKind, WorkCalendar
from petitions.resources import package_file

TABLE = Path(__file__).parent / "dates" / "han-tra-loi.csv"
COLUMNS = ["ma_quy_dinh", "ngay_bat_dau", "gia_han", "tam_dung_tu", "tam_dung_den", "ngay_den_han", "ly_do"]
WEEKDAYS = ["T2", "T3", "T4", "T5", "T6", "T7", "CN"]
MENTION = re.compile(r"\b(T[2-7]|CN) (\d\d)/(\d\d)\b")
UNCONFIRMED = "Tạm tính"


@dataclass(frozen=True)
class Row:
    """One date counted by hand; ``line`` is where it stands in the file."""

    line: int
    code: str
    ledger: Ledger
    due: date
    reason: str

    def __str__(self) -> str:
        extended = "".join(f" extended by {days}" for days in self.ledger.extensions)
        paused = "".join(f" paused {p.first:%d-%m} to {p.last:%d-%m}" for p in self.ledger.pauses)
        start, due = f"{self.ledger.start_on:%d-%m-%Y}", f"{self.due:%d-%m-%Y}"
        return f"line {self.line}: {self.code} from {start}{extended}{paused} is due {due}"


def a_date(text: str) -> date:
    """Read 05/02/2024, 5/2/2024 or 2024-02-05: a spreadsheet may have rewritten it."""
    pattern = "%Y-%m-%d" if "-" in text else "%d/%m/%Y"
    return datetime.strptime(text.strip(), pattern).date()  # noqa: DTZ007 - a date has no zone


def read_rows(text: str) -> Iterator[Row]:
    """Yield every filled line; a spreadsheet may have put semicolons, blank lines or spaces."""
    lines = csv.DictReader(text.splitlines(), delimiter=";" if ";" in text.splitlines()[0] else ",")
    assert lines.fieldnames == COLUMNS, f"the columns are {COLUMNS}"
    for cells in lines:
        values = {column: (cells[column] or "").strip() for column in COLUMNS}
        if any(values.values()):
            try:
                yield a_row(lines.line_num, values)
            except ValueError as error:
                pytest.fail(f"{TABLE.name}, line {lines.line_num}: {error}", pytrace=False)


def a_row(line: int, values: dict[str, str]) -> Row:
    first, last = values["tam_dung_tu"], values["tam_dung_den"]
    if bool(first) != bool(last):
        raise ValueError("a pause has both a first and a last day")
    ledger = Ledger(
        a_date(values["ngay_bat_dau"]),
        extensions=tuple(int(days) for days in values["gia_han"].split("+") if days),
        pauses=(Pause(a_date(first), a_date(last)),) if first else (),
    )
    return Row(line, values["ma_quy_dinh"], ledger, a_date(values["ngay_den_han"]), values["ly_do"])


def seeds(name: str) -> list[dict[str, str]]:
    with package_file("data", name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def announced_days() -> tuple[AnnouncedDay, ...]:
    return tuple(
        AnnouncedDay(date.fromisoformat(row["on"]), DayKind(row["kind"]), row["name"])
        for row in seeds("calendar_days.csv")
    )


def a_calendar(*, without: AnnouncedDay | None = None) -> WorkCalendar:
    confirmed = [int(row["year"]) for row in seeds("calendar_years.csv") if row["is_confirmed"] == "1"]
    return WorkCalendar.of((day for day in announced_days() if day != without), confirmed)


@cache
def rule_versions() -> dict[tuple[str, date], Rule]:
    """Return every seeded version by its code and first day."""
    return {
        (row["code"], date.fromisoformat(row["valid_from"])): Rule(
            code=row["code"],
            length=int(row["length"]),
            unit=Unit(row["unit"]),
            rolls_forward=row["rolls_forward"] == "1",
            source=row["source"],
            is_verified=row["is_verified"] == "1",
        )
        for row in seeds("deadline_rules.csv")
    }


def version_of(row: Row) -> tuple[str, date]:
    """Return which version was in force when the clock started."""
    begun = [key for key in rule_versions() if key[0] == row.code and key[1] <= row.ledger.start_on]
    assert begun, f"{row}: no rule of that code was in force then"
    return max(begun)


def disagreeing(rows: list[Row], calendar: WorkCalendar, rules: dict[tuple[str, date], Rule]) -> list[Row]:
    return [row for row in rows if compute(row.ledger, rules[version_of(row)], calendar).legal_on != row.due]


ROWS = list(read_rows(TABLE.read_text(encoding="utf-8-sig")))
CALENDAR = a_calendar()


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_engine_finds_the_day_that_was_counted_by_hand(row):
    found = compute(row.ledger, rule_versions()[version_of(row)], CALENDAR).legal_on
    assert found == row.due, f"{row}, the engine says {found:%d-%m-%Y}. By hand: {row.reason}"


def test_the_table_opens_in_excel_with_its_accents():
    assert TABLE.read_bytes().startswith(b"\xef\xbb\xbf")


def test_at_least_a_hundred_and_twenty_different_clocks_were_counted():
    assert len({(row.code, row.ledger) for row in ROWS}) >= 120


def test_every_version_of_every_rule_was_counted_twice():
    counted = [version_of(row) for row in ROWS]
    assert not [version for version in rule_versions() if counted.count(version) < 2]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_every_row_gives_its_reason_with_the_right_days_of_the_week(row):
    assert row.reason
    for weekday, day, month in MENTION.findall(row.reason):
        near = row.ledger.start_on - timedelta(days=7)
        year = near.year + ((int(month), int(day)) < (near.month, near.day))
        assert WEEKDAYS[date(year, int(month), int(day)).weekday()] == weekday, f"{weekday} {day}/{month}/{year}"


def test_a_row_that_rests_on_a_year_not_yet_announced_says_so():
    silent = [
        row
        for row in ROWS
        if compute(row.ledger, rule_versions()[version_of(row)], CALENDAR).is_provisional
        and UNCONFIRMED not in row.reason
    ]
    assert not silent


def mutants(rule: Rule) -> Iterator[Rule]:
    """Yield the rule a day shorter, a day longer, counted the other way, and not rolled."""
    yield replace(rule, length=rule.length - 1)
    yield replace(rule, length=rule.length + 1)
    other = Unit.DAY if rule.unit is Unit.WORKING_DAY else Unit.WORKING_DAY
    yield replace(rule, unit=other)
    if rule.unit is Unit.DAY and rule.rolls_forward:
        yield replace(rule, rolls_forward=False)


@pytest.mark.parametrize(
    ("version", "mutant"),
    [
        pytest.param(
            version,
            mutant,
            id=f"{mutant.code} since {version[1]}: {mutant.length} {mutant.unit}, rolls {mutant.rolls_forward}",
        )
        for version, rule in rule_versions().items()
        for mutant in mutants(rule)
    ],
)
def test_a_changed_rule_contradicts_the_hand_and_only_in_its_own_rows(version, mutant):
    wrong = disagreeing(ROWS, CALENDAR, {**rule_versions(), version: mutant})
    assert wrong, "no row would notice"
    assert {version_of(row) for row in wrong} == {version}


@pytest.mark.parametrize(
    "day",
    [
        day
        for day in announced_days()
        if day.on.year >= 2024 and (day.on.isoweekday() <= 5) == (day.kind is DayKind.OFF)
    ],
    ids=lambda day: f"{day.kind} {day.on}",
)
def test_a_day_off_or_make_up_day_that_is_forgotten_contradicts_the_hand(day):
    assert disagreeing(ROWS, a_calendar(without=day), rule_versions())


def test_a_table_saved_by_excel_reads_the_same():
    header, line = ";".join(COLUMNS), "petition.response;1/4/2024;;2/5/2024;3/5/2024;4/5/2024;vì thế"
    (row,) = read_rows(f"{header}\n;;;;;;\n{line}\n")
    assert row.ledger == Ledger(date(2024, 4, 1), pauses=(Pause(date(2024, 5, 2), date(2024, 5, 3)),))
    assert row.due == date(2024, 5, 4)


@pytest.mark.parametrize(
    "line",
    [
        "petition.response,32/04/2024,,,,02/05/2024,ngày không có",
        "petition.response,01/04/2024,mười,,,02/05/2024,không phải số",
        "petition.response,01/04/2024,,02/05/2024,,04/05/2024,thiếu ngày hết tạm dừng",
    ],
)
def test_a_line_that_cannot_be_read_is_named(line):
    with pytest.raises(pytest.fail.Exception, match="line 2"):
        list(read_rows(f"{','.join(COLUMNS)}\n{line}\n"))
