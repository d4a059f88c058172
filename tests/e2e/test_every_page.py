"""Every page that a role can reach, on an office screen and on a phone: no barrier, no need to scroll sideways."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from petitions.domain.vocabulary import State
from tests.e2e.people import Person, inaccessible, overflows

OFFICE = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
OF_THE_LAYOUT = ["target-size", "scrollable-region-focusable", "region", "heading-order", "label", "link-name"]
"""What may change with the width of a page that was read whole on the wide screen."""

NO_PAGE = re.compile(r"/(files|minutes)/\d+/(\?|$)|/print/|/import/template/|^/static/|#")
"""A file is no page; a place on a page is looked at with the page."""

SHOWN_OF_A_CASE = """
() => [...document.querySelectorAll("main section, .next-step a")]
  .map((part) => ", " + (part.getAttribute("aria-labelledby") || part.textContent.trim())).join("")
"""
A_CASE = re.compile(r'href="(/cases/[A-Z]{2}-\w{4}-\w{4}/)"')
BEGINNINGS = {
    "/": "/",
    "/account/": "/account/",
    "/deadlines/?rule=petition.response&start=02/03/2026": "a counted term",
    "/cases/?state=closed&q=thon": "a list with filters",
    "/cases/?q=khongcogihet": "a list without rows",
}


def kind_of(address: str) -> str:
    """Return what pages that differ only in their rows have in common."""
    path, _, query = address.partition("?")
    path = re.sub(r"/[A-Z]{2}-\w{4}-\w{4}/|/\w+(\.\w+)+/", "/<code>/", path)
    return re.sub(r"/\d+(?=/)", "/<id>", path) + ("?" if query else "")


class Inspector:
    """Walks wherever the links lead and notes what is in the way of whom; a page of the same kind is read once."""

    def __init__(self) -> None:
        self.read: set[str] = set()
        self.found: list[str] = []

    def walk(self, someone: Person, role: str) -> None:
        """Look at the beginnings, at one case in each state, and at all that they lead to."""
        addresses = [(address, f"{role}: {kind}" if kind == "/" else kind) for address, kind in BEGINNINGS.items()]
        addresses += [(address, f"{role}: {state} case") for state, address in cases_by_state(someone)]
        met = {kind for _address, kind in addresses} | {"/", "/cases/<code>/"}
        while addresses:
            address, kind = addresses.pop()
            if kind in self.read:
                continue
            someone.visits(address)
            self.look(someone, kind)
            fresh = {kind_of(link): link for link in links_of(someone)}
            addresses += [(link, like) for like, link in fresh.items() if like not in met]
            met |= fresh.keys()

    def look(self, someone: Person, kind: str) -> None:
        """Read one page unfolded, at both sizes; pages of a case differ by what the person sees and may do."""
        page = someone.page
        if kind.endswith(" case"):
            kind = kind.partition(": ")[2] + page.evaluate(SHOWN_OF_A_CASE)
        if kind in self.read:
            return
        self.read.add(kind)
        page.evaluate("document.querySelectorAll('main details').forEach((folded) => { folded.open = true })")
        for screen, rules in ((OFFICE, None), (PHONE, OF_THE_LAYOUT)):
            page.set_viewport_size(screen)
            faults = inaccessible(page, rules) + ["wider than the screen"] * overflows(page)
            self.found += [f"{kind} ({page.url}), {screen['width']} wide: {fault}" for fault in faults]
        page.set_viewport_size(OFFICE)


def cases_by_state(someone: Person) -> Iterator[tuple[State, str]]:
    """Return the first case the person sees in each state."""
    for state in State:
        found = A_CASE.search(someone.page.request.get(f"/cases/?state={state}").text())
        if found:
            yield state, found[1]


def links_of(someone: Person) -> list[str]:
    """Return where the page leads within the site."""
    links = someone.page.eval_on_selector_all("a[href]", "all => all.map((link) => link.getAttribute('href'))")
    return [link for link in links if link.startswith("/") and not NO_PAGE.search(link)]


@pytest.mark.parametrize(
    ("roles", "at_least"),
    [
        (["clerk", "office"], 50),
        (["board", "auditor", "committee", "deputy"], 45),
        (["officer", "leader", "coordinator"], 20),
        (["admin", "letters"], 35),
    ],
    ids=["entry and office", "council", "agencies", "administration"],
)
def test_nothing_is_in_the_way_on_any_page_that_a_role_can_reach(person, roles, at_least):
    inspector = Inspector()
    for role in roles:
        inspector.walk(person(role), role)
    assert not inspector.found, "\n".join(inspector.found)
    assert len(inspector.read) >= at_least, sorted(inspector.read)


@pytest.mark.parametrize("screen", [OFFICE, PHONE], ids=["office", "phone"])
def test_nothing_is_in_the_way_where_something_is_refused(person, screen):
    clerk = person("clerk", screen=tuple(screen.values()))
    closed = next(address for state, address in cases_by_state(clerk) if state is State.CLOSED)
    for address, words in (
        ("/nothing-here/", "Không tìm thấy"),
        ("/cases/KN-2222-2222/", "Không tìm thấy"),
        ("/admin/", "không được giao"),
        (f"{closed}classification/", "không được giao"),
        (f"{closed}submission/", "đã thay đổi"),
    ):
        clerk.visits(address)
        assert words in clerk.heading
        clerk.finds_nothing_in_the_way()
    clerk.visits("/cases/new/").presses().reads("Mục này không được để trống.").finds_nothing_in_the_way()
    clerk.visits("/meetings/new/").fills(held_on="31/02/2026").presses()
    clerk.reads("Ngày không đúng").finds_nothing_in_the_way()


@pytest.mark.parametrize("screen", [OFFICE, PHONE], ids=["office", "phone"])
def test_two_texts_of_one_entry_stand_side_by_side(person, screen):
    clerk = person("clerk", screen=tuple(screen.values()))
    clerk.visits("/cases/new/").fills(summary="Đề nghị sửa cống thôn Đông Thành.", content="Cống vỡ.").presses()
    address = clerk.page.url + "correction/"
    slower = Person(clerk.page.context.new_page()).visits(address)
    clerk.visits(address).fills(content="Cống vỡ, trẻ em dễ ngã.", reason="Ghi thêm.").presses()
    slower.fills(content="Cống vỡ từ tháng ba.", reason="Ghi thêm.").presses()
    slower.reads("Cống vỡ, trẻ em dễ ngã.", "Cống vỡ từ tháng ba.").finds_nothing_in_the_way()


def test_the_menu_of_a_phone_opens_and_leads_on(person):
    clerk = person("clerk", screen=tuple(PHONE.values()))
    clerk.page.locator(".menu > summary").click()
    assert not overflows(clerk.page)
    clerk.page.locator(".menu").get_by_role("link", name="Tiếp xúc cử tri").click()
    assert clerk.heading == "Tiếp xúc cử tri"
