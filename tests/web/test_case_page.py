"""The case page: what is asked, who owes what, one next step for this person, and nothing he may not read."""

from datetime import timedelta

import pytest

from petitions.domain.policy import steps_for
from petitions.domain.vocabulary import Action, State
from petitions.models import CaseEvent, CaseStatement
from petitions.queries.cases import facts_of, get_case
from petitions.web.action_pages import ENDPOINTS
from tests.budget import statements_of
from tests.builders import NOW, TODAY, a_deadline_rule, a_meeting, a_round, a_statement
from tests.cases import a_case

VOTER = ("Trần Văn Quế", "0912 345 678", "0912345678", "thôn Đông Thành")
SAID = "xe máy ngã nhiều lần"


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


def page_of(client, user, case):
    client.sign_in(user)
    return client.get(f"/cases/{case.code}/")


@pytest.mark.parametrize("user", ["officer", "leader", "coordinator", "committee", "deputy"])
def test_nothing_of_the_voter_reaches_agencies_and_readers(session, world, client, user):
    meeting = a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)
    said = a_statement(session, meeting, "Bà con bức xúc lắm", speaker_name="Lê Thị Nhàn", village="xóm Chùa")
    client.sign_in(user)
    for state in (State.ASSIGNED, State.IN_PROGRESS, State.ANSWERED, State.CLOSED):
        case = a_case(session, world, state, contact_meeting_id=meeting.id)
        session.add(CaseStatement(case_id=case.id, statement_id=said.id))
        reply = client.get(f"/cases/{case.code}/")
        assert reply.status_code == 200
        for secret in (*VOTER, SAID, "Lê Thị Nhàn", "xóm Chùa", "bức xúc"):
            assert secret not in reply.text
        for internal in ("ghi nhận.", "để phân loại"):
            assert internal not in " ".join(reply.texts(".timeline__sentence"))


@pytest.mark.parametrize("user", ["clerk", "office", "board", "auditor"])
def test_commune_and_council_read_the_voter_and_his_words(session, world, client, user):
    reply = page_of(client, user, a_case(session, world, State.ASSIGNED))
    for words in ("Trần Văn Quế", SAID):
        assert words in reply.words


def test_nobody_of_another_unit_learns_that_the_case_exists(session, world, client):
    case = a_case(session, world, State.ASSIGNED)
    for user in ("clerk2", "officer2", "admin", "letters"):
        assert page_of(client, user, case).status_code == 404
    client.sign_in("office")
    assert client.get("/cases/KN-2222-2222/").status_code == 404
    assert client.get("/cases/%00/").status_code == 404


@pytest.mark.parametrize("user", ["clerk", "office", "board", "officer", "leader"])
def test_the_page_links_to_exactly_the_steps_the_person_may_take(session, world, client, user):
    actor = getattr(world, user)
    client.sign_in(user)
    for state in State:
        case = a_case(session, world, state)
        reply = client.get(f"/cases/{case.code}/")
        if reply.status_code == 404:
            continue
        facts = facts_of(get_case(session, case.code, actor=actor))
        may = {ENDPOINTS[action] for action in steps_for(actor, facts) if action in ENDPOINTS}
        may.discard("reminders.remind")  # nothing is late here
        links = reply.links(".next-step a")
        assert len(links) == len(set(links)) == len(may), state
        for link in links:
            assert client.get(link).status_code == 200, link


@pytest.mark.parametrize(
    ("user", "state", "button"),
    [
        ("clerk", State.DRAFT, "submission"),
        ("clerk", State.RETURNED, "correction"),
        ("office", State.SUBMITTED, "classification"),
        ("office", State.CLASSIFIED, "assignment"),
        ("officer", State.ASSIGNED, "acceptance"),
        ("leader", State.IN_PROGRESS, "response"),
        ("board", State.ANSWERED, "evaluation"),
        ("leader", State.FOLLOWING, "response"),
        ("office", State.FORWARDED_UP, "response"),
    ],
)
def test_the_natural_step_is_the_one_clear_button(session, world, client, user, state, button):
    case = a_case(session, world, state)
    reply = page_of(client, user, case)
    assert reply.links("a.next-step__primary") == [f"/cases/{case.code}/{button}/"]


def test_what_came_back_is_sent_again_once_it_was_completed(session, world, client):
    case = a_case(session, world, State.RETURNED)
    client.sign_in("clerk")
    address = f"/cases/{case.code}/correction/"
    typed = client.get(address).presets() | {"summary": "Đề nghị vá ổ gà đường liên thôn.", "reason": "Bổ sung."}
    assert client.door.post(address, data=typed).status_code == 303
    assert client.get(f"/cases/{case.code}/").links("a.next-step__primary") == [f"/cases/{case.code}/submission/"]


@pytest.mark.parametrize(
    ("user", "state"),
    [
        ("clerk", State.ASSIGNED),
        ("officer", State.ANSWERED),
        ("committee", State.IN_PROGRESS),
        ("auditor", State.SUBMITTED),
    ],
)
def test_who_has_nothing_to_do_is_told_whom_the_case_waits_for(session, world, client, user, state):
    reply = page_of(client, user, a_case(session, world, state))
    assert reply.links("a.next-step__primary") == []
    assert any(words in reply.texts(".next-step__note")[0] for words in ("chờ", "đang xử lý"))


def test_who_owes_what_stands_with_weekday_and_days(session, world, client):
    a_deadline_rule(session, "petition.acceptance", 3)
    case = a_case(session, world, State.ASSIGNED, due_on=TODAY - timedelta(days=2))
    reply = page_of(client, "office", case)
    duties = reply.texts(".duties__duty")
    assert any("tiếp nhận hoặc chuyển trả" in duty and "còn 3 ngày làm việc" in duty for duty in duties)
    assert any("trả lời Hội đồng nhân dân" in duty and "Thứ Bảy, 28/02/2026" in duty for duty in duties)
    assert "quá hạn 2 ngày" in reply.texts(".case-due")[0]


def test_the_due_date_opens_its_arithmetic(session, world, client):
    reply = page_of(client, "officer", a_case(session, world, State.IN_PROGRESS))
    [why] = reply.links("a.duties__why")
    page = client.get(why)
    assert page.texts("h1") == ["Vì sao có hạn này?"]
    facts = page.texts("main")[0]
    assert "30 ngày" in facts
    assert "chưa được đối chiếu" in facts
    assert "Thứ Hai, 02/03/2026" in facts


def test_the_letter_and_the_meeting_open_for_who_may_read_them(session, world, client):
    meeting = a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)
    case = a_case(session, world, State.ASSIGNED, contact_meeting_id=meeting.id)
    for user, count in (("office", 2), ("clerk", 1), ("officer", 0), ("auditor", 2)):
        client.sign_in(user)
        links = client.get(f"/cases/{case.code}/").links("a.facts__change")
        assert len(links) == count, user
        assert all(client.get(link).status_code == 200 for link in links)


def test_why_a_case_came_back_stands_on_top(session, world, client):
    case = a_case(session, world, State.RETURNED)
    event = session.query(CaseEvent).filter_by(case_id=case.id, action=Action.RETURN).one()
    event.note = "Chưa rõ đoạn đường nào"
    reply = page_of(client, "clerk", case)
    assert "Chưa rõ đoạn đường nào" in reply.texts(".notice--soon")[0]


def test_an_answer_shows_number_signer_result_and_text(session, world, client):
    reply = page_of(client, "clerk", a_case(session, world, State.ANSWERED))
    for words in ("12/SXD-QLHT", "Phó Giám đốc Phạm Văn Thọ", "Giải trình", "kế hoạch sửa chữa"):
        assert words in reply.words


def test_a_matter_raised_again_links_both_ways_but_only_for_who_sees_both(session, world, client):
    earlier = a_case(session, world, State.CLOSED, lead=world.other_agency)
    later = a_case(session, world, State.ASSIGNED, re_raised_from_id=earlier.id)
    assert earlier.code in page_of(client, "clerk", later).words
    assert later.code in page_of(client, "clerk", earlier).words
    assert earlier.code not in page_of(client, "officer", later).words


def test_a_history_of_a_thousand_steps_comes_in_pages(session, world, client, app):
    case = a_case(session, world, State.SUBMITTED)
    row = {
        "case_id": case.id,
        "action": Action.ADD_FILE,
        "source": State.SUBMITTED,
        "target": State.SUBMITTED,
        "at": NOW,
    }
    names = {"actor_id": None, "actor_name": "Ai", "organisation_name": "Đơn vị", "is_shared": False}
    session.add_all(CaseEvent(**row, **names, facts={"files": [f"{n}.pdf"]}) for n in range(1000))
    session.flush()
    client.sign_in("office")
    with statements_of() as sent:
        reply = client.get(f"/cases/{case.code}/")
    assert len(sent) <= 12
    seen, url = [], f"/cases/{case.code}/"
    while url:
        reply = client.get(url)
        steps = reply.texts(".timeline__sentence")
        assert len(steps) <= 50
        seen += steps
        links = reply.links("a[rel=next]")
        url = links[0] if links else None
    assert len(seen) == 1002
    assert len(set(seen)) == 1002
    assert "999.pdf" in seen[0]


@pytest.mark.parametrize("before", ["x", "-1", "99999999999999999999", "0"])
def test_a_place_in_the_history_that_cannot_be_shows_the_latest(session, world, client, before):
    case = a_case(session, world, State.SUBMITTED)
    client.sign_in("office")
    assert client.get(f"/cases/{case.code}/?before={before}").texts(".timeline__sentence")


@pytest.mark.parametrize("user", ["office", "officer", "leader", "clerk"])
def test_the_page_keeps_to_its_statements(session, world, client, app, user):
    client.sign_in(user)
    for state in State:
        case = a_case(session, world, state)
        with statements_of() as sent:
            client.get(f"/cases/{case.code}/")
        assert len(sent) <= 12, (state, sent)


def test_what_people_typed_is_shown_as_text(session, world, client):
    nasty = '<script>alert(1)</script> & "x" \u202e'
    case = a_case(session, world, State.CLASSIFIED, summary=nasty, content=nasty)
    event = session.query(CaseEvent).filter_by(case_id=case.id, action=Action.CLASSIFY).one()
    event.facts, event.note = {"subject_field": nasty, "authority": nasty, "before": {"summary": nasty}}, nasty
    reply = page_of(client, "office", case)
    assert "<script>alert" not in reply.text
    assert "&lt;script&gt;" in reply.text
