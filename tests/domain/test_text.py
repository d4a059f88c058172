"""Vietnamese as people type it, paste it and search for it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.domain.text import (
    clean,
    excerpt,
    fold,
    one_line,
    personal_data_in,
    phone_digits,
    plain,
    without_personal_data,
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Đường thôn Đồng Đội", "duong thon dong doi"),
        ("đất đai, dồn điền đổi thửa", "dat dai don dien doi thua"),
        ("ðường (chữ ð của bàn phím cũ)", "duong chu d cua ban phim cu"),
        ("123/QĐ-UBND", "123 qd ubnd"),
        ("  Nước   SẠCH\n", "nuoc sach"),
        ("😀", ""),
    ],
)
def test_folding_leaves_letters_without_marks(written, folded):
    assert fold(written) == folded


@given(st.text(max_size=200))
def test_folding_does_not_depend_on_how_accents_are_composed(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_plain_keeps_accents_but_not_punctuation():
    assert plain("Đường, thôn (Đội 3)") == "đường thôn đội 3"


@given(st.text(max_size=300))
def test_clean_text_holds_nothing_a_database_refuses_and_nothing_that_turns_the_line(text):
    cleaned = clean(text)
    assert "\0" not in cleaned
    assert not set(cleaned) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u200b\ufeff")
    cleaned.encode()
    assert clean(cleaned) == cleaned


def test_clean_keeps_the_paragraphs_of_a_minute():
    assert clean("Dòng một\r\nDòng hai\x00\t.") == "Dòng một\nDòng hai ."


def test_one_line_has_no_line_break():
    assert one_line(" Bà\nNguyễn  Thị  Đào ") == "Bà Nguyễn Thị Đào"


def test_lone_surrogates_become_a_replacement():
    assert clean("a\ud800b") == "a?b"


@pytest.mark.parametrize(
    "number", ["0912345678", "0912 345 678", "0912.345.678", "+84 912 345 678", "84912345678", "02263 123 456"]
)
def test_a_telephone_number_in_the_text_is_found_and_masked(number):
    text = f"Liên hệ bà Đào, số {number}, để kiểm tra."
    assert personal_data_in(text, None) == (number,)
    assert without_personal_data(text, None, mask="[…]") == "Liên hệ bà Đào, số […], để kiểm tra."


@pytest.mark.parametrize(
    "number",
    [
        "036085001234",
        "036 085 001 234",
        "036.085.001.234",
        "036-085-001-234",
        "0360 8500 1234",
        "036085 001234",
        "036 0 85 001234",
        "161234567",
        "161 234 567",
        "161.234.567",
        "012345678",
    ],
)
def test_the_number_of_an_identity_card_is_found_and_masked_whole(number):
    for text in (f"Bà Đào, CCCD {number}, cấp năm 2021.", f"Số {number} đã hết hạn", f"({number})", number):
        assert personal_data_in(text, None) == (number,)
        assert without_personal_data(text, None, mask="[…]") == text.replace(number, "[…]")


def test_card_and_telephone_side_by_side_are_two_finds():
    text = "CCCD 036085001234, điện thoại 0912 345 678; CMND cũ 161 234 567."
    assert personal_data_in(text, None) == ("036085001234", "0912 345 678", "161 234 567")


@pytest.mark.parametrize(
    "text",
    [
        "năm 2026",
        "412/UBND-NNMT ngày 03/11/2026",
        "diện tích 1.234,5 m2",
        "thửa 123456",
        "kinh phí 150.000.000 đồng",
        "kinh phí 150.000.000",
        "hỗ trợ 123.456.789 đồng",
        "hỗ trợ 123.456.789đ",
        "hỗ trợ 123456789 VNĐ",
        "quyết toán 1.123.456.789 đồng",
        "quyết toán 123.456.789,5 triệu",
        "tổng mức 100.000.000.000 đồng",
        "tổng mức 312.456.789.000 đồng",
        "mã khách hàng PA161234567",
        "hồ sơ 000.00.12.H42-240115-0001",
        "dự toán 1.050.000.000 đồng",
        "từ 01.02.2026 đến 15.03.2026",
    ],
)
def test_other_numbers_are_nobodys(text):
    assert personal_data_in(text, None) == ()


@pytest.mark.parametrize("mention", ["Nguyễn Thị Đào", "nguyen thi dao", "NGUYỄN THỊ ĐÀO", "Nguyễn  Thị  Đào"])
def test_the_voters_own_name_is_found_with_and_without_accents(mention):
    assert personal_data_in(f"Hộ bà {mention} bị ngập.", "Nguyễn Thị Đào") == (mention,)


@pytest.mark.parametrize(
    ("text", "name"),
    [("Bà Đào trồng đào", "Đào"), ("Nguyễn Thị Đàomai", "Nguyễn Thị Đào"), ("Không ai cả", ""), ("Không ai cả", None)],
)
def test_a_single_word_or_a_part_of_a_word_is_no_mention(text, name):
    assert personal_data_in(text, name) == ()


@pytest.mark.parametrize(("typed", "digits"), [("+84 912-345-678", "0912345678"), ("0912.345.678", "0912345678")])
def test_phone_digits_are_one_form(typed, digits):
    assert phone_digits(typed) == digits


def test_an_excerpt_is_cut_at_a_word():
    assert excerpt("Đề nghị sửa đường thôn Đội Ba", 15) == "Đề nghị sửa…"
    assert excerpt("Ngắn thôi", 15) == "Ngắn thôi"
