"""Rows typed where there is no network: whatever is killed, whoever sits down next, none is lost, none is doubled."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Page, expect

from tests.e2e.people import PASSWORD, Person
from tests.e2e.rows import Minutes
from tests.product import Server

SECRET = "Bà Nguyễn Thị Khuyên"
KEPT_HERE = """
async () => {
  const told = []
  for (const name of await caches.keys()) {
    const cache = await caches.open(name)
    for (const request of await cache.keys()) told.push(request.url, await (await cache.match(request)).text())
  }
  const open = indexedDB.open("petitions-rows")
  const database = await new Promise((resolve) => { open.onsuccess = () => resolve(open.result) })
  for (const name of database.objectStoreNames) {
    const all = database.transaction(name).objectStore(name).getAll()
    const rows = await new Promise((resolve) => { all.onsuccess = () => resolve(all.result) })
    for (const row of rows) {
      told.push(JSON.stringify({ ...row, sealed: null }), new TextDecoder().decode(row.sealed))
    }
  }
  return { told: told.join("\\n"), stores: JSON.stringify([{ ...localStorage }, { ...sessionStorage }]) }
}
"""
BROKEN_LINE = "net::ERR_"
"""What a browser says of a line that is broken on purpose."""
WORKER_IS_READY = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"


@pytest.fixture
def own_site(installation, demo_data: Path, tmp_path: Path) -> Iterator[list[Server]]:
    """A server of this test alone, to be killed and started again; the last of the list is the one that lives."""
    servers = [Server(installation, shutil.copytree(demo_data, tmp_path / "data"))]
    yield servers
    servers[-1].stop()


@pytest.fixture
def minutes(person) -> Minutes:
    """A sheet that can do without the network."""
    return ready_for_the_village(Minutes.of_a_new_meeting(person("clerk", forgives=BROKEN_LINE)))


def ready_for_the_village(minutes: Minutes) -> Minutes:
    minutes.page.wait_for_function(WORKER_IS_READY)
    expect(minutes.page.locator("#rows-note")).to_contain_text("khi mất mạng")
    return minutes


def no_line(page: Page) -> None:
    page.context.set_offline(True)


def line_is_back(page: Page) -> None:
    page.context.set_offline(False)


def test_the_page_opens_without_a_network_and_its_rows_go_when_the_line_is_back(minutes):
    page = minutes.page
    minutes.enters("Có mạng.", "Bà Hoa, thôn Đoài").are_all_saved(1)
    no_line(page)
    minutes.enters("Mất mạng, dòng một.").are_unsent(1)
    expect(minutes.status).to_contain_text("Mất mạng")

    page.reload()
    minutes.is_ready().are_unsent(1)
    assert "Nhà văn hóa thôn Đông Thành" in minutes.someone.heading
    minutes.enters("Mất mạng, dòng hai.", "Ông Ba").are_unsent(2)
    minutes.page.select_option("[name=subject_field_id]", label="Nước sạch")
    minutes.someone.finds_nothing_in_the_way()

    line_is_back(page)
    minutes.are_all_saved(3)
    page.reload()
    minutes.is_ready().are_all_saved(3)
    minutes.come_to_say("Có mạng.", "Mất mạng, dòng một.", "Mất mạng, dòng hai.")


def test_the_meetings_own_address_and_the_installed_page_open_too(minutes):
    page = minutes.page
    no_line(page)
    minutes.someone.visits(minutes.address.replace("statements/", ""))
    minutes.is_ready().enters("Từ trang hội nghị.").are_unsent(1)
    minutes.someone.visits("/meetings/offline/")
    expect(page.locator("#rows-meetings")).to_contain_text("Nhà văn hóa thôn Đông Thành")
    expect(page.locator("#rows-meetings")).to_contain_text("chưa gửi: 1")
    minutes.someone.finds_nothing_in_the_way()
    page.locator("#rows-meetings a").first.click()
    minutes.is_ready().are_unsent(1)


def test_who_is_signed_in_but_entered_nothing_here_yet_is_not_told_that_nobody_is(person):
    clerk = person("clerk").visits("/meetings/offline/")
    expect(clerk.page.locator("#rows-locked")).to_contain_text("hoặc người đã đăng nhập chưa mở trang nhập ý kiến nào")
    expect(clerk.page.get_by_role("link", name="Mở danh sách tiếp xúc cử tri")).to_be_visible()


def test_what_is_being_typed_survives_a_reload_without_a_line(minutes):
    page = minutes.page
    no_line(page)
    minutes.types("Bà Hoa, thôn Đoài").presses("Enter").types("Gõ dở một nửa")
    page.wait_for_timeout(600)
    page.reload()
    minutes.is_ready()
    assert page.input_value("[name=content]") == "Gõ dở một nửa"
    assert page.input_value("[name=speaker_name]") == "Bà Hoa"
    line_is_back(page)
    minutes.page.locator("[name=content]").focus()
    minutes.presses("Control+Enter").are_all_saved(1)


def test_changes_moves_and_removals_without_a_line_are_made_when_it_is_back(minutes):
    page = minutes.page
    for content in ("Một.", "Hai.", "Ba."):
        minutes.enters(content)
    minutes.are_all_saved(3)
    no_line(page)
    minutes.rows.nth(0).locator("[data-do=open]").click()
    page.fill("[name=content]", "Một, sửa khi mất mạng.")
    minutes.presses("Control+Enter")
    first = "Một, sửa khi mất mạng."
    minutes.come_to_say(first, "Hai.", "Ba.").rows.nth(1).locator("[data-do=remove]").click()
    minutes.begins().enters("Bốn.").enters("Năm.").come_to_say(first, "Ba.", "Bốn.", "Năm.")
    minutes.rows.nth(3).locator("[data-do=up]").click()
    minutes.come_to_say(first, "Ba.", "Năm.", "Bốn.").rows.nth(2).locator("[data-do=up]").click()
    minutes.come_to_say(first, "Năm.", "Ba.", "Bốn.")
    line_is_back(page)
    minutes.are_all_saved(4)
    page.reload()
    minutes.is_ready().are_all_saved(4).come_to_say(first, "Năm.", "Ba.", "Bốn.")


@pytest.mark.parametrize("moment", ["before the server hears it", "after the server has done it"])
def test_a_line_that_breaks_between_question_and_answer_doubles_nothing(minutes, moment):
    page = minutes.line_breaks(2, is_heard=moment.startswith("after")).page
    minutes.enters("Đường lầy.", "Bà Hoa").enters("Cầu gãy.")
    minutes.are_all_saved(2)
    assert minutes.breaks == 2
    page.reload()
    minutes.is_ready().are_all_saved(2)
    minutes.come_to_say("Đường lầy.", "Cầu gãy.")


def test_a_server_that_is_killed_while_rows_come_in_has_each_of_them_once(person, own_site):
    minutes = ready_for_the_village(Minutes.of_a_new_meeting(person("clerk", forgives=BROKEN_LINE, at=own_site[-1])))
    for round_number in range(3):
        for number in range(4):
            minutes.enters(f"Ý kiến {round_number}.{number}.")
        own_site[-1].kill()
        minutes.enters(f"Ý kiến {round_number}.4.")
        own_site.append(own_site[-1].again())
    minutes.are_all_saved(15)
    minutes.page.reload()
    minutes.is_ready().are_all_saved(15)
    minutes.come_to_say(*(f"Ý kiến {a}.{b}." for a in range(3) for b in range(5)))


class OwnBrowser:
    """A browser with a profile of its own that can be killed like any program."""

    def __init__(self, browser_type: BrowserType, profile: Path, options: dict[str, Any]) -> None:
        self.browser_type, self.profile, self.options = browser_type, profile, options
        self.start()

    def start(self) -> None:
        self.context = self.browser_type.launch_persistent_context(self.profile, **self.options)

    @property
    def page(self) -> Page:
        return self.context.new_page()

    def kill(self) -> None:
        # The browser writes down which process holds the profile: "host-pid".
        process_id = int(str((self.profile / "SingletonLock").readlink()).rpartition("-")[2])
        with self.context.expect_event("close"):
            os.kill(process_id, signal.SIGKILL)


@pytest.fixture
def own_browser(
    browser_type: BrowserType, browser_type_launch_args, browser_context_args, tmp_path: Path
) -> Iterator[OwnBrowser]:
    browser = OwnBrowser(browser_type, tmp_path / "profile", {**browser_type_launch_args, **browser_context_args})
    yield browser
    browser.context.close()


def signs_in(page: Page, server: Server, username: str = "clerk") -> Person:
    page.goto(f"{server.url}/sign-in/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form [type=submit]").first.click()
    expect(page.locator("#whoami")).to_be_attached()
    return Person(page)


def test_offline_killed_resumed_and_synced(own_browser, own_site):
    server = own_site[-1]
    clerk = signs_in(own_browser.page, server)
    clerk.page.goto(f"{server.url}/meetings/new/")
    clerk.fills(place="Nhà văn hóa thôn Đoài").presses()
    minutes = ready_for_the_village(Minutes(clerk).is_ready())
    address = server.url + minutes.address
    minutes.enters("Có mạng.", SECRET).are_all_saved(1)

    server.kill()
    minutes.enters("Mất mạng, dòng một.").enters("Mất mạng, dòng hai.").are_unsent(2)
    own_browser.kill()
    own_browser.start()

    page = own_browser.page
    page.goto(address)
    expect(page.locator("#rows-locked, #rows-status")).to_contain_text(["2"])
    assert "dòng một" not in page.content()

    own_site.append(server.again())
    minutes = Minutes(signs_in(page, own_site[-1]))
    page.goto(address)
    minutes.is_ready().are_all_saved(3)
    minutes.come_to_say("Có mạng.", "Mất mạng, dòng một.", "Mất mạng, dòng hai.")


def test_after_signing_out_rows_are_locked_and_only_their_number_is_shown_until_their_author_returns(minutes):
    page = minutes.page
    minutes.enters("Đã gửi.").are_all_saved(1)
    minutes.line_breaks().enters("Chưa gửi được.", SECRET).are_unsent(1)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.locator(".site-header__leave button").click()
    page.wait_for_url("**/sign-in/**")
    assert "1" in asked[0]
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "petitions_rows"]

    no_line(page)
    page.goto(minutes.address)
    expect(page.locator("#rows-locked")).to_contain_text("đang khóa trên máy này")
    assert SECRET not in page.content()
    line_is_back(page)

    minutes.someone.signs_in("office")
    office_sheet = Minutes.of_a_new_meeting(Person(page), place="Hội trường tỉnh")
    expect(page.locator("#rows-note")).to_contain_text("của người khác, đang khóa trên máy này")
    assert SECRET not in page.content()
    expect(office_sheet.rows).to_have_count(0)

    page.locator(".site-header__leave button").click()
    page.wait_for_url("**/sign-in/**")
    minutes.someone.signs_in("clerk").visits(minutes.address)
    minutes.is_ready().are_all_saved(2)
    minutes.come_to_say("Đã gửi.", "Chưa gửi được.")


def test_another_window_closes_as_soon_as_somebody_signs_out(minutes):
    minutes.enters("Đường lầy.", SECRET).are_all_saved(1)
    beside = Person(minutes.page.context.new_page()).visits("/")
    beside.page.locator(".site-header__leave button").click()
    expect(minutes.page.locator("#rows")).to_be_hidden()
    expect(minutes.page.locator(".rows__sheet")).to_be_hidden()
    assert SECRET not in minutes.page.inner_text("body")


def test_rows_wait_while_the_sign_in_has_expired_and_go_after_it(person, minutes):
    page = minutes.page
    minutes.enters("Trước khi hết phiên.", "Bà Hoa").are_all_saved(1)
    person("clerk", forgives=BROKEN_LINE).visits("/account/sessions/sign-out/").presses()

    minutes.enters("Sau khi hết phiên.").are_unsent(1)
    expect(minutes.status).to_contain_text("đăng nhập")
    page.locator("#rows-sign-in").click()
    page.fill("input[name=username]", "clerk")
    page.fill("input[name=password]", PASSWORD)
    minutes.someone.presses()
    minutes.is_ready().are_all_saved(2)
    minutes.come_to_say("Trước khi hết phiên.", "Sau khi hết phiên.")


def test_rows_of_one_person_are_never_sent_as_anothers(person, minutes):
    page = minutes.page
    minutes.line_breaks().enters("Của văn thư.").are_unsent(1)
    beside = Person(page.context.new_page())
    beside.page.goto("/")
    beside.page.locator(".site-header__leave button").click()
    beside.signs_in("office")
    minutes.line_holds()
    expect(page.locator("#rows")).to_be_hidden()
    page.wait_for_timeout(3000)
    reader = Minutes(person("clerk", forgives=BROKEN_LINE).visits(minutes.address)).is_ready()
    expect(reader.rows).to_have_count(0)


def test_no_page_with_personal_data_is_kept_and_what_is_kept_cannot_be_read(minutes):
    page = minutes.page
    minutes.enters("Đường liên thôn lầy lội.", SECRET).are_all_saved(1)
    no_line(page)
    minutes.enters("Cầu gãy.").types("Ông Trần Văn Dưỡng").are_unsent(1)
    page.wait_for_timeout(600)
    kept = page.evaluate(KEPT_HERE)
    name = page.locator(".whoami__name").inner_text()
    for words in (SECRET, "lầy lội", "Cầu gãy", "Trần Văn Dưỡng", "Nhà văn hóa", name):
        assert words not in kept["told"], words
        assert words not in kept["stores"], words
    assert "/meetings/offline/" in kept["told"]
    line_is_back(page)
    minutes.are_all_saved(2)
    assert '"isDraft"' not in page.evaluate(KEPT_HERE)["told"]


def test_a_meeting_that_is_no_longer_ones_own_keeps_the_rows_on_the_page(minutes):
    page = minutes.page
    minutes.enters("Đã gửi.").are_all_saved(1)
    answer = {"status": 404, "headers": {"Content-Type": "application/json"}, "body": '{"sentence": ""}'}
    minutes.line_breaks(answer=answer).enters("Không còn chỗ.").are_unsent(1)
    expect(minutes.status).to_contain_text("không còn mở")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Bỏ các ý kiến chưa gửi").click()
    expect(minutes.rows).to_have_count(1)


def test_over_plain_http_the_page_says_that_it_needs_the_network_and_still_works(site, person):
    # A name of this machine that browsers do not count as safe, unlike 127.0.0.1 and localhost.
    clerk = person(forgives="Cross-Origin-Opener-Policy")
    clerk.page.goto(f"http://0.0.0.0:{site.port}/sign-in/")
    clerk.page.fill("input[name=username]", "clerk")
    clerk.page.fill("input[name=password]", PASSWORD)
    clerk.presses()
    clerk.page.goto(f"http://0.0.0.0:{site.port}/meetings/new/")
    clerk.fills(place="Nhà văn hóa").presses()
    minutes = Minutes(clerk).is_ready()
    expect(clerk.page.locator("#rows-note")).to_contain_text("http")
    minutes.enters("Đường lầy.").are_all_saved(1)
    assert not [cookie for cookie in clerk.page.context.cookies() if cookie["name"] == "petitions_rows"]
