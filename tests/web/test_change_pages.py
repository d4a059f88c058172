"""A change of the calendar is shown with what it moves, then applied or dropped; rules are superseded, not altered."""

import io
from datetime import date

import pytest

from petitions.domain.deadline_rule import Unit
from petitions.domain.proposals import ChangePhase
from petitions.models import AdminEvent, DeadlineRule, ProposedChange
from petitions.services import moves, proposals
from petitions.services.proposals import go_on, propose_change, start_application
from tests.budget import statements_of
from tests.builders import a_deadline_rule, a_world
from tests.clocks import the_clock
from tests.proposals import applied
from tests.services.test_proposals import DUE, assigned, off, work

NEW = "/admin/calendar/days/new/"
HOLIDAY = {"on": "01/04/2026", "name": "Nghỉ đột xuất", "source": "Công điện thử"}
RULE = "/admin/rules/petition.response/"


@pytest.fixture
def world(session):
    world = a_world(session)
    a_deadline_rule(session, "petition.acceptance", 3, unit=Unit.WORKING_DAY)
    return world


def the_change(session):
    session.expire_all()
    return session.query(ProposedChange).order_by(ProposedChange.id.desc()).first()


def propose_by_hand(session, world, now, change=None):
    row = propose_change(session, change or off(DUE), actor=world.admin, now=now)
    session.flush()
    return row


# --- a proposed change ---------------------------------------------------------------------------------------------


def test_what_a_holiday_moves_stands_on_its_page_before_it_is_applied(admin, session, world, now):
    case = assigned(session, world, now)
    reply = admin.send(NEW, **HOLIDAY)
    page = admin.get(reply.location)
    assert page.heading.startswith("Thay đổi dự kiến số")
    assert "Đã tính thử, chờ quyết định" in page.words
    assert "01/04/2026 Nghỉ đột xuất" in page.words
    assert case.code in page.words
    assert "Thứ Tư, 01/04/2026 Thứ Năm, 02/04/2026 muộn hơn" in page.words
    assert the_clock(session, case).due_on == DUE
    page = applied(admin, reply)
    assert "Đã dời: 1" in page.words
    session.expire_all()
    assert the_clock(session, case).due_on == date(2026, 4, 2)


def test_a_day_off_on_which_nobody_works_anyway_says_so_before_it_is_applied(admin):
    sunday = HOLIDAY | {"on": "04/04/2026", "until": "06/04/2026"}
    page = admin.get(admin.send(NEW, **sunday).location)
    (said,) = [text for text in page.texts(".notice--info") if "vốn không làm việc" in text]
    assert "Thứ Bảy, 04/04/2026; Chủ Nhật, 05/04/2026" in said
    assert "06/04/2026" not in said
    assert "vốn không làm việc" not in admin.get(admin.send(NEW, **HOLIDAY).location).words


def test_a_file_of_days_says_so_too(admin):
    data = "ngày,loại,tên,căn cứ\n05/04/2026,nghỉ,Nghỉ bù,Công điện thử\n".encode()
    reply = admin.send("/admin/calendar/file/", file=(io.BytesIO(data), "ngay-nghi.csv"))
    assert any("Chủ Nhật, 05/04/2026" in text for text in admin.get(reply.location).texts(".notice--info"))


def test_the_numbers_open_what_they_count(admin, session, world, now, clock):
    assigned(session, world, now)
    start_application(session, propose_by_hand(session, world, now).id, actor=world.admin, now=now)
    clock.move_to("2026-04-02T03:00:00Z")
    admin.sign_in("admin")
    reply = admin.send("/admin/calendar/days/20260401/removal/", reason="Công điện đã thu hồi")
    page = admin.get(reply.location)
    assert "1 trở thành quá hạn" in page.words
    listed = admin.get(f"{reply.location}?show=becomes-overdue")
    assert len(listed.texts("main tbody tr")) == 1
    assert len(admin.get(f"{reply.location}?show=ceases-overdue").texts("main tbody tr")) == 0
    assert "Công điện đã thu hồi" in page.words


def test_the_list_of_moves_goes_on_without_losing_or_doubling_any(admin, session, world, now, monkeypatch):
    monkeypatch.setattr("petitions.queries.proposals.MOVES_A_PAGE", 2)
    codes = {assigned(session, world, now).code for _n in range(5)}
    row = propose_by_hand(session, world, now)
    path, seen = f"/admin/changes/{row.id}/", []
    while path:
        page = admin.get(path)
        seen += page.texts("main tbody tr .code, main tbody tr th")
        path = next(iter(page.links('a[rel="next"]')), None)
    assert sorted(seen) == sorted(codes)


def test_every_page_of_changes_and_rules_opens_with_few_statements(admin, session, world, now):
    for _n in range(3):
        assigned(session, world, now)
    rule = session.query(DeadlineRule).filter_by(code="petition.response").one()
    unused = a_deadline_rule(session, "petition.response", 20, valid_from=date(2026, 7, 1))
    row = propose_by_hand(session, world, now)
    for path in (
        "/admin/changes/",
        f"/admin/changes/{row.id}/",
        f"/admin/changes/{row.id}/discard/",
        "/admin/rules/",
        RULE,
        f"{RULE}versions/new/",
        f"{RULE}versions/{rule.id}/",
        f"{RULE}versions/{rule.id}/source/",
        f"{RULE}versions/{unused.id}/removal/",
    ):
        with statements_of() as statements:
            reply = admin.get(path)
        assert reply.status_code == 200, path
        assert len(statements) <= 8, (path, statements)


@pytest.mark.parametrize("username", ["office", "board", "auditor"])
def test_nobody_but_an_administrator_sees_changes(client, session, world, now, username):
    row = propose_by_hand(session, world, now)
    client.sign_in(username)
    for path in ("/admin/changes/", f"/admin/changes/{row.id}/", f"/admin/changes/{row.id}/discard/", RULE):
        assert client.get(path).status_code == 403


@pytest.mark.parametrize("path", ["/admin/changes/99/", "/admin/changes/99/discard/", "/admin/rules/petition.nothing/"])
def test_what_there_is_not_is_not_found(admin, path):
    assert admin.get(path).status_code == 404


def test_nonsense_in_the_address_shows_the_whole_list(admin, session, world, now):
    assigned(session, world, now)
    row = propose_by_hand(session, world, now)
    for query in ("cursor=x", "cursor=2026-99-99.1", "cursor=2026-01-01.x", "show=everything"):
        assert len(admin.get(f"/admin/changes/{row.id}/?{query}").texts("main tbody tr")) == 1


def test_a_change_that_moves_nothing_says_so(admin, session, world):
    reply = admin.send(NEW, **HOLIDAY | {"on": "02/09/2026"})
    assert "Không hạn đang chạy nào bị dời" in admin.get(reply.location).words
    assert applied(admin, reply)


def test_saving_what_stands_already_changes_nothing(admin, session, world):
    applied(admin, admin.send(NEW, **HOLIDAY))
    reply = admin.send("/admin/calendar/days/20260401/")
    assert reply.location == "/admin/calendar/2026/"
    assert "Không có gì thay đổi" in admin.get(reply.location).text
    assert session.query(ProposedChange).count() == 1


def test_a_change_is_dropped_and_stays_in_the_list(admin, session, world):
    reply = admin.send(NEW, **HOLIDAY)
    assert admin.send(f"{reply.location}discard/").status_code == 303
    assert the_change(session).phase is ChangePhase.DISCARDED
    assert "Đã bỏ" in admin.get("/admin/changes/").words
    page = admin.get(reply.location)
    assert "Áp dụng thay đổi" not in page.words
    assert admin.get("/admin/history/").status_code == 200


def test_many_clocks_show_how_far_the_work_has_come(admin, session, world, now, monkeypatch):
    monkeypatch.setattr(moves, "BATCH", 1)
    monkeypatch.setattr(proposals, "AT_ONCE", 0)
    for _n in range(2):
        assigned(session, world, now)
    reply = admin.send(NEW, **HOLIDAY)
    row = the_change(session)
    go_on(session, row.id, None, now=now)
    page = admin.get(reply.location)
    assert "đã xem 1 trên 4" in page.words
    assert 'hx-trigger="every 2s"' in page.text
    assert "Áp dụng thay đổi" not in page.words
    work(session, row, now)
    assert admin.send(reply.location).status_code == 303
    assert "Đang dời các thời hạn" in admin.get(reply.location).words
    work(session, row, now)
    assert "Đã dời: 2" in admin.get(reply.location).words


def test_of_two_who_apply_one_change_the_second_is_told(admin, session, world):
    reply = admin.send(NEW, **HOLIDAY)
    data = admin.get(reply.location).presets()
    applied(admin, reply)
    assert admin.post(reply.location, data=data | {"submission_key": "another"}).status_code == 409


def test_a_change_tried_on_an_older_calendar_is_shown_again(admin, session, world, now):
    assigned(session, world, now)
    reply = admin.send(NEW, **HOLIDAY | {"on": "02/04/2026"})
    start_application(session, propose_by_hand(session, world, now).id, actor=world.admin, now=now)
    again = admin.send(reply.location)
    assert again.status_code == 303
    page = admin.get(again.location)
    assert "đã được tính lại" in page.text
    assert "Áp dụng thay đổi" in page.words
    assert applied(admin, again)


# --- rules ---------------------------------------------------------------------------------------------------------


def version(session, valid_from):
    session.expire_all()
    return session.query(DeadlineRule).filter_by(code="petition.response", valid_from=valid_from).one_or_none()


def test_a_rule_shows_its_versions_and_what_rests_on_them(admin, session, world, now):
    assigned(session, world, now)
    page = admin.get(RULE)
    assert "đang có hiệu lực" in page.words
    assert "Số thời hạn đang chạy tính theo phiên bản này: 1" in page.words
    assert "Sửa căn cứ" in page.words
    assert "Sửa phiên bản" not in page.words


def test_a_new_version_moves_the_open_clocks_that_started_under_it(admin, session, world, now):
    case = assigned(session, world, now)
    reply = admin.send(f"{RULE}versions/new/", valid_from="01/03/2026", length="20", source="Nghị quyết 1/2026/NQ-HĐND")
    assert "sớm hơn" in admin.get(reply.location).words
    assert applied(admin, reply)
    row = version(session, date(2026, 3, 1))
    clock = the_clock(session, case)
    assert (clock.rule_id, clock.due_on) == (row.id, date(2026, 3, 23))
    history = admin.get(RULE).words
    assert "Thời hạn: 20; Tính theo: ngày" in history


def test_clocks_that_started_before_a_version_stay_where_they_are(admin, session, world, now):
    case = assigned(session, world, now)
    reply = admin.send(f"{RULE}versions/new/", valid_from="03/03/2026", length="20", source="Nghị quyết 1")
    assert "Không hạn đang chạy nào bị dời" in admin.get(reply.location).words
    applied(admin, reply)
    assert the_clock(session, case).due_on == DUE


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"length": "0"}, "1"),
        ({"length": "-5"}, "1"),
        ({"length": "99999"}, "3650"),
        ({"length": ""}, ""),
        ({"length": "ba mươi"}, ""),
        ({"target": "31"}, "không được dài hơn"),
        ({"target": "-1"}, ""),
        ({"extension_times": "0", "extension_length": "10"}, "Mâu thuẫn"),
        ({"extension_times": "-1"}, ""),
        ({"extension_times": "100"}, ""),
        ({"extension_times": "2", "extension_length": "0"}, ""),
        ({"warning_offsets": "3, 7, 15"}, "theo thứ tự"),
        ({"warning_offsets": "15, 15, 3"}, "theo thứ tự"),
        ({"warning_offsets": "15, 0"}, "theo thứ tự"),
        ({"warning_offsets": "15, -3"}, "số nguyên"),
        ({"warning_offsets": "mười"}, "số nguyên"),
        ({"warning_offsets": "400"}, "theo thứ tự"),
        ({"escalation": "30, 15"}, "theo thứ tự"),
        ({"escalation": "1, 2, 3, 4, 5, 6, 7, 8"}, "theo thứ tự"),
        ({"valid_from": "01/01/2020"}, "đã được dùng"),
        ({"valid_from": "01/01/1900"}, ""),
        ({"valid_from": "01/01/2100"}, ""),
        ({"valid_from": ""}, ""),
        ({"source": " "}, "nhập"),
        ({"unit": "hour"}, ""),
    ],
    ids=str,
)
def test_a_version_that_contradicts_itself_is_refused_with_what_was_typed(admin, session, fields, said):
    good = {"valid_from": "01/07/2026", "length": "30", "source": "Nghị quyết"}
    page = admin.send(f"{RULE}versions/new/", **{**good, **fields})
    assert page.status_code == 422
    assert said in page.words
    assert session.query(ProposedChange).count() == 0


def test_a_version_nothing_rests_on_is_changed_or_taken_out(admin, session, world):
    applied(admin, admin.send(f"{RULE}versions/new/", valid_from="01/07/2026", length="20", source="Nghị quyết 1"))
    row = version(session, date(2026, 7, 1))
    page = f"{RULE}versions/{row.id}/"
    assert applied(admin, admin.send(page, length="25", warning_offsets="10; 5", escalation=""))
    changed = version(session, date(2026, 7, 1))
    assert (changed.length, changed.warning_offsets, changed.escalation) == (25, (10, 5), ())
    assert "Phiên bản trước đó tiếp tục áp dụng" in admin.get(f"{page}removal/").words
    assert applied(admin, admin.send(f"{page}removal/", reason="Nghị quyết không được thông qua"))
    assert version(session, date(2026, 7, 1)) is None
    assert "Nghị quyết không được thông qua" in admin.get("/admin/history/").words


def test_a_version_that_clocks_rest_on_keeps_its_numbers_and_may_be_checked(admin, session, world, now):
    case = assigned(session, world, now)
    row = session.get(DeadlineRule, the_clock(session, case).rule_id)
    page = f"{RULE}versions/{row.id}/"
    refused = admin.send(page, length="25")
    assert refused.status_code == 409
    assert "giữ nguyên" in refused.words
    asked = admin.get(f"{page}removal/")
    assert (asked.status_code, "giữ nguyên" in asked.words) == (409, True)
    reply = admin.send(f"{page}source/", source="Quy chế 12/QC-HĐND, Điều 5", is_verified="y")
    assert applied(admin, reply)
    session.expire_all()
    row = session.get(DeadlineRule, row.id)
    assert (row.source, row.is_verified, row.length) == ("Quy chế 12/QC-HĐND, Điều 5", True, 30)


def test_without_a_version_before_it_the_later_one_is_said_to_hold_for_earlier_days(admin, session, world):
    a_deadline_rule(session, "petition.acceptance", 5, valid_from=date(2026, 7, 1))
    row = session.query(DeadlineRule).filter_by(code="petition.acceptance").order_by(DeadlineRule.valid_from).first()
    page = admin.get(f"/admin/rules/petition.acceptance/versions/{row.id}/removal/")
    assert "Phiên bản sau đó được áp dụng cho cả những ngày trước" in page.words


def test_the_only_version_of_a_rule_stays(admin, session, world):
    row = session.query(DeadlineRule).filter_by(code="petition.acceptance").one()
    reply = admin.send(f"/admin/rules/petition.acceptance/versions/{row.id}/removal/", reason="thử")
    assert reply.status_code == 409
    assert "phiên bản duy nhất" in reply.words


def test_a_version_of_another_rule_is_not_found_under_this_one(admin, session, world):
    row = session.query(DeadlineRule).filter_by(code="petition.acceptance").one()
    assert admin.get(f"{RULE}versions/{row.id}/").status_code == 404


def test_a_new_version_starts_from_the_latest_without_its_source(admin, world):
    presets = admin.get(f"{RULE}versions/new/").presets()
    assert (presets["length"], presets["warning_offsets"]) == ("30", "15, 7, 3")
    assert not presets["source"]
    assert not presets["valid_from"]


def test_every_applied_row_stands_in_the_history_with_before_and_after(admin, session, world):
    applied(admin, admin.send(NEW, **HOLIDAY))
    applied(admin, admin.send("/admin/calendar/days/20260401/", name="Quốc tang"))
    event = session.query(AdminEvent).order_by(AdminEvent.id.desc()).first()
    assert event.facts["changes"] == {"name": ["Nghỉ đột xuất", "Quốc tang"]}
    assert event.actor_name == world.admin.name


def test_a_case_tells_that_its_date_was_counted_anew(admin, session, world, now):
    case = assigned(session, world, now)
    applied(admin, admin.send(NEW, **HOLIDAY))
    office = admin.application.test_client()
    office.sign_in("office")
    assert "01/04/2026" in office.get(f"/cases/{case.code}/").words
    assert "02/04/2026" in office.get(f"/cases/{case.code}/").words
