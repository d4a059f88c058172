"""The list in the browser: filters in the address, tags, what makes no sense, no names that are not one's own."""

import re
from datetime import timedelta

import pytest

from petitions.domain.vocabulary import State
from petitions.services.search_index import index_case
from tests.budget import statements_of
from tests.builders import NOW, TODAY, an_agency
from tests.cases import a_case
from tests.many import copies_of

pytestmark = pytest.mark.both


@pytest.fixture
def client(app, session):
    """Somebody at the door, who comes back as whoever signs in next."""

    class Visitor:
        def sign_in(self, username):
            self.door = app.test_client()
            self.door.sign_in(username)

        def get(self, *args, **kwargs):
            return self.door.get(*args, **kwargs)

    return Visitor()


def codes_on(reply):
    return re.findall(r'href="/cases/(KN-[0-9A-Z]{4}-[0-9A-Z]{4})/"', reply.text)


def options(reply, name):
    return [
        option.attrs["value"] for option in reply.page.query(f"select[name={name}] option") if option.attrs["value"]
    ]


def test_a_row_says_what_where_who_and_by_when(session, world, client):
    case = a_case(session, world, State.IN_PROGRESS, due_on=TODAY - timedelta(days=3))
    client.sign_in("office")

    reply = client.get("/cases/")

    assert codes_on(reply) == [case.code]
    for words in (case.summary, "xã Bình Lục", "Giao thông", "Sở Xây dựng", "Cơ quan đang xử lý", "quá hạn 3 ngày"):
        assert words in reply.words


def test_what_is_left_of_a_date_is_said_in_working_days(session, world, client, clock):
    clock.move_to(NOW + timedelta(days=4))
    friday = TODAY + timedelta(days=4)
    client.sign_in("office")
    case = a_case(session, world, State.IN_PROGRESS, due_on=friday + timedelta(days=3))
    for days, words in (
        (3, "còn 1 ngày làm việc"),
        (1, "không còn ngày làm việc nào"),
        (0, "hôm nay đến hạn"),
        (-1, "quá hạn 1 ngày"),
    ):
        case.due_on = friday + timedelta(days=days)
        assert words in client.get("/cases/").words


def test_the_next_page_is_a_link_and_the_pages_hold_every_case_once(session, world, client):
    copies_of(session, a_case(session, world, State.SUBMITTED), 59)
    client.sign_in("office")
    found, url = [], "/cases/?state=submitted"
    while url:
        reply = client.get(url)
        found += codes_on(reply)
        assert "60" in reply.texts(".pagination-bar__summary")[0]
        links = reply.links("a[rel=next]")
        assert all("cursor=" in link and "state=submitted" in link for link in links)
        url = links[0] if links else None
    assert len(found) == len(set(found)) == 60


@pytest.mark.parametrize(
    "cursor",
    ["x", "0.2026-13-01.1", "0.2026-03-01.99999999999999999999", "5.2026-03-01.1", "'", "0..", "1.2026-03-01.-4"],
)
def test_a_cursor_that_was_tampered_with_begins_the_list(session, world, client, cursor):
    case = a_case(session, world, State.SUBMITTED)
    client.sign_in("office")
    reply = client.get("/cases/", query_string={"cursor": cursor})
    assert reply.status_code == 200
    assert codes_on(reply) == [case.code]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("state=lost", "Trạng thái"),
        ("kind=complaint", "Loại việc"),
        ("field=abc", "Lĩnh vực"),
        ("agency=99999999999999999999", "Cơ quan chủ trì"),
        ("agency=-1", "Cơ quan chủ trì"),
        ("round=%F0%9F%98%80", "Đợt tiếp xúc cử tri"),
        ("due_before=32/01/2026", "Hạn trước ngày"),
        ("due_from=31/12/9999", "Hạn từ ngày"),
        ("answered_since=0001-01-01", "Trả lời từ ngày"),
        ("answered_since=01/01/0001", "Trả lời từ ngày"),
        ("overdue=yes", "Hạn trả lời"),
        ("sort=price", "Thứ tự"),
        ("q=%21%21%21", "Tìm"),
        ("locality=%00", "Địa bàn"),
    ],
)
def test_what_makes_no_sense_is_left_out_and_named(session, world, client, query, named):
    case = a_case(session, world, State.SUBMITTED)
    client.sign_in("office")
    reply = client.get(f"/cases/?{query}")
    assert reply.status_code == 200
    assert codes_on(reply) == [case.code]
    assert named in reply.texts(".notice--soon")[0]


def test_filters_in_force_are_tags_that_take_themselves_off(session, world, client):
    a_case(session, world, State.SUBMITTED)
    client.sign_in("office")
    reply = client.get(f"/cases/?state=submitted&state=draft&field={world.field.id}&q=duong")
    tags = dict(zip(reply.texts(".filter-tags__tag"), reply.links(".filter-tags__tag"), strict=True))
    assert len(tags) == 4
    url = next(link for words, link in tags.items() if "Bản nháp" in words)
    assert "state=submitted" in url
    assert "state=draft" not in url
    assert f"field={world.field.id}" in url
    assert "q=duong" in url


def test_choosing_a_filter_loses_none_that_has_no_control_of_its_own(session, world, client):
    client.sign_in("office")
    reply = client.get(f"/cases/?state=assigned&state=in_progress&origin={world.commune_council.id}&overdue=1")
    kept = {(e.attrs["name"], e.attrs["value"]) for e in reply.page.query(".filter-bar input[type=hidden]")}
    assert kept == {("state", "assigned"), ("state", "in_progress"), ("origin", str(world.commune_council.id))}
    assert "checked" in reply.page.query("#filter-overdue")[0].attrs


def test_dates_are_taken_as_people_write_them(session, world, client):
    case = a_case(session, world, State.ASSIGNED, due_on=TODAY + timedelta(days=5))
    client.sign_in("office")
    for text in ("08/03/2026", "2026-03-08"):
        assert codes_on(client.get("/cases/", query_string={"due_before": text})) == [case.code]
    assert codes_on(client.get("/cases/?due_before=07/03/2026")) == []


def test_a_filter_offers_only_units_that_lead_a_case_one_sees(session, world, client):
    a_case(session, world, State.ASSIGNED)
    a_case(session, world, State.ASSIGNED, lead=world.other_agency)
    an_agency(session, world.province, name="Sở Nhàn Rỗi")
    own, other = str(world.agency.id), str(world.other_agency.id)

    client.sign_in("office")
    assert set(options(client.get("/cases/"), "agency")) == {own, other}
    client.sign_in("officer")
    assert set(options(client.get("/cases/"), "agency")) <= {own}
    client.sign_in("clerk2")
    assert options(client.get("/cases/"), "agency") == []


def test_a_filter_by_something_not_ones_own_names_nobody(session, world, client):
    a_case(session, world, State.ASSIGNED, lead=world.other_agency)
    client.sign_in("officer")
    reply = client.get(f"/cases/?agency={world.other_agency.id}")
    assert codes_on(reply) == []
    assert "Sở Y tế" not in reply.words


def test_only_who_may_read_voters_is_told_that_voters_can_be_searched(session, world, client):
    for user, may in (("office", True), ("clerk", True), ("officer", False), ("committee", False)):
        client.sign_in(user)
        assert ("cử tri" in client.get("/cases/").page.query("label[for=filter-q]")[0].to_text()) is may


def test_an_empty_list_says_why_and_what_to_do(session, world, client):
    client.sign_in("clerk")
    assert "/cases/new/" in client.get("/cases/").links(".empty a")
    client.sign_in("officer")
    assert "liên quan đến đơn vị của bạn" in client.get("/cases/").texts(".empty")[0]
    assert client.get("/cases/?q=khong+co").links(".empty a") == ["/cases/"]


def test_who_reads_no_cases_gets_no_list(world, session, client):
    for user in ("admin", "letters"):
        client.sign_in(user)
        assert client.get("/cases/").status_code == 403


@pytest.mark.parametrize(
    "url",
    ["/cases/", "/cases/?q=duong", "/cases/?q=đường&sort=due_on", "/cases/?overdue=1&agency=1", "/cases/?sort=due_on"],
)
def test_a_page_costs_the_same_few_statements_however_many_cases(session, world, client, app, url):
    counts = []
    case = a_case(session, world, State.IN_PROGRESS, due_on=TODAY - timedelta(days=1))
    index_case(session, case.id)
    client.sign_in("office")
    for more in (0, 30, 270):
        copies_of(session, case, more)
        client.get(url)
        with statements_of() as sent:
            assert client.get(url).status_code == 200
        counts.append(len(sent))
    assert max(counts) <= 8, sent
