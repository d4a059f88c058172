"""Tables that offices keep, CSV as Excel writes it or the first sheet of a workbook, as rows of clean text."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from petitions.domain.errors import FieldError
from petitions.domain.text import one_line

LARGEST = 10_000_000
MOST_ROWS = 50_000
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_DELIMITERS = ";,\t"


class TableFault(StrEnum):
    """Why a file cannot be read as a table at all."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_UTF8 = "not_utf8"
    UNREADABLE = "unreadable"


class TableRefusedError(FieldError):
    """The file is no table that can be read; ``line`` is the first that cannot, where that is known."""

    def __init__(self, fault: TableFault, line: int | None = None) -> None:
        super().__init__("file")
        self.fault = fault
        self.line = line


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row with its number as the spreadsheet shows it, the heading being row one in most files."""

    number: int
    cells: tuple[str, ...]


def read_table(data: bytes) -> list[TableRow]:
    """Return the rows that hold anything, heading included.

    CSV is UTF-8 or UTF-16, with or without a mark; its columns are parted by semicolons, commas or tabs, whichever
    the heading uses most. Numbers of a workbook lose their ``.0``, dates become ISO. Older encodings, Windows-1258,
    TCVN3 and VNI among them, look alike and are refused rather than guessed at.

    Raises:
        TableRefusedError: it is empty, too large, in another encoding, or no table.

    """
    if len(data) > LARGEST:
        raise TableRefusedError(TableFault.TOO_LARGE)
    rows = _workbook(data) if data.startswith(_WORKBOOKS) else _csv(data)
    if len(rows) > MOST_ROWS:
        raise TableRefusedError(TableFault.TOO_LARGE)
    kept = [TableRow(number, cells) for number, cells in enumerate(rows, start=1) if any(cells)]
    if not kept:
        raise TableRefusedError(TableFault.EMPTY)
    return kept


def _csv(data: bytes) -> list[tuple[str, ...]]:
    try:
        text = data.decode(_encoding(data))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TableRefusedError(TableFault.NOT_UTF8, line) from error
    heading = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=heading.count)
    try:
        rows = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
        return [tuple(one_line(cell) for cell in row) for row in rows]
    except csv.Error as error:
        raise TableRefusedError(TableFault.UNREADABLE) from error


def _encoding(data: bytes) -> str:
    """Return which Unicode it is: by its mark, else by where the halves of plain letters lie empty."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = data[:1000]
    low, high = start[0::2].count(0), start[1::2].count(0)
    if max(low, high) * 4 < len(start):
        return "utf-8-sig"
    return "utf-16-be" if low > high else "utf-16-le"


def _workbook(data: bytes) -> list[tuple[str, ...]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise TableRefusedError(TableFault.UNREADABLE) from error
    return [tuple(_text(cell) for cell in row) for row in rows]


def _text(cell: object) -> str:
    match cell:
        case bool():
            return "1" if cell else "0"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case _:
            return one_line(str(cell))
