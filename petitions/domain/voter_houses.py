"""Which part of an address leads to one door: forwarded lists name villages and communes, nothing finer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from petitions.domain.voter_names import bare_word, is_spelled

_LANES = {"ngo": "\u0303", "ngach": "\u0301", "hem": "\u0309", "kiet": "\u0323\u0302"}
_NUMBER_OF = {"so": "\u0302\u0301"}
_HOUSE = {"nha": "\u0300", "sn": ""}
_FLAT = {"ho": "\u0323\u0302"}
_VILLAGES = frozenset({"thon", "xom", "ap", "ban", "lang", "to", "doi", "cum", "khu", "khom", "khoi", "pho", "buon"})
"""A number behind these is that of a village, folded."""

_HOUSE_NUMBER = ("s\u1ed1 nh\u00e0", "nh\u00e0 s\u1ed1", "sn")
"""How the number of a house is announced in a text."""

_TOKEN = re.compile(r"\d+\w*(?:[/.\-]\d+\w*)*|\w+")
_WORDS_BEHIND = 2
"""So many words behind a bare number tell a house from any other number."""


def houses_in(stored: str) -> tuple[str, ...]:
    """Return, in lower case, how a text would tell house, flat and lanes of an address; villages are no part of it."""
    if not any(map(str.isdigit, stored)):
        return ()
    words = _TOKEN.findall(unicodedata.normalize("NFC", stored).lower())
    return tuple(dict.fromkeys(phrase for at in range(len(words)) for phrase in _told(words, at)))


def _told(words: Sequence[str], at: int) -> Iterator[str]:
    """Yield what a text would say of the number here, if it is that of a house or a lane."""
    number = words[at]
    if not number[0].isdigit():
        return
    before = words[at - 1] if at else ""
    if is_spelled(before, _LANES) or is_spelled(before, _FLAT):
        yield f"{before} {number}"
        return
    is_bare = at == 0 or (
        is_spelled(before, _NUMBER_OF) and bare_word(words[at - 2] if at > 1 else "") not in _VILLAGES
    )
    if is_bare or is_spelled(before, _HOUSE):
        yield from (f"{announced} {number}" for announced in _HOUSE_NUMBER)
    behind = words[at + 1 : at + 1 + _WORDS_BEHIND]
    if is_bare and len(behind) == _WORDS_BEHIND:
        yield " ".join((number, *behind))
