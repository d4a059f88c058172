"""One's own account: what stands on it, leaving one place or all, changing the password."""

from datetime import timedelta

import pytest

from petitions.domain.vocabulary import Role
from petitions.models import Person, PersonGrant, UserSession
from tests.builders import PASSWORD, a_person
from tests.conftest import MONDAY_MORNING

FINE = "con trâu đi trước"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def another(client):
    """The same person at another desk."""
    other = client.application.test_client()
    other.sign_in("office")
    return other


def is_in(client):
    return client.get("/account/").status_code == 200


def test_the_account_says_who_i_am_and_what_i_may(office, world):
    page = office.get("/account/")
    assert "Người Thứ office" in page.words
    assert page.texts(".grants__grant strong") == ["Văn phòng Hội đồng nhân dân"]
    assert world.province_council.name in page.texts(".grants__grant")[0]


def test_the_account_says_where_i_am_signed_in(client, world):
    page = client.get("/sign-in/", headers={"User-Agent": FIREFOX})
    data = page.presets() | {"username": "office", "password": PASSWORD}
    client.post("/sign-in/", data=data, headers={"User-Agent": FIREFOX}, environ_base={"REMOTE_ADDR": "10.9.8.7"})
    words = client.get("/account/").words
    assert "Firefox trên Windows" in words
    assert "10.9.8.7" in words


def test_one_place_can_be_left_from_another(office, session, world):
    elsewhere = another(office)
    key = session.query(UserSession).order_by(UserSession.id.desc()).first().id
    reply = office.send("/account/", action=f"/account/sessions/{key}/sign-out/")
    assert reply.status_code == 303
    assert is_in(office)
    assert not is_in(elsewhere)


def test_leaving_this_place_leads_to_the_sign_in_page(office, session):
    key = session.query(UserSession).one().id
    reply = office.send("/account/", action=f"/account/sessions/{key}/sign-out/")
    assert reply.headers["Location"] == "/sign-in/"
    assert not is_in(office)


def test_a_session_of_somebody_else_does_not_exist(office, session, world):
    office.application.test_client().sign_in("clerk")
    theirs = session.query(UserSession).filter_by(person_id=world.clerk.person_id).one().id
    token = office.token("/account/")
    reply = office.post(f"/account/sessions/{theirs}/sign-out/", data={"csrf_token": token})
    assert reply.status_code == 404
    assert session.get(UserSession, theirs).revoked_at is None


def test_signing_out_everywhere_means_everywhere(office):
    elsewhere = another(office)
    reply = office.send("/account/sessions/sign-out/")
    assert reply.headers["Location"] == "/sign-in/"
    assert not is_in(office)
    assert not is_in(elsewhere)
    assert "Đã đăng xuất khỏi mọi nơi" in office.get("/sign-in/").words


def test_a_revoked_session_is_sent_to_sign_in_and_back(office, session):
    session.query(UserSession).update({"revoked_at": MONDAY_MORNING})
    reply = office.get("/account/")
    assert reply.status_code == 303
    assert reply.headers["Location"] == "/sign-in/?next=/account/"


def test_a_session_lives_for_a_working_day_and_on_while_it_is_used(office, clock):
    clock.shift(timedelta(hours=11))
    assert is_in(office)
    clock.shift(timedelta(hours=11))
    assert is_in(office)
    clock.shift(timedelta(hours=13))
    assert not is_in(office)


def test_no_session_is_prolonged_for_ever(office, clock):
    hours = 0
    while is_in(office) and hours < 100:
        clock.shift(timedelta(hours=6))
        hours += 6
    assert hours <= 36


def test_sessions_that_ended_long_ago_are_dropped(office, session, clock):
    clock.shift(timedelta(days=31, hours=12))
    office.sign_in("office")
    assert session.query(UserSession).count() == 1


def test_a_closed_account_is_out_with_the_next_request(office, session, world):
    session.get(Person, world.office.person_id).is_active = False
    assert not is_in(office)


def test_a_role_taken_back_counts_with_the_next_request(office, session, world):
    assert office.get("/cases/").status_code == 200
    session.query(PersonGrant).filter_by(person_id=world.office.person_id).update({"revoked_at": MONDAY_MORNING})
    assert office.get("/cases/").status_code == 403


def test_who_holds_no_role_is_told_so_and_whom_to_ask(client, session, world):
    a_person(session, username="moi")
    client.sign_in("moi")
    page = client.get("/")
    assert page.status_code == 200
    assert page.heading == "Bạn chưa được giao vai trò"
    assert "người quản trị" in page.words
    assert client.get("/account/").status_code == 200


def test_a_role_given_meanwhile_opens_the_first_page_at_once(client, session, world):
    person = a_person(session, username="moi")
    client.sign_in("moi")
    session.add(
        PersonGrant(
            person_id=person.id,
            organisation_id=world.province_council.id,
            role=Role.OFFICE,
            granted_at=MONDAY_MORNING,
        )
    )
    assert client.get("/").heading != "Bạn chưa được giao vai trò"


def change(client, **fields):
    data = {"current_password": PASSWORD, "new_password": FINE, "new_password_again": FINE} | fields
    return client.send("/account/password/", **data)


def test_a_changed_password_is_the_one_that_opens(office, client):
    elsewhere = another(office)
    assert change(office).headers["Location"] == "/account/"
    assert is_in(office)
    assert not is_in(elsewhere)
    with pytest.raises(AssertionError):
        another(office)
    office.application.test_client().sign_in("office", FINE)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"current_password": "sai mật khẩu"}, "Mật khẩu hiện tại không đúng"),
        ({"new_password_again": "khác hẳn rồi đó"}, "không giống nhau"),
        ({"new_password": "ngắn", "new_password_again": "ngắn"}, "ít nhất 10 ký tự"),
        ({"new_password": "matkhau2026", "new_password_again": "matkhau2026"}, "dễ đoán"),
        ({"new_password": "office-12345", "new_password_again": "office-12345"}, "trùng với tên đăng nhập"),
    ],
)
def test_a_password_that_cannot_stand_is_refused_beside_its_field(office, fields, sentence):
    reply = change(office, **fields)
    assert reply.status_code == 422
    assert sentence in reply.words
    assert FINE not in reply.text


def test_after_a_reset_only_the_password_page_opens(client, session, world):
    session.get(Person, world.office.person_id).must_change_password = True
    client.sign_in("office")
    for path in ("/", "/cases/", "/admin/"):
        assert client.get(path).headers["Location"] == "/account/password/"
    assert "do người quản trị cấp" in client.get("/account/password/").words
    assert change(client).headers["Location"] == "/"
    assert client.get("/").status_code == 200
