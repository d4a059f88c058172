"""Lists of statements: which column holds what, which rows are statements, what is doubtful about each."""

import unicodedata
from datetime import date

import pytest

from petitions.domain.sheet import CellMark, Row
from petitions.domain.statement_columns import Layout, Target, Words, guess_layout, heading_at, mark_of_field
from petitions.domain.statement_faults import CellFault, CellFaultKind
from petitions.domain.statement_rows import RowKind, read_rows
from petitions.domain.text import clean, fold
from petitions.domain.written_dates import date_in
from petitions.services.imports.statement_words import _table

FIELDS = {
    1: ("dat dai giai phong mat bang", "dat dai"),
    2: ("giao thong cau duong", "giao thong"),
    3: ("linh vuc khac",),
}
WORDS = Words(_table("columns"), FIELDS, _table("cells"))
HELD_ON = date(2026, 2, 24)
HEADING = ("STT", "Họ và tên", "Thôn", "Nội dung ý kiến", "Lĩnh vực", "Trả lời tại hội nghị", "Ngày", "Điện thoại")


def rows(*texts, first=1):
    return [
        Row(number, tuple(clean(str(text)) for text in each))
        for number, each in enumerate(texts, start=first)
        if any(each)
    ]


def read(*texts, heading=HEADING):
    found = rows(heading, *texts)
    return list(read_rows(found, guess_layout(found, WORDS), WORDS, held_on=HELD_ON))


def one(*cells, **kwargs):
    (found,) = [each for each in read(cells, **kwargs) if each.kind is RowKind.STATEMENT]
    return found


def kinds(found):
    return [fault.kind for fault in found.faults]


# --- columns ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("Nội dung", Target.CONTENT),
        ("NỘI DUNG Ý KIẾN, KIẾN NGHỊ", Target.CONTENT),
        ("noi dung kien nghi cua cu tri", Target.CONTENT),
        ("Ý kiến cử tri", Target.CONTENT),
        (unicodedata.normalize("NFD", "Kiến nghị"), Target.CONTENT),
        ("Họ tên cử tri", Target.SPEAKER),
        ("Cử tri", Target.SPEAKER),
        ("Địa phương", Target.VILLAGE),
        ("Thôn, xóm", Target.VILLAGE),
        ("Trả lời tại hội nghị", Target.ANSWERED),
        ("Người trả lời", Target.ANSWERED_BY),
        ("Nội dung trả lời", Target.IGNORED),
        ("Kết quả giải quyết", Target.IGNORED),
        ("Số ý kiến", Target.IGNORED),
        ("Lĩnh vực", Target.FIELD),
        ("SĐT", Target.PHONE),
        ("Giao thông", mark_of_field(2)),
        ("Cột lạ", Target.IGNORED),
    ],
)
def test_a_heading_tells_what_its_column_holds(heading, target):
    layout = guess_layout(rows(("TT", heading, "Nội dung" if target != Target.CONTENT else "x")), WORDS)
    assert layout.columns[1] == target


def test_titles_of_an_office_above_the_heading_are_passed_over():
    found = rows(("UBND XÃ BÌNH LỤC",), ("TỔNG HỢP Ý KIẾN CỬ TRI",), (), HEADING, (1, "A", "B", "Đường hỏng."))
    assert guess_layout(found, WORDS).heading_rows == (4,)


def test_two_rows_of_heading_are_read_together_and_numbers_below_belong_to_them():
    found = rows(
        ("TT", "Cử tri", "", "Nội dung", "Lĩnh vực", "", "Ghi chú"),
        ("", "Họ và tên", "Thôn", "", "Đất đai", "Khác", ""),
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"),
        (1, "A", "B", "Đường hỏng.", "x", "", ""),
    )
    layout = guess_layout(found, WORDS)
    assert layout.heading_rows == (1, 2, 3)
    assert layout.columns[1] == Target.SPEAKER
    assert layout.columns[2] == Target.VILLAGE
    assert (layout.columns[4], layout.columns[5]) == (mark_of_field(1), mark_of_field(3))


def test_a_row_of_data_is_never_swallowed_as_heading():
    found = rows(("TT", "Nội dung"), (1, "Đường hỏng."), (2, "Điện yếu."))
    assert guess_layout(found, WORDS).heading_rows == (1,)


def test_without_a_heading_the_longest_texts_are_the_content():
    found = rows(
        (1, "Nguyễn Văn A", "Kiến nghị sửa đường liên thôn đã hỏng nặng."), (2, "B", "Điện yếu về mùa hè đã lâu.")
    )
    layout = guess_layout(found, WORDS)
    assert layout.heading_rows == ()
    assert dict(layout.columns) == {2: Target.CONTENT}


def test_two_columns_of_one_meaning_are_not_both_taken():
    for heading, best in (
        (("TT", "Kiến nghị", "Nội dung kiến nghị"), 2),
        (("TT", "Nội dung kiến nghị", "Kiến nghị"), 1),
    ):
        layout = guess_layout(rows(heading), WORDS)
        assert [place for place, meaning in layout.columns.items() if meaning == Target.CONTENT] == [best]


def test_an_empty_sheet_has_no_columns():
    assert dict(guess_layout([], WORDS).columns) == {}
    assert dict(guess_layout(rows(("một", "hai")), WORDS).columns) == {}


def test_a_column_called_like_a_field_but_full_of_words_holds_no_marks():
    found = rows(("TT", "Nội dung", "Giao thông"), (1, "Đường hỏng.", "đường liên thôn"), (2, "Cầu gãy.", "cầu"))
    assert guess_layout(found, WORDS).columns[2] == Target.IGNORED


def test_a_person_may_say_where_the_heading_is():
    found = rows(("Nội dung", "Cử tri"), ("Ý kiến", "Họ tên"), ("Đường hỏng.", "A"))
    assert heading_at(found, 2, WORDS).heading_rows == (2,)


def test_a_layout_survives_being_written_down():
    layout = guess_layout(rows(HEADING), WORDS)
    assert Layout.from_payload(layout.as_payload()) == layout


# --- rows ------------------------------------------------------------------------------------------------------


def test_a_plain_row_becomes_a_statement():
    found = one(1, "Nguyễn Văn A", "thôn Đông", "Đường hỏng.", "Giao thông", "", "24/02/2026", "0912 345 678")
    assert not found.faults
    assert found.proposed.content == "Đường hỏng."
    assert (found.proposed.speaker_name, found.proposed.village) == ("Nguyễn Văn A", "thôn Đông")
    assert (found.proposed.subject_field_id, found.proposed.answered_on_spot) == (2, False)


@pytest.mark.parametrize(
    ("text", "answered", "by"),
    [
        ("", False, None),
        ("x", True, None),
        ("Có", True, None),
        ("chưa", False, None),
        ("Ông B, Chủ tịch", True, "Ông B, Chủ tịch"),
    ],
)
def test_answered_in_the_room_is_a_mark_a_word_or_a_name(text, answered, by):
    found = one(1, "A", "", "Đường hỏng.", "", text)
    assert (found.proposed.answered_on_spot, found.proposed.answered_by) == (answered, by)
    assert (CellFaultKind.UNCLEAR_ANSWER in kinds(found)) is (by is not None)


@pytest.mark.parametrize("tick", ["\u221a", "\u2713", "\u2714", "\u2714\ufe0f", "\u2611", "\u00d7", "v", "X"])
def test_every_tick_says_that_it_was_answered_in_the_room(tick):
    found = one(1, "A", "", "Đường hỏng.", "", tick)
    assert (found.proposed.answered_on_spot, kinds(found)) == (True, [])
    assert (
        one(1, "Đường.", "", tick, heading=("TT", "Nội dung", "Đất đai", "Giao thông")).proposed.subject_field_id == 2
    )


@pytest.mark.parametrize("sign", ["-", "\u2013", "\u2610"])
def test_a_dash_or_an_empty_box_says_that_it_was_not_answered(sign):
    found = one(1, "A", "", "Đường hỏng.", "", sign)
    assert (found.proposed.answered_on_spot, kinds(found)) == (False, [])


def test_a_sign_that_is_no_tick_is_told():
    assert kinds(one(1, "A", "", "Đường hỏng.", "", "?")) == [CellFaultKind.UNCLEAR_ANSWER]


def test_a_name_beside_a_no_is_left_out_but_told():
    heading = ("TT", "Nội dung", "Trả lời tại hội nghị", "Người trả lời")
    found = one(1, "Đường hỏng.", "không", "Chủ tịch xã", heading=heading)
    assert (found.proposed.answered_on_spot, found.proposed.answered_by) == (False, None)
    assert [(each.kind, each.place, each.value) for each in found.faults] == [
        (CellFaultKind.NOT_ANSWERED, 3, "Chủ tịch xã")
    ]


def test_groups_give_their_field_or_village_to_what_is_beneath_them():
    found = read(
        ("I", "Lĩnh vực giao thông"),
        (1, "A", "", "Đường hỏng."),
        ("II", "Thôn Tây Hạ"),
        (2, "B", "", "Điện yếu."),
        ("III. Lĩnh vực đất đai",),
        (3, "C", "thôn Đông", "Chưa cấp sổ."),
    )
    said = [each.proposed for each in found if each.kind is RowKind.STATEMENT]
    assert [each.kind for each in found].count(RowKind.GROUP) == 3
    assert [(each.subject_field_id, each.village) for each in said] == [
        (2, None),
        (None, "Thôn Tây Hạ"),
        (1, "thôn Đông"),
    ]


def test_groups_within_groups_end_with_the_outer_one():
    found = read(
        ("A. Thôn Đông",), ("I", "Giao thông"), (1, "A", "", "Đường."), ("B. Thôn Tây",), (2, "B", "", "Điện.")
    )
    said = [each.proposed for each in found if each.kind is RowKind.STATEMENT]
    assert [(each.subject_field_id, each.village) for each in said] == [(2, "Thôn Đông"), (None, "Thôn Tây")]


@pytest.mark.parametrize(
    "total",
    [("", "Cộng", "", 5), ("Tổng cộng: 15 ý kiến",), ("", "TỔNG SỐ", "", "12"), ("Cộng",), ("", "Tong cong", "", 3)],
)
def test_totals_are_no_statements(total):
    found = read((1, "A", "", "Đường hỏng."), total, (2, "B", "", "Điện yếu."))
    assert [each.kind for each in found[1:]] == [RowKind.STATEMENT, RowKind.TOTAL, RowKind.STATEMENT]


@pytest.mark.parametrize(
    "content", ["Tổng đài điện thoại không trả lời.", "Cộng đồng dân cư đề nghị sửa đường.", "I-ốt thiếu."]
)
def test_words_that_only_begin_like_totals_or_groups_are_statements(content):
    assert one(1, "A", "", content).proposed.content == content


def test_a_heading_that_is_repeated_on_each_page_is_no_statement():
    found = read((1, "A", "", "Đường hỏng."), HEADING, (2, "B", "", "Điện yếu."))
    assert found[2].kind is RowKind.HEADING


def test_who_signs_below_is_no_statement_but_a_gap_in_the_middle_is_a_fault():
    found = read(
        (1, "A", "", "Đường hỏng."), ("", "B", "", ""), (3, "C", "", "Điện yếu."), (), ("", "", "NGƯỜI LẬP BIỂU")
    )
    assert kinds(found[2]) == [CellFaultKind.MISSING_CONTENT]
    assert found[-1].kind is RowKind.REMARK


def test_a_numbered_row_without_content_is_a_fault_even_at_the_end():
    assert kinds(read((1, "A", "", "Đường."), (2, "B", "", ""))[-1]) == [CellFaultKind.MISSING_CONTENT]


NUMBERED = [(1, "A", "Thôn 1", "Đường."), (2, "B", "Thôn 2", "Điện."), (3, "C", "Thôn 3", "Nước.")]
SIGNATURES = [
    ("", "NGƯỜI LẬP BIỂU", "", "TM. BAN THƯỜNG TRỰC"),
    ("", "", "", "CHỦ TỊCH"),
    ("", "Nguyễn Thị Thu Hà", "", "Trần Văn Hùng"),
]


@pytest.mark.parametrize(
    "before",
    [[("", "Cộng: 3 ý kiến")], [], [("", "", "", "Bình Lục, ngày 24 tháng 02 năm 2026")]],
    ids=["total", "none", "day"],
)
def test_who_signs_below_a_numbered_list_says_nothing(before):
    found = read(*NUMBERED, *before, *SIGNATURES)
    assert [each.proposed.content for each in found if each.kind is RowKind.STATEMENT] == ["Đường.", "Điện.", "Nước."]


def test_a_row_below_a_total_counts_once_the_list_goes_on():
    more = ("", "D", "Thôn 4", "Rác thải.")
    assert read(*NUMBERED, ("", "Cộng", "", 3), more)[-1].kind is RowKind.REMARK
    found = read(*NUMBERED, ("", "Cộng", "", 3), more, (4, "E", "", "Cầu gãy."))
    assert [each.proposed.content for each in found if each.kind is RowKind.STATEMENT][-2:] == ["Rác thải.", "Cầu gãy."]


def test_below_the_total_of_a_list_without_numbers_rows_still_count():
    heading = ("Họ và tên", "Nội dung ý kiến")
    found = read(("Vũ Văn An", "Đường."), ("Cộng", 1), ("Lê Thị Bé", "Điện."), heading=heading)
    assert [each.kind for each in found[1:]] == [RowKind.STATEMENT, RowKind.TOTAL, RowKind.STATEMENT]


def test_what_a_speaker_says_in_further_rows_is_his_and_told():
    first = (1, "Nguyễn Văn A", "Thôn 1", "Đường hỏng.", "", "", "", "0912345678")
    found = read(first, ("", "", "", "Chủ tịch xã chưa trả lời."), ("", "", "", "Điện yếu."), (2, "B", "", "Nước."))
    said = [each for each in found if each.kind is RowKind.STATEMENT]
    assert [(each.proposed.speaker_name, each.proposed.village) for each in said] == [
        *[("Nguyễn Văn A", "Thôn 1")] * 3,
        ("B", None),
    ]
    assert [kinds(each) for each in said] == [[], [CellFaultKind.CONTINUES], [CellFaultKind.CONTINUES], []]
    assert (said[1].faults[0].value, said[1].proposed.speaker_phone) == ("Nguyễn Văn A", "0912345678")


def test_a_long_further_row_is_no_signature():
    long = "Đường từ nhà văn hóa thôn đến trường học hỏng nặng đã lâu, mưa xuống là ngập, đề nghị xã sửa trước mùa mưa."
    found = read((1, "Nguyễn Văn A", "Thôn 1", "Đường hỏng."), ("", "", "", long))[-1]
    assert (found.proposed.content, found.proposed.speaker_name) == (long, "Nguyễn Văn A")


def test_nobody_speaks_on_beyond_a_total_a_group_or_in_a_list_without_numbers():
    rest = ("", "", "", "Điện yếu.")
    found = read((1, "A", "Thôn 1", "Đường."), ("II", "Thôn Tây Hạ"), rest)
    assert (found[-1].proposed.speaker_name, found[-1].proposed.village) == (None, "Thôn Tây Hạ")
    assert read(("", "A", "Thôn 1", "Đường."), rest)[-1].proposed.speaker_name is None


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (("Thôn Bến Đò",), (None, "Thôn Bến Đò")),
        (("THÔN BẾN ĐÒ",), (None, "THÔN BẾN ĐÒ")),
        (("", "Thôn Cầu Giữa"), (None, "Thôn Cầu Giữa")),
        (("", "", "", "Tổ dân phố số 3"), (None, "Tổ dân phố số 3")),
        (("Thôn Bến Đò (3 ý kiến)",), (None, "Thôn Bến Đò")),
        (("", "Thôn Bến Đò: 3 ý kiến"), (None, "Thôn Bến Đò")),
        ((1, "Thôn Cầu Giữa"), (None, "Thôn Cầu Giữa")),
        (("1. Thôn Bến Đò",), (None, "Thôn Bến Đò")),
        (("LĨNH VỰC GIAO THÔNG",), (2, None)),
        (("", "", "", "Lĩnh vực đất đai:"), (1, None)),
        (("1. Lĩnh vực giao thông",), (2, None)),
        ((1, "Lĩnh vực giao thông"), (2, None)),
        (("Giao thông",), (2, None)),
        (("1. Lĩnh vực y tế",), (None, None)),
        (("I. Thôn Bến Đò (3 ý kiến)",), (None, "Thôn Bến Đò")),
    ],
)
def test_a_row_that_only_names_a_village_or_field_is_a_group(group, expected):
    found = read(group, (1, "A", "", "Đường hỏng."), (2, "B", "", "Cầu gãy."))
    assert [each.kind for each in found[1:]] == [RowKind.GROUP, RowKind.STATEMENT, RowKind.STATEMENT]
    assert {(each.proposed.subject_field_id, each.proposed.village) for each in found[2:]} == {expected}


def test_fields_within_a_village_end_with_it():
    found = read(
        ("Thôn Bến Đò",),
        ("LĨNH VỰC GIAO THÔNG",),
        (1, "A", "", "Đường."),
        ("1. Đất đai",),
        (2, "B", "", "Sổ."),
        ("Thôn Tây Hạ",),
        (3, "C", "", "Điện."),
    )
    said = [each.proposed for each in found if each.kind is RowKind.STATEMENT]
    assert [(each.subject_field_id, each.village) for each in said] == [
        (2, "Thôn Bến Đò"),
        (1, "Thôn Bến Đò"),
        (None, "Thôn Tây Hạ"),
    ]


def test_a_field_that_nobody_knows_is_not_taken_for_the_one_around_it():
    found = read(("I. Lĩnh vực giao thông",), ("Lĩnh vực giáo dục",), (1, "A", "", "Trường dột."))
    assert found[-1].proposed.subject_field_id is None


@pytest.mark.parametrize(
    "content",
    [
        "Thôn Bến Đò đề nghị sửa đường.",
        "Tổ 3 phản ánh điện yếu",
        "Khu vực chợ rất bẩn",
        "Lĩnh vực giao thông còn nhiều bất cập, đề nghị sửa đường.",
        "Thôn Bến Đò: đường hỏng nặng",
        "Bản đồ quy hoạch chưa công khai",
    ],
)
def test_what_is_said_of_a_village_or_field_is_a_statement(content):
    for cells in ((1, "", "", content), ("", "", "", content)):
        assert one(*cells).proposed.content == content


def test_a_list_numbered_in_roman_figures_is_a_list():
    said = ["Đường liên thôn hỏng nặng.", "Điện yếu.", "Thôn Bến Đò thiếu nước sạch."]
    found = read(*zip(("I", "II", "III"), said, strict=True), heading=("TT", "Nội dung"))
    assert [each.proposed.content for each in found if each.kind is RowKind.STATEMENT] == said


def test_groups_of_which_no_row_follows_stay_groups():
    found = read(("Thôn Bến Đò",), ("I. Giao thông",), ("Thôn Tây Hạ",))
    assert RowKind.STATEMENT not in {each.kind for each in found}


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        ("0912345678", []),
        ("+84 912 345 678", []),
        ("912345678", [CellFaultKind.LOST_ZERO]),
        ("2293851234", [CellFaultKind.LOST_ZERO]),
        ("12", [CellFaultKind.BAD_PHONE]),
        ("không có", [CellFaultKind.BAD_PHONE]),
    ],
)
def test_telephone_numbers_that_lost_their_zero_are_warned_of(phone, expected):
    found = one(1, "A", "", "Đường.", "", "", "", phone)
    assert kinds(found) == expected
    assert not any(fault.is_error for fault in found.faults)


@pytest.mark.parametrize("phone", ["0912345678", "+84 912 345 678", "912345678", "12", "không có"])
def test_a_telephone_number_is_kept_as_its_cell_shows_it(phone):
    assert one(1, "A", "", "Đường.", "", "", "", f" {phone}\n").proposed.speaker_phone == phone
    assert one(1, "A", "", "Đường.", "", "", "", "").proposed.speaker_phone is None


def test_a_telephone_number_too_long_to_be_kept_is_an_error_of_its_cell_and_not_cut():
    two = "0912345678 - 0987654321"
    found = one(1, "A", "", "Đường.", "", "", "", two)
    assert found.proposed.speaker_phone == two
    assert [(fault.kind, fault.place, fault.is_error) for fault in found.faults] == [(CellFaultKind.TOO_LONG, 7, True)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24/02/2026", HELD_ON),
        ("24-2-2026", HELD_ON),
        ("24.02.2026", HELD_ON),
        ("2026-02-24", HELD_ON),
        ("2026-02-24 08:30", HELD_ON),
        ("46077", HELD_ON),
        ("46077.35", HELD_ON),
        ("ngày 24 tháng 02 năm 2026", HELD_ON),
        ("31/02/2026", None),
        ("hôm qua", None),
        ("5", None),
        ("046077" + "9" * 20, None),
        ("046077" + "9" * 5000, None),
    ],
)
def test_dates_are_read_as_offices_write_them(text, day):
    assert date_in(text) == day


def test_a_gap_before_a_total_is_a_fault_once_a_statement_follows():
    found = read((1, "A", "", "Đường."), ("", "B", "", ""), ("", "Cộng", "", 1), (2, "C", "", "Điện."))
    assert [each.kind for each in found[1:]] == [*[RowKind.STATEMENT] * 2, RowKind.TOTAL, RowKind.STATEMENT]
    assert kinds(found[2]) == [CellFaultKind.MISSING_CONTENT]


def test_a_row_of_figures_alone_is_no_total():
    assert read((1, "A", "", "Đường."), ("", 5, "", ""))[-1].kind is RowKind.REMARK


def test_titles_above_and_notes_beside_the_list_are_no_statements():
    heading = ("TT", "Nội dung", "Ghi chú")
    found = rows(("UBND XÃ BÌNH LỤC",), heading, ("", "", "Xem trang sau"), (1, "Đường.", ""))
    read_ = read_rows(found, guess_layout(found, WORDS), WORDS, held_on=HELD_ON)
    assert [each.kind for each in read_] == [RowKind.REMARK, RowKind.HEADING, RowKind.REMARK, RowKind.STATEMENT]


def test_a_fault_survives_being_written_down():
    (fault,) = one(1, "A", "", "Đường.", "Vũ trụ").faults
    assert CellFault.from_payload(fault.as_payload()) == fault


def test_a_date_of_another_day_than_the_meetings_is_told():
    found = one(1, "A", "", "Đường.", "", "", "25/02/2026")
    assert [(fault.kind, fault.value) for fault in found.faults] == [(CellFaultKind.OTHER_DAY, "25/02/2026")]
    assert kinds(one(1, "A", "", "Đường.", "", "", "31/02/2026")) == [CellFaultKind.BAD_DATE]


def test_marks_put_a_row_into_a_field_and_doubts_are_told():
    heading = ("TT", "Nội dung", "Đất đai", "Giao thông")
    assert one(1, "Đường.", "không", "X", heading=heading).proposed.subject_field_id == 2
    both = one(1, "Đường.", "x", "x", heading=heading)
    assert both.proposed.subject_field_id is None
    assert kinds(both) == [CellFaultKind.SEVERAL_FIELDS]
    found = read((1, "Đường.", "x", ""), (2, "Điện.", "", "?"), (3, "Nước.", "", "x"), heading=heading)
    assert kinds(found[2]) == [CellFaultKind.UNKNOWN_MARK]


def test_a_field_that_nobody_knows_is_told_and_left_empty():
    found = one(1, "A", "", "Đường.", "Vũ trụ")
    assert (found.proposed.subject_field_id, kinds(found)) == (None, [CellFaultKind.UNKNOWN_FIELD])


def test_errors_of_cells_count_only_in_columns_that_are_needed():
    found = rows(("TT", "Nội dung", "Ghi chú"))
    for marks, expected in (({1: CellMark.ERROR}, [CellFaultKind.CELL_ERROR]), ({2: CellMark.ERROR}, [])):
        row = Row(2, ("1", "#REF!", "#REF!"), marks=marks)
        (read_row,) = list(read_rows([row], guess_layout(found, WORDS), WORDS, held_on=HELD_ON))
        assert kinds(read_row) == expected


def test_a_formula_without_result_explains_the_missing_content():
    layout = guess_layout(rows(("TT", "Nội dung")), WORDS)
    row = Row(2, ("1", ""), marks={1: CellMark.NOT_COMPUTED}, is_hidden=True)
    (found,) = list(read_rows([row], layout, WORDS, held_on=HELD_ON))
    assert set(kinds(found)) == {CellFaultKind.NOT_COMPUTED, CellFaultKind.HIDDEN_ROW}


def test_what_is_too_long_is_told_with_its_beginning():
    found = one(1, "A", "", "Đường hỏng. " * 2000)
    (fault,) = found.faults
    assert (fault.kind, fault.place) == (CellFaultKind.TOO_LONG, 3)
    assert len(fault.value) < 80


def test_the_same_said_twice_by_one_person_is_told():
    found = read((1, "A", "", "Đường hỏng."), (2, "B", "", "Đường hỏng."), (3, "A", "", "đường hỏng"))
    assert [kinds(each) for each in found[1:]] == [[], [], [CellFaultKind.SAID_TWICE]]
    assert found[3].faults[0].value == "2"


def test_every_phrase_of_the_word_list_is_known_by_its_own_column():
    for target, phrases in WORDS.columns.items():
        for phrase in phrases:
            found = guess_layout(rows(("Nội dung" if target != "content" else "TT", phrase)), WORDS)
            assert found.columns[1] == target, (phrase, fold(phrase))
