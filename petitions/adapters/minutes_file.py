"""Minutes as offices write them in Word: the text of a docx in reading order, tables row by row."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from petitions.adapters.office_file import kind_of_package
from petitions.adapters.table_fault import TableFault, TableRefusedError, refusals

LARGEST = 10_000_000
LONGEST = 400_000
"""Characters of minutes; a day of meetings has a tenth of it."""

_CELLS_APART = " | "


def read_minutes(data: bytes) -> str:
    """Return the text of a Word document, a line for each paragraph.

    Raises:
        TableRefusedError: it is no such document, locked, carries a program, is damaged, or bursts the limits.

    """
    if len(data) > LARGEST:
        raise TableRefusedError(TableFault.TOO_LARGE)
    with refusals():
        kind = kind_of_package(data)
        if kind == "docx":
            return "\n".join(_lines(data))
    raise TableRefusedError(TableFault.OTHER_KIND, found=kind)


def _lines(data: bytes) -> Iterator[str]:
    from docx import Document
    from docx.table import Table

    document = Document(io.BytesIO(data))
    read = 0
    for block in document.iter_inner_content():
        for line in _rows(block) if isinstance(block, Table) else [block.text]:
            read += len(line) + 1
            if read > LONGEST:
                raise TableRefusedError(TableFault.TOO_LONG)
            yield line


def _rows(table: Any) -> Iterator[str]:
    """Give each row as one line; a merged cell stands in it once."""
    for row in table.rows:
        cells = dict.fromkeys(cell.text.strip() for cell in row.cells)
        yield _CELLS_APART.join(filter(None, cells)).replace("\n", " ")
