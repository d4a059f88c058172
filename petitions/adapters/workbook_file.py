"""Workbooks of any office program (xlsx, xls, ods), judged by their content and read within limits."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import filetype

from petitions.adapters.office_file import kind_of_container, kind_of_package
from petitions.adapters.old_sheet_marks import marks_of_xls
from petitions.adapters.sheet_marks import SheetMarks, marks_of_ods, marks_of_xlsx
from petitions.adapters.table_fault import TableFault, TableRefusedError, refusals
from petitions.domain.sheet import CellMark, Row, Sheet, column_letters
from petitions.domain.text import clean

LARGEST = 10_000_000
MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_CELLS = 3_000_000
"""What a sheet may reach over, filled or not; a stray cell at its far end makes all between it be laid out."""

LONGEST_TEXT = 25_000
"""Characters of a cell that are read; whoever takes them in knows how many he takes."""

_PACKAGE, _CONTAINER = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_KINDS = {"xlsx": marks_of_xlsx, "xls": marks_of_xls, "ods": marks_of_ods}
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\ufeff\u202a-\u202e\u2060-\u2069]|_x00[01][0-9A-F]_"
)
_ESCAPED = re.compile(r"_x00[01][0-9A-F]_")
"""How Excel writes a control character into a workbook."""


def is_workbook(data: bytes) -> bool:
    """Tell whether a file begins as one; whether it is any is found when it is read."""
    return data.startswith((_PACKAGE, _CONTAINER))


def is_word(data: bytes) -> bool:
    """Tell whether a file is a Word document of today, as far as its list of contents tells."""
    if not data.startswith(_PACKAGE):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return "word/document.xml" in package.NameToInfo
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def read_workbook(data: bytes) -> list[Sheet]:
    """Return the sheets with their rows, empty ones left out; merged cells repeat their text downwards.

    Numbers lose their ``.0``, dates become ISO; a formula gives the result that was saved with it.

    Raises:
        TableRefusedError: it is no workbook, locked, carries a program, is damaged, or bursts the limits.

    """
    if not data:
        raise TableRefusedError(TableFault.EMPTY)
    if len(data) > LARGEST:
        raise TableRefusedError(TableFault.TOO_LARGE)
    with refusals():
        kind = _kind_of(data)
        marks = _KINDS[kind](data)
        for sheet in marks:
            _insist_on_reach(sheet)
        return _sheets(data, marks)


def _kind_of(data: bytes) -> str:
    if data.startswith(_PACKAGE):
        kind = kind_of_package(data)
    elif data.startswith(_CONTAINER):
        kind = kind_of_container(data)
    else:
        kind = filetype.guess_extension(data[:8192]) or ""
    if kind not in _KINDS:
        raise TableRefusedError(TableFault.OTHER_KIND, found=kind or None)
    return kind


def _insist_on_reach(marks: SheetMarks) -> None:
    """Refuse a sheet before it is laid out, with the cell that makes it so large."""
    column = column_letters(marks.last_column)
    if marks.last_column >= MOST_COLUMNS:
        raise TableRefusedError(TableFault.TOO_WIDE, marks.last_row + 1, column=column)
    if (marks.last_row + 1) * (marks.last_column + 1) > MOST_CELLS:
        raise TableRefusedError(TableFault.TOO_SPARSE, marks.last_row + 1, column=column)


def _sheets(data: bytes, marks: list[SheetMarks]) -> list[Sheet]:
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    found = []
    for place, about in enumerate(book.sheets_metadata):
        own = marks[place] if place < len(marks) else SheetMarks()
        rows: tuple[Row, ...] = ()
        if own.last_row >= 0:
            rows = tuple(_rows(book.get_sheet_by_index(place), own))
        if len(rows) > MOST_ROWS:
            raise TableRefusedError(TableFault.TOO_LARGE, rows[MOST_ROWS].number)
        found.append(Sheet(about.name, rows, is_hidden=about.visible is not SheetVisibleEnum.Visible))
    return found


def _rows(sheet: Any, marks: SheetMarks) -> Iterator[Row]:
    """Give the rows that hold anything of their own."""
    first_row, first_column = sheet.start or (0, 0)
    spans = [span for span in marks.merged or sheet.merged_cell_ranges or () if span[1][0] > span[0][0]]
    fill = _Fill(spans)
    before = [""] * first_column
    for number, values in enumerate(sheet.iter_rows(), start=first_row):
        raw = before + [_text(value) for value in values]
        cells, found = _cleaned(raw)
        for place in range(len(cells)):
            if (number, place) in marks.errors:
                cells[place], found[place] = marks.errors[number, place], CellMark.ERROR
            elif (number, place) in marks.not_computed:
                found[place] = CellMark.NOT_COMPUTED
        if any(cells) or found:
            filled = fill.take(number, cells)
            yield Row(number + 1, tuple(filled), is_hidden=number in marks.hidden_rows, marks=found)


def _cleaned(raw: list[str]) -> tuple[list[str], dict[int, CellMark]]:
    cells, marks = [], {}
    for place, text in enumerate(raw):
        if text and _INVISIBLE.search(text):
            marks[place] = CellMark.INVISIBLE
        cells.append(clean(_ESCAPED.sub("", text[:LONGEST_TEXT])) if text else "")
    return cells, {place: mark for place, mark in marks.items() if cells[place]}


class _Fill:
    """Writes the text of cells merged downwards into the rows they reach over."""

    def __init__(self, spans: list[Any]) -> None:
        self._starting: dict[int, list[Any]] = {}
        for span in spans:
            self._starting.setdefault(span[0][0], []).append(span)
        self._open: list[tuple[int, int, str]] = []

    def take(self, number: int, cells: list[str]) -> list[str]:
        """Return a row's cells with what reaches down into them."""
        self._open = [each for each in self._open if each[0] >= number]
        for _last, column, text in self._open:
            if column < len(cells) and not cells[column]:
                cells[column] = text
        for (_row, column), (last, _column) in self._starting.pop(number, ()):
            if column < len(cells) and cells[column]:
                self._open.append((last, column, cells[column]))
        return cells


def _text(cell: object) -> str:
    match cell:
        case "":
            return ""
        case bool():
            return "1" if cell else "0"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
        case date():
            return cell.isoformat()
        case _:
            return str(cell)
