"""More time, pauses, opinions and the proof of a date, as people meet them in the browser."""

import re
from datetime import timedelta

import pytest

from petitions.domain.clock_vocabulary import RequestDecision, RequestKind, Stage
from petitions.domain.vocabulary import State
from petitions.domain.work_calendar import DayKind
from petitions.models import CalendarDay, Case, CaseParty, DeadlineRule
from petitions.services.assignment import AssignmentDraft, assign_case
from petitions.services.clock_requests import Request, Verdict, ask_extension, ask_pause, decide_pause
from tests.budget import statements_of
from tests.builders import TODAY, a_deadline_rule, a_world
from tests.cases import a_case
from tests.clocks import the_clock

DAY = timedelta(days=1)
WHY = "Chờ kết quả giám định."


@pytest.fixture
def world(session):
    world = a_world(session)
    rule = session.query(DeadlineRule).one()
    rule.extension_times, rule.is_pausable = 2, True
    a_deadline_rule(session, "petition.coordination.reply", 15)
    return world


@pytest.fixture
def case(session, world, now):
    case = a_case(session, world, State.CLASSIFIED)
    draft = AssignmentDraft(
        lead_id=world.agency.id,
        coordinating_ids=(world.other_agency.id,),
        letter_number="7/HĐND-TT",
        letter_on=TODAY,
    )
    assign_case(session, case.code, draft, actor=world.office, now=now)
    return case


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


def at(case, step=""):
    return f"/cases/{case.code}/{step + '/' if step else ''}"


def sends(client, path, **values):
    page = client.get(path)
    assert page.status_code == 200, page.texts("h1")
    return client.door.post(path, data=page.presets() | values)


def test_an_officer_asks_and_the_board_agrees(session, world, client, case):
    client.sign_in("officer")
    reply = sends(client, at(case, "extension"), new_due_on="04/05/2026", reason=WHY, document_number="88/SXD")
    assert (reply.status_code, reply.headers["Location"]) == (303, at(case))
    page = client.get(at(case))
    assert any("đang đề nghị gia hạn" in text for text in page.texts(".duties__duty"))
    assert not any("/extension/" in link for link in page.links()), "no dead button while it waits"

    client.sign_in("board")
    assert "/cases/?pending=extension" in " ".join(client.get("/").links())
    page = client.get(at(case, "extension"))
    assert "04/05/2026" in page.texts("aside")[0]
    assert WHY in page.texts("aside")[0]
    reply = sends(client, at(case, "extension"), decision="grant", note="Đồng ý.", document_number="15/QĐ")
    assert reply.headers["Location"] == at(case)
    shown = client.get(at(case))
    assert "Thứ Hai, 04/05/2026" in shown.texts(".case-due")[0]
    assert any("hạn ban đầu 01/04/2026" in text for text in shown.texts(".duties__duty"))
    assert "Đồng ý gia hạn trả lời từ 01/04/2026 đến 04/05/2026 (văn bản số 15/QĐ)." in shown.texts("main")[0]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"new_due_on": "01/04/2026", "reason": WHY}, "không được trước ngày 02/04/2026"),
        ({"new_due_on": "31/02/2026", "reason": WHY}, "Ngày không đúng"),
        ({"new_due_on": "", "reason": WHY}, "không được để trống"),
        ({"new_due_on": "04/05/2026", "reason": " "}, "không được để trống"),
    ],
    ids=["not later", "no date", "no date given", "no reason"],
)
def test_what_cannot_be_asked_is_said_beside_the_field_and_kept(client, case, typed, sentence):
    client.sign_in("officer")
    reply = sends(client, at(case, "extension"), **typed)
    assert reply.status_code == 422
    assert any(sentence in text for text in reply.texts(".field__error")), reply.texts(".field__error")
    assert reply.presets()["new_due_on"] == typed["new_due_on"]


def test_a_pause_is_asked_for_decided_and_ended(session, world, client, case):
    client.sign_in("leader")
    assert (
        sends(client, at(case, "pause"), pause_from="09/03/2026", pause_to="20/03/2026", reason=WHY).status_code == 303
    )
    client.sign_in("board")
    assert sends(client, at(case, "pause"), decision="grant", note="Đồng ý.").status_code == 303
    page = client.get(at(case))
    assert any("tạm dừng đến hết 20/03/2026" in text for text in page.texts(".duties__duty"))
    assert at(case, "resumption") in page.links()
    client.sign_in("office")
    assert sends(client, at(case, "resumption"), reason="Đã có kết quả.").status_code == 303
    assert at(case, "resumption") not in client.get(at(case)).links()


def test_a_pause_that_has_ended_by_itself_offers_no_button(session, world, client, case, now, clock):
    request = Request(WHY, pause_from=TODAY, pause_to=TODAY + DAY)
    ask_pause(session, case.code, request, actor=world.officer, now=now)
    decide_pause(session, case.code, Verdict(RequestDecision.GRANT, "Đồng ý."), actor=world.board, now=now)
    clock.move_to(now + 3 * DAY)
    client.sign_in("office")
    assert at(case, "resumption") not in client.get(at(case)).links()
    assert sends(client, at(case, "resumption"), reason="Thử.").status_code == 409


def test_a_decision_that_somebody_else_has_taken_keeps_the_text(session, world, client, case, now):
    ask_extension(session, case.code, Request(WHY, new_due_on=TODAY + 60 * DAY), actor=world.officer, now=now)
    client.sign_in("board")
    path = at(case, "extension")
    data = client.get(path).presets() | {"decision": "refuse", "note": "Chưa đủ căn cứ, đề nghị bổ sung."}
    assert client.door.post(path, data=data | {"submission_key": "x"}).status_code == 303
    late = client.door.post(path, data=data | {"submission_key": "y"})
    assert late.status_code == 409
    assert "Chưa đủ căn cứ, đề nghị bổ sung." in late.text


def test_a_doubled_request_is_one_request(session, client, case):
    client.sign_in("officer")
    path = at(case, "extension")
    data = client.get(path).presets() | {"new_due_on": "04/05/2026", "reason": WHY}
    for _ in range(2):
        assert client.door.post(path, data=data).headers["Location"] == at(case)
    session.expire_all()
    assert session.get(Case, case.id).pending_request is RequestKind.EXTENSION


def test_a_coordinating_agency_is_led_to_its_opinion_and_then_owes_nothing(session, world, client, case):
    client.sign_in("officer2")
    home = client.get("/")
    assert any("opinion=" in link for link in home.links())
    assert at(case, "opinion") in client.get(at(case)).links()
    reply = sends(client, at(case, "opinion"), content="Thống nhất phương án sửa chữa.", document_number="5/SYT")
    assert reply.status_code == 303
    page = client.get(at(case))
    assert at(case, "opinion") not in page.links()
    assert "Thống nhất phương án sửa chữa." in page.texts("main")[0]
    client.sign_in("officer")
    assert "Thống nhất phương án sửa chữa." in client.get(at(case)).texts("main")[0]
    session.expire_all()
    assert not session.get(CaseParty, (world.other_agency.id, case.id)).owes_opinion


def test_leaving_the_rate_needs_the_paper_that_approves_it(client, case):
    client.sign_in("board")
    assert sends(client, at(case, "exclusion"), reason="Lộ trình nhiều năm.").status_code == 422
    values = {"reason": "Lộ trình nhiều năm.", "document_number": "20/TB-HĐND"}
    assert sends(client, at(case, "exclusion"), **values).status_code == 303
    assert "(văn bản số 20/TB-HĐND)" in client.get(at(case)).texts("main")[0]


# --- why this date ------------------------------------------------------------------------------------


def test_every_date_opens_its_arithmetic(session, world, client, case, now):
    client.sign_in("officer")
    for link in client.get(at(case)).links("a.duties__why"):
        page = client.get(link)
        assert page.texts("h1") == ["Vì sao có hạn này?"]
        assert "chưa được đối chiếu" in page.texts("main")[0]
        assert "Thứ Hai, 02/03/2026" in page.texts("main")[0]


def test_the_proof_tells_of_extension_and_pause_with_reason_and_paper(session, world, client, case, now):
    request = Request(
        "Mưa lũ kéo dài.", pause_from=TODAY + 7 * DAY, pause_to=TODAY + 11 * DAY, document_number="88/SXD"
    )
    ask_pause(session, case.code, request, actor=world.officer, now=now)
    verdict = Verdict(RequestDecision.GRANT, "Đồng ý vì mưa lũ.", "15/QĐ-HĐND")
    decide_pause(session, case.code, verdict, actor=world.board, now=now)
    client.sign_in("auditor")
    clock_id = the_clock(session, case).id
    text = client.get(at(case, f"clocks/{clock_id}")).texts("main")[0]
    for words in ("15/QĐ-HĐND", "Đồng ý vì mưa lũ.", "từ 09/03/2026 đến hết 13/03/2026", "01/04/2026", "06/04/2026"):
        assert words in text, words


def test_the_proof_of_what_is_done_says_that_the_calendar_has_changed_since(session, world, client, case, now):
    answer = the_clock(session, case)
    answer.is_open, answer.stopped_on, answer.outcome = False, TODAY + DAY, "done"
    session.flush()
    client.sign_in("auditor")
    address = at(case, f"clocks/{answer.id}")
    assert "Lịch hoặc quy định đã thay đổi" not in client.get(address).words
    session.add(CalendarDay(on=answer.due_on, kind=DayKind.OFF, name="Nghỉ", source="x", is_confirmed=True))
    session.flush()
    page = client.get(address).words
    assert "Lịch hoặc quy định đã thay đổi sau khi việc này xong" in page
    assert "01/04/2026" in page


def test_clocks_of_other_cases_and_of_the_council_do_not_exist_for_an_agency(session, world, client, case, now):
    a_deadline_rule(session, "petition.classification", 5)
    other = a_case(session, world, State.SUBMITTED)
    foreign = the_clock(session, other, Stage.CLASSIFICATION)
    own = the_clock(session, case)
    client.sign_in("officer")
    assert client.get(at(case, f"clocks/{own.id}")).status_code == 200
    assert client.get(at(case, f"clocks/{foreign.id}")).status_code == 404
    assert client.get(at(other, f"clocks/{foreign.id}")).status_code == 404
    client.sign_in("clerk2")
    assert client.get(at(case, f"clocks/{own.id}")).status_code == 404


def test_a_number_of_late_steps_opens_exactly_those(session, world, client, case):
    a_deadline_rule(session, "petition.acceptance", 3)
    late = a_case(session, world, State.ASSIGNED)
    clock = the_clock(session, late, Stage.ACCEPTANCE)
    clock.target_on = clock.due_on = TODAY - DAY
    client.sign_in("office")
    page = client.get("/cases/?late=acceptance")
    assert set(re.findall(r"/cases/(KN-\w{4}-\w{4})/", page.text)) == {late.code}
    assert "Bước bị chậm" in page.texts("main")[0]


def test_the_proof_and_the_request_keep_to_their_statements(session, world, client, case):
    client.sign_in("officer")
    clock_id = the_clock(session, case).id
    with statements_of() as sent:
        client.get(at(case, f"clocks/{clock_id}"))
    assert len(sent) <= 8, "\n".join(sent)
    data = client.get(at(case, "extension")).presets() | {"new_due_on": "04/05/2026", "reason": WHY}
    with statements_of() as sent:
        assert client.door.post(at(case, "extension"), data=data).status_code == 303
    assert len(sent) <= 15, "\n".join(sent)
    client.sign_in("board")
    data = client.get(at(case, "extension")).presets() | {"decision": "grant", "note": "Đồng ý."}
    with statements_of() as sent:
        assert client.door.post(at(case, "extension"), data=data).status_code == 303
    assert len(sent) <= 15, "\n".join(sent)
