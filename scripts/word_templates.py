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
from word_parts import A4, bare_table, keep_on_one_page, repeat_at_top, rule, say, set_page, set_styles, text

TARGET = Path(__file__).resolve().parent.parent / "templates" / "documents"


def main(folder: Path) -> None:
    """Write the templates."""
    _letter().save(str(folder / "official_letter.docx"))
    _paper(is_across=False).save(str(folder / "official_report.docx"))
    _paper(is_across=True).save(str(folder / "official_register.docx"))


def _letter() -> DocumentObject:
    document = Document()
    set_styles(document, title="{{ subject }}", author="{{ sender }}")
    set_page(document)
    left, right = _head(document)
    say(left, "{{ number }}", 13)
    subject = say(left, "{{ subject }}", 12)
    subject.paragraph_format.left_indent = subject.paragraph_format.right_indent = Mm(7)
    say(right, "{{ place_and_date }}", 13, italic=True)
    _body(document)
    _foot(document)
    _annex(document)
    return document


def _paper(*, is_across: bool) -> DocumentObject:
    """Return a report or register: its title in the middle, passages, the table, what closes it, two signatures."""
    document = Document()
    set_styles(document, title="{{ title }}", author="{{ author }}")
    set_page(document)
    if is_across:
        _turn(document)
    left, right = _head(document, (Mm(105), Mm(152)) if is_across else (Mm(64), Mm(98)))
    say(left, "{% if has_number %}{{ number }}{% endif %}", 13)
    say(right, "{% if has_place %}{{ place_and_date }}{% endif %}", 13, italic=True)
    text(document, "{{ title }}", ALIGN.CENTER, bold=True).paragraph_format.space_before = Pt(12)
    text(document, "{%p for line in subtitle %}")
    text(document, "{{ line }}", ALIGN.CENTER, bold=True)
    text(document, "{%p endfor %}")
    text(document, "").paragraph_format.space_after = Pt(4)
    _passages(document, "passages")
    if is_across:
        text(document, "{%p if columns %}")
        _register(document)
        text(document, "{%p endif %}")
    _passages(document, "closing")
    _signatures(document, (Mm(128), Mm(129)) if is_across else (Mm(74), Mm(88)))
    return document


def _turn(document: DocumentObject) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = A4[1], A4[0]
    section.left_margin = section.right_margin = Mm(20)


def _passages(document: DocumentObject, name: str) -> None:
    text(document, f"{{%p for passage in {name} %}}")
    for tone, bold, italic in (("heading", True, False), ("item", True, False), ("note", False, True)):
        text(document, f"{{%p if passage.tone == '{tone}' %}}")
        said = text(document, "{{ passage.text }}", ALIGN.JUSTIFY, bold=bold, italic=italic)
        said.paragraph_format.space_before = Pt(6)
        said.paragraph_format.keep_with_next = bold
        if tone != "heading":
            said.paragraph_format.first_line_indent = Mm(10)
        text(document, "{%p endif %}")
    text(document, "{%p if passage.tone == 'text' %}")
    said = text(document, "{{ passage.text }}", ALIGN.JUSTIFY)
    said.paragraph_format.first_line_indent = Mm(10)
    said.paragraph_format.space_before = Pt(6)
    said.paragraph_format.line_spacing = 1.15
    text(document, "{%p endif %}")
    text(document, "{%p endfor %}")


def _signatures(document: DocumentObject, widths: tuple[Length, Length]) -> None:
    text(document, "")
    table = bare_table(document, 1, widths)
    keep_on_one_page(table)
    left, right = table.rows[0].cells
    say(left, "{%p if recipient_lines %}", 11, ALIGN.LEFT)
    say(left, "{{ recipients }}", 12, ALIGN.LEFT, bold=True, italic=True)
    say(left, "{%p for line in recipient_lines %}", 11, ALIGN.LEFT)
    say(left, "- {{ line }}", 11, ALIGN.LEFT)
    say(left, "{%p endfor %}", 11, ALIGN.LEFT)
    say(left, "{%p endif %}", 11, ALIGN.LEFT)
    for cell, name in ((left, "signed_left"), (right, "signed_right")):
        say(cell, f"{{%p for line in {name} %}}", 13)
        say(cell, "{{ line }}", 13, bold=True)
        say(cell, "{%p endfor %}", 13)
        if cell is right:
            for _ in range(5):
                say(right, "", 13)
        else:
            say(left, "", 13)


def _head(document: DocumentObject, widths: tuple[Length, Length] = (Mm(64), Mm(98))) -> tuple[_Cell, _Cell]:
    """Write whose paper it is and the nation's name; return the cells under them."""
    table = bare_table(document, 2, widths)
    left, right = table.rows[0].cells
    say(left, "{%p for line in superior_body %}", 12)
    say(left, "{{ line }}", 12)
    say(left, "{%p endfor %}", 12)
    say(left, "{{ issuing_body }}", 12, bold=True)
    rule(left, Length((widths[0] - Mm(14)) // 2))
    say(right, "{{ nation }}", 12, bold=True)
    say(right, "{{ motto }}", 13, bold=True)
    rule(right, Length((widths[1] - Mm(57)) // 2))
    left, right = table.rows[1].cells
    return left, right


def _body(document: DocumentObject) -> None:
    only = text(document, "{{ to }} {% if addressees | length == 1 %}{{ addressees[0] }}{% endif %}", ALIGN.CENTER)
    only.paragraph_format.space_before = only.paragraph_format.space_after = Pt(12)
    text(document, "{%p if addressees | length > 1 %}")
    text(document, "{%p for addressee in addressees %}")
    text(document, "- {{ addressee }}").paragraph_format.left_indent = Mm(35)
    text(document, "{%p endfor %}")
    text(document, "{%p endif %}")
    text(document, "{%p for paragraph in paragraphs %}")
    paragraph = text(document, "{{ paragraph }}", ALIGN.JUSTIFY)
    paragraph.paragraph_format.first_line_indent = Mm(10)
    paragraph.paragraph_format.space_before = Pt(6)
    paragraph.paragraph_format.line_spacing = 1.15
    text(document, "{%p endfor %}")


def _foot(document: DocumentObject) -> None:
    text(document, "")
    table = bare_table(document, 1, (Mm(58), Mm(104)))
    keep_on_one_page(table)
    left, right = table.rows[0].cells
    say(left, "{{ recipients }}", 12, ALIGN.LEFT, bold=True, italic=True)
    say(left, "{%p for line in recipient_lines %}", 11, ALIGN.LEFT)
    say(left, "- {{ line }}", 11, ALIGN.LEFT)
    say(left, "{%p endfor %}", 11, ALIGN.LEFT)
    say(right, "{%p for line in signed_by %}", 13)
    say(right, "{{ line }}", 13, bold=True)
    say(right, "{%p endfor %}", 13)
    for _ in range(5):
        say(right, "", 13)


def _annex(document: DocumentObject) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = A4[1], A4[0]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
    section.different_first_page_header_footer = True
    restart = OxmlElement("w:pgNumType")
    restart.set(qn("w:start"), "1")
    section._sectPr.find(qn("w:pgMar")).addnext(restart)  # noqa: SLF001 - python-docx has no word for it
    text(document, "{{ annex }}", ALIGN.CENTER, bold=True)
    text(document, "{{ annex_title }}", ALIGN.CENTER, bold=True)
    text(document, "{{ annex_of }}", ALIGN.CENTER, 13, italic=True).paragraph_format.space_after = Pt(10)
    _register(document)
    text(document, "{{ annex_closing }}", size=13, italic=True).paragraph_format.space_before = Pt(6)


def _register(document: DocumentObject) -> None:
    """Draw the table that every column and row of the sheet goes into."""
    table = document.add_table(rows=4, cols=3)
    table.style, table.autofit = "Table Grid", False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _annex_row(table, 0, "column", "columns", "{{ column.heading }}", bold=True)
    repeat_at_top(table, 0)
    say(table.cell(1, 0), "{%tr for row in rows %}", 12)
    _annex_row(table, 2, "cell", "row", "{{ cell }}")
    say(table.cell(3, 0), "{%tr endfor %}", 12)


def _annex_row(table: Table, row: int, item: str, items: str, text: str, *, bold: bool = False) -> None:
    say(table.cell(row, 0), f"{{%tc for {item} in {items} %}}", 12)
    said = say(table.cell(row, 1), text, 12, ALIGN.CENTER if bold else ALIGN.LEFT, bold=bold)
    said.paragraph_format.space_before = said.paragraph_format.space_after = Pt(2)
    say(table.cell(row, 2), "{%tc endfor %}", 12)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
