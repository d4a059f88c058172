"""Signing in: who comes in, who waits, and that nobody can be kept out from elsewhere."""

import time
import unicodedata
from datetime import timedelta

import pytest

from petitions.domain.errors import CredentialsError
from petitions.models import Person, SignInThrottle, UserSession
from petitions.services.authentication import authenticate, hash_password
from tests.builders import PASSWORD, a_person
from tests.conftest import MONDAY_MORNING

HERE = {"REMOTE_ADDR": "10.1.1.1"}
THERE = {"REMOTE_ADDR": "10.2.2.2"}
WRONG = "sai-mat-khau"


def attempt(client, username, password=WRONG, place=HERE, **address):
    token = client.token()
    data = {"csrf_token": token, "username": username, "password": password}
    return client.post("/sign-in/", data=data, environ_base=place, query_string=address)


def fail(client, username, times, place=HERE):
    return [attempt(client, username, place=place).status_code for _ in range(times)]


@pytest.mark.parametrize("typed", ["office", "OFFICE", " Office "])
def test_the_case_of_a_user_name_does_not_matter(client, world, typed):
    assert attempt(client, typed, PASSWORD).status_code == 303


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_accents_are_one_however_the_keyboard_writes_them(client, session, world, form):
    a_person(session, username="hà.đỗ", password_hash=hash_password("lúa chín vàng đồng"))
    reply = attempt(client, unicodedata.normalize(form, "Hà.Đỗ"), unicodedata.normalize(form, "lúa chín vàng đồng"))
    assert reply.status_code == 303


def test_a_user_name_in_wide_letters_is_the_same_account(client, world):
    assert attempt(client, "\uff2f\uff46\uff46\uff49\uff43\uff45", PASSWORD).status_code == 303


def test_a_wrong_password_is_refused_in_place_and_the_name_kept(client, world):
    reply = attempt(client, "office")
    assert reply.status_code == 422
    assert reply.presets()["username"] == "office"
    assert not reply.presets().get("password")
    assert "Tên đăng nhập hoặc mật khẩu" in reply.words


def test_an_unknown_name_and_a_closed_account_hear_the_same(client, session, world):
    session.get(Person, world.clerk.person_id).is_active = False
    answers = {attempt(client, name, PASSWORD).words.replace(name, "") for name in ("nobody.here", "clerk")}
    assert len(answers) == 1


def test_an_unknown_name_takes_as_long_as_a_known_one(session, world):
    def best(name):
        took = []
        for _ in range(5):
            began = time.perf_counter()
            with pytest.raises(CredentialsError):
                authenticate(session, name, WRONG)
            took.append(time.perf_counter() - began)
        return min(took)

    known, unknown = best("office"), best("nobody.here")
    assert unknown > known / 2
    assert known > unknown / 2


def test_five_slips_are_free_then_the_name_waits_longer_each_time(client, world, clock):
    assert fail(client, "office", 5) == [422] * 5
    waits = []
    for _ in range(4):
        reply = attempt(client, "office")
        assert reply.status_code == 429
        waits.append(int(reply.headers["Retry-After"]))
        clock.shift(waits[-1])
        assert attempt(client, "office").status_code == 422
    assert waits == [2, 4, 8, 16]


def test_waiting_says_how_long_and_keeps_the_name(client, world, clock):
    for _ in range(12):
        attempt(client, "office")
        clock.shift(1000)
    attempt(client, "office")
    reply = attempt(client, "Office", PASSWORD)
    assert reply.status_code == 429
    assert reply.presets()["username"] == "Office"
    assert "phút" in reply.words
    assert 60 < int(reply.headers["Retry-After"]) <= 15 * 60


def test_nobody_waits_longer_than_a_quarter_of_an_hour(client, session, world, clock):
    session.add(SignInThrottle(username="office", address="10.1.1.1", failures=500, last_failed_at=MONDAY_MORNING))
    assert int(attempt(client, "office").headers["Retry-After"]) == 900
    clock.shift(901)
    assert attempt(client, "office", PASSWORD).status_code == 303


def test_another_address_is_never_slowed_down(client, world):
    fail(client, "office", 8)
    assert attempt(client, "office", PASSWORD, HERE).status_code == 429
    assert attempt(client, "office", PASSWORD, THERE).status_code == 303


def test_another_name_at_the_same_address_is_not_slowed_down(client, world):
    fail(client, "office", 8)
    assert attempt(client, "clerk", PASSWORD).status_code == 303


def test_upper_case_and_blanks_are_no_way_around_the_waiting(client, world):
    fail(client, "office", 5)
    assert attempt(client, " OFFICE ").status_code == 429


def test_a_success_forgets_the_slips(client, session, world):
    fail(client, "office", 4)
    attempt(client, "office", PASSWORD)
    assert session.query(SignInThrottle).count() == 0


def test_slips_are_forgotten_after_a_day(client, session, world, clock):
    fail(client, "office", 5)
    clock.shift(timedelta(hours=24, minutes=1))
    assert fail(client, "office", 5) == [422] * 5


@pytest.mark.parametrize("name", ["İ" * 60, "x" * 60, "\x00office\u202e", "🐃🐃", "a" * 61, "' OR 1=1 --"])
def test_whatever_is_typed_as_a_name_is_refused_with_a_page(client, world, name):
    for _ in range(7):
        assert attempt(client, name).status_code in {422, 429}


def test_a_password_of_a_megabyte_is_refused_with_a_page(client, world):
    assert attempt(client, "office", "x" * 1_000_000).status_code == 422


@pytest.mark.parametrize(
    "target", ["/cases/?q=đường", "/account/", "/cases/KN-2222-2222/response/", "/rounds/?cursor=2026-01-01.5"]
)
def test_one_comes_to_the_page_one_asked_for(client, world, target):
    assert attempt(client, "office", PASSWORD, next=target).headers["Location"].startswith(target[:10])


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example/",
        "/\n/evil.example",
        "javascript:alert(1)",
        "evil",
        "",
        "/sign-in/",
        "///evil.example",
        "//[",
        "http://[",
        "/[",
        "/sign-out/",
        "/account/mail/",
        "/no-such-page/",
    ],
)
def test_one_is_never_sent_elsewhere(client, world, target):
    assert attempt(client, "office", PASSWORD, next=target).headers["Location"] == "/"


def test_a_stranger_with_a_crooked_way_back_sees_the_form(client, world):
    for target in ("//[", "http://[", "//\u2100/"):
        assert client.get("/sign-in/", query_string={"next": target}).status_code == 200
        client.sign_in("office")
        assert client.get("/sign-in/", query_string={"next": target}).headers["Location"] == "/"
        client.post("/sign-out/", data={"csrf_token": client.token("/account/")})


@pytest.mark.parametrize("path", ["/sign-out/", "/account/mail/", "/notices/reading/", "/cases/alike/"])
def test_signing_in_leads_to_no_address_that_only_takes_forms(office, session, path):
    token = office.token("/account/")
    session.query(UserSession).update({"expires_at": MONDAY_MORNING - timedelta(seconds=1)})
    reply = office.post(path, data={"csrf_token": token})
    assert (reply.status_code, reply.headers["Location"]) == (303, "/sign-in/")


def test_who_signs_in_in_two_tabs_goes_on_in_both(client, world):
    second_tab = client.token()
    client.sign_in("office")
    data = {"csrf_token": second_tab, "username": "Office", "password": PASSWORD}
    reply = client.post("/sign-in/", query_string={"next": "/cases/"}, data=data)
    assert (reply.status_code, reply.headers["Location"]) == (303, "/cases/")


def test_an_old_page_brings_nobody_in_while_another_is_signed_in(client, world):
    second_tab = client.token()
    client.sign_in("office")
    reply = client.post("/sign-in/", data={"csrf_token": second_tab, "username": "clerk", "password": PASSWORD})
    assert reply.status_code == 400
    assert "Người Thứ office đang đăng nhập" in reply.words
    assert "Người Thứ office" in client.get("/account/").words


def test_a_browser_that_keeps_no_cookies_is_told_so(client, world):
    token = client.token()
    client.delete_cookie("petitions")
    data = {"csrf_token": token, "username": "office", "password": PASSWORD}
    reply = client.post("/sign-in/", query_string={"next": "/cases/"}, data=data)
    assert reply.status_code == 400
    assert "cookie" in reply.words
    assert "/sign-in/?next=/cases/" in reply.links("main a")


def test_the_switch_of_language_on_an_old_page_leads_back_to_no_form(client, world):
    token = client.token()
    client.delete_cookie("petitions")
    reply = client.post("/language/", data={"csrf_token": token, "language": "en"})
    assert reply.status_code == 400
    assert "/language/" not in reply.links("main a")


def test_signing_in_again_ends_what_this_browser_carried_before(client, session, world):
    client.sign_in("clerk")
    client.post("/sign-in/", data={"csrf_token": client.token("/account/"), "username": "office", "password": PASSWORD})
    living = session.query(UserSession).filter(UserSession.revoked_at.is_(None)).all()
    assert [row.person_id for row in living] == [world.office.person_id]


def test_a_cookie_from_before_signing_in_is_worth_nothing_after(client, world):
    client.get("/sign-in/")
    before = client.get_cookie("petitions").value
    client.sign_in("office")
    stranger = client.application.test_client()
    stranger.set_cookie("petitions", before)
    assert stranger.get("/account/").status_code == 303


def test_the_language_survives_signing_in_and_out(client, world):
    client.post("/language/", data={"csrf_token": client.token(), "language": "en"})
    client.sign_in("office")
    assert client.get("/account/").heading == "My account"
    client.post("/sign-out/", data={"csrf_token": client.token("/account/")})
    assert client.get("/sign-in/").heading == "Sign in"


def test_without_a_demo_no_account_is_offered(client, world):
    page = client.get("/sign-in/")
    assert PASSWORD not in page.text
    assert page.texts("button[name=account]") == []


def test_a_demo_offers_its_accounts_and_their_password(client, session, world):
    for person in session.query(Person):
        person.is_demo = True
    page = client.get("/sign-in/")
    assert PASSWORD in page.words
    assert {"clerk", "office", "admin"} <= {words.split()[0] for words in page.texts("button[name=account]")}
    assert "Dữ liệu thử" in page.text
    reply = client.post("/sign-in/", data={"csrf_token": client.token(), "account": "office"})
    assert reply.status_code == 303
    assert "Người Thứ office" in client.get("/account/").words


def test_the_demos_button_opens_nothing_where_no_demo_lives(client, world):
    reply = client.post("/sign-in/", data={"csrf_token": client.token(), "account": "office"})
    assert reply.status_code == 422


def test_the_demos_button_opens_no_account_whose_password_is_another(client, session, world):
    a_person(session, username="demo", is_demo=True)
    a_person(session, username="real", password_hash=hash_password("lúa chín vàng đồng"))
    reply = client.post("/sign-in/", data={"csrf_token": client.token(), "account": "real"})
    assert reply.status_code == 422
