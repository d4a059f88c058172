"""Official letters as Word files that an office may still change: a template filled by docxtpl."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from petitions.adapters.letter_sheet import Sheet, Stationery, sheet_of
from petitions.domain.official_letter import OfficialLetter

if TYPE_CHECKING:
    from docxtpl import DocxTemplate
    from jinja2.sandbox import SandboxedEnvironment

_TWIPS_TO_A_MILLIMETRE = 1440 / 25.4
_BRACES = str.maketrans({"{": "&#123;", "}": "&#125;"})


class WordLetterPrinter:
    """Prints to Word 2007 and later."""

    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    extension = "docx"

    def __init__(self, stationery: Stationery) -> None:
        self._stationery = stationery

    def print_letter(self, letter: OfficialLetter) -> bytes:
        """Return the letter; whatever its text holds, it arrives as text."""
        from docxtpl import DocxTemplate

        sheet = sheet_of(letter, self._stationery.words())
        template = DocxTemplate(self._stationery.templates / "official_letter.docx")
        template.render(sheet, jinja_env=_sandbox())
        _lay_out_annex(template, sheet)
        paper = io.BytesIO()
        template.save(paper)
        return paper.getvalue()


def _sandbox() -> SandboxedEnvironment:
    """Return an environment that runs no code of a template and lets no value become markup.

    docxtpl looks once more through what was filled in for its own signs (``{_{``), so braces go in as entities.
    """
    from jinja2.sandbox import SandboxedEnvironment
    from markupsafe import escape

    def as_text(value: Any) -> str:
        return escape(value).translate(_BRACES)  # still marked as escaped

    return SandboxedEnvironment(autoescape=True, finalize=as_text)


def _lay_out_annex(template: DocxTemplate, sheet: Sheet) -> None:
    """Give the columns of the last table their widths and their text its place."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    table = template.docx.tables[-1]._tbl  # noqa: SLF001 - python-docx asks a second per thousand rows for the same
    widths = [str(round(column["width"] * _TWIPS_TO_A_MILLIMETRE)) for column in sheet["columns"]]
    grid = table.tblGrid
    for column in list(grid):
        grid.remove(column)
    for width in widths:
        grid.append(OxmlElement("w:gridCol", {qn("w:w"): width}))
    for number, row in enumerate(table.iterchildren(qn("w:tr"))):
        for cell, width, column in zip(row.iterchildren(qn("w:tc")), widths, sheet["columns"], strict=True):
            cell.tcPr.find(qn("w:tcW")).set(qn("w:w"), width)
            if number:
                for place in cell.iter(qn("w:jc")):
                    place.set(qn("w:val"), column["alignment"])
