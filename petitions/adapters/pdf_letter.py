"""Official letters as PDF: set by typst in a face that is carried along, so that every machine prints the same page."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from typing import Any

from petitions.adapters.letter_sheet import Sheet, Stationery, sheet_of
from petitions.domain.official_letter import OfficialLetter

ARCHIVAL = "a-2u"
"""PDF/A-2u, as archives want it; it forbids a sign that the face does not have."""


class PdfLetterPrinter:
    """Prints to PDF with the face embedded; the same letter gives the same bytes."""

    media_type = "application/pdf"
    extension = "pdf"

    def __init__(self, stationery: Stationery) -> None:
        self._stationery = stationery

    def print_letter(self, letter: OfficialLetter) -> bytes:
        """Return the letter; its text reaches the typesetter as JSON, so nothing in it is markup.

        A sign that the face lacks, an emoji say, is printed as a box, and the paper is plain PDF then.
        """
        import typst

        sheet = sheet_of(letter, self._stationery.words())
        try:
            return self._set(sheet, letter, [ARCHIVAL])
        except typst.TypstError:
            return self._set(sheet, letter, [])

    def _set(self, sheet: Sheet, letter: OfficialLetter, standards: list[Any]) -> bytes:
        import typst

        return typst.compile(
            self._stationery.templates / "official_letter.typ",
            root=self._stationery.templates,
            font_paths=[self._stationery.faces],
            ignore_system_fonts=True,
            sys_inputs={"sheet": json.dumps(sheet)},
            format="pdf",
            pdf_standards=standards,
            timestamp=datetime.combine(letter.drawn_up_on, time(), UTC),
        )
