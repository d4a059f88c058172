"""Rows of an import file made into values, every fault noted with its row and column instead of raised."""

from __future__ import annotations

import enum
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TypeVar

from petitions.adapters.table_file import TableRow
from petitions.domain.change_errors import MakeupOnWorkingDayError
from petitions.domain.errors import (
    AlreadyTakenError,
    CodeError,
    DateBeforeError,
    FieldError,
    HierarchyError,
    MissingError,
    RoleDoesNotFitError,
    UnknownChoiceError,
    UsernameError,
)
from petitions.domain.sheet import column_letters
from petitions.domain.text import fold

E = TypeVar("E", bound=enum.Enum)
USUAL_YEARS = range(1900, 2100)
"""Years no paper carries are slips of the pen."""
DATE_FORMATS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y")


class FaultKind(StrEnum):
    """What is wrong with one cell, or with the heading."""

    MISSING_COLUMN = "missing_column"
    UNKNOWN_COLUMN = "unknown_column"
    DOUBLE_COLUMN = "double_column"
    BESIDE_COLUMNS = "beside_columns"
    MISSING_VALUE = "missing_value"
    UNKNOWN_WORD = "unknown_word"
    BAD_DATE = "bad_date"
    BAD_NUMBER = "bad_number"
    TOO_LONG = "too_long"
    BAD_CODE = "bad_code"
    DOUBLE_CODE = "double_code"
    UNKNOWN_CODE = "unknown_code"
    SEVERAL_NAMES = "several_names"
    WRONG_PLACE = "wrong_place"
    ENDS_TOO_EARLY = "ends_too_early"
    BAD_MAIL = "bad_mail"
    BAD_USERNAME = "bad_username"
    ROLE_DOES_NOT_FIT = "role_does_not_fit"
    CONTRADICTION = "contradiction"
    CONTRADICTING_DAY = "contradicting_day"
    MAKEUP_ON_WORKING_DAY = "makeup_on_working_day"
    OUTSIDE_CALENDAR = "outside_calendar"
    CHANGES_NOTHING = "changes_nothing"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RowFault:
    """One fault: row and column as the file shows them, and the cell it is about."""

    row: int
    column: str
    kind: FaultKind
    value: str = ""


class ImportRefusedError(FieldError):
    """Rows of the file are faulty; nothing of it was written."""

    def __init__(self, faults: Sequence[RowFault]) -> None:
        super().__init__("file")
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.row, fault.column)))


@dataclass(slots=True)
class ImportResult:
    """How many rows made something new, changed something, or said what was known; ``notes`` are no faults."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    notes: list[RowFault] = field(default_factory=list)
    moved: int | None = None
    """How many due dates moved, where a file can move any."""

    def count(self, *, is_new: bool, is_changed: bool) -> None:
        """Count one row."""
        self.created += is_new
        self.changed += is_changed and not is_new
        self.unchanged += not is_new and not is_changed


@dataclass(slots=True)
class Sheet:
    """The rows of a file by the names of their columns, and what was found wrong so far."""

    columns: dict[str, int]
    headings: tuple[str, ...]
    heading_row: int
    rows: list[TableRow]
    faults: list[RowFault] = field(default_factory=list)

    @classmethod
    def of(cls, table: Sequence[TableRow], known: Iterable[str], needed: Iterable[str]) -> Sheet:
        """Return the table read by its first row; columns that nobody knows are faults, not silence."""
        heading, rows = table[0], list(table[1:])
        sheet = cls({}, heading.cells, heading.number, rows)
        names = words("columns")
        for place, text in enumerate(heading.cells):
            name = next((n for n in (*known, "ignored") if fold(text) in names[n]), None) if text else "ignored"
            if name is None:
                sheet.faults.append(RowFault(heading.number, text, FaultKind.UNKNOWN_COLUMN, text))
            elif name in sheet.columns:
                sheet.faults.append(RowFault(heading.number, text, FaultKind.DOUBLE_COLUMN, text))
            elif name != "ignored":
                sheet.columns[name] = place
        for name in needed:
            if name not in sheet.columns:
                title = title_of(name)
                sheet.faults.append(RowFault(heading.number, title, FaultKind.MISSING_COLUMN, title))
        sheet.faults += [] if sheet.faults else [fault for row in rows for fault in _beside(row, heading.cells)]
        return sheet

    def text(self, row: TableRow, name: str, *, longest: int = 200) -> str | None:
        """Return the cell, None when it is empty or the file has no such column."""
        place = self.columns.get(name)
        text = row.cells[place] if place is not None and place < len(row.cells) else ""
        if len(text) > longest:
            self.note(row, name, FaultKind.TOO_LONG, text[:40] + "\u2026")
            return None
        return text or None

    def required(self, row: TableRow, name: str, *, longest: int = 200) -> str:
        """Return the cell; an empty one is a fault."""
        text = self.text(row, name, longest=longest)
        if text is None and not any(f.row == row.number and f.column == self.heading(name) for f in self.faults):
            self.note(row, name, FaultKind.MISSING_VALUE)
        return text or ""

    def member(self, row: TableRow, name: str, members: type[E], table: str) -> E | None:
        """Return the member that a cell's word means; a word that is not known is a fault."""
        text = self.text(row, name)
        if text is None:
            return None
        value = meaning_of(text, table)
        if value is None:
            self.note(row, name, FaultKind.UNKNOWN_WORD, text)
            return None
        return members(value)

    def date(self, row: TableRow, name: str, *, years: range = USUAL_YEARS) -> date | None:
        """Return the date of a cell; what cannot be one is a fault."""
        text = self.text(row, name)
        if text is None:
            return None
        for pattern in DATE_FORMATS:
            try:
                found = datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a date has no zone
            except ValueError:
                continue
            if found.year in years:
                return found
        self.note(row, name, FaultKind.BAD_DATE, text)
        return None

    def flag(self, row: TableRow, name: str) -> bool | None:
        """Return yes or no; an empty cell says nothing."""
        text = self.text(row, name)
        if text is None:
            return None
        value = meaning_of(text, "answers")
        if value is None:
            self.note(row, name, FaultKind.UNKNOWN_WORD, text)
        return value == "yes" if value else None

    def number(self, row: TableRow, name: str, *, most: int) -> int | None:
        """Return a number from one up."""
        text = self.text(row, name)
        if text is None:
            return None
        if text.isascii() and text.isdecimal() and len(text) < 7 and 1 <= int(text) <= most:  # noqa: PLR2004 - larger than any
            return int(text)
        self.note(row, name, FaultKind.BAD_NUMBER, text)
        return None

    def heading(self, name: str) -> str:
        """Return what the file calls a column."""
        place = self.columns.get(name)
        return self.headings[place] if place is not None else title_of(name)

    def note(self, row: TableRow, name: str, kind: FaultKind, value: str = "") -> None:
        """Note a fault of one cell."""
        self.faults.append(RowFault(row.number, self.heading(name), kind, value))

    def note_refusal(self, row: TableRow, error: FieldError, names: dict[str, str]) -> None:
        """Note what a service refused; ``names`` turn its fields into columns."""
        name = names.get(error.field, error.field)
        self.note(row, name, _KINDS.get(type(error), FaultKind.REFUSED), self.text(row, name, longest=10_000) or "")


def _beside(row: TableRow, headings: tuple[str, ...]) -> Iterator[RowFault]:
    """Yield a fault for each cell that no heading stands over: what it says would be lost in silence."""
    for place, text in enumerate(row.cells):
        if text and (place >= len(headings) or not headings[place]):
            yield RowFault(row.number, column_letters(place), FaultKind.BESIDE_COLUMNS, text[:40])


_KINDS: dict[type[FieldError], FaultKind] = {
    MissingError: FaultKind.MISSING_VALUE,
    CodeError: FaultKind.BAD_CODE,
    AlreadyTakenError: FaultKind.DOUBLE_CODE,
    UnknownChoiceError: FaultKind.UNKNOWN_CODE,
    HierarchyError: FaultKind.WRONG_PLACE,
    DateBeforeError: FaultKind.ENDS_TOO_EARLY,
    UsernameError: FaultKind.BAD_USERNAME,
    RoleDoesNotFitError: FaultKind.ROLE_DOES_NOT_FIT,
    MakeupOnWorkingDayError: FaultKind.MAKEUP_ON_WORKING_DAY,
}


@cache
def words(table: str) -> dict[str, frozenset[str]]:
    """Return one table of data/import_words.toml, its words folded."""
    return {name: frozenset(map(fold, variants)) for name, variants in _tables()[table].items()}


def meaning_of(text: str, table: str) -> str | None:
    """Return what a cell's word means in a table of words, None when it is not known."""
    return next((value for value, variants in words(table).items() if fold(text) in variants), None)


def title_of(column: str) -> str:
    """Return the first Vietnamese heading of a column."""
    return _tables()["columns"].get(column, [column])[0]


def first_words(table: str | None) -> list[str]:
    """Return the first Vietnamese word for each value of a table of words; none for no table."""
    return [] if table is None else [variants[0] for variants in _tables()[table].values()]


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    text = (files("petitions") / "data" / "import_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
