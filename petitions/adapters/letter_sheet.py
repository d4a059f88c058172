"""What every printer shares: a letter or paper as a plain sheet of clean text, with the words always there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

from petitions.domain.official_letter import AnnexColumn, OfficialLetter
from petitions.domain.official_paper import OfficialPaper, Passage
from petitions.domain.text import clean, one_line

Sheet = dict[str, Any]
"""Text, lists of text and the annex's columns and rows: what a template may lay out, and JSON carries."""

_NO_XML = re.compile("[^\\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What neither XML nor a sheet of paper can hold."""


@dataclass(frozen=True, slots=True)
class Stationery:
    """Where the templates of letters, their fixed words and the type they are set in lie."""

    templates: Path
    faces: Path

    def words(self) -> Mapping[str, str]:
        """Return the fixed words of an official letter."""
        return self.texts("official_letter")

    def texts(self, name: str) -> Mapping[str, Any]:
        """Return the sentences of one sort of letter."""
        return tomllib.loads((self.templates / f"{name}.toml").read_text(encoding="utf-8"))


def sheet_of(letter: OfficialLetter, words: Mapping[str, str]) -> Sheet:
    """Return the letter as its templates take it, free of signs that would break a paper or turn its text around."""
    return {
        **_filled(words, number_code=letter.number_code, place=letter.place, sender=letter.sender),
        "sender": _line(letter.sender),
        "superior_body": [_line(each) for each in letter.superior_body],
        "issuing_body": _line(letter.issuing_body),
        "subject": _line(letter.subject),
        "addressees": [_line(each) for each in letter.addressees],
        "paragraphs": [_text(each) for each in letter.paragraphs],
        "recipient_lines": [_line(each) for each in letter.recipients],
        "signed_by": [_line(each) for each in letter.signed_by],
        "annex_title": _line(letter.annex.title),
        "annex_closing": _line(letter.annex.closing),
        "columns": _columns(letter.annex.columns),
        "rows": [[_text(cell) for cell in row] for row in letter.annex.rows],
    }


def sheet_of_paper(paper: OfficialPaper, words: Mapping[str, str]) -> Sheet:
    """Return a report, register or form in the same way; without a table it has no columns."""
    table = paper.table
    return {
        **_filled(words, number_code=paper.number_code, place=paper.place, sender=paper.author),
        "has_number": bool(paper.number_code),
        "has_place": bool(paper.place),
        "author": _line(paper.author),
        "superior_body": [_line(each) for each in paper.superior_body],
        "issuing_body": _line(paper.issuing_body),
        "title": _line(paper.title),
        "subtitle": [_line(each) for each in paper.subtitle],
        "passages": _passages(paper.passages),
        "closing": _passages(paper.closing),
        "recipient_lines": [_line(each) for each in paper.recipients],
        "signed_left": [_line(each) for each in paper.signed_left],
        "signed_right": [_line(each) for each in paper.signed_right],
        "link_note": _line(paper.link_note),
        "is_across": paper.is_across,
        "columns": [] if table is None else _columns(table.columns),
        "rows": [] if table is None else [[_text(cell) for cell in row] for row in table.rows],
        "row_height": 0 if table is None else table.row_height,
    }


def _filled(words: Mapping[str, str], **filling: str) -> dict[str, str]:
    known = {name: _line(value) for name, value in filling.items()}
    return {name: Template(word).substitute(known) for name, word in words.items()}


def _passages(passages: tuple[Passage, ...]) -> list[dict[str, str]]:
    return [{"text": _text(passage.text), "tone": passage.tone.value} for passage in passages]


def _columns(columns: tuple[AnnexColumn, ...]) -> list[dict[str, Any]]:
    return [
        {"heading": _line(column.heading), "width": column.width, "alignment": column.alignment.value}
        for column in columns
    ]


def _text(text: str) -> str:
    return _NO_XML.sub("", clean(text))


def _line(text: str) -> str:
    return _NO_XML.sub("", one_line(text))
