"""Makes the Word templates of templates/documents that docxtpl fills; run it after changing it here.

official_letter.docx is laid out as official_letter.typ; official_report.docx (upright) and official_register.docx
(across) as official_paper.typ. Words that a reader sees come from official_letter.toml with the letter or paper.
"""

import sys
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

TARGET = Path(__file__).resolve().parent.parent / "templates" / "documents"
FACE = "Times New Roman"
A4 = (Mm(210), Mm(297))


def main(folder: Path) -> None:
    """Write the templates."""
    _letter().save(str(folder / "official_letter.docx"))
    _paper(is_across=False).save(str(folder / "official_report.docx"))
    _paper(is_across=True).save(str(folder / "official_register.docx"))


def _letter() -> DocumentObject:
    document = Document()
    _set_styles(document, title="{{ subject }}", author="{{ sender }}")
    _set_page(document)
    left, right = _head(document)
    _say(left, "{{ number }}", 13)
    subject = _say(left, "{{ subject }}", 12)
    subject.paragraph_format.left_indent = subject.paragraph_format.right_indent = Mm(7)
    _say(right, "{{ place_and_date }}", 13, italic=True)
    _body(document)
    _foot(document)
    _annex(document)
    return document


def _paper(*, is_across: bool) -> DocumentObject:
    """Return a report or register: its title in the middle, passages, the table, what closes it, two signatures."""
    document = Document()
    _set_styles(document, title="{{ title }}", author="{{ author }}")
    _set_page(document)
    if is_across:
        _turn(document)
    left, right = _head(document, (Mm(105), Mm(152)) if is_across else (Mm(64), Mm(98)))
    _say(left, "{% if has_number %}{{ number }}{% endif %}", 13)
    _say(right, "{% if has_place %}{{ place_and_date }}{% endif %}", 13, italic=True)
    _text(document, "{{ title }}", ALIGN.CENTER, bold=True).paragraph_format.space_before = Pt(12)
    _text(document, "{%p for line in subtitle %}")
    _text(document, "{{ line }}", ALIGN.CENTER, bold=True)
    _text(document, "{%p endfor %}")
    _text(document, "").paragraph_format.space_after = Pt(4)
    _passages(document, "passages")
    if is_across:
        _text(document, "{%p if columns %}")
        _register(document)
        _text(document, "{%p endif %}")
    _passages(document, "closing")
    _signatures(document, (Mm(128), Mm(129)) if is_across else (Mm(74), Mm(88)))
    return document


def _turn(document: DocumentObject) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = A4[1], A4[0]
    section.left_margin = section.right_margin = Mm(20)


def _passages(document: DocumentObject, name: str) -> None:
    _text(document, f"{{%p for passage in {name} %}}")
    for tone, bold, italic in (("heading", True, False), ("item", True, False), ("note", False, True)):
        _text(document, f"{{%p if passage.tone == '{tone}' %}}")
        said = _text(document, "{{ passage.text }}", ALIGN.JUSTIFY, bold=bold, italic=italic)
        said.paragraph_format.space_before = Pt(6)
        said.paragraph_format.keep_with_next = bold
        if tone != "heading":
            said.paragraph_format.first_line_indent = Mm(10)
        _text(document, "{%p endif %}")
    _text(document, "{%p if passage.tone == 'text' %}")
    said = _text(document, "{{ passage.text }}", ALIGN.JUSTIFY)
    said.paragraph_format.first_line_indent = Mm(10)
    said.paragraph_format.space_before = Pt(6)
    said.paragraph_format.line_spacing = 1.15
    _text(document, "{%p endif %}")
    _text(document, "{%p endfor %}")


def _signatures(document: DocumentObject, widths: tuple[Length, Length]) -> None:
    _text(document, "")
    table = _bare_table(document, 1, widths)
    _keep_on_one_page(table)
    left, right = table.rows[0].cells
    _say(left, "{%p if recipient_lines %}", 11, ALIGN.LEFT)
    _say(left, "{{ recipients }}", 12, ALIGN.LEFT, bold=True, italic=True)
    _say(left, "{%p for line in recipient_lines %}", 11, ALIGN.LEFT)
    _say(left, "- {{ line }}", 11, ALIGN.LEFT)
    _say(left, "{%p endfor %}", 11, ALIGN.LEFT)
    _say(left, "{%p endif %}", 11, ALIGN.LEFT)
    for cell, name in ((left, "signed_left"), (right, "signed_right")):
        _say(cell, f"{{%p for line in {name} %}}", 13)
        _say(cell, "{{ line }}", 13, bold=True)
        _say(cell, "{%p endfor %}", 13)
        if cell is right:
            for _ in range(5):
                _say(right, "", 13)
        else:
            _say(left, "", 13)


def _set_styles(document: DocumentObject, *, title: str, author: str) -> None:
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


def _set_page(document: DocumentObject) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = A4
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(18)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    _field(number, "PAGE")


def _head(document: DocumentObject, widths: tuple[Length, Length] = (Mm(64), Mm(98))) -> tuple[_Cell, _Cell]:
    """Write whose paper it is and the nation's name; return the cells under them."""
    table = _bare_table(document, 2, widths)
    left, right = table.rows[0].cells
    _say(left, "{%p for line in superior_body %}", 12)
    _say(left, "{{ line }}", 12)
    _say(left, "{%p endfor %}", 12)
    _say(left, "{{ issuing_body }}", 12, bold=True)
    _rule(left, Length((widths[0] - Mm(14)) // 2))
    _say(right, "{{ nation }}", 12, bold=True)
    _say(right, "{{ motto }}", 13, bold=True)
    _rule(right, Length((widths[1] - Mm(57)) // 2))
    left, right = table.rows[1].cells
    return left, right


def _body(document: DocumentObject) -> None:
    only = _text(document, "{{ to }} {% if addressees | length == 1 %}{{ addressees[0] }}{% endif %}", ALIGN.CENTER)
    only.paragraph_format.space_before = only.paragraph_format.space_after = Pt(12)
    _text(document, "{%p if addressees | length > 1 %}")
    _text(document, "{%p for addressee in addressees %}")
    _text(document, "- {{ addressee }}").paragraph_format.left_indent = Mm(35)
    _text(document, "{%p endfor %}")
    _text(document, "{%p endif %}")
    _text(document, "{%p for paragraph in paragraphs %}")
    paragraph = _text(document, "{{ paragraph }}", ALIGN.JUSTIFY)
    paragraph.paragraph_format.first_line_indent = Mm(10)
    paragraph.paragraph_format.space_before = Pt(6)
    paragraph.paragraph_format.line_spacing = 1.15
    _text(document, "{%p endfor %}")


def _foot(document: DocumentObject) -> None:
    _text(document, "")
    table = _bare_table(document, 1, (Mm(58), Mm(104)))
    _keep_on_one_page(table)
    left, right = table.rows[0].cells
    _say(left, "{{ recipients }}", 12, ALIGN.LEFT, bold=True, italic=True)
    _say(left, "{%p for line in recipient_lines %}", 11, ALIGN.LEFT)
    _say(left, "- {{ line }}", 11, ALIGN.LEFT)
    _say(left, "{%p endfor %}", 11, ALIGN.LEFT)
    _say(right, "{%p for line in signed_by %}", 13)
    _say(right, "{{ line }}", 13, bold=True)
    _say(right, "{%p endfor %}", 13)
    for _ in range(5):
        _say(right, "", 13)


def _annex(document: DocumentObject) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = A4[1], A4[0]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
    section.different_first_page_header_footer = True
    restart = OxmlElement("w:pgNumType")
    restart.set(qn("w:start"), "1")
    section._sectPr.find(qn("w:pgMar")).addnext(restart)  # noqa: SLF001 - python-docx has no word for it
    _text(document, "{{ annex }}", ALIGN.CENTER, bold=True)
    _text(document, "{{ annex_title }}", ALIGN.CENTER, bold=True)
    _text(document, "{{ annex_of }}", ALIGN.CENTER, 13, italic=True).paragraph_format.space_after = Pt(10)
    _register(document)
    _text(document, "{{ annex_closing }}", size=13, italic=True).paragraph_format.space_before = Pt(6)


def _register(document: DocumentObject) -> None:
    """Draw the table that every column and row of the sheet goes into."""
    table = document.add_table(rows=4, cols=3)
    table.style, table.autofit = "Table Grid", False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _annex_row(table, 0, "column", "columns", "{{ column.heading }}", bold=True)
    _repeat_at_top(table, 0)
    _say(table.cell(1, 0), "{%tr for row in rows %}", 12)
    _annex_row(table, 2, "cell", "row", "{{ cell }}")
    _say(table.cell(3, 0), "{%tr endfor %}", 12)


def _annex_row(table: Table, row: int, item: str, items: str, text: str, *, bold: bool = False) -> None:
    _say(table.cell(row, 0), f"{{%tc for {item} in {items} %}}", 12)
    said = _say(table.cell(row, 1), text, 12, ALIGN.CENTER if bold else ALIGN.LEFT, bold=bold)
    said.paragraph_format.space_before = said.paragraph_format.space_after = Pt(2)
    _say(table.cell(row, 2), "{%tc endfor %}", 12)


def _bare_table(document: DocumentObject, rows: int, widths: tuple[Length, Length]) -> Table:
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


def _say(
    cell: _Cell, text: str, size: int, alignment: ALIGN = ALIGN.CENTER, *, bold: bool = False, italic: bool = False
) -> Paragraph:
    """Write one paragraph into a cell; the first takes the place of the empty one every cell has."""
    fresh = len(cell.paragraphs) == 1 and not cell.paragraphs[0].runs
    paragraph = cell.paragraphs[0] if fresh else cell.add_paragraph()
    return _run(paragraph, text, size, alignment, bold=bold, italic=italic)


def _text(
    document: DocumentObject,
    text: str,
    alignment: ALIGN = ALIGN.LEFT,
    size: int = 14,
    *,
    bold: bool = False,
    italic: bool = False,
) -> Paragraph:
    return _run(document.add_paragraph(), text, size, alignment, bold=bold, italic=italic)


def _run(paragraph: Paragraph, text: str, size: int, alignment: ALIGN, *, bold: bool, italic: bool) -> Paragraph:
    paragraph.alignment = alignment
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold or None, italic or None
    return paragraph


def _rule(cell: _Cell, indent: Length) -> None:
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


def _keep_on_one_page(table: Table) -> None:
    """Neither break the row nor part it from what stands before."""
    mark = OxmlElement("w:cantSplit")
    table.rows[0]._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - python-docx has no word for it


def _repeat_at_top(table: Table, row: int) -> None:
    mark = OxmlElement("w:tblHeader")
    table.rows[row]._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - python-docx has no word for it


def _field(paragraph: Paragraph, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no word for it
    run = OxmlElement("w:r")
    field.append(run)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
