"""Whether a speaker whose name is written anew is still the same person."""

import pytest

from petitions.domain.speakers import is_same_speaker


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Ông Có Máy", "Bà Có Máy"),
        ("Nguyen Thi Khuyen", "Bà Nguyễn Thị Khuyên"),
        ("Bà Khuyên", "Bà Nguyễn Thị Khuyên"),
        ("Nguyễn Thị Khuyên", "Nguyễn Khuyên"),
        ("Bà Đỗ Thị Khuyên", "Bà Đỗ Thị Kim Khuyên"),
        ("Ông Lê Văn A", "Ông Lê Văn A, Bí thư chi bộ"),
        ("Cử tri Trần Văn Quế, thôn Đông", "Ông Trần Quế"),
        ("Ông Trần Văn Quế và bà Đỗ Thị Lụa", "Bà Đỗ Thị Lụa"),
        ("Nhân dân thôn Đông", "Nhân dân thôn Đông"),
    ],
)
def test_a_name_that_is_only_written_better_means_the_same_person(before, after):
    assert is_same_speaker(before, after)
    assert is_same_speaker(after, before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Ông Có Máy", "Bà Khác Hẳn"),
        ("Nguyễn Thị Hoa", "Trần Thị Hoa"),
        ("Nguyễn Văn An", "Nguyễn Văn Anh"),
        ("Bà Nguyễn Thị Hoa", "Ông Nguyễn Văn Nam"),
        ("Bà Hoa", "Ông Quế"),
        ("Bà Khuyên", "Nhân dân thôn Đông"),
    ],
)
def test_another_given_name_or_another_family_is_another_person(before, after):
    assert not is_same_speaker(before, after)
    assert not is_same_speaker(after, before)
