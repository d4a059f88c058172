"""What voters said, entered row by row: by the keyboard alone, corrected, moved, taken back, by two at once."""

from __future__ import annotations

import gzip
import re
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

from tests.e2e.people import Person
from tests.e2e.rows import Minutes

MOST_KEYS = 4
MOST_SCRIPT = 30_000
OFFICE, PHONE = (1366, 768), (390, 844)
A_LINE = 30
"""Points that the field for what was said may grow by itself."""
STAYS = ""
"""Whose turn goes on."""

# Speaker (with the village behind a comma where it changes), content, letters of the field, who answered in the room.
SPOKEN = [
    ("Bà Nguyễn Thị Khuyên, thôn Đông Thành", "Mương tiêu chảy qua thôn đã lâu không nạo vét.", "", ""),
    (STAYS, "Nước sạch cấp buổi có buổi không.", "nuoc", ""),
    (STAYS, "Học phí của cháu thu cao hơn năm trước.", "giao duc", "Hiệu trưởng Trường Tiểu học"),
    ("Ông Trần Văn Dưỡng", "Đường liên thôn lún nứt, xe tải chạy suốt ngày đêm.", "giao thong", ""),
    (STAYS, "Đề nghị lắp đèn đường đoạn qua nhà văn hóa.", "", "x"),
    ("Ông Lê Đình Quế, thôn Thượng Đồng", "Chưa được cấp sổ đỏ sau dồn điền đổi thửa.", "dat", "Chủ tịch UBND xã"),
    (STAYS, "Khói lò gạch ảnh hưởng lúa đang trổ.", "moi", ""),
    ("Bà Phạm Thị Hồng", "Trạm y tế thiếu thuốc bảo hiểm.", "y te", ""),
    (STAYS, "Bảng giá dịch vụ của trạm không niêm yết.", "", ""),
    ("Ông Vũ Văn Thắng, thôn Đoài", "Điện yếu vào giờ cao điểm.", "dien", "Điện lực huyện cũ"),
]


@pytest.fixture
def minutes(person):
    return Minutes.of_a_new_meeting(person("clerk"))


def test_thirty_rows_by_the_keyboard_alone_at_most_four_keys_a_row(minutes):
    spent = []
    for speaker, content, field, answered_by in SPOKEN * 3:
        assert minutes.field == "speaker_name", "the next row starts where it is typed"
        minutes.keys = 0
        if speaker != STAYS:
            minutes.types(speaker)
        minutes.presses("Enter")
        assert minutes.field == "content", "what was carried over is passed by"
        minutes.types(content)
        if field or answered_by:
            minutes.presses("Enter").chooses(field).presses("Enter")
            minutes.types(answered_by).presses("Enter")
        else:
            minutes.presses("Control+Enter")
        spent.append(minutes.keys)
    assert max(spent) <= MOST_KEYS, spent
    minutes.are_all_saved(30)
    expect(minutes.status).to_contain_text("30 ý kiến")

    read = Person(minutes.page).visits(minutes.address)
    minutes.are_all_saved(30)
    minutes.come_to_say(*[content for _speaker, content, _field, _by in SPOKEN] * 3)
    said = minutes.rows.all_inner_texts()
    assert all("Khuyên" in row and "thôn Đông Thành" in row for row in said[:3])
    assert "thôn Đông Thành" in said[3], "the next speaker is of the same village unless it is said otherwise"
    for words, number in (
        ("Nước sạch", 1),
        ("Giáo dục", 2),
        ("Hiệu trưởng", 2),
        ("Đã trả lời", 4),
        ("Đất đai", 5),
        ("Điện", 9),
    ):
        assert words in said[number], said[number]
    read.visits(minutes.address.replace("statements/", "")).reads("30 ý kiến", "12 đã trả lời tại hội nghị")


def test_a_row_is_corrected_moved_removed_and_taken_back_without_a_mouse(minutes):
    for content in ("Một.", "Hai.", "Ba."):
        minutes.enters(content, "Bà Hoa, thôn Đoài")
    minutes.are_all_saved(3)
    page = minutes.page

    minutes.rows.nth(2).locator("[data-do=open]").focus()
    minutes.presses("Alt+ArrowUp")
    expect(minutes.rows.nth(1)).to_contain_text("Ba.")
    minutes.presses("Alt+ArrowUp")
    expect(minutes.rows.nth(0)).to_contain_text("Ba.")
    minutes.presses("Control+z", "Control+z").are_all_saved(3)
    expect(minutes.rows.nth(2)).to_contain_text("Ba.")

    minutes.rows.nth(0).locator("[data-do=open]").focus()
    minutes.presses("Enter")
    expect(page.locator("[data-heading]")).to_have_text("Sửa ý kiến số 1")
    assert minutes.field == "content"
    page.keyboard.press("Control+a")
    minutes.types("Một, rõ hơn.").presses("Control+Enter")
    minutes.are_all_saved(3)
    minutes.come_to_say("Một, rõ hơn.", "Hai.", "Ba.")
    assert minutes.field == "speaker_name"

    minutes.rows.nth(1).locator("[data-do=open]").focus()
    minutes.presses("Delete")
    expect(minutes.rows).to_have_count(2)
    minutes.presses("Control+z").are_all_saved(3)
    minutes.come_to_say("Một, rõ hơn.", "Hai.", "Ba.")
    minutes.presses("Control+z").are_all_saved(3)
    minutes.come_to_say("Một.", "Hai.", "Ba.")
    page.reload()
    minutes.is_ready().are_all_saved(3)
    minutes.come_to_say("Một.", "Hai.", "Ba.")


def test_the_post_of_a_speaker_is_no_village_and_a_correction_leaves_the_village_alone(minutes):
    page = minutes.page
    minutes.types("Ông Lê A, Bí thư chi bộ").presses("Enter")
    assert minutes.field == "village"
    minutes.types("Thôn Bến Đò").presses("Enter").types("Đường lầy.").presses("Control+Enter").are_all_saved(1)
    minutes.types("Bà Nguyễn Thị B, Chi hội trưởng, thôn Đông").presses("Enter").types("Cầu gãy.")
    minutes.presses("Control+Enter").are_all_saved(2)
    who = [("Ông Lê A, Bí thư chi bộ", "Thôn Bến Đò"), ("Bà Nguyễn Thị B, Chi hội trưởng", "thôn Đông")]

    minutes.rows.nth(0).locator("[data-do=open]").click()
    page.fill("[name=content]", "Đường lầy lội.")
    minutes.presses("Control+Enter").are_all_saved(2).come_to_say("Đường lầy lội.", "Cầu gãy.")
    for row, (speaker, village) in zip(minutes.rows.all(), who, strict=True):
        expect(row.locator("[data-part=speaker]")).to_have_text(speaker)
        expect(row.locator("[data-part=village]")).to_have_text(village)

    minutes.rows.nth(0).locator("[data-do=open]").click()
    page.fill("[name=speaker_name]", "Bà Nguyễn Thị B, Chi hội trưởng")
    minutes.presses("Control+Enter").are_all_saved(2)
    expect(minutes.rows.nth(0).locator("[data-part=village]")).to_have_text("Thôn Bến Đò")


def test_what_was_begun_on_one_row_waits_while_another_is_put_right(minutes):
    page = minutes.page
    for content in ("Một.", "Hai.", "Ba."):
        minutes.enters(content)
    minutes.are_all_saved(3)
    minutes.types("Bà Mới").presses("Enter", "Enter").types("Bốn, gõ dở")
    minutes.corrects(1, "Một, sửa dở.").corrects(3, "Ba, sửa dở.")
    expect(minutes.fate(1)).to_have_text("Sửa dở, chưa lưu")
    minutes.opens(1)
    assert minutes.content == "Một, sửa dở."
    minutes.opens(3)
    assert minutes.content == "Ba, sửa dở."
    minutes.presses("Escape")
    assert (minutes.content, page.input_value("[name=speaker_name]")) == ("Bốn, gõ dở", "Bà Mới")
    minutes.opens(3)
    assert minutes.content == "Ba.", "what was left as it was is not typed again"
    minutes.opens(1).presses("Control+Enter").are_all_saved(3).come_to_say("Một, sửa dở.", "Hai.", "Ba.")
    assert minutes.content == "Bốn, gõ dở"


def test_all_that_was_begun_is_there_again_after_the_page_is_loaded_anew(minutes):
    for content in ("Một.", "Hai.", "Ba."):
        minutes.enters(content)
    minutes.are_all_saved(3).types("Ông Mới").presses("Enter", "Enter").types("Bốn, gõ dở")
    minutes.corrects(1, "Một, sửa dở.").corrects(2, "Hai, sửa dở.").opens(3)
    minutes.page.reload()
    minutes.is_ready()
    assert minutes.content == "Hai, sửa dở.", "the latest is gone on with"
    minutes.presses("Escape")
    assert minutes.content == "Bốn, gõ dở"
    minutes.opens(1)
    assert minutes.content == "Một, sửa dở."
    minutes.presses("Control+Enter").are_all_saved(3).come_to_say("Một, sửa dở.", "Hai.", "Ba.")
    assert minutes.content == "Bốn, gõ dở"
    minutes.presses("Control+Enter").are_all_saved(4)
    minutes.page.reload()
    minutes.is_ready().are_all_saved(4)
    assert minutes.content == ""


def test_a_new_row_survives_a_look_at_another_in_the_moment_before_a_reload(minutes):
    minutes.enters("Một.").are_all_saved(1)
    minutes.types("Ông Mới").presses("Enter", "Enter").types("Hai, gõ dở").opens(1)
    minutes.page.reload()
    minutes.is_ready()
    assert minutes.content == "Hai, gõ dở"


def test_a_correction_that_waited_does_not_overwrite_what_another_wrote_meanwhile(person, minutes):
    minutes.enters("Một.").enters("Hai.").are_all_saved(2).corrects(1, "Một, của tôi.").opens(2)
    other = Minutes(person("clerk").visits(minutes.address)).is_ready().are_all_saved(2)
    other.corrects(1, "Một, của người khác.").presses("Control+Enter").are_all_saved(2)
    minutes.page.reload()
    minutes.is_ready().presses("Control+Enter")
    expect(minutes.fate(1)).to_have_text("Người khác đã sửa")
    expect(minutes.rows.nth(0)).to_contain_text("Một, của người khác.")
    expect(minutes.rows.nth(0)).to_contain_text("Một, của tôi.")


def test_a_correction_that_waited_while_one_took_back_an_earlier_one_is_no_conflict_with_oneself(minutes):
    minutes.enters("Một.").enters("Hai.").are_all_saved(2).corrects(1, "Một, lần đầu.").presses("Control+Enter")
    minutes.are_all_saved(2).corrects(1, "Một, lần hai.").opens(2)
    minutes.page.get_by_role("button", name="Hoàn tác").click()
    minutes.come_to_say("Một.", "Hai.")
    expect(minutes.page.locator(".fate--sending, .fate--keeping")).to_have_count(0)
    minutes.opens(1).presses("Control+Enter").are_all_saved(2).come_to_say("Một, lần hai.", "Hai.")


def test_a_row_removed_while_it_is_put_right_is_no_longer_in_the_form(minutes):
    minutes.enters("Một.").enters("Hai.").are_all_saved(2).corrects(1, "Một, sửa dở.").corrects(2, "Hai, sửa dở.")
    for _ in range(2):
        minutes.rows.nth(0).locator("[data-do=remove]").click()
    expect(minutes.rows).to_have_count(0)
    expect(minutes.page.locator("[data-heading]")).to_have_text("Ý kiến tiếp theo")
    assert minutes.content == ""
    minutes.begins().enters("Ba.").are_all_saved(1).come_to_say("Ba.")
    minutes.page.reload()
    minutes.is_ready().are_all_saved(1)
    assert minutes.content == ""


def test_a_refused_row_keeps_all_that_was_typed_and_says_what_is_wrong_beside_its_field(minutes):
    long = "Bà " + "Hoa " * 40
    minutes.enters("Đường lầy.", long).enters("Cầu gãy.", "Ông Ba, thôn Đoài")
    expect(minutes.fate(1)).to_have_text("Bị từ chối")
    expect(minutes.rows.nth(0)).to_contain_text("Người phát biểu")
    expect(minutes.fate(2)).to_have_text("Đã lưu")
    minutes.rows.nth(0).get_by_role("button", name="Sửa dòng này").click()
    assert minutes.field == "speaker_name"
    assert minutes.page.input_value("[name=speaker_name]") == long.strip()
    assert minutes.page.input_value("[name=content]") == "Đường lầy."
    expect(minutes.page.locator(".field--faulty")).to_contain_text("Người phát biểu")
    minutes.someone.finds_nothing_in_the_way()
    minutes.page.fill("[name=speaker_name]", "Bà Hoa")
    minutes.presses("Control+Enter").are_all_saved(2)


def test_a_row_without_its_text_is_not_saved_and_what_was_typed_stays(minutes):
    minutes.types("Bà Hoa, thôn Đoài").presses("Enter", "Control+Enter")
    expect(minutes.page.locator(".field--faulty")).to_contain_text("Vui lòng nhập nội dung này.")
    assert minutes.field == "content"
    assert minutes.page.input_value("[name=speaker_name]") == "Bà Hoa"
    expect(minutes.rows).to_have_count(0)


def test_two_who_correct_one_row_read_both_texts_and_one_decides(person, minutes):
    minutes.enters("Nguyên văn.").are_all_saved(1)
    other = Minutes(person("clerk").visits(minutes.address)).is_ready().are_all_saved(1)
    for sheet, text in ((minutes, "Bản của người thứ nhất."), (other, "Bản của người thứ hai.")):
        sheet.rows.nth(0).locator("[data-do=open]").click()
        sheet.page.fill("[name=content]", text)
        sheet.presses("Control+Enter")
        if sheet is minutes:
            sheet.are_all_saved(1)
    expect(other.fate(1)).to_have_text("Người khác đã sửa")
    expect(other.rows.nth(0)).to_contain_text("Bản của người thứ nhất.")
    expect(other.rows.nth(0)).to_contain_text("Bản của người thứ hai.")
    other.someone.finds_nothing_in_the_way()
    other.rows.nth(0).get_by_role("button", name="Lưu bản tôi gõ").click()
    other.are_all_saved(1)
    minutes.page.reload()
    minutes.is_ready().are_all_saved(1)
    minutes.come_to_say("Bản của người thứ hai.")


def test_a_row_that_somebody_else_removed_can_be_put_back_with_ones_own_text(person, minutes):
    minutes.enters("Nguyên văn.").are_all_saved(1)
    other = Minutes(person("clerk").visits(minutes.address)).is_ready().are_all_saved(1)
    minutes.rows.nth(0).locator("[data-do=remove]").click()
    expect(minutes.status).to_have_text("")
    other.rows.nth(0).locator("[data-do=open]").click()
    other.page.fill("[name=content]", "Viết lại.")
    other.presses("Control+Enter")
    expect(other.fate(1)).to_have_text("Người khác đã xóa")
    other.rows.nth(0).get_by_role("button", name="Đưa lại cùng bản tôi gõ").click()
    other.are_all_saved(1)
    other.come_to_say("Viết lại.")


@pytest.mark.parametrize("screen", [OFFICE, PHONE], ids=["office", "phone"])
def test_nothing_is_in_the_way_on_either_screen(person, screen):
    minutes = Minutes.of_a_new_meeting(person("clerk", screen=screen))
    minutes.someone.finds_nothing_in_the_way()
    long = ("Đường liên thôn lún nứt. " * 8).strip()
    minutes.enters(long, "Bà Nguyễn Thị Khuyên, thôn Đông Thành", answered_by="Chủ tịch xã")
    minutes.enters("Cầu gãy.").are_all_saved(2)
    minutes.someone.finds_nothing_in_the_way()
    minutes.rows.nth(0).get_by_role("button", name="Chuyển ý kiến số 1 xuống").click()
    minutes.come_to_say("Cầu gãy.", long).are_all_saved(2)
    minutes.page.get_by_role("button", name="Hoàn tác").click()
    minutes.come_to_say(long, "Cầu gãy.").are_all_saved(2)


@pytest.mark.parametrize("screen", [OFFICE, PHONE], ids=["office", "phone"])
def test_what_was_raised_before_appears_without_moving_the_button_one_is_about_to_press(person, screen):
    minutes = Minutes.of_a_new_meeting(person("clerk", screen=screen))
    page = minutes.page
    button = page.get_by_role("button", name="Lưu và thêm tiếp")
    minutes.types("Bà Hoa").presses("Enter", "Enter")
    place = "button => button.getBoundingClientRect().top - button.form.getBoundingClientRect().top"
    before = button.evaluate(place)
    minutes.types("Đề nghị cắm biển cấm tắm tại bến đò cũ")
    with page.expect_response("**/alike/**"):
        minutes.types(".")
    expect(page.locator("#alike .alike").first).to_be_visible()
    assert abs(button.evaluate(place) - before) <= A_LINE
    button.focus()
    minutes.presses("Tab", "Tab")
    assert page.evaluate("document.activeElement.closest('#alike') !== null"), "the way on leads through what is alike"
    minutes.someone.finds_nothing_in_the_way()


@pytest.mark.parametrize("screen", [OFFICE, PHONE], ids=["office", "phone"])
def test_a_word_without_an_end_makes_no_page_wider_than_the_screen(person, screen):
    minutes = Minutes.of_a_new_meeting(person("clerk", screen=screen))
    minutes.enters("Đường" * 200, "Bà " + "Hoa" * 35).enters("Cầu gãy.", "Ông Quế").are_all_saved(2)
    minutes.someone.finds_nothing_in_the_way()
    minutes.someone.visits(minutes.meeting).reads("Cầu gãy.").finds_nothing_in_the_way()
    frames = minutes.page.locator(".register-frame").evaluate_all(
        "all => all.map((f) => f.scrollWidth - f.clientWidth)"
    )
    assert max(frames) <= 1, "nor a table wider than its frame"


def test_without_scripts_statements_are_entered_one_page_after_another(person):
    clerk = person("clerk", javascript=False)
    clerk.visits("/meetings/new/").fills(place="Nhà văn hóa").presses()
    clerk.fills(speaker_name="Bà Hoa", village="thôn Đoài", content="Đường lầy.").presses()
    clerk.reads("Đã lưu ý kiến số 1", "Đường lầy.")
    assert clerk.page.input_value("[name=village]") == "thôn Đoài"


def test_our_own_script_of_the_page_is_no_heavier_than_it_may_be(minutes):
    page = minutes.page
    waiting = page.eval_on_selector_all("script[src]", "all => all.map((script) => script.src)")
    weighed: dict[str, int] = {}
    while waiting:
        address = waiting.pop()
        if "/vendor/" in address or address in weighed:
            continue
        source = page.request.get(address).text()
        weighed[address] = len(gzip.compress(source.encode()))
        waiting += [urljoin(address, path) for path in re.findall(r'from "(\./[^"]+)"', source)]
    worker = page.request.get("/meetings/worker/").body()
    assert len(weighed) > 6, weighed
    assert sum(weighed.values()) + len(gzip.compress(worker)) <= MOST_SCRIPT, weighed
