"""A report, register or form as data: what stands on it, in reading order; the printers decide how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from petitions.domain.official_letter import AnnexColumn

WIDTH_ACROSS = 257
"""Millimetres that the columns of a table share where the paper lies across: A4 less both margins."""


class Tone(StrEnum):
    """How a passage stands on the paper."""

    TEXT = "text"
    HEADING = "heading"
    ITEM = "item"
    NOTE = "note"
    BIG = "big"


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph."""

    text: str
    tone: Tone = Tone.TEXT


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table with repeated heads; a row of one cell is a heading over those that follow.

    ``row_height`` in millimetres is the least a row takes: a form to be filled in by hand has room to write.
    """

    columns: tuple[AnnexColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    row_height: int = 0


@dataclass(frozen=True, slots=True)
class OfficialPaper:
    """A paper laid out by decree 30/2020/ND-CP. Number and date are not in it: the clerk's hand puts them there.

    Without ``number_code`` it bears no number. ``link`` is printed as a QR code with ``link_note`` under it.
    ``drawn_up_on`` is the day the rows were read: a property of the file, not on the paper.
    """

    superior_body: tuple[str, ...]
    issuing_body: str
    author: str
    place: str
    title: str
    subtitle: tuple[str, ...]
    passages: tuple[Passage, ...]
    drawn_up_on: date
    number_code: str = ""
    table: PaperTable | None = None
    closing: tuple[Passage, ...] = ()
    recipients: tuple[str, ...] = ()
    signed_left: tuple[str, ...] = ()
    signed_right: tuple[str, ...] = ()
    link: str = ""
    link_note: str = ""
    is_across: bool = False
