"""Rows of a list that are no statements but tell of others: groups of a village or field, and totals."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from petitions.domain.sheet import Row
from petitions.domain.statement_columns import Layout, Target, Words
from petitions.domain.text import fold

VILLAGE, FIELD = "village", "field"
"""Kinds of groups that are not numbered; the others are called by what numbers them."""

_ROMAN = re.compile(r"^((?:X{0,3})(?:IX|IV|V?I{0,3}))\s*[.)\-:/]?\s*(.*)$", re.DOTALL)
_LETTER = re.compile(r"^([A-H])\s*[.)\-:/]\s*(.*)$|^([A-H])$", re.DOTALL)
_NUMBER = re.compile(r"^\d{1,2}(?:\.\d{1,2})*\s*[.)/:]\s*")
_COUNT_BEGINS = re.compile(r"[(:\-\u2013\u2014]")
_DAY = re.compile(r"(?:.{0,40} )?ngay(?: \d+)? thang(?: \d+)? nam(?: \d+)?")
_LONGEST_GROUP = 200
_LONGEST_TOTAL = 80
_LONGEST_NAME = 8
_LONGEST_FIELD_SAID = 6


def says_total(row: Row, words: Words) -> bool:
    """Tell whether a row without a number says nothing but a total and its figures."""
    if any(len(text) > _LONGEST_TOTAL for text in row.cells):
        return False
    texts = [row.cells[place] for place in row.filled]
    spoken = [fold(text) for text in texts if not fold(text).replace(" ", "").isdecimal()]
    if not spoken:
        return False
    totals, others = words.cells["totals"], words.cells["in_totals"]
    return bool(_begins_with(spoken[0], totals)) and all(not _rest(text, totals | others) for text in spoken)


def says_end(row: Row, words: Words) -> bool:
    """Tell whether a row says nothing but who signs the list, on which day, or who receives it."""
    texts = [row.cells[place] for place in row.filled]
    if not texts or any(len(text) > _LONGEST_TOTAL for text in texts):
        return False
    signs = words.cells["signs"]
    is_signed = any(_begins_with(fold(text), signs) for text in texts)
    if is_signed and all(text.isupper() or fold(text) in signs for text in texts):
        return True
    return len(texts) == 1 and _DAY.fullmatch(fold(texts[0])) is not None


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


def has_group_number(text: str) -> bool:
    """Tell whether a cell holds a Roman figure or a letter as groups are numbered by, and nothing else."""
    labels = (pattern.match(text) for pattern in (_ROMAN, _LETTER))
    return bool(text) and any(label is not None and not label[2] for label in labels)


def named_group_in(row: Row, layout: Layout, words: Words, *, is_numbered: bool) -> tuple[str, str] | None:
    """Return what a row without a number of a group names, if nothing but a village or a field: which, and its name."""
    order = layout.place_of(Target.ORDER) if is_numbered else None
    said = {row.cells[place]: layout.columns.get(place) for place in reversed(row.filled) if place != order}
    if len(said) != 1:
        return None
    ((text, meaning),) = said.items()
    is_content = meaning == Target.CONTENT
    name = _without_count(_NUMBER.sub("", text), words)
    if _names_village(name, words):
        return None if is_numbered and (is_content or meaning == Target.VILLAGE) else (VILLAGE, name)
    called = _begins_with(fold(name), words.cells["fields"])
    field_name = fold(name)[len(called) :].strip()
    if any(field_name in names for names in words.fields.values()):
        return (FIELD, field_name) if called or not (is_numbered and is_content) else None
    longest = _LONGEST_FIELD_SAID if is_content else 2 * _LONGEST_FIELD_SAID
    is_name = called and not is_numbered and not name.endswith((".", ";", "!"))
    return (FIELD, field_name) if is_name and len(name.split()) <= longest else None


def _names_village(text: str, words: Words) -> bool:
    """Tell whether a text is the name of a village and no more: each further word a proper name or a figure."""
    phrase = _begins_with(fold(text), words.cells["villages"])
    rest = text.split()[len(phrase.split()) :]
    within = words.cells["in_villages"] | words.cells["villages"]
    return (
        bool(phrase and rest)
        and len(rest) <= _LONGEST_NAME
        and text[0].isupper()
        and all(not word[:1].islower() or fold(word) in within for word in rest)
        and not text.endswith((".", ";", "!"))
    )


def _without_count(text: str, words: Words) -> str:
    """Return the name that a group row says before it tells how many statements follow."""
    for sign in _COUNT_BEGINS.finditer(text):
        tail = fold(text[sign.start() :])
        if not tail.replace(" ", "").isdecimal() and not _rest(tail, words.cells["in_totals"]):
            return text[: sign.start()].strip()
    return text.strip()


def _begins_with(folded: str, phrases: frozenset[str]) -> str:
    """Return the longest phrase that a folded text begins with, as whole words; nothing when there is none."""
    return max((phrase for phrase in phrases if f"{folded} ".startswith(f"{phrase} ")), key=len, default="")


@dataclass(slots=True)
class Groups:
    """The groups that a row stands in."""

    words: Words
    _open: dict[str, tuple[int | None, str | None]] = field(default_factory=dict)
    """By the way of numbering or what they name, outermost first: the field and the village that a group row names."""

    def enter(self, kind: str, text: str) -> None:
        """Begin a group; it ends the last one of its kind with all that lies within."""
        kept: dict[str, tuple[int | None, str | None]] = {}
        for other, value in self._open.items():
            if other == kind:
                break
            kept[other] = value
        if kind == FIELD:  # even of a name nobody knows it is another field than the one around it
            kept = {other: value for other, value in kept.items() if value[0] is None}
        is_village = bool(_begins_with(fold(text), self.words.cells["villages"]))
        named = (None, _without_count(text, self.words)) if is_village else (self.words.field_named(text), None)
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
