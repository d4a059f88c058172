"""The administrator's calendar: a year at a glance, days entered, changed and taken out, a year confirmed, a file."""

import io
from datetime import date

import pytest

from petitions.domain.calendar_change import CalendarChange, DayDraft, WeekDraft, YearDraft
from petitions.domain.identity import SYSTEM
from petitions.domain.work_calendar import DayKind
from petitions.models import CalendarDay, CalendarYear, ProposedChange, WorkWeek
from petitions.services.work_calendar import change_calendar
from tests.budget import statements_of
from tests.proposals import applied

PAGES = (
    "/admin/calendar/",
    "/admin/calendar/2026/",
    "/admin/calendar/2026/confirmation/",
    "/admin/calendar/file/",
    "/admin/calendar/days/new/",
    "/admin/calendar/days/20260831/",
    "/admin/calendar/days/20260831/removal/",
    "/admin/calendar/weeks/",
    "/admin/calendar/weeks/new/",
    "/admin/calendar/weeks/19991002/",
    "/admin/calendar/weeks/19991002/removal/",
)
SOURCE = "Thông báo nghỉ Quốc khánh năm 2026"
KNOWN = CalendarChange(
    days=(
        DayDraft(date(2026, 4, 26), DayKind.OFF, "Giỗ Tổ Hùng Vương", "BLLĐ 2019, điều 112"),
        DayDraft(date(2026, 8, 31), DayKind.OFF, "Nghỉ hoán đổi", SOURCE),
        DayDraft(date(2026, 8, 22), DayKind.MAKEUP, "Làm bù", SOURCE),
        DayDraft(date(2027, 2, 8), DayKind.OFF, "Mùng ba Tết", "Dự kiến", is_confirmed=False),
    ),
    years=(YearDraft(2026, is_confirmed=True, source="Thông báo nghỉ lễ năm 2026"),),
    weeks=(WeekDraft(date(1999, 10, 2), frozenset(range(5)), "Quyết định 188/1999/QĐ-TTg"),),
)


@pytest.fixture
def admin(client, session, world, now):
    change_calendar(session, KNOWN, actor=SYSTEM, now=now)
    client.sign_in("admin")
    return client


def day(session, *on):
    session.expire_all()
    return session.get(CalendarDay, date(*on))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_for_an_administrator_with_few_statements(admin, path):
    with statements_of() as statements:
        reply = admin.get(path)
    assert reply.status_code == 200
    assert len(statements) <= 8


@pytest.mark.parametrize("username", ["office", "auditor", "leader", "clerk"])
def test_nobody_else_comes_in(client, world, username):
    client.sign_in(username)
    assert {client.get(path).status_code for path in PAGES} == {403}


@pytest.mark.parametrize(
    "path",
    [
        "1989/",
        "2100/",
        "2026000/",
        "days/20260230/",
        "days/20260901/",
        "days/1/",
        "weeks/20260101/",
        "weeks/5/removal/",
    ],
)
def test_what_the_calendar_does_not_hold_is_not_found(admin, path):
    assert admin.get(f"/admin/calendar/{path}").status_code == 404


def test_a_year_shows_what_each_day_is_in_words(admin):
    page = admin.get("/admin/calendar/2026/")
    assert page.heading == "Lịch làm việc năm 2026"
    august = page.texts("table.month")[7]
    assert august.startswith("Tháng 8 T2 T3 T4 T5 T6 T7 CN")
    assert "22 , Ngày làm bù: Làm bù" in august
    assert "31 , Ngày nghỉ: Nghỉ hoán đổi" in august
    assert "23 , không làm việc" in august
    assert page.links("td a.day") == [f"/admin/calendar/days/{n}/" for n in (20260426, 20260822, 20260831)]
    assert "không thay đổi gì: vốn không làm việc" in page.words
    assert "Thông báo nghỉ lễ năm 2026" in page.words
    assert page.links('a[rel="prev"]') == ["/admin/calendar/2025/"]


def test_a_year_that_was_not_confirmed_says_what_that_means(admin):
    page = admin.get("/admin/calendar/2027/")
    assert "chưa được xác nhận" in page.words
    assert "mới là dự kiến" in page.texts("table.month")[1]


def test_the_calendar_ends_where_it_ends(admin):
    assert admin.get("/admin/calendar/1990/").links('a[rel="prev"]') == []
    assert admin.get("/admin/calendar/2099/").links('a[rel="next"]') == []


def test_a_swap_is_entered_as_one(admin, session):
    reply = admin.send(
        "/admin/calendar/days/new/",
        on="02/01/2026",
        makeup_on="10/01/2026",
        name="Nghỉ hoán đổi",
        source="12729/VPCP-KGVX",
    )
    assert applied(admin, reply)
    assert day(session, 2026, 1, 2).kind is DayKind.OFF
    makeup = day(session, 2026, 1, 10)
    assert (makeup.kind, makeup.name, makeup.source) == (
        DayKind.MAKEUP,
        "Làm bù cho ngày nghỉ 02/01/2026",
        "12729/VPCP-KGVX",
    )


def test_several_days_in_a_row_are_entered_as_one(admin, session):
    fields = {"on": "04/02/2028", "until": "10/02/2028", "name": "Tết", "source": "Dự kiến", "certainty": "provisional"}
    assert applied(admin, admin.send("/admin/calendar/days/new/", **fields))
    session.expire_all()
    entered = [row for row in session.query(CalendarDay) if row.on.year == 2028]
    assert len(entered) == 7
    assert not any(row.is_confirmed for row in entered)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"on": "31/08/2026"}, "đã được dùng"),
        ({"on": "01/09/2026", "kind": "makeup"}, "vốn là ngày làm việc"),
        ({"on": "01/09/2026", "makeup_on": "03/09/2026"}, "vốn là ngày làm việc"),
        ({"on": "02/09/2026", "until": "01/09/2026"}, "không được trước"),
        ({"on": "02/09/2026", "until": "30/09/2026"}, "không được sau"),
        ({"on": "31/02/2026"}, "ngày"),
        ({"on": "01/01/1900"}, "từ 01/01/1990 đến 31/12/2099"),
        ({"on": "01/01/2100"}, "từ 01/01/1990 đến 31/12/2099"),
        ({"on": "31/12/9999"}, "từ 01/01/1990 đến 31/12/2099"),
        ({"on": "12/12/2026", "kind": "makeup", "makeup_on": "13/12/2026"}, "chỉ dành cho ngày nghỉ"),
        ({"on": "02/09/2026", "name": ""}, "nhập"),
        ({"on": "02/09/2026", "source": " "}, "nhập"),
        ({"on": "02/09/2026", "kind": "holiday"}, ""),
    ],
    ids=str,
)
def test_a_day_that_cannot_stand_is_refused_with_what_was_typed(admin, session, fields, said):
    before = session.query(CalendarDay).count()
    page = admin.send("/admin/calendar/days/new/", **{"name": "Quốc khánh", "source": "BLLĐ", **fields})
    assert page.status_code == 422
    assert said in page.words
    assert fields["on"] in str(page.presets())
    session.expire_all()
    assert session.query(CalendarDay).count() == before


def test_a_day_is_changed_and_its_page_says_by_whom(admin, session):
    path = "/admin/calendar/days/20270208/"
    assert applied(admin, admin.send(path, source="Thông báo 1/TB-BNV", certainty="confirmed"))
    row = day(session, 2027, 2, 8)
    assert (row.source, row.is_confirmed, row.name) == ("Thông báo 1/TB-BNV", True, "Mùng ba Tết")
    history = " ".join(admin.get(path).texts(".admin-history__step"))
    assert "Dự kiến → Thông báo 1/TB-BNV" in history
    assert "không → có" in history


def test_a_day_is_taken_out_for_a_reason(admin, session):
    path = "/admin/calendar/days/20260831/removal/"
    assert admin.send(path, reason="").status_code == 422
    assert applied(admin, admin.send(path, reason="Thông báo đã được thu hồi"))
    assert day(session, 2026, 8, 31) is None
    assert admin.get(path).status_code == 404
    assert "Thông báo đã được thu hồi" in admin.get("/admin/history/").words
    assert "Thông báo đã được thu hồi" in admin.get("/admin/calendar/2026/").words


def test_a_year_is_confirmed_with_its_document_and_its_expected_days(admin, session):
    path = "/admin/calendar/2027/confirmation/"
    assert admin.get(path).presets()["certainty"] == "confirmed"
    assert admin.send(path, source="").status_code == 422
    assert applied(admin, admin.send(path, source="Thông báo 2/TB-BNV"))
    session.expire_all()
    assert session.get(CalendarYear, 2027).is_confirmed
    assert day(session, 2027, 2, 8).source == "Thông báo 2/TB-BNV"
    assert "đã có thông báo đầy đủ" in admin.get("/admin/calendar/2027/").words


def test_a_confirmation_can_be_taken_back(admin, session):
    path = "/admin/calendar/2026/confirmation/"
    assert admin.get(path).presets()["source"] == "Thông báo nghỉ lễ năm 2026"
    assert applied(admin, admin.send(path, certainty="provisional", source="Còn chờ thông báo bổ sung"))
    session.expire_all()
    assert not session.get(CalendarYear, 2026).is_confirmed


def test_a_pattern_is_entered_changed_and_taken_out(admin, session):
    fields = {"valid_from": "01/07/2028", "saturday": "y", "source": "Nghị quyết thử"}
    assert applied(admin, admin.send("/admin/calendar/weeks/new/", **fields))
    assert admin.send("/admin/calendar/weeks/new/", **fields).status_code == 422
    session.expire_all()
    assert session.get(WorkWeek, date(2028, 7, 1)).weekdays == "123456"
    path = "/admin/calendar/weeks/20280701/"
    assert applied(admin, admin.send(path, saturday=None))
    session.expire_all()
    assert session.get(WorkWeek, date(2028, 7, 1)).weekdays == "12345"
    assert "Thứ Bảy →" in admin.get(path).words
    assert applied(admin, admin.send(f"{path}removal/", reason="Nhập nhầm"))
    session.expire_all()
    assert session.query(WorkWeek).count() == 1


def test_a_week_in_which_nobody_works_is_refused(admin, session):
    ticked = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"))
    page = admin.send("/admin/calendar/weeks/new/", valid_from="01/07/2028", source="a", **ticked)
    assert page.status_code == 422
    assert "ít nhất một ngày" in page.words


def upload(admin, text, name="ngay.csv"):
    return admin.send("/admin/calendar/file/", file=(io.BytesIO(text), name))


def test_days_are_taken_in_from_a_file(admin, session):
    text = "date,kind,name,source\n02/09/2026,nghỉ,Quốc khánh,BLLĐ\n06/09/2026,nghỉ,Chủ nhật,BLLĐ\n"
    reply = upload(admin, text.encode("utf-16"))
    page = admin.get(reply.location)
    assert "không làm thay đổi" in page.text
    assert day(session, 2026, 9, 2) is None, "first it is shown"
    assert applied(admin, reply)
    assert day(session, 2026, 9, 2).name == "Quốc khánh"


def test_a_faulty_file_is_refused_with_every_fault(admin, session):
    before = session.query(CalendarDay).count()
    text = "date,kind,name,source\n02/09/2026,nghỉ,Quốc khánh,BLLĐ\n01/09/2026,làm bù,Làm bù,BLLĐ\nmai,nghỉ,a,b\n"
    page = upload(admin, text.encode())
    assert page.status_code == 422
    assert "Dòng 3, cột “date”" in page.words
    assert "Dòng 4, cột “date”" in page.words
    session.expire_all()
    assert session.query(CalendarDay).count() == before


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("Ngày;Loại\nthôn".encode("cp1258", "replace"), "Dòng 1"),
        (b"", "không có dòng nào"),
        (b"PK\x03\x04", "Tệp bị hỏng"),
    ],
    ids=repr,
)
def test_what_is_no_table_is_refused_in_one_sentence(admin, data, said):
    page = upload(admin, data)
    assert page.status_code == 422
    assert said in page.words


def test_no_file_at_all_is_refused(admin):
    assert admin.post("/admin/calendar/file/", data=admin.get("/admin/calendar/file/").presets()).status_code == 422


def test_a_doubled_form_enters_one_day(admin, session):
    data = admin.get("/admin/calendar/days/new/").presets() | {"on": "02/09/2026", "name": "a", "source": "b"}
    replies = [admin.post("/admin/calendar/days/new/", data=data) for _time in range(2)]
    assert [reply.status_code for reply in replies] == [303, 303]
    assert session.query(ProposedChange).count() == 1
