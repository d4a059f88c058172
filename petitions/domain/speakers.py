"""Whether two ways of writing down who spoke mean one person, so that what belongs to him stays with him."""

from __future__ import annotations

from petitions.domain.text import fold
from petitions.domain.voter_names import people_in

_SAYS_NOTHING = frozenset({"van", "thi"})
"""Middle names that half of all people have, folded."""


def is_same_speaker(one: str, other: str) -> bool:
    """Tell whether a speaker's name was only written better: accents, titles, posts and villages aside.

    The given name, the last word, has to stay, and of the others one at least; a name given in part may be completed.
    """
    if fold(one) == fold(other):
        return True
    return any(_is_one(name, another) for name in _names(one) for another in _names(other))


def _names(written: str) -> list[list[str]]:
    return [fold(name).split() for name in people_in(written)]


def _is_one(name: list[str], other: list[str]) -> bool:
    *before, given = name
    *before_other, given_other = other
    if given != given_other:
        return False
    shorter, longer = sorted((before, before_other), key=len)
    is_part = shorter == longer[len(longer) - len(shorter) :]
    return is_part or not (set(before) & set(before_other)) <= _SAYS_NOTHING
