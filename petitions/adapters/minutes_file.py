"""Minutes as offices write them in Word: the text of a docx in reading order, tables row by row."""

from __future__ import annotations

import io
from collections.abc import Iterator

from petitions.adapters.office_file import kind_of_package
from petitions.adapters.table_fault import TableFault, TableRefusedError, refusals
from petitions.adapters.word_text import lines_of

LARGEST = 10_000_000
LONGEST = 400_000
"""Characters of minutes; a day of meetings has a tenth of it."""


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

    read = 0
    for line in lines_of(Document(io.BytesIO(data)).element.body):
        read += len(line) + 1
        if read > LONGEST:
            raise TableRefusedError(TableFault.TOO_LONG)
        yield line
