"""The same as ``sheet_marks`` of the books that Excel wrote until 2003."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import olefile

from petitions.adapters.office_file import records_of
from petitions.adapters.sheet_marks import SheetMarks

_BOF, _EOF, _ROW = 0x809, 0x0A, 0x208
_FORMULA, _ERROR_CELL, _MANY_NUMBERS = 0x06, 0x205, 0xBD
_CELLS = frozenset({0xFD, 0x204, 0x203, 0x27E, 0xD6, _MANY_NUMBERS, _ERROR_CELL, _FORMULA})
_HIDDEN_ROW = 0x20
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


def marks_of_xls(data: bytes) -> list[SheetMarks]:
    """Return the marks of each sheet, in the order of the book."""
    with olefile.OleFileIO(BytesIO(data)) as container:
        name = next(name for name in ("Workbook", "Book") if container.exists(name))
        book = container.openstream(name).read()
    return list(_marks_of_records(book))


def _marks_of_records(book: bytes) -> Iterator[SheetMarks]:
    """Give the marks of each sheet: the first part of a book is about the whole, a chart may lie in a sheet."""
    marks, depth, is_sheet = SheetMarks(), 0, False
    for number, content in records_of(book):
        if number == _BOF:
            depth += 1
            if depth == 1:
                is_sheet = int.from_bytes(content[2:4], "little") != 0x05  # noqa: PLR2004 - the book as a whole
                marks = SheetMarks()
        elif number == _EOF:
            depth -= 1
            if depth == 0 and is_sheet:
                yield marks
        elif depth == 1 and is_sheet:
            _note_record(marks, number, content)


def _note_record(marks: SheetMarks, number: int, content: bytes) -> None:
    row, column = int.from_bytes(content[0:2], "little"), int.from_bytes(content[2:4], "little")
    if number == _ROW and content[12:13] and content[12] & _HIDDEN_ROW:
        marks.hidden_rows.add(row)
    if number not in _CELLS:
        return
    marks.reach(row, int.from_bytes(content[-2:], "little") if number == _MANY_NUMBERS else column)
    if number == _ERROR_CELL and content[7:8] == b"\x01":
        marks.errors[row, column] = _ERRORS.get(content[6], "#")
    elif number == _FORMULA and content[12:14] == b"\xff\xff" and content[6] == 2:  # noqa: PLR2004 - the result is an error
        marks.errors[row, column] = _ERRORS.get(content[8], "#")
