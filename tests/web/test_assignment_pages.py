"""A case goes to an agency in the browser, and the agency takes it on without learning who asked."""

from datetime import timedelta

import pytest

from petitions.domain.vocabulary import Level, OrganisationKind, State
from petitions.models import Assignment, Case, CaseEvent, Forwarding
from tests.budget import WRITES, statements_of
from tests.builders import a_province, a_world, an_agency, an_organisation
from tests.cases import a_case

LETTER = {"letter_number": "125/HĐND-TT", "letter_on": "02/03/2026"}
VOTER = {"name": "Đỗ Thị Khuyên Riêng", "phone": "0900 777 123", "address": "Ngõ 7 thôn Đông Thành"}


@pytest.fixture
def somebody(app, world):
    """Return a person's own browser."""

    def sign_in(username):
        browser = app.test_client()
        browser.sign_in(username)
        return browser

    return sign_in


def at(case, step):
    return f"/cases/{case.code}/{step}/"


def stored(session, case):
    session.expire_all()
    return session.get(Case, case.id)


def assign(client, world, case, **fields):
    return client.send(at(case, "assignment"), **{"lead_id": world.agency.id, **LETTER, **fields})


# --- the page -----------------------------------------------------------------------------------------


def test_the_contracts_fields_alone_send_the_case_out(session, world, office):
    case = a_case(session, world, State.CLASSIFIED)
    fields = {"lead_id": world.agency.id, "coordinating_ids": [world.other_agency.id], **LETTER}
    reply = office.post(at(case, "assignment"), data={"csrf_token": office.token("/"), **fields})
    assert (reply.status_code, reply.location) == (303, f"/cases/{case.code}/")
    row = stored(session, case)
    assert (row.state, row.lead_id, row.due_on.isoformat()) == (State.ASSIGNED, world.agency.id, "2026-04-01")


def test_afterwards_the_page_says_who_answers_and_by_when(session, world, office):
    case = a_case(session, world, State.CLASSIFIED)
    assign(office, world, case)
    assert "Sở Xây dựng tỉnh Ninh Bình. Hạn trả lời: Thứ Tư, 01/04/2026" in office.get("/").words


def test_it_says_what_an_empty_date_means_and_that_the_rule_was_not_checked(session, world, office):
    hint = office.get(at(a_case(session, world, State.CLASSIFIED), "assignment")).texts("#due_on-hint")[0]
    assert "Thứ Tư, 01/04/2026" in hint
    assert "Căn cứ: thử." in hint
    assert "chưa được đối chiếu" in hint


def test_agencies_stand_under_their_level_and_councils_are_not_among_them(session, world, office):
    own = an_organisation(session, OrganisationKind.PEOPLE_COMMITTEE, world.commune, name="UBND xã Bình Lục")
    an_agency(session, world.other_commune, name="Trạm thủy nông Bình An")
    an_agency(session, a_province(session, name="tỉnh Thanh Hóa"), name="Sở Xây dựng tỉnh Thanh Hóa")
    page = office.get(at(a_case(session, world, State.CLASSIFIED), "assignment"))
    groups = [group.attrs["label"] for group in page.page.query("#lead_id optgroup")]
    assert groups == ["Cơ quan cấp tỉnh", "Tại địa bàn (xã Bình Lục)", "Các xã, phường khác"]
    names = page.texts("#lead_id option")
    assert own.name in names
    assert not {world.province_council.name, "Sở Xây dựng tỉnh Thanh Hóa"} & set(names)


def test_the_competent_peoples_committee_is_preset(session, world, office):
    own = an_organisation(session, OrganisationKind.PEOPLE_COMMITTEE, world.commune, name="UBND xã Bình Lục")
    case = a_case(session, world, State.CLASSIFIED)
    assert office.get(at(case, "assignment")).presets()["lead_id"] == str(world.committee_unit.id)
    case.authority = "commune"
    session.flush()
    assert office.get(at(case, "assignment")).presets()["lead_id"] == str(own.id)


def test_a_letter_entered_today_is_at_hand_for_the_next_case(session, world, office, somebody, clock):
    first, second, third = (a_case(session, world, State.CLASSIFIED) for _ in range(3))
    assign(office, world, first)
    key = session.query(Forwarding).one().id

    page = office.get(at(second, "assignment"))
    assert page.presets()["forwarding_id"] == str(key)
    assert office.send(at(second, "assignment"), lead_id=world.agency.id).status_code == 303
    assert {turn.forwarding_id for turn in session.query(Assignment)} == {key}

    clock.shift(timedelta(days=1).total_seconds())
    tomorrow = somebody("office").get(at(third, "assignment")).presets()
    assert tomorrow["forwarding_id"] == ""
    assert tomorrow["letter_on"] == "03/03/2026"


@pytest.mark.parametrize(
    ("step", "state", "fields"),
    [
        ("handover", State.CLASSIFIED, {}),
        ("forwarding-up", State.CLASSIFIED, {"recipient": "Bộ Xây dựng"}),
        ("reassignment", State.IN_PROGRESS, {"reason": "Đã chia tách nhiệm vụ."}),
    ],
)
def test_a_letter_that_went_to_an_agency_is_cited_for_no_other_step_unless_chosen(
    session, world, office, step, state, fields
):
    assign(office, world, a_case(session, world, State.CLASSIFIED))
    case = a_case(session, world, state)
    assert office.get(at(case, step)).presets()["forwarding_id"] == ""
    refused = office.send(at(case, step), **fields)
    assert refused.status_code == 422
    assert refused.texts("#letter_number-error")
    key = session.query(Forwarding).filter_by(letter_number="125/HĐND-TT").one().id
    assert office.send(at(case, step), **fields, forwarding_id=key).status_code == 303


def test_a_letter_typed_wins_over_the_one_that_was_preset(session, world, office):
    first, second = (a_case(session, world, State.CLASSIFIED) for _ in range(2))
    assign(office, world, first)
    assign(office, world, second, letter_number="130/HĐND-TT")
    assert {letter.letter_number for letter in session.query(Forwarding)} == {"125/HĐND-TT", "130/HĐND-TT"}


@pytest.mark.parametrize(
    ("fields", "faulty"),
    [
        ({"letter_number": ""}, "letter_number"),
        ({"letter_on": ""}, "letter_on"),
        ({"letter_on": "31/02/2026"}, "letter_on"),
        ({"letter_on": "03/03/2026"}, "letter_on"),
        ({"received_on": "01/03/2026"}, "received_on"),
        ({"due_on": "01/03/2026"}, "due_on"),
        ({"due_on": "31/12/2099"}, "due_on"),
        ({"lead_id": ""}, "lead_id"),
        ({"lead_id": "12345678"}, "lead_id"),
        ({"lead_id": "99999999999999999999"}, "lead_id"),
        ({"coordinating_ids": ["99999999999999999999"]}, "coordinating_ids"),
        ({"forwarding_id": "12345678", "letter_number": ""}, "forwarding_id"),
    ],
)
def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(session, world, office, fields, faulty):
    assign(office, world, a_case(session, world, State.CLASSIFIED), letter_number="1/HĐND-TT")
    case = a_case(session, world, State.CLASSIFIED)
    refused = assign(office, world, case, **{"forwarding_id": "", **fields})
    assert refused.status_code == 422
    assert refused.texts(f"#{faulty}-error"), refused.words
    typed = LETTER | fields
    kept = refused.presets()
    assert all(kept[name] == value for name, value in typed.items() if name.startswith("letter"))
    assert stored(session, case).state is State.CLASSIFIED


def test_the_lead_among_its_helpers_is_refused(session, world, office):
    refused = assign(office, world, a_case(session, world, State.CLASSIFIED), coordinating_ids=[world.agency.id])
    assert refused.status_code == 422
    assert refused.texts("#coordinating_ids-error")


def test_a_doubled_form_makes_one_assignment(session, world, office):
    case = a_case(session, world, State.CLASSIFIED)
    data = office.get(at(case, "assignment")).presets() | {"lead_id": world.agency.id, **LETTER}
    replies = [office.post(at(case, "assignment"), data=data) for _ in range(3)]
    assert {reply.status_code for reply in replies} == {303}
    assert session.query(Assignment).filter_by(case_id=case.id).count() == 1
    assert session.query(CaseEvent).filter_by(case_id=case.id, action="assign").count() == 1


def test_the_second_of_two_office_people_learns_that_the_case_is_gone(session, world, office):
    case = a_case(session, world, State.CLASSIFIED)
    page = office.get(at(case, "assignment"))
    assign(office, world, case)
    late = page.presets() | {"lead_id": world.other_agency.id, "letter_number": "126/HĐND-TT"}
    late["submission_key"] = "another browser"
    conflict = office.post(at(case, "assignment"), data=late)
    assert conflict.status_code == 409
    assert "126/HĐND-TT" in conflict.words
    assert "Sở Y tế tỉnh Ninh Bình" in conflict.words
    assert stored(session, case).lead_id == world.agency.id


def test_after_three_declines_the_page_says_that_the_board_decides(session, world, somebody):
    case = a_case(session, world, State.CLASSIFIED, decline_count=3)
    office = somebody("office")
    refused = office.get(at(case, "assignment"))
    assert refused.status_code == 403
    assert "Thường trực" in refused.words
    assert f"/cases/{case.code}/" in refused.links("main a")
    assert "chỉ Thường trực Hội đồng nhân dân" in office.get(f"/cases/{case.code}/").words
    assert somebody("board").get(at(case, "assignment")).status_code == 200


def test_who_assigns_again_reads_why_it_came_back(session, world, somebody):
    case = a_case(session, world, State.ASSIGNED)
    assert somebody("officer").send(at(case, "decline"), reason="Thuộc thẩm quyền Sở Y tế.").status_code == 303
    page = somebody("office").get(at(case, "assignment"))
    assert "Thuộc thẩm quyền Sở Y tế." in page.words
    assert "Sở Xây dựng tỉnh Ninh Bình" in page.texts(".notice")[0]


def test_reassigning_asks_why(session, world, office):
    case = a_case(session, world, State.IN_PROGRESS)
    fields = {"lead_id": world.other_agency.id, **LETTER}
    assert office.send(at(case, "reassignment"), **fields).status_code == 422
    assert office.send(at(case, "reassignment"), **fields, reason="Đã chia tách nhiệm vụ.").status_code == 303
    assert stored(session, case).lead_id == world.other_agency.id


# --- the agency ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["acceptance", "decline"])
def test_the_agency_reads_the_forwarded_text_and_never_who_asked(session, world, client, step):
    secret = "Bà Đỗ Thị Khuyên Riêng, số 0900 777 123, kể chuyện nhà."
    case = a_case(session, world, State.ASSIGNED, voter=VOTER, content=secret)
    client.sign_in("officer")
    page = client.get(at(case, step))
    assert page.status_code == 200
    assert case.forwarded_text in page.words
    for word in ("Khuyên", "0900", "Ngõ 7", "kể chuyện nhà"):
        assert word not in page.text
    assert f"{case.id}/HĐND-TT" in page.words


def test_accepting_is_one_press(session, world, client):
    case = a_case(session, world, State.ASSIGNED)
    client.sign_in("officer")
    assert client.send(at(case, "acceptance")).status_code == 303
    assert stored(session, case).state is State.IN_PROGRESS
    assert client.get(at(case, "acceptance")).status_code == 409


def test_declining_needs_a_reason_and_keeps_the_case_in_sight(session, world, client):
    case = a_case(session, world, State.ASSIGNED)
    client.sign_in("leader")
    assert client.send(at(case, "decline"), reason="").status_code == 422
    assert client.send(at(case, "decline"), reason="Không thuộc thẩm quyền.").status_code == 303
    assert stored(session, case).state is State.CLASSIFIED
    assert client.get(f"/cases/{case.code}/").status_code == 200
    assert client.get(at(case, "acceptance")).status_code in {403, 409}


def test_before_the_last_decline_the_agency_is_told_who_decides_then(session, world, client):
    client.sign_in("officer")
    said = "chỉ Thường trực Hội đồng nhân dân quyết định"
    for declines, expected in ((0, False), (2, True)):
        case = a_case(session, world, State.ASSIGNED, decline_count=declines)
        assert (said in client.get(at(case, "decline")).words) is expected


def test_an_agency_overtaken_by_a_recall_keeps_its_words(session, world, somebody):
    case, officer = a_case(session, world, State.ASSIGNED), somebody("officer")
    page = officer.get(at(case, "decline"))
    assert somebody("office").send(at(case, "recall"), reason="Gửi nhầm cơ quan.").status_code == 303
    reply = officer.post(at(case, "decline"), data=page.presets() | {"reason": "Thuộc Sở Y tế."})
    assert reply.status_code in {403, 409}
    assert "Thuộc Sở Y tế." in reply.words


def test_a_reason_that_names_the_voter_is_refused_because_agencies_read_it(session, world, office):
    case = a_case(session, world, State.ASSIGNED, voter=VOTER)
    refused = office.send(at(case, "recall"), reason="Bà Đỗ Thị Khuyên Riêng gọi lại.")
    assert refused.status_code == 422
    assert "“Đỗ Thị Khuyên Riêng”" in refused.texts("#reason-error")[0]


# --- bodies outside -----------------------------------------------------------------------------------


def test_up_to_a_ministry_and_back(session, world, office):
    case = a_case(session, world, State.CLASSIFIED)
    letter = {"recipient": "Bộ Xây dựng", "letter_number": "9/HĐND-TT", "letter_on": "2026-03-01"}
    assert office.send(at(case, "forwarding-up"), **letter).status_code == 303
    assert stored(session, case).state is State.FORWARDED_UP
    assert office.send(at(case, "take-back"), reason="Bộ chuyển trả.").status_code == 303
    assert stored(session, case).state is State.CLASSIFIED


# --- speed --------------------------------------------------------------------------------------------


def test_pages_and_writes_keep_to_their_budget_however_many_agencies_there_are(session, world, office):
    for number in range(60):
        an_agency(session, world.province, name=f"Đơn vị sự nghiệp {number}", level=Level.PROVINCE)
    helpers = [unit.id for unit in session.query(type(world.agency)).filter_by(kind="department").limit(12)]
    case = a_case(session, world, State.CLASSIFIED)
    path = at(case, "assignment")
    with statements_of() as sent:
        page = office.get(path)
    assert len(sent) <= 12, "\n".join(sent)

    data = page.presets() | {"lead_id": world.committee_unit.id, "coordinating_ids": helpers, **LETTER}
    path = at(case, "assignment")
    with statements_of() as sent:
        assert office.post(path, data=data).status_code == 303
    assert len(sent) <= WRITES, "\n".join(sent)


@pytest.mark.parametrize(
    ("state", "who", "step", "fields"),
    [
        (State.SUBMITTED, "office", "classification", {}),
        (State.SUBMITTED, "office", "return", {"reason": "Thiếu."}),
        (State.SUBMITTED, "office", "handover", {"letter_number": "1"}),
        (State.ASSIGNED, "officer", "acceptance", {}),
        (State.ASSIGNED, "officer", "decline", {"reason": "Sai."}),
        (State.ASSIGNED, "office", "recall", {"reason": "Nhầm."}),
        (State.CLOSED, "board", "reopening", {"reason": "Lại."}),
    ],
)
def test_every_step_writes_within_its_budget(session, client, state, who, step, fields):
    path = at(a_case(session, a_world(session), state), step)
    client.sign_in(who)
    data = client.get(path).presets() | fields
    with statements_of() as sent:
        assert client.post(path, data=data).status_code == 303
    assert len(sent) <= 15, "\n".join(sent)
