"""What intake's forms hold before anybody typed: the first of a list, the first sentence, the one who spoke."""

from __future__ import annotations

import re
from collections.abc import Sequence

from petitions.domain.text import excerpt, one_line, phone_digits
from petitions.models import Statement
from petitions.web.form import IdField

LONGEST_SUMMARY_OFFERED = 300

_SENTENCE_ENDS = re.compile(r"(?<=[.!?\u2026])\s+(?=[^\W\d_a-z])|\n+")


def choose_first(field: IdField, options: Sequence[tuple[int, str]]) -> None:
    """Let a required choice that was not sent stand on the first option."""
    if field.data is None and not field.raw_data and options:
        field.data = options[0][0]


def first_sentence(text: str) -> str:
    """Return the first sentence, cut at a word when it is a long one: a start for the summary."""
    first = _SENTENCE_ENDS.split(text.strip(), maxsplit=1)[0]
    return excerpt(one_line(first), LONGEST_SUMMARY_OFFERED)


def joined(statements: Sequence[Statement]) -> str:
    """Return what was said, one paragraph each."""
    return "\n\n".join(each.content for each in statements)


def only_speaker(statements: Sequence[Statement]) -> tuple[str | None, str | None]:
    """Return name and village when all was said by one person, else nothing: several speakers are not one voter."""
    spoke = {each.speaker_name for each in statements}
    if len(spoke) != 1 or None in spoke:
        return None, None
    villages = {each.village for each in statements}
    return spoke.pop(), villages.pop() if len(villages) == 1 else None


def only_phone(statements: Sequence[Statement]) -> str | None:
    """Return the telephone number when all was said by one person who left one, else nothing.

    Several statements without a name are one person's only when the same number stands by each of them.
    """
    spoke = {each.speaker_name for each in statements}
    numbers = {
        phone_digits(each.speaker_phone) or each.speaker_phone: each.speaker_phone
        for each in statements
        if each.speaker_phone
    }
    is_one = len(spoke) == 1 and len(numbers) == 1
    if not is_one or (None in spoke and not all(each.speaker_phone for each in statements)):
        return None
    return next(iter(numbers.values()))
