"""Limits of a running server: what an office needs is let through, a runaway script is not."""

import http.cookiejar
import itertools
import json
import re
import shutil
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from petitions import clock
from tests.product import Server


@pytest.fixture(scope="module")
def server(installation, migrated_data, tmp_path_factory):
    data_dir = shutil.copytree(migrated_data, tmp_path_factory.mktemp("limits") / "data")
    done = installation.run("accounts", "create", "quan.tri", "--name", "Quản Trị", "--json", data_dir=data_dir)
    server = Server(installation, data_dir)
    server.password = json.loads(done.stdout)["password"]
    yield server
    server.stop()


class Browser:
    """A browser without eyes: keeps cookies, follows redirects."""

    def __init__(self, server):
        self.url, self.password = server.url, server.password
        self.open = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), urllib.request.ProxyHandler({})
        ).open

    def status_of(self, path, **fields):
        data = urllib.parse.urlencode(fields).encode() if fields else None
        try:
            with self.open(self.url + path, data) as reply:
                self.text = reply.read().decode()
                return reply.status
        except urllib.error.HTTPError as error:
            self.text = error.read().decode()
            self.retry_after = error.headers["Retry-After"]
            return error.code

    def signs_in(self, password=None):
        self.status_of("/sign-in/")
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.text)[1]
        return self.status_of(
            "/sign-in/", csrf_token=token, username="quan.tri", password=self.password if password is None else password
        )


def let_through_in_a_minute(ask: Callable[[], int]) -> int:
    """Ask until stopped; return how many of the last minute's tries were let through, by the clock the server has."""
    passed = []
    for _ in range(500):
        if ask() == 429:
            return sum(at > clock.now() - timedelta(seconds=59) for at in passed)
        passed.append(clock.now())
    pytest.fail("nobody stopped it")


def test_thirty_people_of_one_office_sign_in_within_a_minute(server):
    assert [Browser(server).signs_in() for _ in range(30)] == [200] * 30


def test_twenty_requests_a_second_of_one_person_are_let_through(server):
    someone = Browser(server)
    someone.signs_in()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _n: someone.status_of("/account/"), range(40)))
    assert answers == [200] * 40


def test_a_script_that_tries_names_is_stopped_and_told_when_to_come_again(server):
    script = Browser(server)
    # Without a password it is refused before anything slow is done.
    assert let_through_in_a_minute(lambda: script.signs_in(password="")) <= 100
    assert int(script.retry_after) <= 60
    assert "<h1" in script.text


def test_a_script_that_tries_keys_of_receipts_is_stopped_and_told_when_to_come_again(server):
    time.sleep(1)  # what the tests before it asked for within a second is counted together
    script = Browser(server)
    script.status_of("/lookup/")
    token = re.search(r'name="csrf_token" value="([^"]+)"', script.text)[1]
    codes = (f"KN-2222-{number:04}" for number in itertools.count())

    def tries_a_key():
        return script.status_of("/lookup/", csrf_token=token, code=next(codes), key="22222222")

    assert tries_a_key() == 422
    assert let_through_in_a_minute(tries_a_key) <= 20
    assert int(script.retry_after) <= 3600
