"""A list of statements read from its file: which sheet, which columns, what each row would become."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.adapters.table_fault import TableFault, TableRefusedError
from petitions.adapters.table_file import kind_of_markup, read_table
from petitions.adapters.workbook_file import is_workbook, read_workbook
from petitions.domain.sheet import Row, Sheet
from petitions.domain.statement_columns import Layout, Target, Words, guess_layout
from petitions.domain.statement_rows import ReadRow, read_rows
from petitions.models import ColumnReading
from petitions.services.upsert import insert_or

_PLAIN = frozenset({"", ".csv", ".txt", ".tsv"})
_LONGEST_CELL = 20_100
"""A cell beyond this is too long for a statement anyway; what is kept shows that."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The sheet that is read, and how."""

    sheet: int
    layout: Layout


def digest_of(data: bytes) -> str:
    """Return what the same file is known by again."""
    return hashlib.sha256(data).hexdigest()


def read_list(data: bytes, name: str = "") -> list[Sheet]:
    """Return the sheets of a workbook whatever its name, or a CSV file of a name that is no workbook's as one sheet.

    Raises:
        TableRefusedError: it is neither, or no row of any visible sheet holds anything.

    """
    is_book = is_workbook(data) or _looks_like_no_text(data)
    is_called_otherwise = PurePath(name.lower()).suffix not in _PLAIN
    if not is_book and (is_called_otherwise or _is_binary(data)):
        raise TableRefusedError(TableFault.OTHER_KIND, found=kind_of_markup(data))
    if is_book:
        sheets = read_workbook(data)
    else:
        rows = tuple(Row(row.number, row.cells) for row in read_table(data))
        sheets = [Sheet("CSV", rows)]
    if not any(sheet.rows for sheet in sheets if not sheet.is_hidden):
        raise TableRefusedError(TableFault.EMPTY)
    return sheets


def _is_binary(data: bytes) -> bool:
    """Tell whether a file holds empty bytes where text of no encoding but a marked UTF-16 has them."""
    return b"\0" in data[:8] and not data.startswith((b"\xff\xfe", b"\xfe\xff"))


def _looks_like_no_text(data: bytes) -> bool:
    """Tell of pictures and papers, whose kind a better sentence names than that they are no UTF-8."""
    return not data or data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"%PDF", b"GIF8", b"MZ", b"Rar!"))


def choose_sheet(sheets: Sequence[Sheet], words: Words) -> Chosen:
    """Return the visible sheet whose heading tells the most, the largest of equals."""
    visible = [place for place, sheet in enumerate(sheets) if not sheet.is_hidden and sheet.rows]
    found = {place: guess_layout(sheets[place].rows, words) for place in visible}

    def worth(place: int) -> tuple[bool, int, int]:
        layout = found[place]
        has_content = layout.place_of(Target.CONTENT) is not None
        return has_content and bool(layout.heading_rows), len(set(layout.columns.values())), len(sheets[place].rows)

    best = max(visible, key=worth)
    return Chosen(best, found[best])


def with_memory(session: Session, layout: Layout, organisation_id: int) -> Layout:
    """Return the layout read as this unit had the same heading read before."""
    key = (organisation_id, _short(layout))
    known = session.get(ColumnReading, key) if layout.titles else None
    if known is None:
        return layout
    return layout.with_columns({int(place): meaning for place, meaning in known.columns.items()})


def remember(session: Session, layout: Layout, organisation_id: int, *, now: datetime) -> None:
    """Keep how the unit has this heading read."""
    if not layout.titles:
        return
    columns = {str(place): meaning for place, meaning in layout.columns.items()}
    new = insert_or(session, ColumnReading).values(
        organisation_id=organisation_id, signature=_short(layout), columns=columns, used_at=now
    )
    keys = ["organisation_id", "signature"]
    session.execute(new.on_conflict_do_update(index_elements=keys, set_={"columns": columns, "used_at": now}))


def rows_of(sheet: Sheet, layout: Layout, words: Words, *, held_on: date) -> list[ReadRow]:
    """Return what each row of the sheet is."""
    return list(read_rows(sheet.rows, layout, words, held_on=held_on))


def kept_cells(row: Row) -> list[str]:
    """Return the cells as they are kept until the list is written."""
    return [cell[:_LONGEST_CELL] for cell in row.cells]


def forget_unused_readings(session: Session, *, before: datetime) -> None:
    """Drop what was remembered of headings that did not come again."""
    session.execute(sa.delete(ColumnReading).where(ColumnReading.used_at < before))


def _short(layout: Layout) -> str:
    return hashlib.sha256(layout.signature.encode()).hexdigest()
