"""What every composed paper shares: sentences filled in, dates, names of councils and places as decrees write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from string import Template
from typing import Any

Texts = Mapping[str, Any]
"""What a TOML file of ``templates/documents`` holds."""

_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def fill(text: str, filling: Mapping[str, str]) -> str:
    """Return a sentence with its $words filled in; what they hold is filled in no second time."""
    return Template(text).substitute(filling)


def day_of(on: date) -> str:
    """Return a date as papers write it."""
    return f"{on:%d/%m/%Y}"


def superior_body(council_name: str, council_place: str) -> tuple[str, ...]:
    """Return the council's name in capitals, its place on a line of its own where the name ends with it."""
    name, place = council_name.upper(), council_place.upper()
    if place and name.endswith(f" {place}"):
        return name.removesuffix(place).rstrip(), place
    return (name,)


def bare_place(place: str, kinds: Sequence[str]) -> str:
    """Return the name of a place without the word for what it is, as letters are dated."""
    for kind in sorted(kinds, key=len, reverse=True):
        if place.casefold().startswith(f"{kind} "):
            return place[len(kind) + 1 :]
    return place


def roman(number: int) -> str:
    """Return a positive number in roman figures, as groups are counted."""
    figures = ""
    for value, figure in _ROMAN:
        times, number = divmod(number, value)
        figures += figure * times
    return figures
