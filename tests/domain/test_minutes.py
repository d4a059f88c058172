"""Minutes cut into what each voter said; no character is ever lost."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from petitions.domain.minutes import ends_of, places_to_cut, split_minutes
from petitions.domain.text import clean
from petitions.services.imports.statement_words import words_for_minutes

MINUTES = """CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

BIÊN BẢN
Hội nghị tiếp xúc cử tri trước Kỳ họp thứ 3

I. THÀNH PHẦN
1. Ông Nguyễn Văn Chủ - Phó Chủ tịch HĐND xã chủ trì hội nghị.
2. Bà Trần Thị Thư - thư ký.

II. Ý KIẾN CỦA CỬ TRI
1. Ông Nguyễn Văn An, thôn Đông Thành: Đường liên thôn hỏng nặng, đề nghị xã sửa chữa.
Việc này đã nêu từ năm ngoái.
2. Bà Trần Thị Khuyên (thôn Tây Hạ, xã Bình Lục) có ý kiến:
- Đề nghị nạo vét mương tiêu trước vụ mùa.
- Đề nghị lắp đèn đường.
Ông Lê Văn Tám - Chủ tịch UBND xã trả lời: Xã đã bố trí kinh phí.
3. Cử tri thôn Nam Sơn đề nghị sớm cấp giấy chứng nhận quyền sử dụng đất.
4. Cử tri Phạm Văn Dũng phản ánh rác thải tồn đọng. Thứ nhất, rác chất đống. Thứ hai, mùi hôi.

III. TIẾP THU, GIẢI TRÌNH
Chủ tịch UBND xã tiếp thu các ý kiến.
Hội nghị kết thúc hồi 11 giờ.
"""


def split(text):
    return split_minutes(text, words_for_minutes())


def said(text):
    pieces = split(text)
    ends = ends_of([piece.start for piece in pieces], len(text))
    return [
        (piece.speaker_name, piece.village, clean(text[piece.text_start : end]))
        for piece, end in zip(pieces, ends, strict=True)
        if piece.is_used
    ]


def test_whole_minutes_become_what_each_voter_said():
    khuyen = ("Trần Thị Khuyên", "thôn Tây Hạ, xã Bình Lục")
    assert said(MINUTES) == [
        (
            "Nguyễn Văn An",
            "thôn Đông Thành",
            "Đường liên thôn hỏng nặng, đề nghị xã sửa chữa.\nViệc này đã nêu từ năm ngoái.",
        ),
        (*khuyen, "Đề nghị nạo vét mương tiêu trước vụ mùa."),
        (*khuyen, "Đề nghị lắp đèn đường."),
        (None, "thôn Nam Sơn", "đề nghị sớm cấp giấy chứng nhận quyền sử dụng đất."),
        ("Phạm Văn Dũng", None, "phản ánh rác thải tồn đọng."),
        ("Phạm Văn Dũng", None, "Thứ nhất, rác chất đống."),
        ("Phạm Văn Dũng", None, "Thứ hai, mùi hôi."),
    ]


def test_who_answered_in_the_room_is_noted_on_what_the_last_voter_said():
    answered = {piece.text_start: piece.answered_by for piece in split(MINUTES) if piece.answered_by}
    assert len(answered) == 2
    assert set(answered.values()) == {"Ông Lê Văn Tám - Chủ tịch UBND xã"}


def test_the_heading_of_a_section_goes_with_what_is_said_beneath_it():
    pieces = split("II. Lĩnh vực giao thông\nÔng Nguyễn Văn An: Đường hỏng.\n")
    assert [piece.heading for piece in pieces if piece.is_used] == ["II. Lĩnh vực giao thông"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ông Nguyễn Văn An: Đường hỏng.", ("Nguyễn Văn An", None, "Đường hỏng.")),
        ("- Bà Lê Thị Bé – xóm 3: Điện yếu.", ("Lê Thị Bé", "xóm 3", "Điện yếu.")),
        ("Cử tri Nguyễn Văn An, thôn Đông đề nghị sửa đường.", ("Nguyễn Văn An", "thôn Đông", "đề nghị sửa đường.")),
        ("ong Nguyen Van An thon Dong: Duong hong.", None),
        ("Ong Nguyen Van An, thon Dong: Duong hong.", ("Nguyen Van An", "thon Dong", "Duong hong.")),
        ("Cử tri xã Bình Lục phản ánh nước bẩn.", (None, "xã Bình Lục", "phản ánh nước bẩn.")),
        ("Bà con đi lại rất khó khăn.", None),
        ("Ông Nguyễn Văn An là người cao tuổi.", None),
        ("Ba là đường hỏng.", None),
        ("Cử tri thôn Đông Thành", None),
        ("Ông Nguyễn Văn An, thôn Đông, phản ánh nước bẩn.", ("Nguyễn Văn An", "thôn Đông", "phản ánh nước bẩn.")),
    ],
)
def test_a_speaker_is_known_by_title_name_and_what_follows(line, expected):
    assert said(line) == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    "line",
    [
        "Đại diện UBND xã trả lời: Đã có kế hoạch.",
        "Ông Trần Văn Bình, Chủ tịch UBND xã: Xin tiếp thu.",
        "Chủ tịch xã tiếp thu.",
    ],
)
def test_an_answer_of_the_authorities_is_no_statement(line):
    assert said(f"Ông Nguyễn Văn An: Đường hỏng.\n{line}\n") == [("Nguyễn Văn An", None, "Đường hỏng.")]


def test_words_of_one_voter_never_stand_under_another():
    text = (
        "4) Ông Đỗ Bảy – Thôn Hạ Đồng – đề nghị: xây lại cống\n"
        "Ông Hoàng Tám ở thôn Hạ Đồng có ý kiến về bãi rác…\n"
        "Cử tri thôn Thượng Đồng phản ánh điện yếu.\n"
        "Nguyễn Văn Mười (thôn Trung Hòa): đường sắt…\n"
        "Trần Văn Hùng - Chủ tịch UBND xã trả lời: xã sẽ xem xét.\n"
    )
    assert said(text) == [
        ("Đỗ Bảy", "Thôn Hạ Đồng", "xây lại cống"),
        ("Hoàng Tám", "thôn Hạ Đồng", "có ý kiến về bãi rác…"),
        (None, "thôn Thượng Đồng", "phản ánh điện yếu."),
        ("Nguyễn Văn Mười", "thôn Trung Hòa", "đường sắt…"),
    ]


@pytest.mark.parametrize("mark", ["{}/ ", "{}. ", "{}) ", "- "])
def test_a_list_of_names_without_titles_is_cut(mark):
    text = f"{mark.format(1)}Nguyễn Văn A - thôn 1: đường hỏng\n{mark.format(2)}Trần Thị B, thôn 2: điện yếu\n"
    assert said(text) == [("Nguyễn Văn A", "thôn 1", "đường hỏng"), ("Trần Thị B", "thôn 2", "điện yếu")]


@pytest.mark.parametrize(
    "line",
    [
        "Đường Trần Phú, thôn Đông: hỏng nặng.",
        "Trường Tiểu Học, thôn Đông: thiếu phòng.",
        "Nguyễn Văn An là người cao tuổi.",
        "Trần Phú, thôn Đông hỏng nặng từ lâu: xe không đi được.",
        "Bình Lục, xã Đông: khai mạc.",
    ],
)
def test_a_line_that_only_begins_like_a_name_is_no_speaker(line):
    assert said(line) == []


def test_a_name_alone_speaks_only_while_voters_have_the_word():
    text = (
        "Nguyễn Văn Chủ: chủ trì hội nghị.\nÝ kiến cử tri:\nLê Thị Bé: Điện yếu.\nVũ Văn Cư: Cầu gãy.\n"
        "III. Kết luận\nNguyễn Văn Chủ: kết luận hội nghị.\n"
    )
    assert said(text) == [("Lê Thị Bé", None, "Điện yếu."), ("Vũ Văn Cư", None, "Cầu gãy.")]


def test_who_takes_part_does_not_speak():
    assert said("1. Nguyễn Văn Chủ: Phó Chủ tịch HĐND xã.\n2. Trần Thị Thư - thư ký.\n") == []


def test_who_holds_an_office_in_the_village_speaks_as_a_voter():
    text = (
        "Ông Nguyễn Văn An: Đường hỏng.\n"
        "Ông Lê Văn Bé, Trưởng thôn Đông: Điện yếu.\n"
        "Trần Văn Cư - Bí thư chi bộ thôn 3 đề nghị sửa cống.\n"
    )
    assert said(text) == [
        ("Nguyễn Văn An", None, "Đường hỏng."),
        ("Lê Văn Bé", "thôn Đông", "Điện yếu."),
        ("Trần Văn Cư", "thôn 3", "đề nghị sửa cống."),
    ]
    assert not any(piece.answered_by for piece in split(text))


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_blocks_of_name_address_and_words_are_cut(between):
    blocks = [
        ("Cử tri: Nguyễn Văn A", "Địa chỉ: thôn 1", "Nội dung: đường hỏng", "xe không đi được."),
        (
            "2. Họ và tên: Bà Trần Thị B, sinh năm 1960",
            "Nơi ở: Thôn 2",
            "Nội dung ý kiến, kiến nghị:",
            "điện yếu.",
        ),
        ("Người phát biểu: Lê Văn C (thôn 3)", "Ý kiến: thiếu nước."),
    ]
    assert said(between.join(line for block in blocks for line in block) + "\n") == [
        ("Nguyễn Văn A", "thôn 1", f"đường hỏng{between}xe không đi được."),
        ("Trần Thị B", "Thôn 2", "điện yếu."),
        ("Lê Văn C", "thôn 3", "thiếu nước."),
    ]


@pytest.mark.parametrize("answer", ["đường hỏng nặng.", "52 người", "Thôn Đông", "CHỦ TỊCH UBND XÃ", "Nhiều", ""])
def test_what_a_form_says_of_voters_that_is_no_name_begins_nothing(answer):
    assert said(f"Cử tri: {answer}\nĐịa chỉ: thôn 1\n") == []


def test_points_without_a_speaker_are_statements_once_the_section_says_so():
    text = "Thành phần: 52 cử tri.\nÝ kiến của cử tri:\n- Đường hỏng.\n- Điện yếu.\nIII. Kết luận\n- Giao UBND xã.\n"
    assert [each[2] for each in said(text)] == ["Đường hỏng.", "Điện yếu."]


def test_a_cut_is_offered_at_every_sentence_but_the_first():
    text = "Một. Hai! Ba\nbốn."
    assert [text[at:] for at in places_to_cut(text, 0, len(text))] == ["Hai! Ba\nbốn.", "Ba\nbốn.", "bốn."]


ODD_LINES = ["Ông A:", "- ", "II. Ý KIẾN", "Bà Trần Thị B có ý kiến:", "", "Cử tri", "1.", "Thứ hai, ", ":"]
ODD_LINES += ["Cử tri: Lê Văn A", "Địa chỉ: thôn 1", "Nội dung: x", "Nội dung:", "Lê Văn A - thôn 1: y"]
LINES = st.lists(
    st.one_of(st.sampled_from(MINUTES.splitlines()), st.text(max_size=40), st.sampled_from(ODD_LINES)), max_size=25
)


@given(LINES, st.sampled_from(["\n", "\n\n", "\r\n", " "]))
@example([""], "\n")
@example(["", "x"], "\n")
@example(["Ông A:", "", "- x"], "\n")
@example(["Cử tri: Lê Văn A", "Địa chỉ: thôn 1"], "\n")
def test_every_character_is_in_one_piece(lines, between):
    text = between.join(lines)
    pieces = split(text)
    starts = [piece.start for piece in pieces]
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    ends = ends_of(starts, len(text))
    assert "".join(text[start:end] for start, end in zip(starts, ends, strict=True)) == text
    for piece, end in zip(pieces, ends, strict=True):
        assert piece.start <= piece.text_start <= end


@given(st.text(), st.integers(0, 30), st.integers(0, 60))
def test_every_cut_leaves_two_parts(text, start, end):
    for at in places_to_cut(text, start, min(end, len(text))):
        assert start < at < min(end, len(text))
