"""Vietnamese text: made clean on the way in, folded for search, looked through for personal data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import time
from functools import lru_cache

from petitions.domain.voter_houses import houses_in
from petitions.domain.voter_names import is_title, people_in

_STROKE = str.maketrans({"\u0111": "d", "\u0110": "D", "\u00f0": "d", "\u00d0": "D"})
_BIDI = dict.fromkeys([0x061C, 0x200B, 0x200E, 0x200F, 0xFEFF, *range(0x202A, 0x202F), *range(0x2060, 0x206A)])
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
"""All of Unicode's control characters but the line break."""
_PHONE = re.compile(r"(?<!\d)(?:\+?84|0)(?:[\s.\-]?\d){8,10}(?!\d)")
_CARD = re.compile(
    r"(?<!\w)"
    r"0\d\d(?:(?:[\s.\-]?\d{3}){3}|\d(?:[\s.\-]?\d{4}){2}|[\s.\-]?\d[\s.\-]?\d\d[\s.\-]?\d{6})"
    r"(?![\s.\-]?\d)"
)
"""An identity card: twelve digits, of which the first three are a province, 001 to 096."""
_OLD_CARD = re.compile(r"(?<!\w)[0-3]\d\d([\s.\-]?)\d{3}\1\d{3}(?![.,]?\d)")
"""One of before 2016: nine digits, of which the first two are a province, 01 to 38."""
_NINE_DIGITS = re.compile(r"\d(?:[\s.\-]?\d){8}")
"""No number of those above is shorter; most texts have none, and one look tells."""
_JOINED = re.compile(r"\d[.,]")
_UNITS = frozenset({"dong", "d", "vnd", "trieu", "ty", "nghin", "ngan", "m", "m2", "m3", "ha", "kwh", "lit", "tan"})
"""What stands behind a sum or an area, folded."""


_TIME = re.compile(r"(\d{1,2}) ?(?:h|g|gio)?(?: ?(\d{1,2})(?: ?(?:p|phut))?)?")
_LAST_HOUR, _LAST_MINUTE = 23, 59


def clean(text: str) -> str:
    r"""Return the text in NFC without control, bidirectional or zero-width characters.

    Line breaks and tabs stay (as ``\n`` and a blank); lone surrogates become a question mark, since no
    database takes them; blanks at both ends go.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = unicodedata.normalize("NFC", text.translate(_BIDI))
    return _CONTROL.sub("", text).strip()


def one_line(text: str) -> str:
    """Return the cleaned text with every run of white space as one blank."""
    return " ".join(clean(text).split())


def fold(text: str) -> str:
    """Return lower case without accents: a-z, 0-9 and single blanks (d with stroke becomes d)."""
    bare = unicodedata.normalize("NFD", text.translate(_STROKE).lower().translate(_STROKE))
    kept = (c for c in bare if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in kept).split())


def plain(text: str) -> str:
    """Return lower case in NFC with its accents, punctuation as blanks: the form exact hits compare."""
    text = unicodedata.normalize("NFC", text).lower()
    return " ".join("".join(c if c.isalnum() or unicodedata.combining(c) else " " for c in text).split())


def phone_digits(text: str) -> str:
    """Return a telephone number as digits alone, +84 written as 0."""
    digits = "".join(filter(str.isdigit, text))
    return "0" + digits[2:] if digits.startswith("84") and len(digits) in (11, 12) else digits


def personal_data_in(text: str, *stored_names: str | None) -> tuple[str, ...]:
    """Return the telephone and identity-card numbers and mentions of these voters found in the text.

    A name counts with or without accents and without what minutes put around it, when it stands as whole
    words; one of a single word counts behind a title alone. So does a house or lane that stands with the name.
    """
    return tuple(text[start:end] for start, end in _personal_spans(text, stored_names))


def without_personal_data(text: str, *stored_names: str | None, mask: str) -> str:
    """Return the text with every find of ``personal_data_in`` replaced by ``mask``."""
    return _masked(text, _personal_spans(text, stored_names), mask)


def without_names(text: str, names: Iterable[str], *, mask: str) -> str:
    """Return the text with every mention of these people replaced by ``mask``; numbers, a hotline say, stay."""
    return _masked(text, _apart(_name_spans(text, names)), mask)


def _masked(text: str, spans: Sequence[tuple[int, int]], mask: str) -> str:
    for start, end in reversed(spans):
        text = text[:start] + mask + text[end:]
    return text


def _personal_spans(text: str, stored_names: Iterable[str | None]) -> list[tuple[int, int]]:
    spans = _number_spans(text) if _NINE_DIGITS.search(text) else []
    return _apart(spans + _name_spans(text, [name for name in stored_names if name]))


def _apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in their order, those that overlap as one."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def _name_spans(text: str, stored_names: Iterable[str]) -> list[tuple[int, int]]:
    """Return where these people, or the houses they live in, are named by whole words."""
    folded_text = f" {fold(text)} "
    told = dict.fromkeys(each for stored in stored_names for each in _told_of(stored) if f" {each[0]} " in folded_text)
    if not told:
        return []
    words = list(re.finditer(r"\w+", text))
    folded = [fold(word.group()) for word in words]
    found = (_span(words, folded, at, *each) for each in told for at in range(len(words)))
    return [span for span in found if span]


@lru_cache(maxsize=1024)
def _told_of(stored: str) -> tuple[tuple[str, str], ...]:
    """Return the folded form of each person and house that a stored name or address tells, with a house as written."""
    people = [(fold(name), "") for name in people_in(stored)]
    houses = [(fold(house), plain(house)) for house in houses_in(stored)]
    return tuple(each for each in people + houses if each[0])


def _span(
    words: Sequence[re.Match[str]], folded: Sequence[str], at: int, phrase: str, house: str
) -> tuple[int, int] | None:
    """Return where the phrase stands if it begins at this word; a lane is no maize, so a house asks for its accents."""
    parts = phrase.split()
    if folded[at : at + len(parts)] != parts:
        return None
    here = words[at : at + len(parts)]
    written = [word.group().lower() for word in here]
    if house and not all(w in pair for w, *pair in zip(written, house.split(), parts, strict=False)):
        return None
    if len(parts) > 1:
        return here[0].start(), here[-1].end()
    is_named = at and here[0].group()[0].isupper() and is_title(words[at - 1].group())
    return (words[at - 1].start(), here[0].end()) if is_named else None


def _number_spans(text: str) -> list[tuple[int, int]]:
    """Return where numbers of identity cards and telephones stand; where two readings meet the first wins."""
    spans: list[tuple[int, int]] = []
    for pattern in (_CARD, _PHONE, _OLD_CARD):
        for match in pattern.finditer(text):
            start, end = match.span()
            is_new = all(end <= other_start or other_end <= start for other_start, other_end in spans)
            if is_new and not _is_amount(match, text):
                spans.append((start, end))
    return spans


def _is_amount(match: re.Match[str], text: str) -> bool:
    """Tell whether digits are a sum or an area, or the end of a longer one."""
    number, before = match[0], text[max(match.start() - 2, 0) : match.start()]
    if _JOINED.fullmatch(before) and "." in number:
        return True
    if match.re is not _OLD_CARD:
        return False
    following = fold(text[match.end() : match.end() + 10]).split()[:1]
    return number.endswith(".000") or not _UNITS.isdisjoint(following)


def excerpt(text: str, limit: int) -> str:
    """Return at most ``limit`` characters, cut at a word, with an ellipsis when cut."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    return flat[:limit].rsplit(" ", 1)[0] + "\u2026"


def time_of_day(text: str) -> time | None:
    """Return a time as people write it, "8h", "8g30", "8 gio 30", "14:00", or None when it is none."""
    found = _TIME.fullmatch(fold(text.replace(":", " h ")))
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour <= _LAST_HOUR and minute <= _LAST_MINUTE else None
