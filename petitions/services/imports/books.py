"""What a file may refer to by code or name: the rows of one table, and those the file itself makes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.adapters.table_file import TableRow
from petitions.domain.text import fold
from petitions.models import Locality, Organisation
from petitions.services.imports.rows import FaultKind, Sheet


class RestsOnFaultError(Exception):
    """A row refers to one of the same file that is faulty itself: one fault is enough."""


@dataclass(slots=True)
class Book:
    """Keys of one table by code and by folded name; ``announced`` are the codes of the file."""

    ids: dict[str, int] = field(default_factory=dict)
    by_name: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    announced: set[str] = field(default_factory=set)
    announced_names: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, session: Session, table: type[Locality | Organisation]) -> Book:
        """Return the book of what the database holds."""
        book = cls()
        for key, code, name in session.execute(sa.select(table.id, table.code, table.name)).tuples():
            book.enter(key, code, name)
        return book

    def announce(self, sheet: Sheet, row: TableRow, *, longest: int) -> None:
        """Note that the file has a row of this code; a second one is a fault."""
        code = sheet.required(row, "code", longest=longest)
        if code in self.announced:
            sheet.note(row, "code", FaultKind.DOUBLE_CODE, code)
        self.announced.add(code)
        self.announced_names.add(fold(sheet.text(row, "name") or ""))

    def enter(self, key: int, code: str | None, name: str) -> None:
        """Note a row of the database."""
        if code:
            self.ids[code] = key
        self.by_name[fold(name)].add(key)

    def find(self, sheet: Sheet, row: TableRow, column: str) -> int | None:
        """Return the key a cell refers to, None when it is empty; what does not exist is a fault.

        Raises:
            RestsOnFaultError: the file has such a row, but it could not be written.

        """
        text = sheet.text(row, column)
        return None if text is None else self.key_of(text, sheet, row, column)

    def find_all(self, sheet: Sheet, row: TableRow, column: str) -> list[int]:
        """Return the keys a cell with several codes refers to, parted by semicolons, commas or strokes."""
        text = sheet.text(row, column, longest=4000) or ""
        parts = [part.strip() for part in text.replace("|", ";").replace(",", ";").split(";")]
        found = [self.key_of(part, sheet, row, column) for part in parts if part]
        return [key for key in found if key is not None]

    def key_of(self, text: str, sheet: Sheet, row: TableRow, column: str) -> int | None:
        """Return the key of a code or of a name that only one row has."""
        if text in self.ids:
            return self.ids[text]
        named = self.by_name.get(fold(text), set())
        if len(named) == 1:
            return next(iter(named))
        if not named and (text in self.announced or fold(text) in self.announced_names):
            raise RestsOnFaultError
        sheet.note(row, column, FaultKind.SEVERAL_NAMES if named else FaultKind.UNKNOWN_CODE, text)
        return None
