"""Letters and papers as Word files that an office may still change: templates filled by docxtpl."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from petitions.adapters.letter_sheet import Sheet, Stationery, sheet_of, sheet_of_paper
from petitions.domain.official_letter import OfficialLetter
from petitions.domain.official_paper import OfficialPaper

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
        sheet = sheet_of(letter, self._stationery.words())
        return self._filled("official_letter.docx", sheet)

    def print_paper(self, paper: OfficialPaper) -> bytes:
        """Return a report or register; a QR code is for papers that nobody changes, so it is left out."""
        sheet = sheet_of_paper(paper, self._stationery.words())
        return self._filled("official_register.docx" if paper.is_across else "official_report.docx", sheet)

    def _filled(self, name: str, sheet: Sheet) -> bytes:
        from docxtpl import DocxTemplate

        template = DocxTemplate(self._stationery.templates / name)
        template.render(sheet, jinja_env=_sandbox())
        if sheet["columns"]:
            _lay_out_table(template, sheet)
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


def _lay_out_table(template: DocxTemplate, sheet: Sheet) -> None:
    """Give the columns of the table its widths and their text its place; a row of one cell lies over all columns."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    table = next(each for each in reversed(template.docx.tables) if each.style.name == "Table Grid")._tbl  # noqa: SLF001 - python-docx asks a second per thousand rows for the same
    widths = [str(round(column["width"] * _TWIPS_TO_A_MILLIMETRE)) for column in sheet["columns"]]
    grid = table.tblGrid
    for column in list(grid):
        grid.remove(column)
    for width in widths:
        grid.append(OxmlElement("w:gridCol", {qn("w:w"): width}))
    for number, row in enumerate(table.iterchildren(qn("w:tr"))):
        cells = list(row.iterchildren(qn("w:tc")))
        if len(cells) == 1 < len(widths):
            _lie_over(cells[0], len(widths))
            continue
        for cell, width, column in zip(cells, widths, sheet["columns"], strict=True):
            cell.tcPr.find(qn("w:tcW")).set(qn("w:w"), width)
            if number:
                for place in cell.iter(qn("w:jc")):
                    place.set(qn("w:val"), column["alignment"])


def _lie_over(cell: Any, columns: int) -> None:
    """Let a heading take the whole row, in bold, and stay with the row after it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    cell.tcPr.find(qn("w:tcW")).addnext(OxmlElement("w:gridSpan", {qn("w:val"): str(columns)}))
    for paragraph in cell.iter(qn("w:p")):
        paragraph.get_or_add_pPr().get_or_add_keepNext()
        for run in paragraph.iter(qn("w:r")):
            run.get_or_add_rPr().get_or_add_b()
