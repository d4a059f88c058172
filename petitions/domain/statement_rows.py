"""Rows of a list made into proposed statements: groups and totals told apart, doubts about the whole row noted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from petitions.domain.sheet import Row
from petitions.domain.statement_cells import CellReader
from petitions.domain.statement_columns import LONGEST_HEADING, Layout, Target, Words
from petitions.domain.statement_faults import CellFault, CellFaultKind, Proposed, faults_of, shown
from petitions.domain.statement_groups import (
    Groups,
    group_in,
    has_group_number,
    named_group_in,
    says_end,
    says_total,
)
from petitions.domain.text import fold

_BETWEEN_WORDS = re.compile(r"\W+")


class RowKind(StrEnum):
    """What a row of a list is."""

    STATEMENT = "statement"
    GROUP = "group"
    TOTAL = "total"
    HEADING = "heading"
    REMARK = "remark"
    """Text around the list: a title, who signs, who receives it."""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row of the sheet and what it would become; only a statement is written."""

    row: Row
    kind: RowKind
    proposed: Proposed = field(default_factory=Proposed)
    faults: tuple[CellFault, ...] = ()


def read_rows(rows: Iterable[Row], layout: Layout, words: Words, *, held_on: date) -> list[ReadRow]:
    """Return every row of the sheet with what it is; ``held_on`` is the day of the meeting."""
    every = list(rows)
    found = list(_read(every, _Reader(CellReader(layout, words, held_on))))
    kinds = {each.kind for each in found}
    if RowKind.GROUP in kinds and RowKind.STATEMENT not in kinds:
        found = list(_read(every, _Reader(CellReader(layout, words, held_on), is_lettered=True)))
    return found


def _read(rows: Iterable[Row], reader: _Reader) -> Iterator[ReadRow]:
    waiting: list[ReadRow] = []
    for row in rows:
        found = reader.take(row)
        # What has no content, or stands below a total, may be the end of the page: it is one when no statement follows.
        if found.kind is RowKind.STATEMENT and reader.may_be_end(found):
            waiting.append(found)
            continue
        if found.kind is RowKind.STATEMENT:
            yield from waiting
            waiting = []
        elif waiting:
            waiting.append(found)
            continue
        yield found
    for found in waiting:
        yield ReadRow(found.row, RowKind.REMARK) if found.kind is RowKind.STATEMENT else found


@dataclass(slots=True)
class _Reader:
    cells: CellReader
    is_lettered: bool = False
    """Whether what else numbers groups, Roman figures and letters, numbers the statements."""
    is_in_order: bool = False
    """Whether statements have been numbered so far."""
    has_ended: bool = False
    """Whether a total or a signature stands above, and no number since."""
    above: Proposed | None = None
    """What the last speaker who was named said first, while rows without a name may be his."""
    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    groups: Groups = field(init=False)
    heading: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.groups = Groups(self.cells.words)
        self.heading = frozenset(fold(title) for title in self.cells.layout.titles.values())

    def take(self, row: Row) -> ReadRow:
        """Return what one row is."""
        heading_rows = self.cells.layout.heading_rows
        if row.number in heading_rows or self._repeats_heading(row):
            return ReadRow(row, RowKind.HEADING)
        if heading_rows and row.number < heading_rows[0]:
            return ReadRow(row, RowKind.REMARK)
        is_numbered = self.is_numbered(row)
        if not is_numbered and says_total(row, self.cells.words):
            self._end()
            return ReadRow(row, RowKind.TOTAL)
        if (group := self._group(row, is_numbered=is_numbered)) is not None:
            self.groups.enter(*group)
            self.has_ended, self.above = False, None
            return ReadRow(row, RowKind.GROUP)
        if is_numbered:
            self.is_in_order, self.has_ended = True, False
        elif says_end(row, self.cells.words):
            self._end()
        return self._statement(row)

    def is_numbered(self, row: Row) -> bool:
        """Tell whether the row has a number of its own."""
        number = self.cells.text(row, Target.ORDER)
        return number.strip("().").isdecimal() or (self.is_lettered and has_group_number(number))

    def may_be_end(self, found: ReadRow) -> bool:
        """Tell whether what looks like a statement may belong to the end of the page."""
        return not self.is_numbered(found.row) and (self.has_ended or not found.proposed.content)

    def _end(self) -> None:
        self.has_ended, self.above = self.is_in_order, None

    def _group(self, row: Row, *, is_numbered: bool) -> tuple[str, str] | None:
        named = named_group_in(row, self.cells.layout, self.cells.words, is_numbered=is_numbered)
        return named or (None if self.is_lettered and is_numbered else group_in(row))

    def _repeats_heading(self, row: Row) -> bool:
        if any(len(text) > LONGEST_HEADING for text in row.cells):
            return False
        filled = [fold(row.cells[place]) for place in row.filled]
        return len(filled) > 1 and all(text in self.heading for text in filled)

    def _statement(self, row: Row) -> ReadRow:
        faults: list[CellFault] = []
        proposed = self._spoken(row, self._proposed(row, faults), faults)
        self.cells.check_date(row, faults)
        if proposed.is_empty and not faults and not self.is_numbered(row):
            return ReadRow(row, RowKind.REMARK)
        found = [self._placed(fault) for fault in faults_of(proposed)] + self.cells.marks(row) + faults
        if row.is_hidden:
            found.append(CellFault(CellFaultKind.HIDDEN_ROW))
        found += self._repetition(row, proposed)
        return ReadRow(row, RowKind.STATEMENT, proposed, tuple(_without_doubles(found)))

    def _proposed(self, row: Row, faults: list[CellFault]) -> Proposed:
        cells = self.cells
        field_id = cells.subject_field(row, faults)
        is_answered, answered_by = cells.answer(row, faults)
        return Proposed(
            content=cells.text(row, Target.CONTENT),
            speaker_name=cells.line(row, Target.SPEAKER),
            village=cells.line(row, Target.VILLAGE) or self.groups.village,
            subject_field_id=field_id or self.groups.field_id,
            answered_on_spot=is_answered,
            answered_by=answered_by,
            speaker_phone=cells.phone(row, faults),
        )

    def _spoken(self, row: Row, proposed: Proposed, faults: list[CellFault]) -> Proposed:
        """Return a statement with its speaker: of a row without number and name in a numbered list, the one above."""
        above, is_named = self.above, any(self.cells.line(row, each) for each in (Target.SPEAKER, Target.VILLAGE))
        if is_named or self.is_numbered(row):
            self.above = proposed
            return proposed
        name = None if above is None else above.speaker_name or above.village
        if above is None or not (name and proposed.content and self.is_in_order):
            return proposed
        place = self.cells.places[Target.SPEAKER]
        faults.append(CellFault(CellFaultKind.CONTINUES, Target.SPEAKER, place, shown(name)))
        return replace(
            proposed,
            speaker_name=above.speaker_name,
            village=above.village,
            speaker_phone=proposed.speaker_phone or above.speaker_phone,
        )

    def _placed(self, fault: CellFault) -> CellFault:
        return replace(fault, place=self.cells.places[Target(fault.target)])

    def _repetition(self, row: Row, proposed: Proposed) -> list[CellFault]:
        """Return a warning when the same person says the same further up."""
        key = (_words(proposed.content), _words(proposed.speaker_name or ""))
        first = self.seen.setdefault(key, row.number)
        if first == row.number or not key[0]:
            return []
        place = self.cells.places[Target.CONTENT]
        return [CellFault(CellFaultKind.SAID_TWICE, Target.CONTENT, place, str(first))]


def _without_doubles(faults: list[CellFault]) -> Iterator[CellFault]:
    """Give the faults, a missing content only where no error of its cell explains it."""
    explained = {
        fault.place for fault in faults if fault.kind in {CellFaultKind.CELL_ERROR, CellFaultKind.NOT_COMPUTED}
    }
    for fault in faults:
        if fault.kind is not CellFaultKind.MISSING_CONTENT or fault.place not in explained:
            yield fault


def _words(text: str) -> str:
    return _BETWEEN_WORDS.sub(" ", text.lower()).strip()
