"""Already raised? While one types, beside the steps, and as a page of its own."""

from datetime import timedelta

import pytest

from petitions.domain.vocabulary import State
from petitions.models import KeptForm, UserSession
from petitions.services.search_index import index_case
from tests.builders import a_meeting, a_round
from tests.cases import a_case
from tests.conftest import MONDAY_MORNING

ROAD = "Đề nghị sửa đường liên thôn Thượng Đồng bị lún nứt, nhiều ổ gà."
TYPED = "Đường thôn Thượng Đồng toàn ổ voi, xin vá lại."
PART = {"HX-Request": "true"}


@pytest.fixture
def road(session, world):
    case = a_case(session, world, State.CLOSED, summary=ROAD, content=ROAD)
    index_case(session, case.id)
    return case


def typed(client, content, **fields):
    data = {"csrf_token": client.token("/cases/new/"), "content": content, **fields}
    return client.post("/cases/alike/", data=data, headers=PART)


@pytest.mark.parametrize("user", ["clerk", "office"])
def test_what_was_answered_then_stands_beside_what_is_typed(client, road, user):
    client.sign_in(user)
    part = typed(client, TYPED)
    assert part.status_code == 200
    assert "<html" not in part.text
    for words in (road.code, "Sở Xây dựng tỉnh Ninh Bình", "đã được đưa vào kế hoạch", "cùng địa điểm"):
        assert words in part.text


def test_a_field_is_suggested_with_its_reason_and_can_be_taken_over_by_one_key(client, world, road):
    client.sign_in("clerk")
    part = typed(client, TYPED, fills="subject_field_id,password")
    assert "Giao thông, cầu đường" in part.text
    assert 'accesskey="g"' in part.text
    assert f'"subject_field_id": {world.field.id}' in part.text


def test_who_types_on_after_his_sign_in_has_ended_stays_on_the_form(client, session, world):
    client.sign_in("clerk")
    data = client.get("/cases/new/").presets() | {"content": TYPED}
    session.query(UserSession).update({"expires_at": MONDAY_MORNING - timedelta(seconds=1)})
    part = client.post("/cases/alike/", data=data, headers=PART)
    assert part.status_code == 401
    assert "HX-Redirect" not in part.headers
    assert "Phiên đăng nhập đã kết thúc" in part.text
    assert session.query(KeptForm).count() == 0
    reply = client.post("/cases/new/", data=data)
    assert reply.headers["Location"] == "/sign-in/?next=/cases/new/"
    client.sign_in("clerk")
    assert client.get("/cases/new/").presets()["content"] == TYPED


def test_who_types_on_after_signing_out_in_another_tab_stays_on_the_form(client, session, world):
    client.sign_in("clerk")
    data = client.get("/cases/new/").presets() | {"content": TYPED}
    client.post("/sign-out/", data={"csrf_token": client.token("/account/")})
    part = client.post("/cases/alike/", data=data, headers=PART)
    assert (part.status_code, "HX-Redirect" in part.headers) == (401, False)
    assert session.query(KeptForm).count() == 0


def test_a_list_that_asks_for_itself_anew_leads_to_the_sign_in(client, world):
    here = PART | {"HX-Current-URL": "http://localhost/cases/?q=x"}
    reply = client.get("/cases/?q=lúa", headers=here)
    assert reply.status_code == 401
    assert reply.headers["HX-Redirect"].startswith("/sign-in/?next=/cases/")


def test_a_part_beside_the_form_of_a_step_never_leads_away(client, session, road):
    here = PART | {"HX-Current-URL": f"http://localhost/cases/{road.code}/classification/"}
    reply = client.get(f"/cases/{road.code}/alike/", headers=here)
    assert (reply.status_code, "HX-Redirect" in reply.headers) == (401, False)


def test_nobody_is_shown_what_is_not_his(client, road):
    client.sign_in("clerk2")
    assert road.code not in typed(client, TYPED).text


def test_without_a_script_it_is_a_page(client, road):
    client.sign_in("clerk")
    data = {"csrf_token": client.token("/cases/new/"), "content": TYPED}
    page = client.post("/cases/alike/", data=data)
    assert page.heading == "Đã kiến nghị trước đây?"
    assert f"/cases/{road.code}/" in page.links("main a")


def test_a_statement_is_compared_by_its_meetings_place(session, client, world, road):
    meeting = a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)
    client.sign_in("clerk")
    assert road.code in typed(client, TYPED, meeting_id=str(meeting.id), village="Thượng Đồng").text


@pytest.mark.parametrize("odd", ["", "\0", "x" * 100_000, "<b>&amp;</b> đường" * 50, "9" * 40, "\u202e" * 30])
def test_whatever_is_typed_breaks_nothing(client, road, odd):
    client.sign_in("clerk")
    fields = {"summary": odd, "village": odd, "locality_id": odd[:30], "meeting_id": odd[:30], "council_id": odd[:30]}
    assert typed(client, odd, fills=odd[:50], **fields).status_code == 200


def test_only_who_records_may_ask(client, road):
    client.sign_in("auditor")
    reply = client.post("/cases/alike/", data={"csrf_token": client.token("/account/"), "content": TYPED})
    assert reply.status_code == 403


def test_beside_a_case_one_click_leads_to_merging_and_to_the_link(session, client, world, road):
    again = a_case(session, world, State.SUBMITTED, summary=TYPED, content=TYPED)
    other = a_case(session, world, State.SUBMITTED, summary=ROAD, content=ROAD)
    for case in (again, other):
        index_case(session, case.id)
    client.sign_in("office")
    links = client.get(f"/cases/{again.code}/alike/").links("main a")
    assert f"/cases/{again.code}/merge/?target_code={other.code}" in links
    assert f"/cases/{again.code}/merge/?target_code={road.code}" not in links, "it was answered"
    assert f"/cases/{again.code}/re-raising/?re_raised_code={road.code}" in links
    assert (
        client.get(f"/cases/{again.code}/re-raising/?re_raised_code={road.code}").presets()["re_raised_code"]
        == road.code
    )


def test_authority_and_lead_follow_how_the_council_decided_before(session, client, world, road):
    case = a_case(session, world, State.SUBMITTED, summary=TYPED, content=TYPED)
    index_case(session, case.id)
    client.sign_in("office")
    part = client.get(f"/cases/{case.code}/alike/?fills=subject_field_id,authority,lead_id", headers=PART)
    assert "Cấp tỉnh" in part.text
    assert world.agency.name in part.text
    assert "1 vụ việc tương tự" in part.text


def test_an_agency_sees_no_entry_and_no_case_that_is_not_its_own(session, client, world, road):
    said = "Bà Khuyên nói đường hỏng."
    case = a_case(session, world, State.ASSIGNED, summary=TYPED, content=said, lead=world.other_agency)
    index_case(session, case.id)
    client.sign_in("officer2")
    page = client.get(f"/cases/{case.code}/alike/")
    assert page.status_code == 200
    assert road.code not in page.text
    assert "Khuyên" not in page.text


def test_a_stranger_to_the_case_finds_no_page(client, road):
    client.sign_in("clerk2")
    assert client.get(f"/cases/{road.code}/alike/").status_code == 404


def test_the_list_shows_what_was_raised_again_alone(session, client, world, road):
    again = a_case(session, world, State.SUBMITTED, re_raised_from_id=road.id)
    client.sign_in("office")
    page = client.get("/cases/?re_raised=1")
    assert again.code in page.words
    assert road.code not in page.words
