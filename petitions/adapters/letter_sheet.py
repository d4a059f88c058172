"""What every printer of letters shares: the letter as a plain sheet of clean text, with the words always there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

from petitions.domain.official_letter import Annex, OfficialLetter
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
    filling = {
        "number_code": _line(letter.number_code),
        "place": _line(letter.place),
        "sender": _line(letter.sender),
    }
    return {
        **{name: Template(word).substitute(filling) for name, word in words.items()},
        "sender": filling["sender"],
        "superior_body": [_line(each) for each in letter.superior_body],
        "issuing_body": _line(letter.issuing_body),
        "subject": _line(letter.subject),
        "addressees": [_line(each) for each in letter.addressees],
        "paragraphs": [_text(each) for each in letter.paragraphs],
        "recipient_lines": [_line(each) for each in letter.recipients],
        "signed_by": [_line(each) for each in letter.signed_by],
        "annex_title": _line(letter.annex.title),
        "annex_closing": _line(letter.annex.closing),
        "columns": _columns(letter.annex),
        "rows": [[_text(cell) for cell in row] for row in letter.annex.rows],
    }


def _columns(annex: Annex) -> list[dict[str, Any]]:
    return [
        {"heading": _line(column.heading), "width": column.width, "alignment": column.alignment.value}
        for column in annex.columns
    ]


def _text(text: str) -> str:
    return _NO_XML.sub("", clean(text))


def _line(text: str) -> str:
    return _NO_XML.sub("", one_line(text))
