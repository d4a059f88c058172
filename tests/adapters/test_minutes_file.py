"""Minutes in Word: every word that stands on the page is read, wherever the document keeps it."""

import io

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from petitions.adapters.minutes_file import read_minutes
from petitions.adapters.table_fault import TableFault, TableRefusedError

NEXT = "<w:vMerge/>"
WIDE, TALL = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>'


def minutes(*blocks):
    """A document whose body is exactly this XML."""
    document = docx.Document()
    body = document.element.body
    for block in blocks:
        body.insert(len(body) - 1, parse_xml(block.replace(">", f" {nsdecls('w', 'r')}>", 1)))
    out = io.BytesIO()
    document.save(out)
    return read_minutes(out.getvalue())


def run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def cell(text, more=""):
    return f"<w:tc><w:tcPr>{more}</w:tcPr><w:p>{run(text) if text else ''}</w:p></w:tc>"


@pytest.mark.parametrize(
    "inner",
    [
        f'<w:ins w:id="1" w:author="a">{run("hỏng nặng")}</w:ins>',
        f'<w:moveTo w:id="1" w:author="a">{run("hỏng nặng")}</w:moveTo>',
        f'<w:smartTag w:element="place">{run("hỏng nặng")}</w:smartTag>',
        f"<w:sdt><w:sdtPr/><w:sdtContent>{run('hỏng nặng')}</w:sdtContent></w:sdt>",
        f'<w:hyperlink w:anchor="x">{run("hỏng nặng")}</w:hyperlink>',
        f'<w:fldSimple w:instr="DATE">{run("hỏng nặng")}</w:fldSimple>',
        f'<w:ins w:id="1" w:author="a"><w:smartTag w:element="place">{run("hỏng nặng")}</w:smartTag></w:ins>',
    ],
    ids=["inserted", "moved here", "smart tag", "content control", "link", "field", "one within the other"],
)
def test_words_within_a_paragraph_are_read_wherever_they_are_wrapped(inner):
    assert minutes(f"<w:p>{run('Ông An: Đường ')}{inner}{run('.')}</w:p>") == "Ông An: Đường hỏng nặng."


def test_a_paragraph_that_was_wholly_inserted_is_read():
    text = minutes(f'<w:p><w:ins w:id="1" w:author="a">{run("Ông An: Điện yếu.")}</w:ins></w:p>')
    assert text == "Ông An: Điện yếu."


def test_what_was_struck_out_or_moved_away_is_not_read():
    gone = "<w:r><w:delText>cũ</w:delText></w:r>"
    text = minutes(
        f'<w:p>{run("Đường")}<w:del w:id="1" w:author="a">{gone}</w:del>'
        f'<w:moveFrom w:id="2" w:author="a">{run(" chỗ cũ")}</w:moveFrom>{run(" hỏng.")}</w:p>'
    )
    assert text == "Đường hỏng."


def test_tabs_and_breaks_stay_and_stops_of_a_tab_are_none():
    stops = '<w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr>'
    text = minutes(f"<w:p>{stops}<w:r><w:t>Một</w:t><w:tab/><w:t>hai</w:t><w:br/><w:t>ba</w:t></w:r></w:p>")
    assert text == "Một\thai\nba"


def test_paragraphs_in_a_content_control_are_read_in_their_order():
    inner = f"<w:p>{run('Hai.')}</w:p><w:p>{run('Ba.')}</w:p>"
    text = minutes(
        f"<w:p>{run('Một.')}</w:p>",
        f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>",
        f"<w:p>{run('Bốn.')}</w:p>",
    )
    assert text == "Một.\nHai.\nBa.\nBốn."


def test_a_box_of_text_is_read_once_after_its_paragraph():
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = f"<w:txbxContent><w:p>{run('Trong khung.')}</w:p></w:txbxContent>"
    both = f'<mc:AlternateContent {space}><mc:Choice Requires="wps">{box}</mc:Choice>'
    both += f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    assert minutes(f"<w:p>{run('Ngoài ')}<w:r>{both}</w:r>{run('khung.')}</w:p>") == "Ngoài khung.\nTrong khung."


def test_two_cells_that_say_the_same_are_both_read():
    assert minutes(f"<w:tbl><w:tr>{cell('Có')}{cell('Có')}{cell('Đường hỏng.')}</w:tr></w:tbl>") == (
        "Có | Có | Đường hỏng."
    )


def test_a_cell_merged_over_columns_is_read_once_and_one_merged_over_rows_in_each():
    rows = (
        f"<w:tr>{cell('Thôn Đông', WIDE)}{cell('Ghi chú')}</w:tr>"
        f"<w:tr>{cell('Bà Bình', TALL)}{cell('Điện yếu.')}{cell('')}</w:tr>"
        f"<w:tr>{cell('', '<w:vMerge/>')}{cell('Đường hỏng.')}{cell('')}</w:tr>"
    )
    assert minutes(f"<w:tbl>{rows}</w:tbl>") == "Thôn Đông | Ghi chú\nBà Bình | Điện yếu.\nBà Bình | Đường hỏng."


def test_rows_and_cells_in_content_controls_and_tables_within_cells_are_read():
    inner = f"<w:tbl><w:tr>{cell('trong')}</w:tr></w:tbl>"
    wrapped = f"<w:sdt><w:sdtContent>{cell('Bà Bình')}</w:sdtContent></w:sdt>"
    row = f"<w:tr>{wrapped}<w:tc><w:p>{run('Điện yếu.')}</w:p>{inner}<w:p/></w:tc></w:tr>"
    text = minutes(f"<w:tbl><w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt></w:tbl>")
    assert text == "Bà Bình | Điện yếu. trong"


def table(*cells):
    return "<w:tbl>" + "".join(f"<w:tr>{each}</w:tr>" for each in cells) + "</w:tbl>"


WIDTHS = ["x", "9" * 6000]


@pytest.mark.parametrize("width", WIDTHS, ids=["in words", "without end"])
def test_a_cell_of_a_width_that_cannot_be_makes_the_document_unreadable(width):
    with pytest.raises(TableRefusedError) as refused:
        minutes(table(cell("a", WIDE.replace("2", width))))
    assert refused.value.fault is TableFault.UNREADABLE


def test_one_long_cell_merged_over_hundreds_of_rows_is_refused_before_it_fills_the_memory():
    with pytest.raises(TableRefusedError) as refused:
        minutes(table(cell("đường " * 1500, TALL), *[cell("", NEXT)] * 500))
    assert refused.value.fault is TableFault.TOO_LONG
