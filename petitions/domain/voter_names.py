"""Whose name was written down as a speaker or voter: minutes put titles before it, places and offices behind it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

_TITLES = {
    "ong": "\u0302",
    "ba": "\u0300",
    "anh": "",
    "chi": "\u0323",
    "em": "",
    "chau": "\u0301",
    "co": "\u0302",
    "di": "\u0300",
    "chu": "\u0301",
    "bac": "\u0301",
    "cu": "\u0323",
    "thay": "\u0302\u0300",
}
"""How a person is spoken of, each word with its marks: without them some of these are family names."""

_BEFORE = {"ho": "\u0323\u0302", "cac": "\u0301"}
_OFFICES = frozenset(
    [
        "cu tri",
        "dai dien",
        "gia dinh",
        "dong chi",
        "d c",
        "bi thu",
        "chi bo",
        "chu tich",
        "truong thon",
        "truong xom",
        "to truong",
        "bac si",
        "thay giao",
        "co giao",
    ]
)
_GROUPS = frozenset(
    [
        "ba con",
        "nhan dan",
        "nguoi dan",
        "ho dan",
        "tap the",
        "toan the",
        "mot so",
        "cac ho",
        "hop tac",
        "uy ban",
        "ubnd xa",
        "ban cong",
        "mat tran",
        "chi hoi",
        "hoi nong",
        "hoi phu",
        "hoi cuu",
        "hoi nguoi",
    ]
)
"""What is nobody in particular: the first two words, folded."""

_PLACES = {
    "thon": "\u0302",
    "xom": "\u0301",
    "ap": "\u0302\u0301",
    "ban": "\u0309",
    "lang": "\u0300",
    "buon": "\u0302",
    "to": "\u0302\u0309",
    "khu": "",
    "khoi": "\u0302\u0301",
    "xa": "\u0303",
    "phuong": "\u031b\u031b\u0300",
    "so": "\u0302\u0301",
    "o": "\u031b\u0309",
    "tai": "\u0323",
}
_REMARK = re.compile(r"[(\[{][^)\]}]*[)\]}]?")
_BREAK = re.compile(
    r"([,;\n]|\s[-\u2013\u2014]\s|[&+]|\bv\u00e0\b|/(?=\s*(?:\u00f4ng|b\u00e0|anh|ch\u1ecb)\b))", re.IGNORECASE
)
_ASIDE = ",;\n-\u2013\u2014"
"""Behind these another person is meant only with a title of his own."""

_FEWEST_WORDS = 2
_WHOLE_NAME = 3


def people_in(stored: str) -> tuple[str, ...]:
    """Return the names, in lower case, of the people meant by what stands in a field for one name.

    A name of one word is returned only when a title stood before it; a village or a group is nobody.
    """
    first, *others = _BREAK.split(_REMARK.sub(" ", unicodedata.normalize("NFC", stored)))
    names = [_name_in(first, needs_title=False)]
    for mark, text in zip(others[::2], others[1::2], strict=True):
        names.append(_name_in(text, needs_title=mark.strip() in _ASIDE))
    return tuple(dict.fromkeys(name for name in names if name))


def is_title(word: str) -> bool:
    """Tell whether a word of a text is how a person is spoken of, written with its marks or with none at all."""
    return is_spelled(word, _TITLES)


def is_spelled(word: str, known: Mapping[str, str]) -> bool:
    """Tell whether a word is one of those known, each with its marks, written with them or with none at all."""
    bare, marks = _spelled(word)
    return bare in known and marks in {"", known[bare]}


def bare_word(word: str) -> str:
    """Return a word in lower case without its marks."""
    return _spelled(word)[0]


def _name_in(text: str, *, needs_title: bool) -> str:
    words = re.findall(r"\w+", text)
    taken, has_title = 0, False
    while (step := _before_name(words[taken:])) and not _is_group(words[taken:]):
        has_title = step == 1 and is_title(words[taken])
        taken += step
    if (needs_title and not taken) or _is_group(words[taken:]):
        return ""
    name = list(_up_to_place(words[taken:]))
    if len(name) < _FEWEST_WORDS and not (name and has_title and name[0][0].isupper()):
        return ""
    return " ".join(name).lower()


def _before_name(words: Sequence[str]) -> int:
    """Return how many words here are a title or an office."""
    if not words:
        return 0
    if " ".join(_spelled(word)[0] for word in words[:2]) in _OFFICES:
        return 2
    bare, marks = _spelled(words[0])
    known = _TITLES.get(bare, _BEFORE.get(bare))
    if known is None:
        return 0
    is_unmarked = _is_unmarked(words) and len(words) > _WHOLE_NAME and bare != "chu"
    return int(marks == known or is_unmarked)


def _is_group(words: Sequence[str]) -> bool:
    return " ".join(_spelled(word)[0] for word in words[:2]) in _GROUPS


def _up_to_place(words: Sequence[str]) -> Iterator[str]:
    """Yield the words before a place or a number."""
    is_unmarked, is_upper = _is_unmarked(words), "".join(words).isupper()
    for number, word in enumerate(words):
        bare, marks = _spelled(word)
        is_place = bare in _PLACES and (marks == _PLACES[bare] or (is_unmarked and number >= _FEWEST_WORDS))
        is_named = is_place and number + 1 < len(words) and (number == 0 or word[0].islower() or is_upper)
        if is_named or word[0].isdigit():
            return
        yield word


def _is_unmarked(words: Sequence[str]) -> bool:
    return "".join(words).isascii()


def _spelled(word: str) -> tuple[str, str]:
    """Return the letters of a word without their marks, and its marks."""
    letters = unicodedata.normalize("NFD", word.lower()).replace("\u0111", "d")
    return (
        "".join(c for c in letters if not unicodedata.combining(c)),
        "".join(c for c in letters if unicodedata.combining(c)),
    )
