"""People as page objects: what they do, said in their words."""

from pathlib import Path
from typing import Self

from playwright.sync_api import ConsoleMessage, Locator, Page, expect

PASSWORD = "cu-tri-2026"
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
REFUSALS = "the server responded with a status of 4"
"""A refused form is shown as a page; the browser logs it all the same."""


def watch(page: Page, complaints: list[str], forgives: str = "") -> Page:
    """Collect every script error, refused script or style and missing file of the page."""

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and REFUSALS not in message.text and not (forgives and forgives in message.text):
            complaints.append(f"{page.url}: {message.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    return page


def inaccessible(page: Page, rules: list[str] | None = None) -> list[str]:
    """Return what axe holds against the page as it stands: rule, reason and place; ``rules`` for some of them only."""
    # Evaluating goes past the content security policy; a script tag would be refused by it.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    result = page.evaluate(
        "(runOnly) => axe.run(document, { runOnly, resultTypes: ['violations'] })",  # the rest takes long to gather
        {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES},
    )
    return [
        f"{violation['id']}: {violation['help']} at {node['target']}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


def overflows(page: Page) -> bool:
    """Tell whether a person would have to scroll sideways."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


class Person:
    """Someone before a screen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def main(self) -> Locator:
        """The part of the page that is about the matter."""
        return self.page.locator("main")

    @property
    def heading(self) -> str:
        """What the page says it is."""
        return self.page.locator("h1").inner_text()

    def signs_in(self, username: str, password: str = PASSWORD) -> Self:
        """Come in by the sign-in page."""
        self.page.goto("/sign-in/")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", password)
        self.presses()
        expect(self.page.locator("#whoami")).to_be_attached()
        return self

    def visits(self, path: str) -> Self:
        """Open an address."""
        self.page.goto(path)
        return self

    def fills(self, **fields: str | bool) -> Self:
        """Fill in fields by their names: words, a choice's value or its words, a tick."""
        for name, value in fields.items():
            control = self.main.locator(f"[name='{name}']:not([type=hidden])")
            kind = control.first.evaluate("control => control.type")
            if isinstance(value, bool):
                control.set_checked(value)
            elif kind.startswith("select"):
                control.select_option(value)
            elif kind == "radio":
                self.main.locator(f"[name='{name}'][value='{value}']").check()
            elif kind == "file":
                control.set_input_files(value)
            else:
                control.fill(value)
        return self

    def presses(self, words: str | None = None) -> Self:
        """Press the button with these words, or the form's own."""
        if words:
            self.page.get_by_role("button", name=words).click()
        else:
            self.main.locator("form[method=post] [type=submit]").first.click()
        self.page.wait_for_load_state()
        return self

    def follows(self, words: str) -> Self:
        """Follow the link with these words."""
        self.page.get_by_role("link", name=words).first.click()
        self.page.wait_for_load_state()
        return self

    def reads(self, *sentences: str) -> Self:
        """Find each sentence in the matter of the page."""
        for sentence in sentences:
            expect(self.main).to_contain_text(sentence)
        return self

    def finds_nothing_in_the_way(self) -> Self:
        """Meet neither a barrier that axe knows nor a page wider than the screen."""
        found = inaccessible(self.page)
        assert not found, f"{self.page.url}:\n  " + "\n  ".join(found)
        assert not overflows(self.page), f"{self.page.url} is wider than {self.page.viewport_size}"
        return self
