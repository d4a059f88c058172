"""What a Word template of ours is made of: the page and its letters, tables without lines, paragraphs, rules."""

from docx.document import Document as DocumentObject
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

FACE = "Times New Roman"
A4 = (Mm(210), Mm(297))


def set_styles(document: DocumentObject, *, title: str, author: str) -> None:
    """Set the letters, their language, and what the file says of itself."""
    style = document.styles["Normal"]
    style.font.name, style.font.size = FACE, Pt(14)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FACE)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.get_or_add_rPr().append(language)
    style.paragraph_format.space_after = Pt(0)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, author, ""


def set_page(document: DocumentObject) -> None:
    """Set the page upright with its margins, and number every page but the first."""
    section = document.sections[0]
    section.page_width, section.page_height = A4
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(18)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    _field(number, "PAGE")


def bare_table(document: DocumentObject, rows: int, widths: tuple[Length, Length]) -> Table:
    """Add a table of two columns without lines or room in its cells."""
    table: Table = document.add_table(rows=rows, cols=2)
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    margins = OxmlElement("w:tblCellMar")
    for side in ("w:left", "w:right"):
        margin = OxmlElement(side)
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tblPr.append(margins)  # noqa: SLF001 - python-docx has no word for it
    return table


def say(
    cell: _Cell, text: str, size: int, alignment: ALIGN = ALIGN.CENTER, *, bold: bool = False, italic: bool = False
) -> Paragraph:
    """Write one paragraph into a cell; the first takes the place of the empty one every cell has."""
    fresh = len(cell.paragraphs) == 1 and not cell.paragraphs[0].runs
    paragraph = cell.paragraphs[0] if fresh else cell.add_paragraph()
    return _run(paragraph, text, size, alignment, bold=bold, italic=italic)


def text(
    document: DocumentObject,
    text: str,
    alignment: ALIGN = ALIGN.LEFT,
    size: int = 14,
    *,
    bold: bool = False,
    italic: bool = False,
) -> Paragraph:
    """Write one paragraph."""
    return _run(document.add_paragraph(), text, size, alignment, bold=bold, italic=italic)


def _run(paragraph: Paragraph, text: str, size: int, alignment: ALIGN, *, bold: bool, italic: bool) -> Paragraph:
    paragraph.alignment = alignment
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold or None, italic or None
    return paragraph


def rule(cell: _Cell, indent: Length) -> None:
    """Draw a line across the cell, this far from both its sides."""
    paragraph = cell.add_paragraph()
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = indent
    paragraph.paragraph_format.line_spacing = Pt(3)
    paragraph.paragraph_format.space_after = Pt(8)
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 - python-docx has no word for it
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def keep_on_one_page(table: Table) -> None:
    """Neither break the row nor part it from what stands before."""
    mark = OxmlElement("w:cantSplit")
    table.rows[0]._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - python-docx has no word for it


def repeat_at_top(table: Table, row: int) -> None:
    """Repeat the row at the top of every page."""
    mark = OxmlElement("w:tblHeader")
    table.rows[row]._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - python-docx has no word for it


def _field(paragraph: Paragraph, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no word for it
    run = OxmlElement("w:r")
    field.append(run)
