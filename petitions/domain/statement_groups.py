"""Rows of a list that are no statements but tell of others: groups of a village or field, and totals."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from petitions.domain.sheet import Row
from petitions.domain.statement_columns import Words
from petitions.domain.text import fold

_ROMAN = re.compile(r"^((?:X{0,3})(?:IX|IV|V?I{0,3}))\s*[.)\-:/]?\s*(.*)$", re.DOTALL)
_LETTER = re.compile(r"^([A-H])\s*[.)\-:/]\s*(.*)$|^([A-H])$", re.DOTALL)
_LONGEST_GROUP = 200
_LONGEST_TOTAL = 80


def says_total(row: Row, words: Words) -> bool:
    """Tell whether a row without a number says nothing but a total and its figures."""
    if any(len(text) > _LONGEST_TOTAL for text in row.cells):
        return False
    texts = [row.cells[place] for place in row.filled]
    spoken = [fold(text) for text in texts if not fold(text).replace(" ", "").isdecimal()]
    if not spoken:
        return False
    totals, others = words.cells["totals"], words.cells["in_totals"]
    begins = any(text == word or text.startswith(f"{word} ") for text in spoken[:1] for word in totals)
    return begins and all(not _rest(text, totals | others) for text in spoken)


def group_in(row: Row) -> tuple[str, str] | None:
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


@dataclass(slots=True)
class Groups:
    """The groups that a row stands in."""

    words: Words
    _open: dict[str, tuple[int | None, str | None]] = field(default_factory=dict)
    """By the way of numbering, outermost first: the field and the village that a group row names."""

    def enter(self, kind: str, text: str) -> None:
        """Begin a group; it ends the last one of its kind with all that lies within."""
        kept: dict[str, tuple[int | None, str | None]] = {}
        for other, value in self._open.items():
            if other == kind:
                break
            kept[other] = value
        begins = fold(text).split(" ")
        is_village = any(begins[: len(word.split())] == word.split() for word in self.words.cells["villages"])
        named = (None if is_village else self.words.field_named(text), text if is_village else None)
        self._open = {**kept, kind: named}

    @property
    def village(self) -> str | None:
        """The village that the innermost group with one names."""
        return next((name for _field, name in reversed(self._open.values()) if name), None)

    @property
    def field_id(self) -> int | None:
        """The field that the innermost group with one names."""
        return next((key for key, _name in reversed(self._open.values()) if key), None)


def _rest(text: str, phrases: frozenset[str]) -> str:
    """Return what is left of a text without these phrases and figures."""
    for phrase in sorted(phrases, key=len, reverse=True):
        text = f" {text} ".replace(f" {phrase} ", " ").strip()
    return " ".join(word for word in text.split() if not word.isdecimal())
