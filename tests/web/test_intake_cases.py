"""A new case in the browser: alone, from statements, once, and never lost."""

import io

import pytest
import sqlalchemy as sa

from petitions.domain.vocabulary import FileAccess, Role, State
from petitions.models import Case, CaseEvent, CaseFile, CaseStatement, CaseVoter, Statement
from tests.budget import statements_of
from tests.builders import a_meeting, a_person, a_round, a_statement
from tests.cases import a_case
from tests.papers import AN_HTML, a_pdf

ENTRY = {"summary": "Đề nghị nạo vét mương tiêu.", "content": "Mương tiêu bồi lấp, mưa là ngập lúa."}


def the_case(session):
    session.expire_all()
    return session.scalars(sa.select(Case)).one()


def test_the_presets_and_two_texts_make_a_draft(session, clerk, world, clock):
    sent = clerk.send("/cases/new/", **ENTRY)
    case = the_case(session)
    assert (sent.status_code, sent.location) == (303, f"/cases/{case.code}/")
    assert (case.state, case.kind, case.locality_id) == (State.DRAFT, "petition", world.commune.id)
    assert (case.council_id, f"{case.received_on:%d/%m/%Y}") == (world.province_council.id, "02/03/2026")
    assert case.subject_field_id == world.other_field.id  # an honest "other" until somebody chooses


def test_a_script_that_sends_the_contracts_fields_alone_makes_the_same(session, clerk, world):
    token = clerk.token("/cases/new/")
    sent = clerk.post("/cases/new/", data={"csrf_token": token} | ENTRY)
    assert sent.status_code == 303
    case = the_case(session)
    assert (case.state, case.council_id, case.locality_id) == (State.DRAFT, world.province_council.id, world.commune.id)


def test_save_and_submit_does_both(session, clerk):
    assert clerk.post("/cases/new/", data=clerk.get("/cases/new/").presets() | ENTRY | {"submit_now": "1"}).status_code
    assert the_case(session).state is State.SUBMITTED


def test_ticked_statements_arrive_in_the_form_and_become_one_case(session, clerk, world, meeting):
    texts = ("Đường lầy. Đề nghị sửa.", "Xe tải chạy hỏng đường.")
    rows = [
        a_statement(session, meeting, text, speaker_name="Trần Văn Quế", village="thôn Đông Thành") for text in texts
    ]
    chosen = "&".join(f"statement_ids={row.id}" for row in rows)
    page = clerk.get(f"/cases/new/?meeting_id={meeting.id}&{chosen}")
    presets = page.presets()
    assert presets["content"].strip() == "\n\n".join(texts)
    assert presets["summary"].strip() == "Đường lầy."
    assert (presets["channel"], presets["received_on"]) == ("meeting", "24/02/2026")
    assert (presets["voter_name"], presets["voter_address"]) == ("Trần Văn Quế", "thôn Đông Thành, xã Bình Lục")
    assert "Hội đồng nhân dân tỉnh Ninh Bình" in page.words

    assert clerk.post("/cases/new/", data=presets).status_code == 303
    case = the_case(session)
    assert case.contact_meeting_id == meeting.id
    assert set(session.scalars(sa.select(CaseStatement.statement_id))) == {row.id for row in rows}
    assert session.get(CaseVoter, case.id).name == "Trần Văn Quế"


def test_several_speakers_are_not_one_voter(session, clerk, meeting):
    rows = [a_statement(session, meeting, speaker_name=name) for name in ("Trần Văn Quế", "Lã Thị Mùi")]
    page = clerk.get(f"/cases/new/?statement_ids={rows[0].id}&statement_ids={rows[1].id}")
    assert not page.presets().get("voter_name")


def test_an_unticked_statement_stays_on_the_minutes(session, clerk, meeting):
    rows = [a_statement(session, meeting), a_statement(session, meeting)]
    presets = clerk.get(f"/cases/new/?statement_ids={rows[0].id}&statement_ids={rows[1].id}").presets()
    presets["statement_ids"] = [str(rows[1].id)]
    assert clerk.post("/cases/new/", data=presets).status_code == 303
    assert session.scalars(sa.select(CaseStatement.statement_id)).all() == [rows[1].id]


def test_who_makes_a_second_case_from_a_statement_learns_of_the_first_and_confirms(session, clerk, meeting):
    row = a_statement(session, meeting, "Đường lầy.")
    address = f"/cases/new/?statement_ids={row.id}"
    first, second = clerk.get(address).presets(), clerk.get(address).presets()
    made = clerk.post("/cases/new/", data=first)
    code = the_case(session).code
    typed = second | {"summary": "Việc thứ hai.", "voter_name": "Lã Thị Mùi"}
    refused = clerk.post("/cases/new/", data=typed)
    assert (made.status_code, refused.status_code) == (303, 422)
    assert f"đã có vụ việc {code} được lập từ ý kiến đang chọn" in refused.texts("#statement_ids .field__error")[0]
    assert f"/cases/{code}/" in refused.links("#statement_ids a")
    kept = refused.presets()
    assert {name: kept[name] for name in ("summary", "voter_name", "statement_ids")} == {
        "summary": "Việc thứ hai.",
        "voter_name": "Lã Thị Mùi",
        "statement_ids": str(row.id),
    }
    assert clerk.post("/cases/new/", data=kept).status_code == 422, "sending it again is no confirmation"
    tick = refused.page.query("#another-case")[0].attrs["value"]
    confirmed = kept | {"known_cases": [kept.get("known_cases", ""), tick]}
    again = clerk.post("/cases/new/", data=confirmed | {"summary": ""})
    assert again.status_code == 422
    assert not again.page.query("#another-case"), "what was confirmed stays confirmed"
    assert clerk.post("/cases/new/", data=again.presets() | {"summary": "Việc thứ hai."}).status_code == 303
    assert session.scalar(sa.select(sa.func.count()).select_from(CaseStatement)) == 2


def test_a_statement_whose_case_the_page_showed_makes_another_one_at_once(session, clerk, meeting):
    address = f"/cases/new/?statement_ids={a_statement(session, meeting).id}"
    for _ in range(2):
        assert clerk.post("/cases/new/", data=clerk.get(address).presets()).status_code == 303


def test_a_refused_case_keeps_texts_and_ticks(session, clerk, meeting):
    row = a_statement(session, meeting)
    presets = clerk.get(f"/cases/new/?statement_ids={row.id}").presets()
    page = clerk.post(
        "/cases/new/", data=presets | {"summary": "", "voter_name": "Trần Văn Quế", "received_on": "32/13"}
    )
    assert page.status_code == 422
    kept = page.presets()
    assert (kept["statement_ids"], kept["voter_name"], kept["received_on"]) == (str(row.id), "Trần Văn Quế", "32/13")
    assert len(page.page.query(".field__error")) == 2
    assert not session.scalars(sa.select(Case)).all()


def test_a_megabyte_is_refused_and_given_back(session, clerk):
    text = "Cử tri nói rất dài. " * 50_000
    page = clerk.send("/cases/new/", summary="Dài.", content=text)
    assert page.status_code == 422
    assert page.presets()["content"].strip() == text.strip()


def test_a_doubled_case_is_made_once(session, clerk):
    form = clerk.get("/cases/new/").presets() | ENTRY
    first, second = clerk.post("/cases/new/", data=form), clerk.post("/cases/new/", data=form)
    assert (first.status_code, second.status_code, second.location) == (303, 303, first.location)
    assert the_case(session)


def test_a_day_to_come_is_refused_beside_its_field(clerk):
    page = clerk.send("/cases/new/", received_on="03/03/2026", **ENTRY)
    assert page.status_code == 422
    assert page.page.query("#received_on[aria-invalid=true]")


@pytest.mark.parametrize(
    ("field", "chosen"), [("locality_id", "other_commune"), ("council_id", "other_council"), ("meeting_id", "theirs")]
)
def test_what_is_another_communes_is_refused_beside_its_field(session, clerk, world, field, chosen):
    theirs = a_meeting(session, a_round(session, world.province_council), world.other_commune, world.other_council)
    key = theirs.id if chosen == "theirs" else getattr(world, chosen).id
    form = clerk.get("/cases/new/").presets() | ENTRY | {field: str(key)}
    page = clerk.post("/cases/new/", data=form)
    assert page.status_code == 422
    assert page.page.query(f"#{field}[aria-invalid=true]")


def test_an_earlier_case_that_is_not_found_is_not_to_be_chosen_from_a_list(clerk):
    page = clerk.send("/cases/new/", re_raised_code="KN-0000", **ENTRY)
    assert page.status_code == 422
    assert "Không tìm thấy vụ việc nào có mã KN-0000." in page.texts("#re_raised_code-error")[0]
    assert page.presets()["re_raised_code"] == "KN-0000"


@pytest.mark.parametrize("query", ["meeting_id={meeting}", "statement_ids={statement}", "statement_ids=999999"])
def test_another_communes_minutes_are_not_there_to_start_from(session, client, world, meeting, query):
    statement = a_statement(session, meeting, "Chỉ xã này đọc.")
    client.sign_in("clerk2")
    address = "/cases/new/?" + query.format(meeting=meeting.id, statement=statement.id)
    assert client.get(address).status_code == 404


def test_another_communes_statement_smuggled_into_the_form_shows_nothing(session, client, world, meeting):
    statement = a_statement(session, meeting, "Chỉ xã này đọc.")
    client.sign_in("clerk2")
    form = client.get("/cases/new/").presets() | ENTRY | {"statement_ids": str(statement.id)}
    page = client.post("/cases/new/", data=form)
    assert page.status_code == 422
    assert "Chỉ xã này đọc" not in page.text


@pytest.mark.parametrize("user", ["officer", "board", "deputy", "auditor", "admin", "letters", "coordinator"])
def test_nobody_else_makes_cases(client, world, user):
    client.sign_in(user)
    assert client.get("/cases/new/").status_code == 403


def test_scans_come_with_the_case_and_stay_with_commune_and_council(session, clerk):
    scan = (io.BytesIO(a_pdf()), "Đơn của ông Quế.pdf")
    assert clerk.send("/cases/new/", files=[scan], **ENTRY).status_code == 303
    the_case(session)
    file = session.scalars(sa.select(CaseFile)).one()
    assert (file.name, file.access) == ("Đơn của ông Quế.pdf", FileAccess.INTERNAL)


def test_a_scan_that_is_none_is_refused_and_nothing_is_made(session, clerk):
    page = clerk.send("/cases/new/", files=[(io.BytesIO(AN_HTML), "don.pdf")], **ENTRY)
    assert page.status_code == 422
    assert "don.pdf" in page.texts("#files-error")[0]
    assert page.presets()["content"].strip() == ENTRY["content"]
    assert not session.scalars(sa.select(Case)).all()


def test_a_case_is_made_within_its_budget(app, session, clerk, meeting):
    row = a_statement(session, meeting, speaker_name="Trần Văn Quế")
    form = clerk.get(f"/cases/new/?statement_ids={row.id}").presets()
    with statements_of() as sent:
        assert clerk.post("/cases/new/", data=form).status_code == 303
    assert len(sent) <= 15, "\n".join(sent)


def test_a_case_goes_to_the_office_from_its_own_page(session, clerk, world):
    case = a_case(session, world)
    address = f"/cases/{case.code}/submission/"
    assert case.content in clerk.get(address).words
    sent = clerk.send(address)
    assert (sent.status_code, sent.location) == (303, f"/cases/{case.code}/")
    assert the_case(session).state is State.SUBMITTED
    assert clerk.get(address).status_code == 409


def test_a_returned_case_says_why_before_it_is_sent_again(session, clerk, world):
    case = a_case(session, world, State.RETURNED)
    returned = session.scalars(
        sa.select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.action == "return")
    ).one()
    returned.note = "Ghi rõ đoạn nào."
    for page in ("submission", "correction"):
        assert "Ghi rõ đoạn nào." in clerk.get(f"/cases/{case.code}/{page}/").words


def test_a_draft_is_completed_without_giving_a_reason(session, clerk, world):
    case = a_case(session, world)
    sent = clerk.send(f"/cases/{case.code}/correction/", summary="Đề nghị sửa cầu.", voter_phone="")
    assert sent.status_code == 303
    assert the_case(session).summary == "Đề nghị sửa cầu."
    assert session.get(CaseVoter, case.id).phone is None


def test_a_correction_of_what_the_office_has_needs_a_reason(session, clerk, world):
    case = a_case(session, world, State.SUBMITTED)
    page = clerk.send(f"/cases/{case.code}/correction/", summary="Đề nghị sửa cầu.")
    assert page.status_code == 422
    assert page.presets()["summary"].strip() == "Đề nghị sửa cầu."


def test_two_who_correct_one_entry_the_second_reads_both_texts(session, clerk, world):
    case = a_case(session, world)
    address = f"/cases/{case.code}/correction/"
    opened = clerk.get(address).presets()
    assert clerk.send(address, summary="Bản thứ nhất.").status_code == 303
    late = clerk.post(address, data=opened | {"summary": "Bản thứ hai."})
    assert late.status_code == 409
    assert "Bản thứ nhất." in late.words
    assert "Bản thứ hai." in late.words


def test_the_office_is_told_that_agencies_would_read_the_voters_name(session, client, world):
    case = a_case(session, world, State.IN_PROGRESS)
    client.sign_in("office")
    address = f"/cases/{case.code}/correction/"
    page = client.send(address, summary="Ông Trần Văn Quế đề nghị sửa đường.", reason="Sửa chữ.")
    assert page.status_code == 422
    assert "Trần Văn Quế" in page.texts(".field__error")[0]
    sent = client.post(address, data=page.presets() | {"personal_data_checked": "y"})
    assert sent.status_code == 303


def test_an_answer_in_the_room_is_noted_with_who_gave_it(session, clerk, world, meeting):
    row = a_statement(session, meeting, answered_on_spot=True, answered_by="Chủ tịch UBND xã")
    case = a_case(session, world, contact_meeting_id=meeting.id)
    session.add(CaseStatement(case_id=case.id, statement_id=row.id))
    address = f"/cases/{case.code}/on-spot-answer/"
    assert clerk.get(address).presets()["answered_by"] == "Chủ tịch UBND xã"
    assert clerk.send(address, answer="Sẽ sửa trong tháng.").status_code == 303
    assert the_case(session).state is State.ANSWERED_ON_SPOT


def test_a_withdrawn_case_stays_and_frees_its_statements(session, clerk, world, meeting):
    row = a_statement(session, meeting)
    case = a_case(session, world, contact_meeting_id=meeting.id)
    session.add(CaseStatement(case_id=case.id, statement_id=row.id))
    assert clerk.send(f"/cases/{case.code}/withdrawal/", reason="").status_code == 422
    assert clerk.send(f"/cases/{case.code}/withdrawal/", reason="Nhập trùng.").status_code == 303
    assert the_case(session).state is State.WITHDRAWN
    assert "Còn 1 ý kiến chưa xử lý" in clerk.get(f"/meetings/{meeting.id}/").words


def test_who_is_clerk_and_office_at_once_does_both_parts(session, client, world):
    a_person(session, (Role.CLERK, world.commune_council), (Role.OFFICE, world.commune_council), username="both")
    client.sign_in("both")
    form = client.get("/cases/new/").presets() | ENTRY | {"council_id": str(world.commune_council.id)}
    assert client.post("/cases/new/", data=form).status_code == 303
    case = the_case(session)
    assert (case.origin_id, case.council_id) == (world.commune_council.id, world.commune_council.id)
    assert client.send(f"/cases/{case.code}/submission/").status_code == 303
    assert session.scalar(sa.select(sa.func.count()).select_from(Statement)) == 0
