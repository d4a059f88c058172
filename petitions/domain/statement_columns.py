"""Which column of a list holds what: guessed by the words of its heading, put right by a person.

The words themselves are data and come in as an argument, folded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from petitions.domain.sheet import Row, column_letters
from petitions.domain.text import fold

ROWS_LOOKED_THROUGH = 60
"""So far down a sheet a heading is looked for; titles of an office stand above it."""

LONGEST_HEADING = 90
_SHORTEST_CONTENT = 20
_NUMBER_BELOW = re.compile(r"\(?\d{1,2}\)?$")
_MARK = "field:"


class Target(StrEnum):
    """What a column may hold."""

    CONTENT = "content"
    SPEAKER = "speaker_name"
    VILLAGE = "village"
    FIELD = "subject_field"
    ANSWERED = "answered_on_spot"
    ANSWERED_BY = "answered_by"
    PHONE = "phone"
    DATE = "date"
    ORDER = "order"
    IGNORED = "ignored"


def mark_of_field(field_id: int) -> str:
    """Return the meaning of a column in which an x puts the row into a field."""
    return f"{_MARK}{field_id}"


def field_marked_by(meaning: str) -> int | None:
    """Return the field of a column of marks, None for any other meaning."""
    rest = meaning.removeprefix(_MARK)
    return int(rest) if rest != meaning and rest.isascii() and rest.isdecimal() else None


@dataclass(frozen=True, slots=True)
class Words:
    """What lists say, folded: phrases by target, names by field, and what stands in cells."""

    columns: Mapping[str, frozenset[str]]
    fields: Mapping[int, tuple[str, ...]]
    """By the field's key: its name, and each part of a name that is made of several."""
    cells: Mapping[str, frozenset[str]]

    def field_named(self, text: str) -> int | None:
        """Return the field of this name, or of the only name that holds all of it or lies in it."""
        folded = fold(text)
        if not folded:
            return None
        exact = [key for key, names in self.fields.items() if folded in names]
        if exact:
            return exact[0]
        near = [key for key, names in self.fields.items() if any(_holds(folded, n) or _holds(n, folded) for n in names)]
        return near[0] if len(near) == 1 else None

    def says(self, what: str, text: str) -> bool:
        """Tell whether a cell says just this, in a word or by a sign."""
        return word_of(text) in self.cells[what]

    def field_spoken_of(self, text: str) -> int | None:
        """Return the only field one of whose names stands in a text."""
        folded = fold(text)
        found = [key for key, names in self.fields.items() if any(_holds(folded, name) for name in names)]
        return found[0] if len(found) == 1 else None


def word_of(text: str) -> str:
    """Return the text folded; of signs alone, such as a tick, the signs."""
    return fold(text) or text.strip("\ufe0f ")


def _holds(text: str, phrase: str) -> bool:
    return len(phrase) > 2 and f" {phrase} " in f" {text} "


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the heading stands and what each column means; columns that are not named mean nothing."""

    heading_rows: tuple[int, ...]
    columns: Mapping[int, str]
    titles: Mapping[int, str]

    def place_of(self, target: Target) -> int | None:
        """Return the column that holds this, the first where there are several."""
        return next((place for place, meaning in sorted(self.columns.items()) if meaning == target), None)

    def title_of(self, place: int) -> str:
        """Return what the list calls a column, else its letters."""
        return self.titles.get(place) or column_letters(place)

    @property
    def signature(self) -> str:
        """The headings, folded: lists of the same headings are read alike."""
        return "|".join(f"{place}:{fold(title)}" for place, title in sorted(self.titles.items()))

    def with_columns(self, columns: Mapping[int, str]) -> Layout:
        """Return the same heading read in another way."""
        return Layout(self.heading_rows, dict(columns), self.titles)

    def as_payload(self) -> dict[str, Any]:
        """Return what JSON can carry."""
        return {
            "heading_rows": list(self.heading_rows),
            "columns": {str(place): meaning for place, meaning in self.columns.items()},
            "titles": {str(place): title for place, title in self.titles.items()},
        }

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Layout:
        """Return what ``as_payload`` wrote down."""
        return cls(
            tuple(payload["heading_rows"]),
            {int(place): meaning for place, meaning in payload["columns"].items()},
            {int(place): title for place, title in payload["titles"].items()},
        )


def guess_layout(rows: Sequence[Row], words: Words) -> Layout:
    """Return the most likely reading of a sheet; without any heading the column of the longest texts is the content."""
    head = [row for row in rows[:ROWS_LOOKED_THROUGH] if row.filled]
    readings = [found for at in range(len(head)) for found in _readings(head, at, words)]
    best = max(readings, key=_preference, default=None)
    if best is None or _worth(best) == 0:
        return _without_heading(rows)
    return _without_false_marks(best, rows, words)


def heading_at(rows: Sequence[Row], number: int, words: Words) -> Layout:
    """Return the best reading with the heading in this row, or beginning or ending there."""
    head = [row for row in rows if row.filled and number - 1 <= row.number <= number + 1]
    readings = [
        found for at in range(len(head)) for found in _readings(head, at, words) if number in found.heading_rows
    ]
    best = max(readings, key=_preference, default=None)
    return _without_heading(rows) if best is None else _without_false_marks(best, rows, words)


def _readings(head: Sequence[Row], at: int, words: Words) -> list[Layout]:
    """Return what the row would be as a heading alone, and as one together with the row below."""
    row = head[at]
    following = head[at + 1] if at + 1 < len(head) and head[at + 1].number == row.number + 1 else None
    found = [_read(row, None, following, words)]
    # A single text is a title over the list, not a heading that the row below divides.
    if following is not None and len(row.filled) > 1 and _goes_below(row, following):
        third = head[at + 2] if at + 2 < len(head) else None
        found.append(_read(row, following, third, words))
    return found


def _read(upper: Row, lower: Row | None, following: Row | None, words: Words) -> Layout:
    width = max(len(upper.cells), len(lower.cells) if lower else 0)
    columns: dict[int, str] = {}
    titles: dict[int, str] = {}
    weights: dict[str, tuple[int, int]] = {}
    group = ""
    for place in range(width):
        own, below = upper.text(place), lower.text(place) if lower else ""
        group = own or (group if below else "")
        title = " - ".join(dict.fromkeys(filter(None, (group if below else own, below))))
        if not title:
            continue
        titles[place] = " ".join(title.split())
        meaning, weight = _meaning(group, below or own, words)
        if not meaning.startswith(_MARK) and meaning != Target.IGNORED:
            held = weights.get(meaning)
            if held is not None and held[0] >= weight:
                meaning = Target.IGNORED
            elif held is not None:
                columns[held[1]] = Target.IGNORED
            weights[meaning] = (weight, place)
        columns[place] = meaning
    numbers = [upper.number] + ([lower.number] if lower else [])
    if following is not None and following.number == numbers[-1] + 1 and _only_numbers(following):
        numbers.append(following.number)
    return Layout(tuple(numbers), columns, titles)


def _meaning(group: str, own: str, words: Words) -> tuple[str, int]:
    """Return what a heading means, and how sure that is."""
    if len(own) > LONGEST_HEADING:
        return Target.IGNORED, 0
    over, _weight = _target(group, words) if group != own else (Target.IGNORED, 0)
    field_id = words.field_named(own)
    if field_id is not None and (over == Target.FIELD or fold(own) in words.fields[field_id]):
        return mark_of_field(field_id), 50
    target, weight = _target(own, words)
    return (target, weight) if weight or over == Target.IGNORED else (over, 1)


def _target(text: str, words: Words) -> tuple[str, int]:
    """Return the target of the longest phrase that the heading is, or that is half of it; the weight says which."""
    folded = fold(text)
    best = ("", 0)
    for target, phrases in words.columns.items():
        for phrase in phrases:
            weight = len(phrase.split()) * 10
            if folded == phrase:
                weight += 1000
            elif len(phrase.split()) * 2 < len(folded.split()) or not _holds(folded, phrase):
                continue  # a sentence that begins with such a word is no heading
            best = max(best, (target, weight), key=lambda pair: pair[1])
    return best if best[1] else (Target.IGNORED, 0)


def _worth(layout: Layout) -> int:
    """Return how much a reading explains; nothing unless it tells where the content is."""
    if layout.place_of(Target.CONTENT) is None:
        return 0
    known = {meaning for meaning in layout.columns.values() if meaning != Target.IGNORED}
    return len(known)


def _preference(layout: Layout) -> tuple[int, int, int]:
    """Return what is preferred: the most that is explained, then the heading that begins first and reaches furthest."""
    return _worth(layout), -layout.heading_rows[0], len(layout.heading_rows)


def _goes_below(upper: Row, lower: Row) -> bool:
    """Tell whether a row continues the heading: it divides columns that have one heading, or repeats it."""
    below = lower.filled
    if not below or any(len(lower.cells[place]) > LONGEST_HEADING for place in below):
        return False
    return not _only_numbers(lower) and all(
        not upper.text(place) or upper.text(place) == lower.cells[place] or _is_divided(upper, lower, place)
        for place in below
    )


def _is_divided(upper: Row, lower: Row, place: int) -> bool:
    return bool(upper.text(place) and not upper.text(place + 1) and lower.text(place + 1))


def _only_numbers(row: Row) -> bool:
    """Tell whether a row numbers the columns: (1) (2) (3)."""
    texts = [row.cells[place] for place in row.filled]
    return len(texts) > 2 and all(map(_NUMBER_BELOW.match, texts))


def _without_heading(rows: Sequence[Row]) -> Layout:
    sizes: dict[int, list[int]] = {}
    for row in rows[:500]:
        for place in row.filled:
            sizes.setdefault(place, []).append(len(row.cells[place]))
    if not sizes:
        return Layout((), {}, {})
    place = max(sizes, key=lambda each: sum(sizes[each]) / len(sizes[each]))
    if sum(sizes[place]) < _SHORTEST_CONTENT * len(sizes[place]):
        return Layout((), {}, {})
    return Layout((), {place: Target.CONTENT}, {})


def _without_false_marks(layout: Layout, rows: Sequence[Row], words: Words) -> Layout:
    """Keep as columns of marks only those in which mostly marks stand."""
    body = [row for row in rows if not layout.heading_rows or row.number > layout.heading_rows[-1]][:500]
    columns = dict(layout.columns)
    for place, meaning in layout.columns.items():
        if field_marked_by(meaning) is None:
            continue
        marks = [row.cells[place] for row in body if row.text(place) and not row.cells[place].isdecimal()]
        if sum(words.says("yes", mark) or words.says("no", mark) for mark in marks) * 2 < len(marks):
            columns[place] = Target.IGNORED
    return layout.with_columns(columns)
