"""Names as clerks write them down, with titles and offices; texts that name these people and texts that do not."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from petitions.domain.text import personal_data_in, without_names
from petitions.domain.voter_names import people_in


@pytest.mark.parametrize(
    ("stored", "people"),
    [
        ("Nguyễn Văn Tèo", ("nguyễn văn tèo",)),
        ("Ông Nguyễn Văn Tèo", ("nguyễn văn tèo",)),
        ("ÔNG NGUYỄN VĂN TÈO", ("nguyễn văn tèo",)),
        ("Ông/bà Nguyễn Văn Tèo", ("nguyễn văn tèo",)),
        ("Cử tri Nguyễn Văn Tèo", ("nguyễn văn tèo",)),
        ("Đại diện hộ ông Nguyễn Văn Tèo", ("nguyễn văn tèo",)),
        ("Trưởng thôn Nguyễn Văn Tèo", ("nguyễn văn tèo",)),
        ("ong Nguyen Van Teo", ("nguyen van teo",)),
        ("Bà Trần Thị Tí (thôn 3)", ("trần thị tí",)),
        ("Bà Trần Thị Tí (thôn 3", ("trần thị tí",)),
        ("Ông Lê A, Bí thư chi bộ", ("lê a",)),
        ("Nguyễn Văn Tèo - thôn Đông", ("nguyễn văn tèo",)),
        ("Nguyễn Văn Tèo thôn Đông", ("nguyễn văn tèo",)),
        ("NGUYỄN VĂN TÈO THÔN ĐÔNG", ("nguyễn văn tèo",)),
        ("Bác sĩ Nguyễn Văn Tèo", ("nguyễn văn tèo",)),
        ("Đ/c Nguyễn Văn Tèo", ("nguyễn văn tèo",)),
        ("Ông Nguyễn Văn Tèo/bà Trần Thị Tí", ("nguyễn văn tèo", "trần thị tí")),
        ("Nguyễn Văn Tèo 65 tuổi", ("nguyễn văn tèo",)),
        ("Nguyễn Văn Tèo ở xóm 3", ("nguyễn văn tèo",)),
        ("Ông Nguyễn Văn Tèo và bà Trần Thị Tí", ("nguyễn văn tèo", "trần thị tí")),
        ("Ông Nguyễn Văn Tèo, bà Trần Thị Tí, thôn 3", ("nguyễn văn tèo", "trần thị tí")),
        ("Chu Văn An", ("chu văn an",)),
        ("Cù Thị Hậu", ("cù thị hậu",)),
        ("Ba Van Hai", ("ba van hai",)),
        ("Chu Van An", ("chu van an",)),
        ("Bà Hoa, thôn Đông", ("hoa",)),
    ],
)
def test_titles_places_and_offices_are_no_part_of_a_name(stored, people):
    assert people_in(stored) == people


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "Ông",
        "Hoa",
        "Cử tri thôn Đông Thành",
        "Bà con xóm 2",
        "Nhân dân thôn 3",
        "UBND xã",
        "Hợp tác xã Bình Lục",
        "Đại diện các hộ dân",
        "(vắng)",
    ],
)
def test_nobody_is_named_by_a_title_a_group_or_one_bare_word(stored):
    assert people_in(stored) == ()


@pytest.mark.parametrize(
    ("stored", "mention"),
    [
        ("Ông Nguyễn Văn Tèo", "Nguyễn Văn Tèo"),
        ("Bà Trần Thị Tí (thôn 3)", "tran thi ti"),
        ("Ông Lê A, Bí thư chi bộ", "Lê A"),
        ("Bà Hoa, thôn Đông", "bà Hoa"),
        ("Bà Hoa, thôn Đông", "chị Hoa"),
        ("Bà Hoa, thôn Đông", "BÀ HOA"),
    ],
)
def test_whoever_spoke_is_found_whatever_the_minutes_put_around_the_name(stored, mention):
    assert personal_data_in(f"Cử tri {mention} nêu đường hỏng.", stored) == (mention,)


@pytest.mark.parametrize(
    "text",
    [
        "Cử tri thôn Đông nêu hoa màu ngập úng.",
        "Trồng hoa ven đường Hoa Lư.",
        "Cử tri Hoa Lư nêu đường hỏng.",
        "Cán bộ ba hoa, không làm.",
        "Bà con thôn Đông trồng hoa.",
    ],
)
def test_a_name_of_one_word_counts_only_behind_a_title(text):
    assert personal_data_in(text, "Bà Hoa, thôn Đông") == ()


def test_a_village_that_was_written_down_as_the_speaker_may_be_said():
    assert personal_data_in("Cử tri thôn Đông Thành đề nghị sửa đường.", "Cử tri thôn Đông Thành") == ()


@given(st.text(max_size=60), st.text(max_size=120))
@example("_ _", "_ a")
def test_whatever_was_written_down_every_find_stands_in_the_text(stored, text):
    both = f"{stored} {text}"
    assert all(found in both for found in personal_data_in(both, stored))


def test_where_two_names_overlap_the_mask_stands_once():
    assert without_names("Ông Lê Văn An nêu.", ("Lê Văn", "Bà Văn An"), mask="[…]") == "Ông […] nêu."
