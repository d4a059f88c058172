"""Names of files: what people call their papers stays, what breaks a disk or a download goes."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.domain.file_name import LONGEST, extension_of, tame_file_name


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Công văn số 12 – trả lời cử tri xã Bình Lục.pdf", "Công văn số 12 – trả lời cử tri xã Bình Lục.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"C:\Users\Hằng\Máy tính\Trả lời.PDF", "Trả lời.PDF"),
        ("Số: 12/UBND.docx", "UBND.docx"),
        ("thư mục/", "thư mục"),
        ("a\0b\x07c\r\n.pdf", "abc.pdf"),
        ("hoá đơn\u202efdp.exe", "hoá đơnfdp.exe"),
        ('<script>"x".png', "_script__x_.png"),
        (".pdf", "file.pdf"),
        ("...", "file"),
        ("", "file"),
        ("Tờ trình .docx", "Tờ trình.docx"),
        ("không đuôi", "không đuôi"),
    ],
)
def test_a_name_is_tamed_and_stays_readable(sent, kept):
    assert tame_file_name(sent) == kept


def test_accents_typed_in_pieces_are_put_together():
    assert tame_file_name(unicodedata.normalize("NFD", "Kiến nghị.pdf")) == "Kiến nghị.pdf"


def test_a_name_of_three_hundred_characters_is_cut_but_keeps_what_it_is():
    kept = tame_file_name("Báo cáo " * 38 + ".xlsx")
    assert len(kept) <= LONGEST
    assert kept.startswith("Báo cáo Báo cáo")
    assert extension_of(kept) == "xlsx"


@given(st.text(max_size=400))
def test_whatever_is_sent_becomes_one_plain_name(name):
    kept = tame_file_name(name)
    assert 0 < len(kept) <= LONGEST
    assert not set(kept) & set('/\\:*?"<>|\0\r\n')
    assert kept == kept.strip() == tame_file_name(kept)
    assert not kept.startswith(".")
