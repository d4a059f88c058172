"""Which words of a text can be found: one way of cutting for the index and for what people type."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from petitions.domain.text import fold, phone_digits, plain

LONGEST = 60
"""Longer runs are cut to this many characters, in the index and in the question alike."""

MOST = 20_000
"""So many different words of one text are findable; the rest of a text that long is not."""

_PHONE_LENGTHS = range(9, 12)


def words_of(text: str) -> tuple[str, ...]:
    """Return the different words of a text as they are written, in lower case, with their accents."""
    runs = text.split()
    # The same few thousand words make up nearly all texts; whatever is longer is not worth remembering.
    cut = _known if max(map(len, runs), default=0) <= LONGEST else _cut
    return tuple(dict.fromkeys(chain.from_iterable(map(cut, runs))))[:MOST]


def folded_words(words: Iterable[str]) -> tuple[str, ...]:
    """Return the different words without accents; whoever finds a text by ``words`` finds it by these."""
    return tuple(dict.fromkeys(chain.from_iterable(map(_folded, words))))


def asked_words(query: str) -> tuple[str, ...]:
    """Return the words somebody looks for; a telephone number is one word however it is spaced."""
    digits = phone_digits(query)
    if len(digits) in _PHONE_LENGTHS and not any(c.isalpha() for c in query):
        return (digits,)
    return words_of(query)[:20]


def _cut(run: str) -> tuple[str, ...]:
    """Return the words of a run without blanks: punctuation parts them."""
    return tuple(part for word in plain(run).split() for part in _safe(word)[:LONGEST].split())


_known = lru_cache(maxsize=50_000)(_cut)


def _safe(word: str) -> str:
    """Blank whatever one of the databases might take for the end of a word; drop loose marks."""
    if word.isascii() or all(c in _VIETNAMESE for c in word):
        return word
    return "".join(c if _is_letter(c) else "" if unicodedata.combining(c) else " " for c in word)


def _is_letter(character: str) -> bool:
    """Tell letters and digits by an old Unicode, older than the one of any database's tokenizer."""
    return unicodedata.ucd_3_2_0.category(character)[0] in "LN"


_VIETNAMESE = (
    frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
    | {
        unicodedata.normalize("NFC", base + mark + tone)
        for base in "aeiouy"
        for mark in ("", "\u0302", "\u0306", "\u031b")
        for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
        if len(unicodedata.normalize("NFC", base + mark + tone)) == 1
    }
    | {"\u0111"}
)


@lru_cache(maxsize=50_000)
def _folded(word: str) -> tuple[str, ...]:
    return tuple(fold(word).split())
