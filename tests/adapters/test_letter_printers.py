"""Letters on paper: laid out as the decree says, Vietnamese to the last accent, whatever the text holds."""

import io
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path

import docx
import pypdf
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from petitions.domain.vocabulary import Rung
from tests.letters import PRINTERS, late_case, reminder

WORD, PDF = PRINTERS
ROOT = Path(__file__).resolve().parents[2]
VIETNAMESE = "aăâeêioôơuưyđ"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
EVERY_LETTER = "".join(
    unicodedata.normalize("NFC", letter + ("" if letter == "đ" else tone)) for letter in VIETNAMESE for tone in TONES
)
HOSTILE = {
    "markup of XML": "A <B> & C \"d\" 'e' &amp; ]]>",
    "markup of Jinja": "{{7*7}} {% for x in y %}{{ x }}{% endfor %} {# c #} {_{ }_} {_% %_}",
    "markup of typst": '#set page(width: 1cm) #panic() $x^2$ *b* _i_ @a <b> // c /* d */ "e" \\u{41} -- ~',
    "a formula": '=HYPERLINK("http://x")',
    "a sign the face lacks": "emoji 😀 và chữ 漢字",
}


def printed_word(letter):
    return docx.Document(io.BytesIO(WORD.print_letter(letter)))


def printed_pdf(letter):
    return pypdf.PdfReader(io.BytesIO(PDF.print_letter(letter)))


def words_of_word(document):
    """Return all text of the document in one line."""
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return flat(" ".join([*(paragraph.text for paragraph in document.paragraphs), *cells]))


def words_of_pdf(reader):
    return flat(" ".join(page.extract_text() for page in reader.pages))


def flat(text):
    return " ".join(text.split())


def words_on(letter):
    """Return, for both printers, all text of the paper."""
    return words_of_word(printed_word(letter)), words_of_pdf(printed_pdf(letter))


@pytest.mark.parametrize("rung", Rung)
def test_both_papers_say_every_sentence_of_the_letter(rung):
    letter = reminder(rung)
    for words in words_on(letter):
        for sentence in (*letter.paragraphs, *letter.addressees, *letter.recipients, *letter.signed_by, letter.subject):
            assert flat(sentence) in words


def test_both_papers_bear_the_nations_name_and_leave_number_and_date_to_the_clerk():
    for words in words_on(reminder()):
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in words
        assert "Độc lập - Tự do - Hạnh phúc" in words
        assert "Số: /HĐND-TT" in words
        assert "Ninh Bình, ngày tháng năm" in words
        assert (
            "(Kèm theo Công văn số /HĐND-TT ngày tháng năm của Thường trực Hội đồng nhân dân tỉnh Ninh Bình)" in words
        )


def test_every_letter_of_vietnamese_comes_out_as_it_went_in():
    alphabet = EVERY_LETTER + EVERY_LETTER.upper()
    for words in words_on(reminder(cases=(late_case(summary=alphabet),))):
        assert alphabet in words.replace(" ", "")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_text_that_looks_like_markup_stays_text_in_word(text):
    document = printed_word(
        reminder(agency_name=text, council_name=text, cases=(late_case(summary=text, places=text),))
    )
    assert document.tables[-1].cell(1, 3).text == text
    assert document.tables[-1].cell(1, 2).text == text
    assert f"Đề nghị {text} quan tâm" in words_of_word(document)


@pytest.mark.parametrize("text", [each for name, each in HOSTILE.items() if "lacks" not in name])
def test_text_that_looks_like_markup_stays_text_in_pdf(text):
    paper = printed_pdf(reminder(agency_name=text, cases=(late_case(summary=text),)))
    assert words_of_pdf(paper).replace(" ", "").count(text.replace(" ", "")) >= 4
    assert len(paper.pages) == 2


def test_a_sign_that_the_face_lacks_does_not_stop_the_letter():
    assert "emoji" in words_of_pdf(printed_pdf(reminder(agency_name=HOSTILE["a sign the face lacks"])))


def test_signs_that_no_paper_can_hold_are_left_out():
    nasty = "a\x00b\x01\x0b\x0c\x07\x1b\x7fc \u202eđảo\u202c\u200f \ufffe\uffff x\u2066y\u2069"
    for words in words_on(reminder(cases=(late_case(summary=nasty),))):
        assert "abc đảo xy" in words


def test_lines_of_a_text_stay_lines():
    document = printed_word(reminder(cases=(late_case(summary="một\r\nhai\tba"),)))
    assert document.tables[-1].cell(1, 3).text == "một\nhai ba"


@pytest.mark.parametrize(
    "text", ["Đ" * 300, "ủ" * 20_000, "dài " * 5_000], ids=["a long name", "one word", "many words"]
)
def test_very_long_text_is_wrapped_and_whole(text):
    letter = reminder(agency_name=text[:300], cases=(late_case(summary=text),))
    assert printed_word(letter).tables[-1].cell(1, 3).text == text.strip()
    paper = printed_pdf(letter)
    assert words_of_pdf(paper).replace(" ", "").count(text[0]) >= text.count(text[0])
    assert all(in_the_margins(page) for page in paper.pages)


def in_the_margins(page):
    """Tell whether every piece of text begins on the paper."""
    found = []
    page.extract_text(visitor_text=lambda text, _, matrix, *rest: found.append((text, matrix[4])))
    return all(0 <= x <= float(page.mediabox.width) for text, x in found if text.strip())


def test_the_word_letter_is_a4_with_the_decrees_margins_and_its_annex_lies_across():
    letter, annex = printed_word(reminder()).sections
    assert (round(letter.page_width.mm), round(letter.page_height.mm)) == (210, 297)
    assert (round(letter.left_margin.mm), round(letter.right_margin.mm)) == (30, 18)
    assert (round(letter.top_margin.mm), round(letter.bottom_margin.mm)) == (20, 20)
    assert annex.orientation == WD_ORIENT.LANDSCAPE
    assert round(annex.page_width.mm) == 297


def test_the_word_letter_is_set_in_times_new_roman_and_asks_word_for_vietnamese():
    normal = printed_word(reminder()).styles["Normal"]
    assert normal.font.name == "Times New Roman"
    assert normal.element.rPr.find(qn("w:lang")).get(qn("w:val")) == "vi-VN"


def test_the_words_of_the_word_letter_can_be_changed():
    document = printed_word(reminder())
    subject = document.tables[0].cell(1, 0).paragraphs[1]
    assert [run.text for run in subject.runs] == ["V/v đôn đốc trả lời kiến nghị của cử tri"]


def test_the_annex_of_the_word_letter_repeats_its_heads_and_keeps_its_widths():
    table = printed_word(reminder(cases=[late_case(n) for n in range(30)])).tables[-1]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert len(table.rows) == 31
    widths = [round(cell.width.mm) for cell in table.rows[7].cells]
    assert widths == [12, 42, 38, 87, 25, 25, 28]
    assert [round(column.width.mm) for column in table.columns] == widths


def test_a_word_letter_says_nothing_of_our_machine():
    properties = printed_word(reminder()).core_properties
    assert properties.author == "Thường trực Hội đồng nhân dân tỉnh Ninh Bình"
    assert properties.title == "V/v đôn đốc trả lời kiến nghị của cử tri"
    assert properties.comments == ""


def test_the_pdf_letter_is_a4_and_its_annex_lies_across_with_heads_on_every_page():
    first, *annex = printed_pdf(reminder(cases=[late_case(n) for n in range(30)])).pages
    assert (round(float(first.mediabox.width)), round(float(first.mediabox.height))) == (595, 842)
    assert len(annex) > 1
    for page in annex:
        assert float(page.mediabox.width) > float(page.mediabox.height)
        assert "Nội dung kiến nghị" in flat(page.extract_text())


def test_every_face_of_the_pdf_is_in_it():
    fonts = [
        font.get_object() for page in printed_pdf(reminder()).pages for font in page["/Resources"]["/Font"].values()
    ]
    assert fonts
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "Tinos" in descriptor["/FontName"]
        assert "/FontFile2" in descriptor


def test_the_same_letter_gives_the_same_pdf():
    assert PDF.print_letter(reminder()) == PDF.print_letter(reminder())


def test_the_word_templates_are_what_their_script_makes(tmp_path):
    subprocess.run([sys.executable, ROOT / "scripts" / "word_templates.py", tmp_path], check=True)
    for name in ("official_letter.docx", "official_report.docx", "official_register.docx"):
        assert parts_of(tmp_path / name) == parts_of(ROOT / "templates" / "documents" / name)


def parts_of(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}
