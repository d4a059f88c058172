"""The inbox at the door: the number in the head, the rows, what was seen, and what is nobody's business."""

import pytest

from petitions.domain.vocabulary import NoticeKind, PartyCapacity, State
from petitions.models import CaseParty, Notice, Person
from petitions.queries.readers import Reader
from petitions.services.notices import Tidings, notify
from tests.budget import statements_of
from tests.builders import NOW
from tests.cases import a_case


@pytest.fixture
def officer(client, world):
    client.sign_in("officer")
    return client


def tell(session, world, number):
    case = a_case(session, world, State.ASSIGNED)
    reader = [Reader(person_id=world.officer.person_id)]
    notify(
        session,
        ((Tidings(NoticeKind.CASE_ASSIGNED, case.id, f"x{case.id}-{n}"), reader) for n in range(number - 1)),
        now=NOW,
    )
    return case


def unread(page):
    return page.texts(".site-header__unread")


def test_the_head_says_how_many_wait_and_leads_to_them(officer, session, world):
    case = a_case(session, world, State.ASSIGNED)
    page = officer.get("/")
    assert unread(page) == ["1 chưa xem"]
    inbox = officer.get(page.links(".site-header__inbox")[0])
    assert inbox.heading == "Thông báo"
    assert case.code in inbox.words
    assert "Vụ việc mới của đơn vị" in inbox.words


def test_nothing_is_said_where_nothing_waits(officer, world):
    assert unread(officer.get("/")) == []
    assert "Chưa có thông báo nào." in officer.get("/notices/").words


def test_more_than_a_hundred_are_many(officer, session, world):
    tell(session, world, 120)
    assert unread(officer.get("/")) == ["99+ chưa xem"]


def test_opening_one_notes_it_as_seen_and_shows_the_case(officer, session, world):
    case = a_case(session, world, State.ASSIGNED)
    button = officer.get("/notices/").form(f"/notices/{session.query(Notice).first().id}/reading/")
    reply = officer.post(button.attrs["action"], data={"csrf_token": officer.get("/notices/").presets()["csrf_token"]})
    assert (reply.status_code, reply.headers["Location"]) == (303, f"/cases/{case.code}/")
    assert unread(officer.get("/")) == []


def test_all_are_noted_as_seen_at_once(officer, session, world):
    tell(session, world, 3)
    page = officer.get("/notices/")
    reply = officer.post("/notices/reading/", data=page.presets("/notices/reading/"))
    assert reply.status_code == 303
    assert unread(officer.get("/notices/")) == []


def test_a_notice_about_a_case_that_is_no_longer_ones_own_does_not_exist(officer, session, world):
    case = a_case(session, world, State.ASSIGNED)
    key = session.query(Notice).filter_by(person_id=world.officer.person_id).one().id
    token = officer.get("/notices/").presets()["csrf_token"]
    session.query(CaseParty).filter_by(case_id=case.id, capacity=PartyCapacity.LEAD).delete()
    page = officer.get("/notices/")
    assert unread(page) == []
    assert case.code not in page.words
    assert officer.post(f"/notices/{key}/reading/", data={"csrf_token": token}).status_code == 404


def test_somebody_elses_notice_is_not_found(officer, session, world):
    a_case(session, world, State.ASSIGNED)
    other = session.query(Notice).filter_by(person_id=world.leader.person_id).one().id
    token = officer.get("/notices/").presets()["csrf_token"]
    assert officer.post(f"/notices/{other}/reading/", data={"csrf_token": token}).status_code == 404
    assert session.get(Notice, other).read_at is None


def test_every_notice_stands_on_one_page(officer, session, world):
    tell(session, world, 60)
    seen, url = 0, "/notices/"
    while url:
        page = officer.get(url)
        seen += len(page.texts("tbody tr"))
        url = next(iter(page.links("a[rel=next]")), None)
    assert seen == 60


@pytest.mark.parametrize("cursor", ["0", "x", "-1", "9" * 40, ""])
def test_a_cursor_that_is_none_shows_the_beginning(officer, session, world, cursor):
    case = a_case(session, world, State.ASSIGNED)
    assert case.code in officer.get(f"/notices/?cursor={cursor}").words


def test_the_inbox_costs_the_same_few_statements_however_full(officer, session, world):
    counts = []
    for more in (1, 40):
        tell(session, world, more)
        officer.get("/notices/")
        with statements_of() as sent:
            officer.get("/notices/")
        counts.append(len(sent))
    assert counts == [3, 3], sent


def test_an_administrator_without_cases_has_no_inbox(client, world):
    client.sign_in("admin")
    assert client.get("/").links(".site-header__inbox") == []
    assert client.get("/notices/").status_code == 403


# --- the daily mail -----------------------------------------------------------------------------------


def test_whether_mail_comes_is_said_on_ones_account(officer, session, world):
    assert "Hệ thống này không gửi thư điện tử" in officer.get("/account/").words


def test_the_daily_mail_is_ones_own_choice(officer, session, world, app):
    from dataclasses import replace

    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, mail_url="smtp://127.0.0.1:9")
    try:
        assert "chưa có địa chỉ thư" in officer.get("/account/").words
        session.get(Person, world.officer.person_id).email = "officer@example.vn"
        for wants in (False, True):
            page = officer.get("/account/")
            assert officer.post("/account/mail/", data=page.presets("/account/mail/")).status_code == 303
            session.expire_all()
            assert session.get(Person, world.officer.person_id).wants_digest is wants
    finally:
        app.config["SETTINGS"] = settings
