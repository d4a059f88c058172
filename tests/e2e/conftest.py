"""A real browser before the built product: people sign in, read and press buttons."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.people import Person, watch
from tests.product import Installation, Server

# The first is for containers; the others keep the browser from looking for the wide world on its own.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OFFICE_SCREEN = {"width": 1366, "height": 768}


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Start the machine's Chromium; Playwright brings none."""
    found = os.environ.get("PETITIONS_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        pytest.fail("no browser: run ./manage test, or set PETITIONS_TEST_CHROMIUM")
    return {"executable_path": found, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, object]:
    """An office computer in Vietnam."""
    return {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh", "viewport": OFFICE_SCREEN}


@pytest.fixture(scope="session")
def demo_data(installation: Installation, migrated_data: Path, once_for_all: Callable[..., Path]) -> Path:
    """A data folder with the demo, loaded once for all workers; copy it."""

    def load(folder: Path) -> None:
        shutil.copytree(migrated_data, folder, dirs_exist_ok=True)
        installation.run("demo", "load", data_dir=folder)

    return once_for_all("demo", load)


@pytest.fixture(scope="session")
def site(installation: Installation, demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product with the demo loaded, shared by the tests of a worker: make your own cases, count on nothing."""
    data_dir = shutil.copytree(demo_data, tmp_path_factory.mktemp("site") / "data")
    server = Server(installation, data_dir)
    yield server
    server.stop()


@pytest.fixture
def empty_site(installation: Installation, migrated_data: Path, tmp_path: Path) -> Iterator[Server]:
    """The product as it is on its first day, for one test alone."""
    data_dir = shutil.copytree(migrated_data, tmp_path / "data")
    server = Server(installation, data_dir)
    yield server
    server.stop()


@pytest.fixture
def person(
    browser: Browser, browser_context_args: dict[str, object], request: pytest.FixtureRequest
) -> Iterator[Callable[..., Person]]:
    """`person("clerk")` sits down and signs in; `at=empty_site` elsewhere, `screen=(390, 844)` with a phone.

    `javascript=False` has a browser without scripts. Whatever a script complained of fails the test, but for what holds
    the words of `forgives`.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def sit_down(
        username: str | None = None,
        *,
        at: Server | None = None,
        screen: tuple[int, int] | None = None,
        javascript: bool = True,
        forgives: str = "",
    ) -> Person:
        server = at or request.getfixturevalue("site")
        options = {**browser_context_args, "base_url": server.url, "java_script_enabled": javascript}
        if screen:
            options["viewport"] = {"width": screen[0], "height": screen[1]}
        context = browser.new_context(**options)
        contexts.append(context)
        someone = Person(watch(context.new_page(), complaints, forgives))
        if username:
            someone.signs_in(username)
        return someone

    yield sit_down
    for context in contexts:
        context.close()
    assert not complaints, "the browser complained:\n  " + "\n  ".join(complaints)


@pytest.fixture
def page(context: BrowserContext, site: Server) -> Iterator[Page]:
    """A page of a stranger on the demo site."""
    complaints: list[str] = []
    page = watch(context.new_page(), complaints)
    page.goto(site.url)
    yield page
    assert not complaints, "the browser complained:\n  " + "\n  ".join(complaints)
