"""The meeting's page without a network, as the server hands it over: nobody's data, and one's own key beside it."""

import re

from petitions.models import Person
from petitions.models.meeting import new_entry_key
from petitions.resources import package_file
from petitions.web.row_keys import COOKIE
from tests.builders import a_statement

SCRIPT = {"Accept": "application/json"}
HOST = "cutri.example.gov.vn"


def over(scheme, client, path):
    """Open a page at the address people know, as whoever is signed in here."""
    cookie = client.get_cookie(client.application.config["SESSION_COOKIE_NAME"])
    client.set_cookie(cookie.key, cookie.value, domain=HOST)
    return client.get(path, base_url=f"{scheme}://{HOST}")


def key_in(reply):
    """Return owner and secret of the key that a reply brings, or None."""
    for cookie in reply.headers.getlist("Set-Cookie"):
        if cookie.startswith(f"{COOKIE}="):
            return cookie.split(";")[0].removeprefix(f"{COOKIE}=").split(".")
    return None


def test_the_shell_holds_nothing_about_anybody(client):
    page = client.get("/meetings/offline/")
    assert page.status_code == 200
    assert 'id="whoami"' not in page.text
    assert not page.page.query("select[name=subject_field_id] option[value]:not([value=''])")
    assert client.get("/meetings/manifest/").json["scope"] == "/meetings/"


def test_who_is_signed_in_is_given_the_same_shell(session, clerk, world, meeting):
    a_statement(session, meeting, "Đường lầy.", speaker_name="Bà Khuyên")
    signed_in = clerk.get("/meetings/offline/").text
    assert world.clerk.name not in signed_in
    assert 'id="whoami"' not in signed_in


def test_the_worker_serves_the_meetings_and_nothing_else_and_knows_every_file_of_the_shell(client):
    worker = client.get("/meetings/worker/")
    assert worker.mimetype == "text/javascript"
    assert worker.headers["Service-Worker-Allowed"] == "/meetings/"
    named = re.findall(r'"(/static/[^"]+)"', worker.text.splitlines()[0])
    used = client.get("/meetings/offline/").links("link[rel=stylesheet], link[rel=icon]")
    assert set(used) <= set(named)
    assert {"/static/js/rows/main.js", "/static/js/rows/book.js", "/static/img/caret.svg"} <= set(named)
    assert all(package_file(address.removeprefix("/")).is_file() for address in named)


def test_the_key_comes_with_the_page_on_which_rows_are_entered_and_is_always_the_same(clerk, meeting):
    first = over("https", clerk, f"/meetings/{meeting.id}/statements/")
    assert len(key_in(first)[1]) == 43
    (cookie,) = [c for c in first.headers.getlist("Set-Cookie") if c.startswith(COOKIE)]
    assert "Path=/meetings/" in cookie
    assert "SameSite=Strict" in cookie
    assert "Secure" in cookie
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie
    again = clerk.get(f"/meetings/{meeting.id}/rows/", headers=SCRIPT)
    assert key_in(again) == key_in(first)


def test_the_key_is_not_sent_over_a_line_on_which_it_can_be_overheard(clerk, meeting):
    reply = over("http", clerk, f"/meetings/{meeting.id}/statements/")
    assert reply.status_code == 200
    assert key_in(reply) is None


def test_each_person_has_a_key_of_his_own_and_a_new_salt_makes_another(session, app, world, meeting):
    def key_of(username):
        someone = app.test_client()
        someone.sign_in(username)
        return key_in(someone.get(f"/meetings/{meeting.id}/rows/", headers=SCRIPT))

    first = key_of("clerk")
    assert key_of("commune_office") != first
    session.get(Person, world.clerk.person_id).key_salt = "ab" * 16
    session.commit()
    assert key_of("clerk")[1] != first[1]


def test_signing_out_and_the_sign_in_page_take_the_key_away(app, clerk, meeting):
    clerk.get(f"/meetings/{meeting.id}/statements/")
    assert clerk.get_cookie(COOKIE, path="/meetings/")
    clerk.post("/sign-out/", data={"csrf_token": clerk.token("/account/")})
    assert clerk.get_cookie(COOKIE, path="/meetings/") is None
    clerk.set_cookie(COOKIE, "of.somebody", path="/meetings/")
    clerk.get("/sign-in/")
    assert clerk.get_cookie(COOKIE, path="/meetings/") is None


def test_what_somebody_else_typed_in_this_browser_is_not_taken_as_ones_own(session, app, world, meeting):
    people = {}
    for username in ("clerk", "commune_office"):
        people[username] = app.test_client()
        people[username].sign_in(username)
    address = f"/meetings/{meeting.id}/rows/"
    told = {name: someone.get(address, headers=SCRIPT).json for name, someone in people.items()}
    fields = {"entry_key": new_entry_key(), "content": "Đường lầy.", "author": told["clerk"]["author"]}
    headers = SCRIPT | {"X-CSRFToken": told["commune_office"]["token"]}
    assert people["commune_office"].post(address, data=fields, headers=headers).status_code == 412
    headers = SCRIPT | {"X-CSRFToken": told["clerk"]["token"]}
    assert people["clerk"].post(address, data=fields, headers=headers).status_code == 200
