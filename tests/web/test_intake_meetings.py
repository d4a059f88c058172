"""Rounds, meetings and statements as their clerk meets them in the browser."""

import pytest
import sqlalchemy as sa

from petitions.domain.vocabulary import State
from petitions.models import CaseStatement, ContactMeeting, ContactRound, Statement
from tests.budget import statements_of
from tests.builders import a_council_session, a_meeting, a_round, a_statement
from tests.cases import a_case


def test_a_clerk_goes_from_a_round_to_a_meeting_to_its_statements_by_the_buttons_alone(session, clerk, world):
    council_session = a_council_session(session, world.province_council)
    sent = clerk.send("/rounds/new/", name="Trước Kỳ họp thứ 3", council_session_id=council_session.id)
    assert sent.status_code == 303
    assert session.scalar(sa.select(ContactRound.council_id)) == world.province_council.id

    shown = clerk.get(sent.location)
    to_meeting = shown.links("a.btn-primary")[0]
    sent = clerk.send(to_meeting, place="Nhà văn hóa thôn", voter_count="52")
    assert (sent.status_code, session.scalar(sa.select(ContactMeeting.voter_count))) == (303, 52)

    sent = clerk.send(sent.location, speaker_name="Trần Văn Quế", village="thôn Đông Thành", content="Đường lầy.")
    page = clerk.get(sent.location)
    assert "Đã lưu ý kiến số 1" in page.words
    assert page.presets()["village"] == "thôn Đông Thành"
    assert not page.presets().get("speaker_name")
    assert not page.presets().get("content", "").strip()
    assert "autofocus" in page.page.query("input[name=speaker_name]")[0].attrs


def test_a_script_that_sends_the_contracts_fields_alone_gets_its_round_and_meeting(session, clerk, world):
    token = clerk.token("/rounds/new/")
    fields = {"name": "Đợt 1", "phase": "after", "plan_number": "12/KH", "starts_on": "2026-02-09", "ends_on": ""}
    assert clerk.post("/rounds/new/", data={"csrf_token": token} | fields).status_code == 303
    row = session.scalars(sa.select(ContactRound)).one()
    assert (row.council_id, row.phase, row.plan_number) == (world.commune_council.id, "after", "12/KH")

    bare = {"csrf_token": token, "place": "Hội trường"}
    assert clerk.post("/meetings/new/", data=bare).status_code == 303
    meeting = session.scalars(sa.select(ContactMeeting)).one()
    assert (meeting.contact_round_id, meeting.locality_id) == (row.id, world.commune.id)
    reply = clerk.post(f"/meetings/{meeting.id}/statements/", data={"csrf_token": token, "content": "Ý kiến."})
    assert reply.status_code == 303
    assert session.scalars(sa.select(Statement.village)).one() is None


def test_without_a_round_the_page_for_a_meeting_says_what_to_do_first(clerk):
    page = clerk.get("/meetings/new/")
    assert "/rounds/new/" in page.links("main a")
    assert not page.page.query("main form")


def test_a_refused_statement_keeps_what_was_typed(session, clerk, meeting):
    long = "Dài. " * 5000
    page = clerk.send(f"/meetings/{meeting.id}/statements/", speaker_name="Trần Văn Quế", content=long)
    assert page.status_code == 422
    assert page.presets()["speaker_name"] == "Trần Văn Quế"
    assert page.presets()["content"].strip() == long.strip()
    assert session.scalar(sa.select(sa.func.count()).select_from(Statement)) == 0


def test_a_doubled_statement_is_saved_once(session, clerk, meeting):
    address = f"/meetings/{meeting.id}/statements/"
    form = clerk.get(address).presets() | {"content": "Đường lầy."}
    first, second = clerk.post(address, data=form), clerk.post(address, data=form)
    assert (first.status_code, second.status_code, second.location) == (303, 303, first.location)
    assert session.scalar(sa.select(sa.func.count()).select_from(Statement)) == 1


def test_two_who_correct_one_statement_the_second_reads_both_texts(session, clerk, world, meeting):
    row = a_statement(session, meeting, "Nguyên văn.")
    address = f"/meetings/{meeting.id}/statements/{row.id}/"
    opened = clerk.get(address).presets()
    assert clerk.send(address, content="Bản của người thứ nhất.").status_code == 303
    late = clerk.post(address, data=opened | {"content": "Bản của người thứ hai."})
    assert late.status_code == 409
    assert "Bản của người thứ nhất." in late.words
    assert "Bản của người thứ hai." in late.words
    session.expire_all()
    assert session.get(Statement, row.id).content == "Bản của người thứ nhất."


def test_a_meeting_changed_meanwhile_shows_both_texts(clerk, meeting):
    address = f"/meetings/{meeting.id}/"
    opened = clerk.get(address).presets()
    assert clerk.send(address, place="Trụ sở").status_code == 303
    late = clerk.post(address, data=opened | {"place": "Nhà văn hóa mới"})
    assert late.status_code == 409
    assert "Trụ sở" in late.words
    assert "Nhà văn hóa mới" in late.words


def test_what_a_case_rests_on_can_no_longer_be_rewritten(session, clerk, world, meeting):
    row = a_statement(session, meeting, "Nguyên văn.")
    address = f"/meetings/{meeting.id}/statements/{row.id}/"
    opened = clerk.get(address).presets()
    case = a_case(session, world)
    session.add(CaseStatement(case_id=case.id, statement_id=row.id))
    late = clerk.post(address, data=opened | {"content": "Viết lại."})
    assert late.status_code == 409
    assert "Viết lại." in late.words
    assert case.code in clerk.get(f"/meetings/{meeting.id}/").words
    assert address not in clerk.get(f"/meetings/{meeting.id}/statements/").links()


def test_a_statement_entered_by_mistake_is_removed_after_a_look_at_it(session, clerk, meeting):
    row = a_statement(session, meeting, "Nhầm.")
    address = f"/meetings/{meeting.id}/statements/{row.id}/removal/"
    assert "Nhầm." in clerk.get(address).words
    assert clerk.send(address).status_code == 303
    assert session.scalar(sa.select(sa.func.count()).select_from(Statement)) == 0


def test_the_meeting_says_what_is_still_to_be_done(session, clerk, world, meeting):
    address = f"/meetings/{meeting.id}/"
    assert f"{address}statements/" in clerk.get(address).links(".next-step__primary")

    waiting = a_statement(session, meeting, "Đường lầy.")
    a_statement(session, meeting, "Hỏi phí.", answered_on_spot=True, answered_by="Chủ tịch UBND xã")
    page = clerk.get(address)
    assert "Còn 1 ý kiến chưa xử lý" in page.words
    assert "Chủ tịch UBND xã" in page.words

    case = a_case(session, world, contact_meeting_id=meeting.id)
    session.add(CaseStatement(case_id=case.id, statement_id=waiting.id))
    assert clerk.get(address).links(".next-step__primary") == [f"/cases/{case.code}/submission/"]


@pytest.mark.parametrize("path", ["", "statements/", "statements/{statement}/", "statements/{statement}/removal/"])
@pytest.mark.parametrize("user", ["clerk2", "office2"])
def test_another_units_meeting_is_not_there(session, client, world, meeting, path, user):
    from petitions.domain.vocabulary import Role
    from tests.builders import a_person

    a_person(session, (Role.OFFICE, world.other_council), username="office2")
    statement = a_statement(session, meeting).id
    client.sign_in(user)
    assert client.get(f"/meetings/{meeting.id}/{path}".format(statement=statement)).status_code == 404
    token = client.token("/rounds/")
    sent = client.post(
        f"/meetings/{meeting.id}/{path}".format(statement=statement),
        data={"csrf_token": token, "content": "Chen vào.", "round_id": 1, "held_on": "01/03/2026", "locality_id": 2},
    )
    assert sent.status_code == 404


@pytest.mark.parametrize("user", ["office", "board", "auditor"])
def test_the_council_of_the_round_reads_the_minutes_but_does_not_change_them(session, client, meeting, user):
    a_statement(session, meeting, "Đường lầy.")
    client.sign_in(user)
    page = client.get(f"/meetings/{meeting.id}/")
    assert "Đường lầy." in page.words
    assert not page.page.query("main form[method=post]")
    sent = client.post(f"/meetings/{meeting.id}/", data={"csrf_token": client.token("/rounds/"), "place": "Khác"})
    assert sent.status_code == 403


def test_nobody_of_an_agency_reads_minutes(client, world, meeting):
    client.sign_in("officer")
    assert client.get(f"/meetings/{meeting.id}/").status_code == 403
    assert client.get("/rounds/").status_code == 403


def test_a_clerk_sees_rounds_of_his_own_council_and_those_above_and_no_others(session, clerk, world):
    for council, name in (
        (world.province_council, "Của tỉnh"),
        (world.commune_council, "Của xã"),
        (world.other_council, "Của xã khác"),
    ):
        a_round(session, council, name=name)
    words = clerk.get("/rounds/").words
    assert "Của tỉnh" in words
    assert "Của xã" in words
    assert "Của xã khác" not in words


def test_the_list_of_rounds_goes_on_from_page_to_page_without_loss(session, clerk, world):
    for n in range(60):
        a_round(
            session, world.commune_council, name=f"Đợt {n:02}", starts_on=None if n % 3 else world.commune.valid_from
        )
    seen, address = [], "/rounds/"
    while address:
        page = clerk.get(address)
        seen += [name for name in page.texts("main a") if name.startswith("Đợt ")]
        address = next(iter(page.links("a[rel=next]")), None)
    assert sorted(seen) == [f"Đợt {n:02}" for n in range(60)]


@pytest.mark.parametrize("cursor", ["x", "2026-02-30.1", "2026-02-01.99999999999999", "2026-02-01.-1", "\0", "²", "."])
@pytest.mark.parametrize("path", ["/rounds/", "/meetings/{}/", "/meetings/{}/statements/"])
def test_an_address_that_makes_no_sense_begins_the_list(clerk, meeting, path, cursor):
    assert clerk.get(path.format(meeting.id), query_string={"cursor": cursor, "after": cursor}).status_code == 200


def test_pages_ask_as_much_for_many_rows_as_for_few(app, session, clerk, world, in_round, meeting):
    paths = ("/rounds/", f"/rounds/{in_round.id}/", f"/meetings/{meeting.id}/", f"/meetings/{meeting.id}/statements/")

    def cost():
        counts = []
        for path in paths:
            with statements_of() as sent:
                assert clerk.get(path).status_code == 200
            counts.append(len(sent))
        return counts

    def grow():
        a_meeting(session, a_round(session, world.commune_council), world.commune, world.commune_council)
        a_meeting(session, in_round, world.commune, world.commune_council)
        statement = a_statement(session, meeting)
        session.add(CaseStatement(case_id=a_case(session, world).id, statement_id=statement.id))

    grow()
    few = cost()
    for _ in range(8):
        grow()
    many = cost()
    assert many == few
    assert many[0] <= 8
    assert max(many) <= 13


def test_saving_a_statement_stays_within_its_budget(app, clerk, meeting):
    address = f"/meetings/{meeting.id}/statements/"
    form = clerk.get(address).presets() | {"content": "Đường lầy.", "speaker_name": "Trần Văn Quế"}
    with statements_of() as sent:
        assert clerk.post(address, data=form).status_code == 303
    assert len(sent) <= 15


@pytest.mark.parametrize(("user", "is_offered"), [("clerk", True), ("commune_office", False)])
def test_a_draft_is_offered_for_submission_only_to_who_may_submit_it(session, client, world, meeting, user, is_offered):
    case = a_case(session, world, State.DRAFT, contact_meeting_id=meeting.id)
    session.add(CaseStatement(case_id=case.id, statement_id=a_statement(session, meeting).id))
    session.commit()
    client.sign_in(user)
    page = client.get(f"/meetings/{meeting.id}/")
    assert (f"/cases/{case.code}/submission/" in page.text) is is_offered
