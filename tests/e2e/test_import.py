"""From the office's own papers to cases, in a browser: a messy list, minutes in Word's words."""

import pytest

from tests import workbooks
from tests.domain.test_minutes import MINUTES
from tests.e2e.test_every_page import OFFICE, PHONE
from tests.e2e.test_keyboard import Keyboard


@pytest.fixture
def meeting(person):
    """A meeting just entered by the clerk; returns the person and the meeting's address."""

    def enter(screen=OFFICE):
        clerk = person("clerk", screen=tuple(screen.values())).visits("/meetings/new/")
        clerk.fills(place="Nhà văn hóa thôn Đông Thành").presses()
        return clerk, clerk.page.url.removesuffix("statements/")

    return enter


@pytest.mark.parametrize("screen", [OFFICE, PHONE], ids=["office", "phone"])
def test_a_messy_workbook_becomes_cases(meeting, tmp_path, screen):
    clerk, address = meeting(screen)
    path = tmp_path / "Tổng hợp ý kiến.xlsx"
    path.write_bytes(workbooks.the_messy_list())

    clerk.visits(address).follows("Nhập từ danh sách hoặc biên bản").finds_nothing_in_the_way()
    clerk.fills(file=path).presses("Đọc và hiển thị")
    clerk.reads("Mỗi cột chứa gì?", "Nguyễn Văn An").finds_nothing_in_the_way()
    clerk.presses("Tiếp tục: xem từng dòng")
    clerk.reads("Đường liên thôn hỏng nặng", "đã mất số 0 ở đầu", "Thôn Tây Hạ").finds_nothing_in_the_way()

    clerk.page.locator("#row-14").get_by_role("link", name="Sửa hoặc bỏ ra").click()
    clerk.finds_nothing_in_the_way()
    clerk.fills(content="Đề nghị lắp đèn đường trục thôn.").presses("Lưu")
    clerk.presses("Ghi 4 ý kiến").reads("Đã ghi 4 ý kiến").finds_nothing_in_the_way()

    clerk.follows("Lập vụ việc từ các ý kiến").reads("Đề nghị lắp đèn đường trục thôn.", "Trần Thị Bình")
    clerk.page.locator("[name=statement_ids]").first.check()
    clerk.presses("Lập vụ việc từ các ý kiến đã đánh dấu")
    clerk.fills(summary="Đề nghị sửa đường liên thôn Đông Thành.").presses("Lưu nháp")
    clerk.reads("Nguyễn Văn An", "Bản nháp")


def test_minutes_become_statements_by_keyboard_alone(meeting):
    clerk, address = meeting()
    hands = Keyboard(clerk.visits(address).page)
    hands.goes_to("Nhập từ danh sách hoặc biên bản").enters()
    hands.goes_to("text").types(MINUTES).goes_to("Đọc và hiển thị").enters()
    clerk.reads("Không dùng", "Đường liên thôn hỏng nặng").finds_nothing_in_the_way()
    assert clerk.page.locator("mark").count() == 7

    # The first statement says two things: it is cut, and the other is no matter of its own.
    first = clerk.page.locator("li.proposal", has_text="Việc này đã nêu từ năm ngoái.")
    first.get_by_role("link", name="Tách làm hai").focus()
    hands.enters()
    clerk.finds_nothing_in_the_way()
    hands.goes_to("at").presses("Space").goes_to("Tách tại đây").enters()
    assert clerk.page.locator("mark").count() == 8
    clerk.page.locator("li.proposal", has_text="Việc này đã nêu").get_by_role("link", name="Sửa hoặc bỏ ra").focus()
    hands.enters()
    clerk.finds_nothing_in_the_way()
    hands.goes_to("is_left_out").presses("Space").goes_to("Lưu").enters()
    assert clerk.page.locator("mark").count() == 7

    # Two points of one speaker are one matter: they are joined.
    clerk.page.locator("li.proposal", has_text="rác chất đống").get_by_role("link", name="Ghép với phần sau").focus()
    hands.enters()
    clerk.finds_nothing_in_the_way()
    hands.goes_to("Ghép làm một").enters()
    assert clerk.page.locator("mark").count() == 6

    clerk.page.get_by_role("button", name="Ghi 6 ý kiến").focus()
    hands.enters()
    clerk.reads("Đã ghi 6 ý kiến")
    clerk.visits(address).reads("Thứ nhất, rác chất đống. Thứ hai, mùi hôi.", "Ông Lê Văn Tám - Chủ tịch UBND xã")
