"""Tables that offices keep, CSV as Excel writes it or the first sheet of a workbook, as rows of clean text."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from petitions.adapters.table_fault import TableFault, TableRefusedError
from petitions.adapters.workbook_file import LARGEST, MOST_ROWS, is_workbook, read_workbook
from petitions.domain.text import one_line

_DELIMITERS = ";,\t"
_BEFORE_MARKUP = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_MARKUP = {b"<!doctype html": "html", b"<html": "html", b"<table": "html", b"<?xml": "xml", b"{\\rtf": "rtf"}


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
    kept = _workbook(data) if is_workbook(data) else _csv(data)
    if not kept:
        raise TableRefusedError(TableFault.EMPTY)
    return kept


def kind_of_markup(data: bytes) -> str | None:
    """Return which markup a file begins with, as an extension; what programs save under the name of a table is such."""
    start = data[:1000].replace(b"\0", b"").lstrip(_BEFORE_MARKUP).lower()
    return next((kind for sign, kind in _MARKUP.items() if start.startswith(sign)), None)


def _csv(data: bytes) -> list[TableRow]:
    if (markup := kind_of_markup(data)) is not None:
        raise TableRefusedError(TableFault.OTHER_KIND, found=markup)
    try:
        text = data.decode(_encoding(data))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TableRefusedError(TableFault.NOT_UTF8, line) from error
    lines = io.StringIO(text.replace("\0", ""), newline="").readlines()
    found = _records(lines, max(_DELIMITERS, key=next(filter(str.strip, lines), "").count))
    if len(found) > MOST_ROWS:
        raise TableRefusedError(TableFault.TOO_LARGE)
    return [row for row in found if any(row.cells)]


def _records(lines: list[str], delimiter: str) -> list[TableRow]:
    """Return the rows; one that goes on over lines has to be quoted without a fault, or its quote was never closed."""
    rows = csv.reader(lines, delimiter=delimiter)
    found: list[TableRow] = []
    begins = 0
    try:
        for row in rows:
            if rows.line_num > begins + 1:
                list(csv.reader(lines[begins : rows.line_num], delimiter=delimiter, strict=True))
            begins = rows.line_num
            found.append(TableRow(len(found) + 1, tuple(map(one_line, row))))
    except csv.Error as error:
        if rows.line_num > begins + 1:
            raise TableRefusedError(TableFault.OPEN_QUOTE, len(found) + 1) from error
        raise TableRefusedError(TableFault.UNREADABLE) from error
    return found


def _encoding(data: bytes) -> str:
    """Return which Unicode it is: by its mark, else by where the halves of plain letters lie empty."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = data[:1000]
    low, high = start[0::2].count(0), start[1::2].count(0)
    if max(low, high) * 4 < len(start):
        return "utf-8-sig"
    return "utf-16-be" if low > high else "utf-16-le"


def _workbook(data: bytes) -> list[TableRow]:
    sheets = read_workbook(data)
    rows = sheets[0].rows if sheets else ()
    return [TableRow(row.number, tuple(map(one_line, row.cells))) for row in rows]
