"""Rows of a list made into proposed statements: groups and totals told apart, every doubt noted with its cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from petitions.domain.sheet import CellMark, Row
from petitions.domain.statement_columns import LONGEST_HEADING, Layout, Target, Words, field_marked_by
from petitions.domain.statement_faults import LONGEST_PHONE, CellFault, CellFaultKind, Proposed, faults_of, shown
from petitions.domain.text import fold, one_line, phone_digits
from petitions.domain.written_dates import date_in

_ROMAN = re.compile(r"^((?:X{0,3})(?:IX|IV|V?I{0,3}))\s*[.)\-:/]?\s*(.*)$", re.DOTALL)
_LETTER = re.compile(r"^([A-H])\s*[.)\-:/]\s*(.*)$|^([A-H])$", re.DOTALL)
_BETWEEN_WORDS = re.compile(r"\W+")
_LONGEST_GROUP = 200
_LONGEST_TOTAL = 80
_MOBILE = re.compile(r"[2-9]\d{8,9}$")


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


def read_rows(rows: Iterable[Row], layout: Layout, words: Words, *, held_on: date) -> Iterator[ReadRow]:
    """Give every row of the sheet with what it is; ``held_on`` is the day of the meeting."""
    reader = _Reader(layout, words, held_on)
    waiting: list[ReadRow] = []
    for row in rows:
        found = reader.take(row)
        # What has no content may be the end of the page: it is one only when no statement follows.
        if found.kind is RowKind.STATEMENT and not found.proposed.content and not reader.is_numbered(row):
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
    layout: Layout
    words: Words
    held_on: date
    groups: dict[str, tuple[int | None, str | None]] = field(default_factory=dict)
    """By the way of numbering, outermost first: the field and the village that a group row names."""
    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    known: dict[str, int | None] = field(default_factory=dict)
    heading: frozenset[str] = field(init=False)
    places: dict[Target, int | None] = field(init=False)

    def __post_init__(self) -> None:
        self.heading = frozenset(fold(title) for title in self.layout.titles.values())
        self.places = {target: self.layout.place_of(target) for target in Target}

    def take(self, row: Row) -> ReadRow:
        """Return what one row is."""
        if row.number in self.layout.heading_rows or self._repeats_heading(row):
            return ReadRow(row, RowKind.HEADING)
        if self.layout.heading_rows and row.number < self.layout.heading_rows[0]:
            return ReadRow(row, RowKind.REMARK)
        if self._is_total(row):
            return ReadRow(row, RowKind.TOTAL)
        if (group := self._group(row)) is not None:
            self._enter(*group)
            return ReadRow(row, RowKind.GROUP)
        return self._statement(row)

    def is_numbered(self, row: Row) -> bool:
        """Tell whether the row has a number of its own."""
        return row.text(self.places[Target.ORDER]).strip("().").isdecimal()

    # --- rows that are no statements ---

    def _repeats_heading(self, row: Row) -> bool:
        if any(len(text) > LONGEST_HEADING for text in row.cells):
            return False
        filled = [fold(row.cells[place]) for place in row.filled]
        return len(filled) > 1 and all(text in self.heading for text in filled)

    def _is_total(self, row: Row) -> bool:
        if self.is_numbered(row) or any(len(text) > _LONGEST_TOTAL for text in row.cells):
            return False
        texts = [row.cells[place] for place in row.filled]
        spoken = [fold(text) for text in texts if not fold(text).replace(" ", "").isdecimal()]
        if not spoken:
            return False
        totals, others = self.words.cells["totals"], self.words.cells["in_totals"]
        begins = any(text == word or text.startswith(f"{word} ") for text in spoken[:1] for word in totals)
        return begins and all(not _rest(text, totals | others) for text in spoken)

    def _group(self, row: Row) -> tuple[str, str] | None:
        """Return how a row of a group is numbered and what it says; None for any other row."""
        texts = list(dict.fromkeys(row.cells[place] for place in row.filled))
        if not texts or len(texts) > 2 or len(texts[-1]) > _LONGEST_GROUP:
            return None
        for kind, pattern in (("letter", _LETTER), ("roman", _ROMAN)):
            label = pattern.match(texts[0])
            if label is None or not (label[1] or (kind == "letter" and label[3])):
                continue
            rest = (label[2] or "").strip()
            if len(texts) == 2 and not rest:
                return kind, texts[1]
            has_sign = not label[0][len(label[1] or "") :][:1].isalpha()
            if len(texts) == 1 and rest and has_sign:
                return kind, rest
        return None

    def _enter(self, kind: str, text: str) -> None:
        kept: dict[str, tuple[int | None, str | None]] = {}
        for other, value in self.groups.items():
            if other == kind:
                break
            kept[other] = value
        begins = fold(text).split(" ")
        is_village = any(begins[: len(word.split())] == word.split() for word in self.words.cells["villages"])
        self.groups = {
            **kept,
            kind: (None if is_village else self.words.field_named(text), text if is_village else None),
        }

    # --- statements ---

    def _statement(self, row: Row) -> ReadRow:
        faults: list[CellFault] = []
        field_id = self._field(row, faults)
        is_answered, answered_by = self._answer(row, faults)
        phone = self._phone(row, faults)
        village = self._line(row, Target.VILLAGE)
        inside = list(reversed(self.groups.values()))
        proposed = Proposed(
            content=row.text(self.places[Target.CONTENT]),
            speaker_name=self._line(row, Target.SPEAKER),
            village=village or next((name for _field, name in inside if name), None),
            subject_field_id=field_id or next((key for key, _name in inside if key), None),
            answered_on_spot=is_answered,
            answered_by=answered_by,
            speaker_phone=phone,
        )
        self._check_date(row, faults)
        if proposed.is_empty and not faults and not self.is_numbered(row):
            return ReadRow(row, RowKind.REMARK)
        found = [self._placed(fault) for fault in faults_of(proposed)] + self._marks(row) + faults
        if row.is_hidden:
            found.append(CellFault(CellFaultKind.HIDDEN_ROW))
        found += self._repetition(row, proposed)
        return ReadRow(row, RowKind.STATEMENT, proposed, tuple(_without_doubles(found)))

    def _line(self, row: Row, target: Target) -> str | None:
        return one_line(row.text(self.places[target])) or None

    def _placed(self, fault: CellFault) -> CellFault:
        return replace(fault, place=self.places[Target(fault.target)])

    def _note(self, row: Row, place: int | None, target: str, kind: CellFaultKind) -> CellFault:
        return CellFault(kind, target, place, shown(row.text(place)))

    def _field(self, row: Row, faults: list[CellFault]) -> int | None:
        """Return the field that a name or a mark puts the row into."""
        place = self.places[Target.FIELD]
        named = self._named(row.text(place))
        if row.text(place) and named is None:
            faults.append(self._note(row, place, Target.FIELD, CellFaultKind.UNKNOWN_FIELD))
        marked = []
        for at, meaning in self.layout.columns.items():
            key = field_marked_by(meaning)
            if key is None or not (text := fold(row.text(at)) or row.text(at)):
                continue
            if text in self.words.cells["yes"]:
                marked.append((key, at))
            elif text not in self.words.cells["no"]:
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

    def _answer(self, row: Row, faults: list[CellFault]) -> tuple[bool, str | None]:
        """Return whether it was answered in the room, and by whom."""
        by = self._line(row, Target.ANSWERED_BY)
        place = self.places[Target.ANSWERED]
        text = fold(row.text(place))
        if not text or text in self.words.cells["no"]:
            is_said_no = bool(text)
            return (not is_said_no and by is not None), None if is_said_no else by
        if text not in self.words.cells["yes"] and by is None:
            faults.append(self._note(row, place, Target.ANSWERED, CellFaultKind.UNCLEAR_ANSWER))
            by = one_line(row.text(place))[:200]
        return True, by

    def _phone(self, row: Row, faults: list[CellFault]) -> str | None:
        """Return the telephone number as the cell shows it, with a warning where it cannot be dialled so."""
        place, text = self.places[Target.PHONE], self._line(row, Target.PHONE)
        if text is None or len(text) > LONGEST_PHONE:
            return text
        digits = phone_digits(text)
        if _MOBILE.fullmatch(digits):
            faults.append(self._note(row, place, Target.PHONE, CellFaultKind.LOST_ZERO))
        elif not (digits.startswith("0") and len(digits) in {10, 11}):
            faults.append(self._note(row, place, Target.PHONE, CellFaultKind.BAD_PHONE))
        return text

    def _check_date(self, row: Row, faults: list[CellFault]) -> None:
        place = self.places[Target.DATE]
        if not row.text(place):
            return
        found = date_in(row.text(place))
        if found is None:
            faults.append(self._note(row, place, Target.DATE, CellFaultKind.BAD_DATE))
        elif found != self.held_on:
            faults.append(CellFault(CellFaultKind.OTHER_DAY, Target.DATE, place, f"{found:%d/%m/%Y}"))

    def _marks(self, row: Row) -> list[CellFault]:
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

    def _repetition(self, row: Row, proposed: Proposed) -> list[CellFault]:
        """Return a warning when the same person says the same further up."""
        key = (_words(proposed.content), _words(proposed.speaker_name or ""))
        first = self.seen.setdefault(key, row.number)
        if first == row.number or not key[0]:
            return []
        place = self.places[Target.CONTENT]
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


def _rest(text: str, phrases: frozenset[str]) -> str:
    """Return what is left of a text without these phrases and figures."""
    for phrase in sorted(phrases, key=len, reverse=True):
        text = f" {text} ".replace(f" {phrase} ", " ").strip()
    return " ".join(word for word in text.split() if not word.isdecimal())
