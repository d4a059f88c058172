"""A guess at the field of a matter from its words: phrases that name it, and words it was spoken of with before."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from petitions.domain.text import fold, plain

STRONG, WEAK = 3.0, 1.0
TOGETHER = 1.5
"""Two words together are rarely there by chance; one alone may be part of anything."""

SPOKEN = 0.4
"""How much what was spoken before counts beside the phrases."""

SMOOTHING = 0.2

NO_FIELD = "none"
"""Phrases that speak for no field, and hide the shorter ones within them."""

Phrases = Mapping[tuple[str, ...], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class FieldWords:
    """What is known of the words of each field, by the field's code.

    ``accented`` and ``folded`` map phrases to how strongly they speak for fields: a text with accents is
    read with them, so that a dyke is not taken for a proposal. ``spoken`` and ``spoken_folded`` map words
    and pairs of words to how many texts of each field they stood in.
    """

    accented: Phrases
    folded: Phrases
    spoken: Spoken
    spoken_folded: Spoken


@dataclass(frozen=True, slots=True)
class Spoken:
    """In how many texts of each field a word or pair stood, and how many such there were of each field in all."""

    counts: Mapping[str, Mapping[str, float]]
    sizes: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class FieldGuess:
    """How strongly the words speak for a field, and which phrases do."""

    strength: float
    words: tuple[str, ...] = ()


def field_words_of(
    lists: Mapping[str, tuple[Iterable[str], Iterable[str]]],
    spoken: Mapping[str, Mapping[str, float]],
) -> FieldWords:
    """Return the words of strong and weak phrases; one that speaks for several fields says less for each."""
    found: list[dict[tuple[str, ...], dict[str, float]]] = [{}, {}]
    for code, (strong, weak) in lists.items():
        for words, strength in ((weak, WEAK), (strong, STRONG)):
            for phrase in words:
                for phrases, form in zip(found, (plain(phrase), fold(phrase)), strict=True):
                    phrases.setdefault(tuple(form.split()), {})[code] = strength
    accented, folded = (
        {key: {code: each / len(of) for code, each in of.items() if code != NO_FIELD} for key, of in phrases.items()}
        for phrases in found
    )
    bare: dict[str, dict[str, float]] = {}
    for term, of in spoken.items():
        into = bare.setdefault(fold(term), {})
        for code, count in of.items():
            into[code] = into.get(code, 0.0) + count
    return FieldWords(accented, folded, _sized(spoken), _sized(bare))


def _sized(counts: Mapping[str, Mapping[str, float]]) -> Spoken:
    sizes: dict[str, float] = {}
    for of in counts.values():
        for code, count in of.items():
            sizes[code] = sizes.get(code, 0.0) + count
    return Spoken(counts, sizes)


def guess_fields(text: str, words: FieldWords) -> dict[str, FieldGuess]:
    """Return how strongly a text speaks for each field, the likeliest near nought and the others below."""
    named = _named(text, words)
    spoken = _as_spoken(text, words)
    codes = {*named, *spoken}
    if not codes:
        return {}
    strengths = {code: sum(named.get(code, {}).values()) + SPOKEN * spoken.get(code, 0.0) for code in codes}
    best = max(strengths.values())
    return {code: FieldGuess(strengths[code] - best, tuple(named.get(code, {}))) for code in codes}


def _named(text: str, words: FieldWords) -> dict[str, dict[str, float]]:
    """Return the phrases of each field that stand in the text; a longer phrase hides its parts, each counts once."""
    is_accented = not text.isascii()
    phrases = words.accented if is_accented else words.folded
    read = (plain if is_accented else fold)(text).split()
    longest = max(map(len, phrases), default=1)
    found: dict[str, dict[str, float]] = {}
    at = 0
    while at < len(read):
        length = next((n for n in range(longest, 0, -1) if tuple(read[at : at + n]) in phrases), 0)
        phrase = tuple(read[at : at + length])
        for code, each in phrases.get(phrase, {}).items():
            found.setdefault(code, {})[" ".join(phrase)] = each * (TOGETHER if length > 1 else 1.0)
        at += max(length, 1)
    return found


def _as_spoken(text: str, words: FieldWords) -> dict[str, float]:
    """Return by how much the words of a text fit each field better than all other fields together."""
    spoken = words.spoken_folded if text.isascii() else words.spoken
    heard = [spoken.counts[term] for term in spoken_terms(text) if term in spoken.counts]
    if not heard:
        return {}
    all_of_them, kinds = sum(spoken.sizes.values()), SMOOTHING * len(spoken.counts)
    found = dict.fromkeys(spoken.sizes, 0.0)
    for of in heard:
        together = sum(of.values())
        for code, size in spoken.sizes.items():
            here = of.get(code, 0.0)
            found[code] += math.log((here + SMOOTHING) / (size + kinds))
            found[code] -= math.log((together - here + SMOOTHING) / (all_of_them - size + kinds))
    return found


def spoken_terms(text: str) -> set[str]:
    """Return the words of a text, and the pairs of words that follow one another; folded where it has no accents."""
    read = (fold if text.isascii() else plain)(text).split()
    return {*read, *map(" ".join, pairwise(read))}
