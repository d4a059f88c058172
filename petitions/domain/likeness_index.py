"""What of a case stands in the index of similar cases: its terms as numbers, and the units it began with."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from zlib import crc32

from petitions.domain.likeness_words import Lexicon, Reading, read

MOST_TERMS = 64
MOST_WORDS = 16
"""So many terms of a case are looked for; what it is about is said before."""

_TERMS = 1 << 30
_MASK = _TERMS - 1


@lru_cache(maxsize=100_000)
def number_of(term: str) -> int:
    """Return the number of a term, from 1 to 2**30 - 1; two terms in a hundred share theirs with a rare one."""
    return crc32(term.encode()) & _MASK or 1


def number_of_unit(organisation_id: int) -> int:
    """Return the number under which the cases of a council or recording unit stand."""
    return _TERMS + organisation_id


def numbers_for(texts: Iterable[str], units: Iterable[int], lexicon: Lexicon) -> list[int]:
    """Return what the index holds of a case with these texts."""
    terms = looked_for(read("\n".join(texts), lexicon), lexicon)
    return [*dict.fromkeys(map(number_of, terms)), *map(number_of_unit, dict.fromkeys(units))]


def looked_for(reading: Reading, lexicon: Lexicon) -> list[str]:
    """Return the terms of a text that the index holds, and those of its words that are not usual."""
    rare = (word for word in reading.words if word not in lexicon.usual and len(word) > 1 and not word.isdigit())
    return [*list(reading.terms)[:MOST_TERMS], *islice(rare, MOST_WORDS)]


_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def token_of(number: int) -> str:
    """Return a number as a short word, for an index of words."""
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"
