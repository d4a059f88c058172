"""Reports, registers and forms on paper: by the decree, whole, with repeated heads, whatever the text holds."""

import io
from dataclasses import replace
from datetime import date

import docx
import pypdf
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from petitions.adapters.qr_code import qr_as_data_address, qr_as_svg
from petitions.domain.official_letter import Alignment, AnnexColumn
from petitions.domain.official_paper import OfficialPaper, PaperTable, Passage, Tone
from tests.letters import PRINTERS

WORD, PDF = PRINTERS
COLUMNS = (AnnexColumn("TT", 12, Alignment.CENTRE), AnnexColumn("Cử tri", 60), AnnexColumn("Nội dung", 185))
HOSTILE = 'A <B> & "c" {{7*7}} {% for %} #set page() $x^2$ *b* _i_ @a // =1+1'


def a_paper(rows=(), *, is_across=True, **values):
    table = PaperTable(COLUMNS, tuple(rows)) if rows else None
    known = {
        "superior_body": ("HỘI ĐỒNG NHÂN DÂN", "XÃ BÌNH LỤC"),
        "issuing_body": "THƯỜNG TRỰC",
        "author": "Thường trực HĐND xã Bình Lục",
        "place": "Bình Lục",
        "title": "SỔ TỔNG HỢP Ý KIẾN CỬ TRI",
        "subtitle": ("Hội nghị tiếp xúc cử tri ngày 24/02/2026",),
        "passages": (
            Passage("Cử tri dự: 52."),
            Passage("I. Thôn Đông Thành", Tone.HEADING),
            Passage("1. Đường", Tone.ITEM),
        ),
        "closing": (Passage("Sổ ghi 3 ý kiến.", Tone.NOTE),),
        "number_code": "BC-HĐND",
        "signed_left": ("NGƯỜI LẬP BIỂU",),
        "signed_right": ("TM. THƯỜNG TRỰC", "CHỦ TỊCH"),
        "drawn_up_on": date(2026, 3, 2),
    }
    return OfficialPaper(table=table, is_across=is_across, **(known | values))


def rows(count):
    return [(str(n), "Cử tri thôn Đông Thành", f"Đề nghị sửa đường, đoạn số {n}. " * 4) for n in range(1, count + 1)]


def word(paper):
    return docx.Document(io.BytesIO(WORD.print_paper(paper)))


def pdf(paper):
    return pypdf.PdfReader(io.BytesIO(PDF.print_paper(paper)))


def words_of(printed):
    if isinstance(printed, pypdf.PdfReader):
        text = " ".join(page.extract_text() for page in printed.pages)
    else:
        cells = [cell.text for table in printed.tables for row in table.rows for cell in row.cells]
        text = " ".join([*(paragraph.text for paragraph in printed.paragraphs), *cells])
    return " ".join(text.split())


@pytest.mark.parametrize("is_across", [True, False])
def test_both_papers_say_everything(is_across):
    paper = a_paper(rows(3) if is_across else (), is_across=is_across, recipients=() if is_across else ("Lưu: VT.",))
    for printed in (word(paper), pdf(paper)):
        words = words_of(printed)
        for said in (
            "HỘI ĐỒNG NHÂN DÂN",
            "THƯỜNG TRỰC",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Số: /BC-HĐND",
            "Bình Lục, ngày",
            "SỔ TỔNG HỢP Ý KIẾN CỬ TRI",
            "Hội nghị tiếp xúc",
            "Cử tri dự: 52.",
            "I. Thôn Đông Thành",
            "1. Đường",
            "Sổ ghi 3",
            "CHỦ TỊCH",
        ):
            assert said in words


def test_a_paper_without_number_and_place_bears_neither():
    for printed in (word(a_paper(number_code="", place="")), pdf(a_paper(number_code="", place=""))):
        assert "Số:" not in words_of(printed)
        assert "ngày tháng năm" not in words_of(printed)


def test_across_and_upright_are_a4_with_the_decrees_margins():
    across, upright = word(a_paper(rows(3))).sections[0], word(a_paper(is_across=False)).sections[0]
    assert across.orientation == WD_ORIENT.LANDSCAPE
    assert (round(across.page_width.mm), round(across.page_height.mm)) == (297, 210)
    assert (round(upright.page_width.mm), round(upright.left_margin.mm), round(upright.right_margin.mm)) == (
        210,
        30,
        18,
    )
    assert (round(upright.top_margin.mm), round(upright.bottom_margin.mm)) == (20, 20)
    first = pdf(a_paper(rows(3))).pages[0]
    assert float(first.mediabox.width) > float(first.mediabox.height)


def test_heads_stand_on_every_sheet_of_a_long_register():
    printed = pdf(a_paper(rows(120)))
    assert len(printed.pages) > 5
    table_pages = [" ".join(page.extract_text().split()) for page in printed.pages][:-1]
    assert all("Cử tri Nội dung" in page for page in table_pages)
    table = next(each for each in word(a_paper(rows(120))).tables if each.style.name == "Table Grid")
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert len(table.rows) == 121
    assert [round(cell.width.mm) for cell in table.rows[5].cells] == [12, 60, 185]


def test_a_row_of_one_cell_lies_over_all_columns():
    grouped = [("Hội nghị ngày 24/02/2026",), *rows(2), ("Hội nghị ngày 25/02/2026",), *rows(2)]
    table = next(each for each in word(a_paper(grouped)).tables if each.style.name == "Table Grid")
    heading = table.rows[1]._tr.tc_lst
    assert len(heading) == 1
    assert heading[0].tcPr.find(qn("w:gridSpan")).get(qn("w:val")) == "3"
    assert "Hội nghị ngày 25/02/2026" in words_of(pdf(a_paper(grouped)))


def test_text_that_looks_like_markup_stays_text():
    paper = a_paper([("1", HOSTILE, HOSTILE)], passages=(Passage(HOSTILE),), title=HOSTILE)
    assert words_of(word(paper)).count(HOSTILE) == 4
    assert words_of(pdf(paper)).replace(" ", "").count(HOSTILE.replace(" ", "")) == 4


@pytest.mark.parametrize("text", ["Đ" * 3_000, "dài " * 8_000, "dòng\n" * 300], ids=["one word", "many words", "lines"])
def test_very_long_text_is_wrapped_and_whole(text):
    paper = a_paper([("1", "thôn", text)])
    printed = pdf(paper)
    whole = words_of(printed).replace(" ", "")
    assert whole.count(text[0]) >= text.count(text[0])
    for page in printed.pages:
        found = []
        page.extract_text(visitor_text=lambda said, _, matrix, *rest, found=found: found.append((said, matrix[4])))
        assert all(0 <= x <= float(page.mediabox.width) for said, x in found if said.strip())


def test_a_sign_that_the_face_lacks_does_not_stop_the_paper():
    assert "emoji" in words_of(pdf(a_paper([("1", "emoji 😀", "漢字")])))


def test_a_form_has_rows_of_one_height_to_write_in():
    table = PaperTable(COLUMNS, tuple((str(n), "", "") for n in range(1, 13)), row_height=22)
    printed = pdf(replace(a_paper(), table=table))
    assert 2 <= len(printed.pages) <= 4


def test_a_link_is_printed_as_a_code_of_squares_and_as_no_link():
    paper = a_paper(link="https://cutri.example.gov.vn/lookup/?code=KN-7K3M-9XRT", link_note="Tra cứu")
    data = PDF.print_paper(paper)
    assert "Tra cứu" in words_of(pypdf.PdfReader(io.BytesIO(data)))
    assert b"/URI" not in data
    assert "<script" not in qr_as_svg(paper.link)
    assert qr_as_data_address(paper.link).startswith("data:image/svg+xml")


def test_the_same_paper_gives_the_same_pdf_and_says_nothing_of_our_machine():
    assert PDF.print_paper(a_paper(rows(2))) == PDF.print_paper(a_paper(rows(2)))
    properties = word(a_paper(rows(2))).core_properties
    assert (properties.author, properties.title, properties.comments) == (
        "Thường trực HĐND xã Bình Lục",
        "SỔ TỔNG HỢP Ý KIẾN CỬ TRI",
        "",
    )
