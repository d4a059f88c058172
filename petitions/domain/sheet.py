"""A sheet of a workbook as a person sees it: numbered rows of cells, and what cannot be seen from their text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class CellMark(StrEnum):
    """What a cell's text does not say."""

    ERROR = "error"
    """A formula that came to an error; the text is its name, such as #REF!."""
    NOT_COMPUTED = "not_computed"
    """A formula whose result was never saved."""
    INVISIBLE = "invisible"
    """Control or direction marks were taken out of the text."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row that holds anything, with its number as the spreadsheet shows it; cells are cleaned text."""

    number: int
    cells: tuple[str, ...]
    is_hidden: bool = False
    marks: Mapping[int, CellMark] = field(default_factory=dict)
    """By the place of the cell, counted from nought."""

    def text(self, place: int | None) -> str:
        """Return the text of a cell; nothing where the row is shorter."""
        return self.cells[place] if place is not None and place < len(self.cells) else ""

    @property
    def filled(self) -> tuple[int, ...]:
        """The places of the cells that hold text."""
        return tuple(place for place, text in enumerate(self.cells) if text)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet with its rows."""

    name: str
    rows: tuple[Row, ...]
    is_hidden: bool = False


def column_letters(place: int) -> str:
    """Return what a spreadsheet calls the column at a place counted from nought: A, B … Z, AA."""
    letters = ""
    while place >= 0:
        place, rest = divmod(place, 26)
        letters = chr(ord("A") + rest) + letters
        place -= 1
    return letters
