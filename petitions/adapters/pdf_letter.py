"""Letters and papers as PDF: set by typst in a face carried along, so that every machine prints the same page."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import Any

from petitions.adapters.letter_sheet import Sheet, Stationery, sheet_of, sheet_of_paper
from petitions.adapters.qr_code import qr_as_svg
from petitions.domain.official_letter import OfficialLetter
from petitions.domain.official_paper import OfficialPaper

ARCHIVAL = "a-2u"
"""PDF/A-2u, as archives want it; it forbids a sign that the face does not have."""


class PdfLetterPrinter:
    """Prints to PDF with the face embedded; the same letter or paper gives the same bytes."""

    media_type = "application/pdf"
    extension = "pdf"

    def __init__(self, stationery: Stationery) -> None:
        self._stationery = stationery

    def print_letter(self, letter: OfficialLetter) -> bytes:
        """Return the letter; its text reaches the typesetter as JSON, so nothing in it is markup."""
        sheet = sheet_of(letter, self._stationery.words())
        return self._typeset("official_letter.typ", sheet, letter.drawn_up_on)

    def print_paper(self, paper: OfficialPaper) -> bytes:
        """Return a report, register or form in the same way."""
        sheet = sheet_of_paper(paper, self._stationery.words())
        if paper.link:
            sheet["link"] = qr_as_svg(paper.link)
        return self._typeset("official_paper.typ", sheet, paper.drawn_up_on)

    def _typeset(self, template: str, sheet: Sheet, day: date) -> bytes:
        """Set the sheet; a sign that the face lacks, an emoji say, is printed as a box, in plain PDF then."""
        import typst

        try:
            return self._set(template, sheet, day, [ARCHIVAL])
        except typst.TypstError:
            return self._set(template, sheet, day, [])

    def _set(self, template: str, sheet: Sheet, day: date, standards: list[Any]) -> bytes:
        import typst

        return typst.compile(
            self._stationery.templates / template,
            root=self._stationery.templates,
            font_paths=[self._stationery.faces],
            ignore_system_fonts=True,
            sys_inputs={"sheet": json.dumps(sheet)},
            format="pdf",
            pdf_standards=standards,
            timestamp=datetime.combine(day, time(), UTC),
        )
