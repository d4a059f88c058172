"""The clerk's main work without a mouse: from the sign-in page to a submitted case."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.people import PASSWORD
from tests.e2e.rows import Minutes

LONGEST_WAY = 80
HERE = """
() => {
  const here = document.activeElement
  const words = [here.getAttribute("aria-label"), here.name, here.value, here.textContent].filter(Boolean)
  const style = getComputedStyle(here)
  const seen = style.outlineStyle !== "none" || style.boxShadow !== "none"
  return { words: words.join(" "), isSeen: seen, isPage: here === document.body }
}
"""


class Keyboard:
    """Hands that never leave the keyboard; every stop on the way has to be visible."""

    def __init__(self, page) -> None:
        self.page = page

    def goes_to(self, words: str, key: str = "Tab") -> Keyboard:
        """Press Tab until the focus is where these words, or this field, are."""
        for _ in range(LONGEST_WAY):
            here = self.page.evaluate(HERE)
            assert here["isSeen"] or here["isPage"], f"the focus cannot be seen at {here['words']!r}"
            if words in here["words"] and not here["isPage"]:
                return self
            self.page.keyboard.press(key)
        pytest.fail(f"Tab never comes to {words!r} on {self.page.url}")

    def types(self, text: str) -> Keyboard:
        self.page.keyboard.insert_text(text)
        return self

    def presses(self, key: str) -> Keyboard:
        self.page.keyboard.press(key)
        return self

    def enters(self, key: str = "Enter") -> Keyboard:
        """Press the key that leads to another page, and wait for it."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        return self

    @property
    def field(self) -> str:
        """The name of the field that has the focus."""
        return self.page.evaluate("document.activeElement.name || ''")


def test_a_clerk_needs_no_mouse_from_signing_in_to_submitting(person):
    clerk = person().visits("/sign-in/")
    hands = Keyboard(clerk.page)
    hands.goes_to("username").types("clerk").goes_to("password").types(PASSWORD).enters()

    hands.goes_to("Nhập ý kiến sau buổi tiếp xúc").enters()
    hands.goes_to("place").types("Nhà văn hóa thôn Đông Thành").enters()
    meeting = Minutes(clerk).is_ready().meeting

    for speaker, content in (
        ("Bà Nguyễn Thị Khuyên", "Mương tiêu chảy qua thôn đã lâu không nạo vét."),
        ("Ông Trần Văn Dưỡng", "Đề nghị nạo vét mương tiêu trước vụ mùa."),
    ):
        assert hands.field == "speaker_name", "the next statement starts where it is typed"
        hands.types(speaker).goes_to("village").types("thôn Đông Thành").goes_to("content").types(content)
        hands.presses("Control+Enter")
    expect(clerk.page.locator("#rows-status")).to_contain_text("Đã lưu đủ 2 ý kiến")
    hands.goes_to("Xong, về hội nghị").enters()
    assert clerk.page.url.endswith(meeting)

    hands.goes_to("statement_ids").presses("Space").presses("Tab").goes_to("statement_ids").presses("Space")
    hands.goes_to("Lập vụ việc từ các ý kiến đã đánh dấu").enters()
    hands.goes_to("summary").types("Đề nghị nạo vét mương tiêu thôn Đông Thành trước vụ mùa.")
    hands.goes_to("Lưu nháp").enters()
    clerk.reads("Bà Nguyễn Thị Khuyên", "Ông Trần Văn Dưỡng", "Bản nháp")

    hands.goes_to("Gửi Văn phòng HĐND").enters()
    hands.goes_to("Gửi").enters()
    clerk.reads("Chờ phân loại")


def test_the_first_tab_offers_to_pass_over_the_menu(person):
    clerk = person("clerk").visits("/cases/")
    clerk.page.keyboard.press("Tab")
    clerk.page.keyboard.press("Enter")
    assert clerk.page.evaluate("document.activeElement.id") == "main"
