"""A text read for what it is about: words folded, empty phrases left out, different words for one thing made one."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from petitions.domain.text import fold

MOST_WORDS = 600
"""So many words of a text are read; what a petition is about is said before."""

LEAST_SHARE, USUAL_SHARE, MOST_SHARE = 0.0004, 0.002, 0.6
"""Within which a word's share of all texts is believed, and what a word that nobody counted is taken for."""

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is known of the language. ``phrases`` maps folded words to what they count as; "" says nothing.

    ``usual`` is the share of texts in which a term or a word stands, where it is known to be common.
    """

    phrases: Mapping[tuple[str, ...], str]
    usual: Mapping[str, float] = field(default_factory=dict)
    longest: Mapping[str, int] = field(init=False)
    """How many words the longest phrase has that begins with a word."""

    def __post_init__(self) -> None:
        longest: dict[str, int] = {}
        for phrase in self.phrases:
            longest[phrase[0]] = max(longest.get(phrase[0], 0), len(phrase))
        object.__setattr__(self, "longest", longest)


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands in a text: its terms (concepts, and pairs of words that stand together) and its single words.

    Both map to the words as they were written, for telling people what two texts share.
    """

    terms: Mapping[str, str]
    words: Mapping[str, str]


def lexicon_of(nothing: Iterable[str], same: Iterable[Sequence[str]], usual: Mapping[str, float]) -> Lexicon:
    """Return the lexicon of these phrases; the first of several that mean the same names them all."""
    phrases = {tuple(fold(phrase).split()): "" for phrase in nothing}
    for group in same:
        concept = "=" + fold(group[0])
        phrases |= {tuple(fold(phrase).split()): concept for phrase in group}
    return Lexicon(phrases, usual)


def read(text: str, lexicon: Lexicon) -> Reading:
    """Read a text."""
    written = _WORD.findall(text[: MOST_WORDS * 12])[:MOST_WORDS]
    folded = list(map(_folded, written))
    terms: dict[str, str] = {}
    words: dict[str, str] = {}
    run: list[tuple[str, str]] = []
    at = 0
    while at < len(folded):
        length, concept = _phrase_at(folded, at, lexicon)
        if length == 0:
            run.append((folded[at], written[at]))
            words.setdefault(folded[at], written[at])
            at += 1
            continue
        _pair_up(run, terms)
        if concept:
            terms.setdefault(concept, " ".join(written[at : at + length]))
        at += length
    _pair_up(run, terms)
    return Reading(terms, words)


_folded = lru_cache(maxsize=50_000)(fold)
"""Word by word: the same few thousand words make up nearly all texts."""


def _phrase_at(folded: Sequence[str], at: int, lexicon: Lexicon) -> tuple[int, str]:
    """Return how many words the longest known phrase here has, and what it counts as."""
    for length in range(min(lexicon.longest.get(folded[at], 0), len(folded) - at), 0, -1):
        concept = lexicon.phrases.get(tuple(folded[at : at + length]))
        if concept is not None:
            return length, concept
    return 0, ""


def _pair_up(run: list[tuple[str, str]], terms: dict[str, str]) -> None:
    """Turn words that follow one another into pairs, and begin a new run."""
    for (one, as_written), (other, also_written) in pairwise(run):
        terms.setdefault(f"{one} {other}", f"{as_written} {also_written}")
    run.clear()


def weight_of(term: str, lexicon: Lexicon, shares: Mapping[str, float]) -> float:
    """Return how much a term tells: the rarer, the more. ``shares`` are those counted in this installation."""
    share = max(lexicon.usual.get(term, 0.0), shares.get(term, 0.0)) or USUAL_SHARE
    return -math.log(min(max(share, LEAST_SHARE), MOST_SHARE))
