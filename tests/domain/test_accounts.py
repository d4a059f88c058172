"""User names and passwords, by the rules alone."""

import unicodedata

import pytest

from petitions.domain.accounts import PasswordFault, is_username, password_fault, username_of

COMMON = frozenset({"matkhau", "vietnam", "hdnd", "password"})


def decomposed(text):
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize("typed", ["Ha.Nguyen", "ha.nguyen", "HA.NGUYEN", " ha.nguyen", "ｈａ．ｎｇｕｙｅｎ"])
def test_a_user_name_is_one_however_the_keyboard_writes_it(typed):
    assert username_of(typed) == "ha.nguyen"


@pytest.mark.parametrize("text", ["ha", "ha.nguyen", "ha_nguyen-2", "4.tiep-dan", "h" * 60])
def test_these_can_be_user_names(text):
    assert is_username(text)


@pytest.mark.parametrize("text", ["", "h", "ha nguyen", ".ha", "Ha", "ha<b>", "h" * 61, "ha@xa.vn", "ha\n"])
def test_these_cannot_be_user_names(text):
    assert not is_username(text)


@pytest.mark.parametrize("text", ["đường", "hà.nguyễn", decomposed("hà"), "сlerk", "ｃｌｅｒｋ", "ısı", "clerk٣"])
def test_no_letter_that_another_one_is_taken_for_stands_in_a_user_name(text):
    assert not is_username(text)


@pytest.mark.parametrize(
    "password",
    ["con trâu đi trước cái cày", "gạo nếp thơm 7 bát", "Lúa-chín-vàng", "k7mpq-3xwdh-9ratz"],
)
def test_several_words_that_belong_to_one_person_can_stand(password):
    assert password_fault(password, "ha.nguyen", COMMON) is None


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("ngắn quá", PasswordFault.TOO_SHORT),
        ("é" * 9, PasswordFault.TOO_SHORT),
        (decomposed("é" * 9), PasswordFault.TOO_SHORT),
        ("x" * 201, PasswordFault.TOO_LONG),
        ("matkhau2026", PasswordFault.COMMON),
        ("Mật khẩu 2026!", PasswordFault.COMMON),
        ("123vietnam123", PasswordFault.COMMON),
        ("vietnamvietnam", PasswordFault.COMMON),
        ("0912345678", PasswordFault.COMMON),
        ("01/01/1990 ", PasswordFault.COMMON),
        ("aaaaaaaaaaaa", PasswordFault.COMMON),
        ("abababababab", PasswordFault.COMMON),
        ("ha.nguyen2026", PasswordFault.LIKE_USERNAME),
        ("Hà Nguyễn 123", PasswordFault.LIKE_USERNAME),
    ],
)
def test_what_is_tried_first_is_refused(password, fault):
    assert password_fault(password, "ha.nguyen", COMMON) is fault


def test_a_user_name_without_letters_does_not_make_every_number_its_own():
    assert password_fault("lúa chín vàng 5", "2026", COMMON) is None
