"""The council's verdict in the browser: the answer is read first, and only one's own decisions are offered."""

import io
from datetime import date, timedelta

import pytest

from petitions.domain.vocabulary import State
from petitions.models import Case
from petitions.services.forwarding import forward_case_up
from petitions.services.letters import LetterDraft
from tests import papers
from tests.budget import statements_of
from tests.builders import TODAY, a_council_session
from tests.cases import a_case

LATER = TODAY + timedelta(days=20)
NOTE = "Đã kiểm tra thực địa."


@pytest.fixture
def case(session, world):
    return a_case(session, world, State.ANSWERED)


@pytest.fixture
def board(client, world):
    client.sign_in("board")
    return client


def at(case):
    return f"/cases/{case.code}/evaluation/"


def stored(session, case):
    session.expire_all()
    return session.get(Case, case.id)


def values(page):
    return [control.attrs["value"] for control in page.page.query("input[name=decision]")]


@pytest.mark.parametrize(
    ("decision", "due_on", "state"),
    [
        ("close", "", State.CLOSED),
        ("follow", LATER.isoformat(), State.FOLLOWING),
        ("revise", f"{LATER:%d/%m/%Y}", State.IN_PROGRESS),
    ],
)
def test_the_contracts_fields_alone_carry_each_decision(session, board, case, decision, due_on, state):
    fields = {"decision": decision, "note": NOTE, "due_on": due_on, "csrf_token": board.token("/account/")}
    reply = board.post(at(case), data=fields)
    assert (reply.status_code, reply.location) == (303, f"/cases/{case.code}/")
    row = stored(session, case)
    assert row.state is state
    if due_on:
        assert row.due_on == LATER


def test_the_answer_is_read_on_the_same_page(board, case):
    words = board.get(at(case)).words
    for part in ("12/SXD-QLHT", "Phó Giám đốc Phạm Văn Thọ", "Tuyến đường đã được đưa vào kế hoạch", "Sở Xây dựng"):
        assert part in words


def test_the_files_of_the_answer_can_be_opened_from_there(client, session, world):
    case = a_case(session, world, State.IN_PROGRESS)
    address = at(case)
    client.sign_in("office")
    client.send(
        f"/cases/{case.code}/response/",
        document_number="1/SXD",
        signed_on="02/03/2026",
        signer="Giám đốc",
        content="Đã xong.",
        files=(io.BytesIO(papers.a_pdf()), "Bản quét.pdf"),
    )
    page = client.get(address)
    shown = [link for link in page.links() if "inline=1" in link]
    assert client.get(shown[0]).mimetype == "application/pdf"


@pytest.mark.parametrize(
    ("user", "offered"),
    [("board", ["close", "follow", "revise"]), ("office", ["follow", "revise"])],
)
def test_each_is_offered_his_own_decisions(client, case, user, offered):
    client.sign_in(user)
    assert values(client.get(at(case))) == offered


def test_an_office_that_may_not_close_is_refused_and_keeps_its_words(client, session, case):
    client.sign_in("office")
    reply = client.post(at(case), data=client.get(at(case)).presets() | {"decision": "close", "note": NOTE})
    assert reply.status_code == 403
    assert NOTE in reply.words
    assert stored(session, case).state is State.ANSWERED


def test_a_settled_matter_is_proposed_to_be_closed_and_an_open_one_to_be_followed(session, board, world, case):
    assert board.get(at(case)).presets()["decision"] == "close"
    session.get(Case, case.id).result_class = "under_way"
    assert board.get(at(case)).presets()["decision"] == "follow"


@pytest.mark.parametrize(
    ("fields", "faulty"),
    [
        ({"decision": "close", "note": ""}, "note"),
        ({"decision": "follow", "note": NOTE, "due_on": ""}, "due_on"),
        ({"decision": "revise", "note": NOTE, "due_on": ""}, "due_on"),
        ({"decision": "revise", "note": NOTE, "due_on": "02/03/2026"}, "due_on"),
        ({"decision": "revise", "note": NOTE, "due_on": "32/13/2026"}, "due_on"),
        ({"decision": "follow", "note": NOTE, "council_session_id": "77"}, "council_session_id"),
        ({"decision": "close", "note": "Ông Trần Văn Quế đồng ý."}, "note"),
        ({"decision": "burn", "note": NOTE}, "decision"),
    ],
)
def test_what_is_lacking_is_said_beside_its_field(session, board, case, fields, faulty):
    reply = board.post(at(case), data=board.get(at(case)).presets() | fields)
    assert reply.status_code == 422
    assert reply.texts(f"#{faulty}-error")
    assert reply.presets()["note"] == fields["note"]
    assert stored(session, case).state is State.ANSWERED


def test_a_case_is_followed_up_to_a_council_session(session, board, world, case):
    meets = a_council_session(session, world.province_council, name="Kỳ họp thứ 32", held_on=date(2026, 7, 6))
    page = board.get(at(case))
    assert "Kỳ họp thứ 32, 06/07/2026" in page.words
    fields = {"decision": "follow", "note": NOTE, "council_session_id": meets.id}
    assert board.post(at(case), data=page.presets() | fields).status_code == 303
    assert stored(session, case).due_on == date(2026, 7, 6)


def test_the_next_date_of_a_followed_case_is_moved_on_the_same_page(client, session, world):
    case = a_case(session, world, State.FOLLOWING)
    client.sign_in("office")
    page = client.get(at(case))
    assert values(page) == ["follow", "revise"]
    fields = {"decision": "follow", "note": "Chờ bố trí vốn.", "due_on": f"{LATER:%d/%m/%Y}"}
    reply = client.post(at(case), data=page.presets() | fields)
    assert reply.status_code == 303
    row = stored(session, case)
    assert (row.state, row.due_on) == (State.FOLLOWING, LATER)
    shown = client.get(f"/cases/{case.code}/")
    assert f"{LATER:%d/%m/%Y}" in shown.words
    assert "Chờ bố trí vốn." in shown.words


def test_when_the_next_date_has_come_the_council_is_led_to_its_decision(client, session, world):
    case = a_case(session, world, State.FOLLOWING, due_on=TODAY)
    client.sign_in("office")
    assert f"/cases/{case.code}/evaluation/" in client.get(f"/cases/{case.code}/").links("a.next-step__primary")


def test_who_cannot_be_asked_again_is_not_and_the_page_says_why(client, session, world, now):
    case = a_case(session, world, State.CLASSIFIED)
    letter = LetterDraft("9/HĐND", TODAY)
    forward_case_up(session, case.code, recipient="Bộ Xây dựng", letter=letter, actor=world.office, now=now)
    client.sign_in("office")
    client.send(
        f"/cases/{case.code}/response/",
        document_number="1/BXD",
        signed_on="02/03/2026",
        signer="Thứ trưởng",
        content="Bộ trả lời.",
        files=(io.BytesIO(papers.a_pdf()), "Bản quét.pdf"),
    )
    page = client.get(at(case))
    assert values(page) == ["follow"]
    assert "cơ quan ngoài hệ thống" in page.words
    assert "Bộ Xây dựng" in page.words
    refused = client.post(at(case), data=page.presets() | {"decision": "revise", "note": NOTE, "due_on": "01/04/2026"})
    assert refused.status_code == 422


def test_a_doubled_verdict_is_one(session, board, case):
    page = board.get(at(case))
    for _ in range(2):
        fields = page.presets() | {"decision": "revise", "note": NOTE, "due_on": LATER.isoformat()}
        assert board.post(at(case), data=fields).status_code == 303
    assert stored(session, case).state is State.IN_PROGRESS


def test_of_two_who_judge_at_once_the_second_is_shown_both(session, board, case):
    page = board.get(at(case))
    board.send(at(case), decision="close", note=NOTE)
    late = {"decision": "follow", "note": "Ý kiến thứ hai", "due_on": LATER.isoformat(), "submission_key": "x"}
    reply = board.post(at(case), data=page.presets() | late)
    assert reply.status_code == 409
    assert "Ý kiến thứ hai" in reply.words


@pytest.mark.parametrize(("user", "status"), [("leader", 403), ("clerk", 403), ("committee", 403), ("officer2", 404)])
def test_nobody_else_judges(client, case, user, status):
    client.sign_in(user)
    assert client.get(at(case)).status_code == status
    fields = {"csrf_token": client.token("/account/"), "decision": "close", "note": NOTE}
    assert client.post(at(case), data=fields).status_code == status


def test_page_and_verdict_stay_within_their_budgets(board, case):
    address = at(case)
    with statements_of() as read:
        page = board.get(address)
    assert len(read) <= 12
    fields = page.presets() | {"decision": "revise", "note": NOTE, "due_on": LATER.isoformat()}
    with statements_of() as written:
        assert board.post(address, data=fields).status_code == 303
    assert len(written) <= 15, "\n".join(written)
