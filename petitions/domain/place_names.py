"""Which places a text names: villages behind their kind, and whatever else is written with capitals."""

from __future__ import annotations

import re

from petitions.domain.text import fold

Name = tuple[str, ...]
"""A name, folded, word by word."""

_KINDS = frozenset(
    [
        "thon",
        "xom",
        "ap",
        "buon",
        "lang",
        "ban",
        "xa",
        "phuong",
        "tdp",
        "khu",
        "pho",
        "to",
        "ngo",
        "duong",
        "cau",
        "cho",
        "truong",
        "tram",
    ]
)
_VILLAGE = re.compile(r"\b(?:thon|xom|ap|buon|lang|ban|to dan pho|tdp|khu pho|khu|to|ngo)\s+((?:so )?\w+)(?:\s+(\w+))?")
_NOT_A_NAME = frozenset(
    [
        "toi",
        "minh",
        "nay",
        "kia",
        "do",
        "ta",
        "chung",
        "co",
        "la",
        "bi",
        "da",
        "dang",
        "duoc",
        "va",
        "o",
        "tai",
        "cua",
        "nhieu",
        "khong",
        "thi",
        "ma",
        "de",
        "se",
        "nao",
        "ay",
        "cu",
        "moi",
        "trong",
        "ngoai",
        "khac",
        "nghe",
        "chuc",
        "truong",
        "pho",
        "phong",
        "cong",
        "hop",
        "san",
        "bao",
        "cham",
        "dieu",
        "tieu",
        "thu",
        "khao",
        "lien",
        "hong",
        "hu",
        "cac",
        "nhung",
        "tren",
        "vi",
        "con",
        "dan",
        "cong",
        "nghiep",
        "do",
        "dan",
        "cu",
        "vuc",
        "nho",
        "chung",
        "xin",
        "mong",
        "day",
        "cho",
        "den",
        "chua",
        "biet",
        "viec",
        "rat",
        "bo",
        "phan",
        "dong",
        "qua",
    ]
)
_LONGEST = 3


def names_in(text: str) -> frozenset[Name]:
    """Return the places a text names."""
    return _by_capitals(text) or _by_kind(text)


def _by_kind(text: str) -> frozenset[Name]:
    """Return what stands behind the kind of a place; for texts typed without capitals."""
    found: set[Name] = set()
    for match in _VILLAGE.finditer(fold(text)):
        first, second = match[1].removeprefix("so "), match[2]
        if first in _NOT_A_NAME:
            continue
        is_more = second is not None and second not in _NOT_A_NAME and not first.isdigit() and not second.isdigit()
        found.add((first, second) if is_more else (first,))
    return frozenset(found)


def _by_capitals(text: str) -> frozenset[Name]:
    """Return runs of words with capitals; the first word of a sentence alone is none, nor is an abbreviation."""
    found: set[Name] = set()
    for sentence in re.split(r"[.!?\n;:]+", text):
        words = re.findall(r"\w+", sentence)
        run: list[str] = []
        for at, word in enumerate([*words, ""]):
            is_name = (word[:1].isupper() and (not word.isupper() or len(word) == 1)) or _is_number(words, at)
            if is_name and not (at == 0 and not _goes_on(words)):
                run.append(fold(word))
                continue
            before = words[at - len(run) - 1] if at > len(run) else ""
            found |= _named(run, before)
            run = []
    return frozenset(found)


def _is_number(words: list[str], at: int) -> bool:
    """Tell a number behind the kind of a place: group 3, lane 12."""
    if not 0 < at < len(words) or not words[at].isdigit():
        return False
    return fold(words[at - 1]) in {"to", "pho", "ngo", "xom", "khu", "thon", "doi", "so"}


def _goes_on(words: list[str]) -> bool:
    return len(words) > 1 and words[1][:1].isupper() and not words[1].isupper()


def _named(run: list[str], before: str) -> set[Name]:
    """Return a run as a name; a single word is one only behind the kind of a place."""
    kind = fold(before)
    while run and run[0] in _KINDS and len(run) > 1:
        kind, run = run[0], run[1:]
    is_name = len(run) > 1 or (bool(run) and kind in _KINDS)
    return {tuple(run[:_LONGEST])} if is_name and any(run) else set()
