"""Cells of a row read by what their columns hold, every doubt noted with its cell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from petitions.domain.sheet import CellMark, Row
from petitions.domain.statement_columns import Layout, Target, Words, field_marked_by
from petitions.domain.statement_faults import LONGEST_ANSWERED_BY, LONGEST_PHONE, CellFault, CellFaultKind, shown
from petitions.domain.text import one_line, phone_digits
from petitions.domain.written_dates import date_in

_MOBILE = re.compile(r"[2-9]\d{8,9}$")


@dataclass(slots=True)
class CellReader:
    """Reads the cells of one list; ``held_on`` is the day of the meeting."""

    layout: Layout
    words: Words
    held_on: date
    places: dict[Target, int | None] = field(init=False)
    known: dict[str, int | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places = {target: self.layout.place_of(target) for target in Target}

    def text(self, row: Row, target: Target) -> str:
        """Return what the column of a target holds, as it stands."""
        return row.text(self.places[target])

    def line(self, row: Row, target: Target) -> str | None:
        """Return what the column of a target holds, on one line."""
        return one_line(self.text(row, target)) or None

    def subject_field(self, row: Row, faults: list[CellFault]) -> int | None:
        """Return the field that a name or a mark puts the row into."""
        place = self.places[Target.FIELD]
        named = self._named(row.text(place))
        if row.text(place) and named is None:
            faults.append(self._note(row, place, Target.FIELD, CellFaultKind.UNKNOWN_FIELD))
        marked = []
        for at, meaning in self.layout.columns.items():
            key = field_marked_by(meaning)
            if key is None or not row.text(at):
                continue
            if self.words.says("yes", row.text(at)):
                marked.append((key, at))
            elif not self.words.says("no", row.text(at)):
                faults.append(self._note(row, at, Target.FIELD, CellFaultKind.UNKNOWN_MARK))
        if len(marked) > 1:
            faults.append(self._note(row, marked[1][1], Target.FIELD, CellFaultKind.SEVERAL_FIELDS))
            return named
        return named or (marked[0][0] if marked else None)

    def _named(self, text: str) -> int | None:
        """Return the field of this name; a list has few of them."""
        if text not in self.known:
            self.known[text] = self.words.field_named(text)
        return self.known[text]

    def answer(self, row: Row, faults: list[CellFault]) -> tuple[bool, str | None]:
        """Return whether it was answered in the room, and by whom."""
        by = self.line(row, Target.ANSWERED_BY)
        place, text = self.places[Target.ANSWERED], self.text(row, Target.ANSWERED)
        if not text:
            return by is not None, by
        if self.words.says("no", text):
            if by is not None:
                at = self.places[Target.ANSWERED_BY]
                faults.append(self._note(row, at, Target.ANSWERED_BY, CellFaultKind.NOT_ANSWERED))
            return False, None
        if not self.words.says("yes", text) and by is None:
            faults.append(self._note(row, place, Target.ANSWERED, CellFaultKind.UNCLEAR_ANSWER))
            by = one_line(text)[:LONGEST_ANSWERED_BY]
        return True, by

    def phone(self, row: Row, faults: list[CellFault]) -> str | None:
        """Return the telephone number as the cell shows it, with a warning where it cannot be dialled so."""
        place, text = self.places[Target.PHONE], self.line(row, Target.PHONE)
        if text is None or len(text) > LONGEST_PHONE:
            return text
        digits = phone_digits(text)
        if _MOBILE.fullmatch(digits):
            faults.append(self._note(row, place, Target.PHONE, CellFaultKind.LOST_ZERO))
        elif not (digits.startswith("0") and len(digits) in {10, 11}):
            faults.append(self._note(row, place, Target.PHONE, CellFaultKind.BAD_PHONE))
        return text

    def check_date(self, row: Row, faults: list[CellFault]) -> None:
        """Note what is no date, and any other day than that of the meeting."""
        place = self.places[Target.DATE]
        if not row.text(place):
            return
        found = date_in(row.text(place))
        if found is None:
            faults.append(self._note(row, place, Target.DATE, CellFaultKind.BAD_DATE))
        elif found != self.held_on:
            faults.append(CellFault(CellFaultKind.OTHER_DAY, Target.DATE, place, f"{found:%d/%m/%Y}"))

    def marks(self, row: Row) -> list[CellFault]:
        """Return what cells that count hold beside their text."""
        kinds = {
            CellMark.ERROR: CellFaultKind.CELL_ERROR,
            CellMark.NOT_COMPUTED: CellFaultKind.NOT_COMPUTED,
            CellMark.INVISIBLE: CellFaultKind.INVISIBLE,
        }
        meanings = self.layout.columns
        return [
            self._note(row, place, meanings[place], kinds[mark])
            for place, mark in row.marks.items()
            if meanings.get(place, Target.IGNORED) not in {Target.IGNORED, Target.ORDER}
        ]

    def _note(self, row: Row, place: int | None, target: str, kind: CellFaultKind) -> CellFault:
        return CellFault(kind, target, place, shown(row.text(place)))
