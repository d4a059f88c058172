"""How near two matters are, and why: shared words by their rarity, the place they name, their field."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from petitions.domain.likeness_words import Lexicon, Reading, read, weight_of
from petitions.domain.place_names import Name, names_in
from petitions.domain.text import fold

SHOWN_FROM = 0.24
"""Nearer ones are worth showing; tuned on the tuning half of the labelled pairs."""

WORD_COUNTS = 0.6
"""A single word tells so much of what a pair tells: it bridges typing errors inside a pair."""

SAME_PLACE, OTHER_PLACE = 2.0, 0.3
OTHER_COMMUNE, OTHER_COMMUNE_OF_ONE_THING = 0.55, 0.5
SAME_FIELD, OTHER_FIELD = 1.3, 0.6
ALL_AROUND = 0.2
"""What same place and same field add: of one village's matters of one field, few are another matter."""

BOUND_TO_A_PLACE = frozenset(
    {"land", "transport", "irrigation", "environment", "water", "electricity", "construction", "culture"}
)
"""Fields in which the same words at another place are mostly another matter."""

MOST_REASONS = 5


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter as it is compared. ``texts`` are its summary and, where it is open, what was said.

    ``village`` is where it was raised, ``commune_id`` the commune; ``field`` the code of its field.
    """

    texts: tuple[str, ...]
    village: str = ""
    commune_id: int | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A matter with its texts read once, to be compared with many."""

    matter: Matter
    readings: tuple[Reading, ...]
    names: frozenset[Name]
    folded: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near, from 0 to about 1, and why: words they share, whether place and field are the same."""

    score: float
    words: tuple[str, ...] = ()
    is_same_place: bool = False
    is_same_commune: bool = False
    is_same_field: bool = False


def read_matter(matter: Matter, lexicon: Lexicon) -> Read:
    """Read a matter: its summary by itself, and all of its texts together."""
    whole = "\n".join(matter.texts)
    texts = dict.fromkeys((whole, *matter.texts[:1]))
    named = f"{whole}\n{matter.village}"
    return Read(matter, tuple(read(text, lexicon) for text in texts), names_in(named), f" {fold(named)} ")


def compare(asked: Read, other: Read, lexicon: Lexicon, shares: Mapping[str, float]) -> Likeness:
    """Return how near two matters are."""
    mine = asked.readings[0]
    named = frozenset(word for name in asked.names | other.names for word in name)
    best, shared = 0.0, frozenset[str]()
    for reading in other.readings:
        score, common = _of_texts(mine, reading, named, _Weights(lexicon, shares))
        if score > best:
            best, shared = score, common
    is_place, factor = _place(asked, other)
    is_field = asked.matter.field is not None and asked.matter.field == other.matter.field
    both_known = asked.matter.field is not None and other.matter.field is not None
    field_factor = 1.0 if not both_known else SAME_FIELD if is_field else OTHER_FIELD
    return Likeness(
        score=best * factor * field_factor + (ALL_AROUND if best and is_place and is_field else 0.0),
        words=_in_words(shared, mine, _Weights(lexicon, shares)),
        is_same_place=is_place,
        is_same_commune=asked.matter.commune_id is not None and asked.matter.commune_id == other.matter.commune_id,
        is_same_field=is_field,
    )


_ENOUGH_SAID = 12.0
"""Two or three words that stand in a longer text are no likeness yet."""


@dataclass(frozen=True, slots=True)
class _Weights:
    lexicon: Lexicon
    shares: Mapping[str, float]

    def of(self, terms: Iterable[str]) -> float:
        return sum(weight_of(term, self.lexicon, self.shares) for term in terms)


def _of_texts(one: Reading, other: Reading, named: frozenset[str], weights: _Weights) -> tuple[float, frozenset[str]]:
    """Return how much of what is said the two share, names of places apart.

    Sixty parts by the size of both, forty by the shorter: what is said briefly may be all that is said.
    """
    terms = _apart_from(named, one.terms.keys() & other.terms.keys())
    words = _apart_from(named, one.words.keys() & other.words.keys())
    common = weights.of(terms) + WORD_COUNTS * weights.of(words)
    if not common:
        return 0.0, frozenset()
    sizes = [
        weights.of(_apart_from(named, each.terms)) + WORD_COUNTS * weights.of(_apart_from(named, each.words))
        for each in (one, other)
    ]
    together = common / math.sqrt(sizes[0] * sizes[1])
    return 0.6 * together + 0.4 * common / max(min(sizes), _ENOUGH_SAID), frozenset(terms or words)


def _apart_from(named: frozenset[str], terms: Iterable[str]) -> list[str]:
    return [term for term in terms if named.isdisjoint(term.split())]


def _place(asked: Read, other: Read) -> tuple[bool, float]:
    """Return whether one names a place of the other, and what the places do to the likeness."""
    is_bound = other.matter.field is None or other.matter.field in BOUND_TO_A_PLACE
    if _is_named(asked.names, other.folded) or _is_named(other.names, asked.folded):
        return True, SAME_PLACE
    if asked.names and other.names:
        return False, OTHER_PLACE if is_bound else OTHER_COMMUNE_OF_ONE_THING
    communes = asked.matter.commune_id, other.matter.commune_id
    if None in communes or communes[0] == communes[1]:
        return False, 1.0
    return False, OTHER_COMMUNE if is_bound else OTHER_COMMUNE_OF_ONE_THING


def _is_named(names: Iterable[Name], folded: str) -> bool:
    return any(f" {' '.join(name)} " in folded for name in names)


def _in_words(shared: frozenset[str], reading: Reading, weights: _Weights) -> tuple[str, ...]:
    """Return what they share as it was typed, the most telling first."""
    ranked = sorted(shared, key=lambda term: (-weight_of(term, weights.lexicon, weights.shares), term))
    written = (reading.terms.get(term) or reading.words.get(term, "") for term in ranked)
    return tuple(dict.fromkeys(text.lower() for text in written if text))[:MOST_REASONS]


def best_of(found: Sequence[tuple[int, Likeness]], *, most: int) -> list[tuple[int, Likeness]]:
    """Return the nearest that are worth showing, nearest first."""
    near = [each for each in found if each[1].score >= SHOWN_FROM]
    return sorted(near, key=lambda each: (-each[1].score, -each[0]))[:most]
