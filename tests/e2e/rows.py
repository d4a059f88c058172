"""Hands on the keyboard before the sheet of a meeting's statements, and what such a sheet says."""

import re

from playwright.sync_api import Locator, expect

from tests.e2e.people import Person

PATIENCE = 40_000
"""Milliseconds: after some failures the page waits longer and longer before it tries again."""

BREAK = """
({ times, isHeard, answer }) => {
  const whole = window.wholeLine ??= window.fetch
  window.broken = 0
  window.fetch = async (address, request) => {
    if (request?.method !== "POST" || !String(address).includes("/rows/") || window.broken === times) {
      return whole(address, request)
    }
    window.broken += 1
    if (isHeard) await whole(address, request)
    if (answer) return new Response(answer.body, { status: answer.status, headers: answer.headers })
    throw new TypeError("Failed to fetch")
  }
}
"""
"""What a page gets where its line breaks; a browser's own tools miss what goes on after the page is left."""


class Minutes:
    """The sheet on which somebody enters what voters said."""

    def __init__(self, someone: Person) -> None:
        self.someone = someone
        self.page = someone.page
        self.keys = 0

    @classmethod
    def of_a_new_meeting(cls, someone: Person, place: str = "Nhà văn hóa thôn Đông Thành") -> "Minutes":
        """Enter a meeting; its sheet comes next, ready when its script has read how it stands."""
        someone.visits("/meetings/new/").fills(place=place).presses()
        return cls(someone).is_ready()

    def is_ready(self) -> "Minutes":
        """Wait until the script has taken over."""
        expect(self.page.locator("#rows")).to_be_visible()
        expect(self.page.locator("#rows-note"), "before it knows the rows, the form goes its own way").not_to_be_empty()
        self.meeting = re.search(r"/meetings/\d+/", self.page.url)[0]
        self.address = f"{self.meeting}statements/"
        return self

    @property
    def rows(self) -> Locator:
        """The rows of the sheet."""
        return self.page.locator("#rows tbody tr")

    def come_to_say(self, *texts: str) -> "Minutes":
        """Wait until the rows say this, from top to bottom: a change is kept on the device before it is drawn."""
        expect(self.rows.locator("[data-part=content]")).to_have_text(list(texts))
        return self

    @property
    def status(self) -> Locator:
        """The sentence about all rows together."""
        return self.page.locator("#rows-status")

    def fate(self, number: int) -> Locator:
        """What became of the row that stands there, counted from 1."""
        return self.rows.nth(number - 1).locator("[data-part=fate]")

    def are_all_saved(self, count: int) -> "Minutes":
        """Wait until that many rows stand there and the server has them all."""
        expect(self.rows.locator(".fate--saved")).to_have_count(count, timeout=PATIENCE)
        expect(self.rows).to_have_count(count)
        return self

    def are_unsent(self, count: int) -> "Minutes":
        """Wait until that many rows wait to be sent."""
        expect(self.rows.locator(".fate--unsent")).to_have_count(count)
        return self

    def line_breaks(self, times: int | None = None, *, is_heard: bool = False, answer: dict | None = None) -> "Minutes":
        """Have what this page sends of its rows fail so often, or until ``line_holds``.

        ``is_heard`` has the server do it all the same, ``answer`` (status, headers, body) stands for its answer.
        """
        self.page.evaluate(BREAK, {"times": times, "isHeard": is_heard, "answer": answer})
        return self

    def line_holds(self) -> "Minutes":
        """Mend what ``line_breaks`` broke."""
        self.page.evaluate("window.fetch = window.wholeLine")
        return self

    @property
    def breaks(self) -> int:
        """How often the line broke."""
        return self.page.evaluate("window.broken")

    def begins(self) -> "Minutes":
        """Go where the next row is typed."""
        self.page.locator("[name=speaker_name]").focus()
        return self

    def types(self, text: str) -> "Minutes":
        """Type text where the hands are; it is not counted among the keys."""
        self.page.keyboard.insert_text(text)
        return self

    def presses(self, *keys: str) -> "Minutes":
        """Press keys, each with what is held down counted as one more."""
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += len(key.split("+"))
        return self

    def chooses(self, letters: str) -> "Minutes":
        """Type the beginning of a choice, letter by letter; it is text as well."""
        for letter in letters:
            self.page.keyboard.press(letter)
        return self

    def enters(self, content: str, speaker: str = "", *, answered_by: str = "") -> "Minutes":
        """Enter one row and save it."""
        if speaker:
            self.types(speaker)
        self.presses("Enter")
        if self.field == "village":
            self.presses("Enter")
        self.types(content)
        if answered_by:
            self.presses("Enter", "Enter").types(answered_by).presses("Enter")
        else:
            self.presses("Control+Enter")
        return self

    def opens(self, number: int) -> "Minutes":
        """Take the row that stands there, counted from 1, into the form."""
        self.rows.nth(number - 1).locator("[data-do=open]").click()
        return self

    def corrects(self, number: int, content: str) -> "Minutes":
        """Type other words for a row, and save nothing yet."""
        self.opens(number).page.fill("[name=content]", content)
        return self

    @property
    def content(self) -> str:
        """What the form says was said."""
        return self.page.input_value("[name=content]")

    @property
    def field(self) -> str:
        """The name of the field that has the focus."""
        return self.page.evaluate("document.activeElement.name || ''")
