"""Answers in the browser: prepared, sent, copied from paper, corrected; nothing typed is lost, nothing sent twice."""

import io
from datetime import timedelta

import pytest

from petitions.domain.vocabulary import FileAccess, ResultClass, State
from petitions.models import Case, CaseFile, Response, ResponseDraft
from petitions.services.search_index import reindex_batch
from tests import papers
from tests.budget import WRITES, statements_of
from tests.builders import TODAY
from tests.cases import a_case

NAME = "Công văn trả lời cử tri xã Bình Lục (bản ký số 45).pdf"
ANSWER = {
    "document_number": "45/SXD-QLHT",
    "signed_on": "02/03/2026",
    "signer": "Phó Giám đốc Phạm Văn Thọ",
    "content": "Đoạn đường đã được vá và lu lèn xong.",
    "result_class": "explained",
}
LATER = f"{TODAY + timedelta(days=90):%d/%m/%Y}"


@pytest.fixture
def case(session, world):
    return a_case(session, world, State.IN_PROGRESS)


@pytest.fixture
def bound(session, world):
    """A case of the agency whose leader has to send."""
    return a_case(session, world, State.IN_PROGRESS, lead=world.other_agency)


def at(case, step="response/"):
    return f"/cases/{case.code}/{step}"


def a_file(name=NAME, data=None):
    return io.BytesIO(data or papers.a_pdf()), name


def sits_down(client, username):
    """Another person at another desk."""
    other = client.application.test_client()
    other.sign_in(username)
    return other


def stored(session, case):
    session.expire_all()
    return session.get(Case, case.id)


# --- sent ---------------------------------------------------------------------------------------------


def test_the_contracts_fields_alone_answer_the_case(session, client, world, case):
    client.sign_in("leader")
    fields = ANSWER | {"resolution_kind": "", "reason": "", "commitment_on": "", "files": a_file()}
    reply = client.post(at(case), data={"csrf_token": client.token("/"), **fields})
    assert (reply.status_code, reply.location) == (303, f"/cases/{case.code}/")
    assert stored(session, case).state is State.ANSWERED
    file = session.query(CaseFile).one()
    assert (file.name, file.access) == (NAME, FileAccess.SHARED)
    assert "Hội đồng sẽ đánh giá" in client.get("/").words


@pytest.mark.parametrize(
    ("result_class", "more"),
    [
        ("resolved", {"resolution_kind": "carried_out"}),
        ("under_way", {"commitment_on": LATER}),
        ("under_way", {"reason": "no_funds"}),
        ("planned", {"commitment_on": LATER}),
        ("unresolved", {"reason": "planning"}),
    ],
)
def test_each_result_is_sent_with_what_it_carries(session, client, world, case, result_class, more):
    client.sign_in("officer")
    assert client.send(at(case), **ANSWER | {"result_class": result_class} | more).status_code == 303
    assert stored(session, case).result_class is ResultClass(result_class)


@pytest.mark.parametrize(
    ("result_class", "field"),
    [
        ("resolved", "resolution_kind"),
        ("under_way", "commitment_on"),
        ("planned", "commitment_on"),
        ("unresolved", "reason"),
    ],
)
def test_what_a_result_lacks_is_said_beside_its_field_and_the_text_stays(client, world, case, result_class, field):
    client.sign_in("leader")
    reply = client.send(at(case), **ANSWER | {"result_class": result_class, "signer": ""})
    assert reply.status_code == 422
    assert reply.texts(f"#{field}-error")
    assert reply.texts("#signer-error"), "all faults show at once"
    presets = reply.presets()
    assert (presets["content"], presets["result_class"]) == (ANSWER["content"], result_class)


def test_dates_that_cannot_be_are_said_beside_their_fields(client, world, case):
    client.sign_in("leader")
    reply = client.send(at(case), **ANSWER | {"signed_on": "03/03/2026"})
    assert (reply.status_code, len(reply.texts("#signed_on-error"))) == (422, 1)
    reply = client.send(at(case), **ANSWER | {"signed_on": "01/02/2026"})
    assert "24/02/2026" in reply.texts("#signed_on-error")[0]
    reply = client.send(at(case), **ANSWER | {"result_class": "planned", "commitment_on": "01/03/2026"})
    assert "02/03/2026" in reply.texts("#commitment_on-error")[0]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("thư.docx", papers.AN_EXE),
        ("ảnh.png", papers.AN_SVG),
        ("trống.pdf", b""),
        ("khoá.pdf", papers.a_locked_pdf()),
        ("macro.docx", papers.a_docx(**{"word/vbaProject.bin": b"x"})),
    ],
)
def test_a_refused_file_is_named_beside_the_field_and_nothing_is_written(session, client, world, case, name, data):
    client.sign_in("leader")
    reply = client.send(
        at(case), **ANSWER, files=[a_file(name, data or b""), a_file()] if data else (io.BytesIO(), name)
    )
    assert reply.status_code == 422
    assert name in reply.texts("#files-error")[0]
    assert reply.presets()["content"] == ANSWER["content"]
    assert session.query(Response).count() == session.query(CaseFile).count() == 0


def test_a_doubled_form_makes_one_answer(session, client, world, case):
    client.sign_in("leader")
    page = client.get(at(case))
    for _ in range(2):
        reply = client.post(at(case), data=page.presets() | ANSWER | {"files": a_file()})
        assert (reply.status_code, reply.location) == (303, f"/cases/{case.code}/")
    assert session.query(Response).count() == session.query(CaseFile).count() == 1


def test_an_answer_overtaken_by_a_colleague_is_kept_on_the_conflict_page(session, client, world, case):
    client.sign_in("leader")
    page = client.get(at(case))
    client.send(at(case), **ANSWER)
    reply = client.post(at(case), data=page.presets() | ANSWER | {"submission_key": "another", "content": "Bản khác"})
    assert reply.status_code == 409
    assert "Bản khác" in reply.words
    assert session.query(Response).count() == 1


def test_the_leader_finds_his_own_name_as_signer_and_the_matter_beside_the_form(client, world, case):
    client.sign_in("leader")
    page = client.get(at(case))
    assert page.presets()["signer"] == "Người Thứ leader"
    assert "Cử tri đề nghị sửa đường liên thôn." in page.words
    assert "Trần Văn Quế" not in page.text


def test_why_an_answer_did_not_do_stands_above_the_next_one(session, client, world):
    answered = a_case(session, world, State.ANSWERED)
    client.sign_in("board")
    client.send(at(answered, "evaluation/"), decision="revise", note="Chưa nêu thời hạn sửa đường.", due_on=LATER)
    assert "Chưa nêu thời hạn sửa đường." in sits_down(client, "officer").get(at(answered)).words


# --- whose step it is ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("user", "status"), [("board", 403), ("clerk", 403), ("coordinator", 403), ("leader2", 404)])
def test_others_are_refused_or_find_nothing(client, world, case, user, status):
    client.sign_in(user)
    assert client.get(at(case)).status_code == status
    reply = client.post(at(case), data={"csrf_token": client.token("/account/"), **ANSWER})
    assert reply.status_code == status


# --- from paper ---------------------------------------------------------------------------------------


def test_the_office_records_an_answer_from_paper_with_its_scan(session, client, world, case):
    client.sign_in("office")
    reply = client.send(at(case), **ANSWER)
    assert reply.status_code == 422
    assert reply.texts("#files-error")
    assert client.send(at(case), **ANSWER, files=a_file("bản giấy.jpg", papers.a_picture("JPEG"))).status_code == 303
    response = session.query(Response).one()
    assert (response.came_on_paper, response.organisation_id) == (True, world.agency.id)


def test_the_day_a_paper_came_is_today_until_somebody_says_otherwise(session, client, world, case):
    client.sign_in("office")
    page = client.get(at(case))
    assert page.presets()["arrived_on"] == f"{TODAY:%d/%m/%Y}"
    scan = a_file("bản giấy.jpg", papers.a_picture("JPEG"))
    refused = client.send(at(case), **ANSWER, arrived_on=f"{TODAY + timedelta(days=1):%d/%m/%Y}", files=scan)
    assert refused.status_code == 422
    assert refused.texts("#arrived_on-error")
    scan = a_file("bản giấy.jpg", papers.a_picture("JPEG"))
    assert client.send(at(case), **ANSWER, arrived_on=ANSWER["signed_on"], files=scan).status_code == 303
    assert session.query(Response).one().arrived_on == TODAY
    client.get(f"/cases/{case.code}/")
    assert "nhận được ngày" in client.get(f"/cases/{case.code}/").words


def test_whoever_sends_an_answer_himself_is_not_asked_when_it_came(client, world, case):
    client.sign_in("leader")
    assert not client.get(at(case)).page.query("[name=arrived_on]")


def test_the_office_corrects_its_copy_on_the_page_that_the_leader_has(session, client, world, case):
    client.sign_in("office")
    client.send(at(case), **ANSWER, files=a_file("bản giấy.jpg", papers.a_picture("JPEG")))
    assert at(case, "response/correction/") in client.get(f"/cases/{case.code}/").links()
    page = client.get(at(case, "response/correction/"))
    assert page.presets()["arrived_on"] == f"{TODAY:%d/%m/%Y}"
    reply = client.send(at(case, "response/correction/"), document_number="77/SXD", note="Gõ nhầm số.")
    assert reply.status_code == 303
    assert [r.document_number for r in session.query(Response).order_by(Response.id)][-1] == "77/SXD"
    shown = client.get(f"/cases/{case.code}/").words
    assert "Gõ nhầm số." in shown
    leader = sits_down(client, "leader")
    assert not leader.get(at(case, "response/correction/")).page.query("[name=arrived_on]")


# --- prepared -----------------------------------------------------------------------------------------


def test_an_officer_prepares_without_number_and_date_and_the_leader_sends(session, client, world, bound):
    client.sign_in("officer2")
    reply = client.send(at(bound), content="Bản thảo của cán bộ.", result_class="explained", files=a_file())
    assert (reply.status_code, reply.location) == (303, f"/cases/{bound.code}/")
    assert stored(session, bound).state is State.IN_PROGRESS

    leader = sits_down(client, "leader2")
    page = leader.get(at(bound))
    assert page.presets()["content"] == "Bản thảo của cán bộ."
    assert NAME in page.words
    assert "Người Thứ officer2" in page.words
    assert leader.send(at(bound), document_number="9/SYT", signed_on="02/03/2026", signer="Giám đốc").status_code == 303
    assert stored(session, bound).state is State.ANSWERED
    assert session.query(CaseFile).one().access is FileAccess.SHARED


def test_what_is_handed_over_still_has_to_say_what_came_of_it(client, world, bound):
    client.sign_in("officer2")
    reply = client.send(at(bound), content="", result_class="planned")
    assert reply.status_code == 422
    assert reply.texts("#content-error")
    assert reply.texts("#commitment_on-error")
    assert not reply.texts("#signed_on-error")


def test_a_draft_may_lack_everything_and_is_there_again(session, client, world, case):
    client.sign_in("officer")
    page = client.get(at(case))
    reply = client.post(
        at(case), data=page.presets() | {"save": "draft", "content": "Mới viết", "result_class": "planned"}
    )
    assert (reply.status_code, reply.location) == (303, at(case))
    again = client.get(at(case))
    assert (again.presets()["content"], again.presets()["result_class"]) == ("Mới viết", "planned")
    assert stored(session, case).state is State.IN_PROGRESS


def test_a_draft_still_says_when_a_date_cannot_be_read(client, world, case):
    client.sign_in("officer")
    page = client.get(at(case))
    reply = client.post(at(case), data=page.presets() | {"save": "draft", "signed_on": "31/02/2026"})
    assert reply.status_code == 422
    assert reply.presets()["signed_on"] == "31/02/2026"


def test_two_people_at_one_draft_see_both_texts(session, client, world, case):
    client.sign_in("officer")
    page = client.get(at(case))
    client.post(at(case), data=page.presets() | {"save": "draft", "content": "Bản của tôi"})
    leader = sits_down(client, "leader")
    own = {"submission_key": "x", "csrf_token": leader.token("/account/")}
    reply = leader.post(at(case), data=page.presets() | {"save": "draft", "content": "Bản của sếp"} | own)
    assert reply.status_code == 409
    assert "Bản của sếp" in reply.words
    assert "Bản của tôi" in reply.words
    assert session.query(ResponseDraft).one().values["content"] == "Bản của tôi"


def test_the_office_cannot_keep_a_draft_in_the_agencys_name(session, client, world, case):
    client.sign_in("office")
    page = client.get(at(case))
    reply = client.post(at(case), data=page.presets() | {"save": "draft", "content": "x"})
    assert reply.status_code == 403
    assert session.query(ResponseDraft).count() == 0


# --- corrected ----------------------------------------------------------------------------------------


def test_the_leader_corrects_a_sent_answer_with_a_reason(session, client, world):
    case = a_case(session, world, State.ANSWERED)
    client.sign_in("leader")
    page = client.get(at(case, "response/correction/"))
    assert page.presets()["document_number"] == "12/SXD-QLHT"
    assert client.send(at(case, "response/correction/"), document_number="13/SXD").status_code == 422
    reply = client.send(at(case, "response/correction/"), document_number="13/SXD", note="Sai số.", files=a_file())
    assert reply.status_code == 303
    assert [r.document_number for r in session.query(Response).order_by(Response.id)] == ["12/SXD-QLHT", "13/SXD"]


# --- what it costs --------------------------------------------------------------------------------------


def test_sending_an_answer_stays_within_its_budget(session, client, world, case):
    reindex_batch(session, after_id=0)
    client.sign_in("leader")
    address, page = at(case), client.get(at(case))
    with statements_of() as sent:
        reply = client.post(address, data=page.presets() | ANSWER | {"files": a_file()})
    assert reply.status_code == 303
    assert len(sent) <= WRITES, "\n".join(sent)


def test_the_page_of_an_answer_stays_within_its_budget(session, client, world, bound):
    client.sign_in("officer2")
    client.send(at(bound), content="x", result_class="explained", files=a_file())
    address = at(bound)
    with statements_of() as sent:
        assert client.get(address).status_code == 200
    assert len(sent) <= 12, "\n".join(sent)
