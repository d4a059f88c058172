"""An official letter as data: what stands on it, in reading order; the printers decide how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

WIDTH_OF_ANNEX = 257
"""Millimetres that the columns of an annex share: A4 across, less both margins."""


class Alignment(StrEnum):
    """Where the text of a column stands."""

    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class AnnexColumn:
    """One column: its heading, its width in millimetres, where its text stands."""

    heading: str
    width: int
    alignment: Alignment = Alignment.LEFT


@dataclass(frozen=True, slots=True)
class Annex:
    """The table that goes with a letter; every row has a cell for each column."""

    title: str
    columns: tuple[AnnexColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    closing: str = ""


@dataclass(frozen=True, slots=True)
class OfficialLetter:
    """A letter by decree 30/2020/ND-CP. Number and date are not in it: the clerk's hand puts them there.

    ``superior_body`` stands in these lines above ``issuing_body``; ``sender`` is what a sentence calls
    them. ``number_code`` follows the number, ``recipients`` stand at the foot, each without its dash,
    ``signed_by`` above the signature. ``drawn_up_on`` is the day the list was taken: a property of the
    file, not on the paper.
    """

    superior_body: tuple[str, ...]
    issuing_body: str
    sender: str
    number_code: str
    place: str
    subject: str
    addressees: tuple[str, ...]
    paragraphs: tuple[str, ...]
    recipients: tuple[str, ...]
    signed_by: tuple[str, ...]
    annex: Annex
    drawn_up_on: date
