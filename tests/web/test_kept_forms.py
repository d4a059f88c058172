"""A form sent after the sign-in had expired: for its author, for half an hour, and for nobody else."""

from datetime import timedelta

import pytest

from petitions.models import KeptForm, Person, UserSession
from petitions.services.kept_forms import MOST_KEPT
from tests.builders import PASSWORD
from tests.conftest import MONDAY_MORNING

pytestmark = pytest.mark.both

PATH = "/admin/localities/new/"
TYPED = "thôn Thượng Đồng, gõ mất nửa tiếng"


def sends(client, *, expired_by, path=PATH, **fields):
    """Open the form, let the sign-in end meanwhile, and send it."""
    data = client.get(PATH).presets() | {"name": TYPED} | fields
    expired_by()
    return client.post(path, data=data)


@pytest.fixture
def expires(session):
    def expire():
        session.query(UserSession).update({"expires_at": MONDAY_MORNING - timedelta(seconds=1)})

    return expire


@pytest.fixture
def is_revoked(session):
    return lambda: session.query(UserSession).update({"revoked_at": MONDAY_MORNING})


def test_the_author_is_sent_to_sign_in_and_finds_his_text_again(admin, session, expires):
    reply = sends(admin, expired_by=expires)
    assert reply.status_code == 303
    assert reply.headers["Location"] == f"/sign-in/?next={PATH}"
    assert "được giữ trong 30 phút" in admin.get(reply.headers["Location"]).words
    admin.sign_in("admin")
    page = admin.get(PATH)
    assert page.presets()["name"] == TYPED
    assert "hết hạn" in page.words


def test_it_can_be_sent_at_once_and_is_carried_out_once(admin, session, expires):
    sends(admin, expired_by=expires)
    admin.sign_in("admin")
    data = admin.get(PATH).presets() | {"kind": "province"}
    first = admin.post(PATH, data=data)
    assert first.status_code == 303
    assert admin.post(PATH, data=data).headers["Location"] == first.headers["Location"]
    assert session.query(KeptForm).count() == 0


def test_it_is_given_back_once(admin, expires):
    sends(admin, expired_by=expires)
    admin.sign_in("admin")
    admin.get(PATH)
    assert admin.get(PATH).presets()["name"] != TYPED


def test_a_session_ended_elsewhere_keeps_the_text_too(admin, is_revoked):
    sends(admin, expired_by=is_revoked)
    admin.sign_in("admin")
    assert admin.get(PATH).presets()["name"] == TYPED


def test_the_next_person_at_the_desk_gets_nothing(admin, session, world, expires):
    second = session.get(Person, world.board.person_id)
    sends(admin, expired_by=expires)
    from petitions.domain.vocabulary import Role
    from petitions.models import PersonGrant

    session.add(
        PersonGrant(
            person_id=second.id,
            organisation_id=world.province_council.id,
            role=Role.ADMINISTRATOR,
            granted_at=MONDAY_MORNING,
        )
    )
    admin.sign_in("board")
    page = admin.get(PATH)
    assert TYPED not in page.text
    assert page.presets()["name"] != TYPED
    admin.post("/sign-out/", data={"csrf_token": admin.token(PATH)})
    admin.sign_in("admin")
    assert admin.get(PATH).presets()["name"] == TYPED


def test_after_half_an_hour_nothing_is_left(admin, session, expires, clock):
    sends(admin, expired_by=expires)
    clock.shift(timedelta(minutes=30, seconds=1))
    admin.sign_in("admin")
    assert admin.get(PATH).presets()["name"] != TYPED


def test_just_before_half_an_hour_it_is_still_there(admin, session, expires, clock):
    sends(admin, expired_by=expires)
    clock.shift(timedelta(minutes=29, seconds=59))
    admin.sign_in("admin")
    assert admin.get(PATH).presets()["name"] == TYPED


def test_another_page_does_not_get_it(admin, expires):
    sends(admin, expired_by=expires)
    admin.sign_in("admin")
    assert TYPED not in admin.get("/admin/organisations/new/").text


def test_nothing_of_a_stranger_is_kept(client, session, world):
    token = client.token()
    reply = client.post(PATH, data={"csrf_token": token, "name": TYPED})
    assert reply.status_code == 303
    assert session.query(KeptForm).count() == 0


def test_nothing_is_kept_under_a_cookie_that_was_made_up(client, session, world):
    token = client.token()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "made-up"
    client.post(PATH, data={"csrf_token": token, "name": TYPED})
    assert session.query(KeptForm).count() == 0


def test_nothing_is_kept_for_a_closed_account(admin, session, world, expires):
    def closed():
        expires()
        session.get(Person, world.admin.person_id).is_active = False

    sends(admin, expired_by=closed)
    assert session.query(KeptForm).count() == 0


def test_what_is_kept_cannot_be_read_in_the_database(admin, session, expires):
    sends(admin, expired_by=expires)
    sealed = session.query(KeptForm).one().sealed
    assert TYPED.encode() not in sealed
    assert b"localities" not in sealed


def test_passwords_and_tokens_are_never_kept(admin, session, expires):
    page = admin.get("/account/password/").presets()
    fields = {"current_password": PASSWORD, "new_password": "lúa chín vàng", "new_password_again": "lúa chín vàng"}
    expires()
    admin.post("/account/password/", data=page | fields)
    from petitions.web.kept import _seal

    with admin.application.app_context():
        plain = _seal().decrypt(session.query(KeptForm).one().sealed).decode()
    assert PASSWORD not in plain
    assert "v\\u00e0ng" not in plain
    assert "csrf_token" not in plain
    admin.sign_in("admin")
    assert not admin.get("/account/password/").presets().get("new_password")


def test_the_newest_text_of_a_page_wins(admin, session, expires):
    sends(admin, expired_by=expires, name="bản đầu")
    token = admin.token("/sign-in/")
    admin.post(PATH, data={"csrf_token": token, "name": "bản sau"})
    assert session.query(KeptForm).count() == 1
    admin.sign_in("admin")
    assert admin.get(PATH).presets()["name"] == "bản sau"


def test_an_old_cookie_cannot_fill_the_database(admin, session, expires):
    expires()
    token = admin.token("/sign-in/")
    for number in range(1, MOST_KEPT + 10):
        admin.post(f"/admin/localities/{number}/particulars/", data={"csrf_token": token, "name": TYPED})
    assert session.query(KeptForm).count() == MOST_KEPT


def test_a_megabyte_is_kept_and_three_are_not(admin, session, expires):
    sends(admin, expired_by=expires, name="x" * 1_000_000)
    assert session.query(KeptForm).count() == 1
    token = admin.token("/sign-in/")
    admin.post("/admin/people/new/", data={"csrf_token": token, "full_name": "x" * 3_000_000})
    assert session.query(KeptForm).count() == 1


NEW_CASE = "/cases/new/"
ENTRY = {"content": "Ông Lê Văn Tư xin sửa đường thôn.", "voter_name": "Lê Văn Tư", "voter_phone": "0912 345 678"}


def leaves(client):
    """Sign out in another tab."""
    assert client.post("/sign-out/", data={"csrf_token": client.token("/account/")}).status_code == 303


@pytest.fixture
def typed_by_the_clerk(clerk):
    """What stands in the first tab when its author has signed out in the second."""
    data = clerk.get(NEW_CASE).presets() | ENTRY
    leaves(clerk)
    return data


@pytest.mark.parametrize("successor", ["clerk2", "office"])
def test_who_signed_in_meanwhile_gets_nothing_of_a_form_that_was_open(client, session, typed_by_the_clerk, successor):
    client.sign_in(successor)
    reply = client.post(NEW_CASE, data=typed_by_the_clerk)
    assert reply.status_code == 400
    assert f"người khác mở; hiện nay Người Thứ {successor} đang đăng nhập" in reply.words
    assert "chưa có gì được gửi đi" in reply.words
    assert NEW_CASE not in reply.links("main a")
    assert "Lê Văn Tư" not in client.get(NEW_CASE).text


def test_its_author_finds_it_again_whoever_was_signed_in_when_it_was_sent(client, typed_by_the_clerk):
    client.sign_in("clerk2")
    client.post(NEW_CASE, data=typed_by_the_clerk)
    leaves(client)
    client.sign_in("clerk")
    assert client.get(NEW_CASE).presets()["voter_name"] == "Lê Văn Tư"


def test_who_signed_out_and_in_again_beside_it_finds_his_text(client, typed_by_the_clerk):
    client.sign_in("clerk")
    reply = client.post(NEW_CASE, data=typed_by_the_clerk)
    assert reply.status_code == 400
    assert "nội dung bạn nhập vẫn còn" in reply.words
    assert NEW_CASE in reply.links("main a")
    assert client.get(NEW_CASE).presets()["voter_name"] == "Lê Văn Tư"


def test_a_form_sent_after_signing_out_in_another_tab_is_given_back_to_its_author(client, typed_by_the_clerk):
    reply = client.post(NEW_CASE, data=typed_by_the_clerk)
    assert (reply.status_code, reply.headers["Location"]) == (303, f"/sign-in/?next={NEW_CASE}")
    assert "được giữ trong 30 phút" in client.get(reply.headers["Location"]).words
    client.sign_in("clerk")
    assert client.get(NEW_CASE).presets()["voter_name"] == "Lê Văn Tư"


def test_a_form_sent_after_signing_out_is_not_the_next_persons(client, typed_by_the_clerk):
    client.post(NEW_CASE, data=typed_by_the_clerk)
    client.sign_in("clerk2")
    assert "Lê Văn Tư" not in client.get(NEW_CASE).text


def test_nothing_is_kept_under_a_token_that_somebody_made_up(client, session, typed_by_the_clerk):
    client.sign_in("clerk2")
    for made_up in ("", "x", typed_by_the_clerk["csrf_token"][:-1]):
        assert client.post(NEW_CASE, data=typed_by_the_clerk | {"csrf_token": made_up}).status_code == 400
    assert session.query(KeptForm).count() == 0


def test_nobody_is_promised_what_is_not_kept(admin, session, expires):
    path = "/account/mail/"
    data = {"csrf_token": admin.token("/account/"), "wants_digest": "1"}
    expires()
    reply = admin.post(path, data=data)
    words = admin.get(reply.headers["Location"]).words
    assert "không được lưu lại" in words
    assert "30 phút" not in words
    assert session.query(KeptForm).count() == 0


def test_who_only_opens_a_page_too_late_is_promised_nothing(admin, expires):
    expires()
    words = admin.get(admin.get(PATH).headers["Location"]).words
    assert "Phiên đăng nhập đã kết thúc. Mời bạn đăng nhập lại." in words
    assert "30 phút" not in words


def test_an_old_page_that_keeps_nothing_does_not_lead_into_the_void(admin):
    path = "/account/mail/"
    data = {"csrf_token": admin.token("/account/"), "wants_digest": "1"}
    leaves(admin)
    admin.sign_in("admin")
    reply = admin.post(path, data=data)
    assert reply.status_code == 400
    assert "không có gì được lưu lại" in reply.words
    assert path not in reply.links("main a")
