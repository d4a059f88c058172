"""The page for strangers: code and key open a state and dates; whatever else is typed gets one and the same answer."""

import re

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from petitions.domain.vocabulary import State
from petitions.models import KeptForm
from petitions.services.merging import merge_cases
from petitions.services.receipts import issue_receipt
from petitions.web.lookup.states import PLAIN_WORDS
from petitions.web.lookup.views import code_asked_for
from petitions.web.lookup_secret import lookup_secret
from tests.budget import statements_of
from tests.builders import NOW
from tests.cases import a_case

TOKEN = re.compile(r'name="(csrf_token|submission_key)" (type="hidden" )?value="[^"]*"|value="[^"]*" name="csrf_token"')


@pytest.fixture
def receipt(app, session, world):
    """Return a function that gives a case in a state its receipt: code and key."""

    def give(state=State.SUBMITTED, **values):
        case = a_case(session, world, state, **values)
        with app.app_context():
            secret = lookup_secret()
        key = issue_receipt(session, case.code, actor=world.clerk, now=NOW, secret=secret)
        session.commit()
        return case, key

    return give


def look_up(client, code, key):
    return client.send("/lookup/", code=code, key=key)


def test_code_and_key_open_state_and_dates_without_signing_in(client, receipt):
    case, key = receipt(State.IN_PROGRESS)
    page = look_up(client, case.code, key)
    assert page.status_code == 200
    assert "Cơ quan đang giải quyết" in page.words
    assert f"{case.received_on:%d/%m/%Y}" in page.words
    assert f"{case.due_on:%d/%m/%Y}" in page.words
    assert 'id="whoami"' not in page.text


@pytest.mark.parametrize("state", State)
def test_every_state_has_its_plain_words_and_nothing_of_person_matter_or_office(client, world, receipt, state):
    case, key = receipt(state)
    page = look_up(client, case.code, key)
    assert page.status_code == 200
    hidden = [
        "Trần Văn Quế",
        "0912",
        "lún nứt",
        "liên thôn",
        world.agency.name,
        world.commune.name,
        world.province_council.name,
        world.field.name,
        "Người Thứ",
    ]
    assert not [text for text in hidden if text in page.text]
    assert str(PLAIN_WORDS[state]._args[0]) not in page.text, "not translated"


def test_a_merged_matter_tells_where_it_is_dealt_with_and_nothing_of_the_others(session, client, world, receipt):
    case, key = receipt()
    other = a_case(session, world, State.IN_PROGRESS, voter={"name": "Đỗ Thị Lụa", "phone": None, "address": None})
    merge_cases(session, [case.code], other.code, reason=None, actor=world.office, now=NOW)
    session.commit()
    page = look_up(client, case.code, key)
    assert page.status_code == 200
    assert other.code in page.words
    assert "Cơ quan đang giải quyết" in page.words
    assert f"{other.due_on:%d/%m/%Y}" in page.words
    assert "Đỗ Thị Lụa" not in page.text
    assert look_up(client, other.code, key).status_code == 422


def test_an_answer_tells_its_day_and_no_due_date(client, receipt):
    case, key = receipt(State.ANSWERED)
    page = look_up(client, case.code, key)
    assert "Ngày trả lời" in page.words
    assert "chậm nhất" not in page.words


@pytest.mark.parametrize("write", [str.lower, lambda t: t.replace("-", " "), lambda t: t.removeprefix("KN-")])
def test_code_and_key_are_typed_as_people_type(client, receipt, write):
    case, key = receipt()
    assert look_up(client, write(case.code), f" {key[:4].lower()}-{key[4:]} ").status_code == 200


def answer_of(client, code, key):
    """Return what a stranger gets, but for the token and the code he typed himself."""
    reply = look_up(client, code, key)
    return (
        reply.status_code,
        TOKEN.sub("", reply.text).replace(code, "CODE"),
        sorted(
            (name, value)
            for name, value in reply.headers
            if name not in {"Set-Cookie", "Content-Length", "Date", "Vary"}
        ),
    )


def test_a_wrong_code_a_wrong_key_and_no_receipt_look_alike_to_the_last_byte(session, client, world, receipt):
    case, key = receipt()
    other, other_key = receipt()
    without = a_case(session, world, State.SUBMITTED)
    session.commit()
    wrong = "22222222" if key != "22222222" else "33333333"
    answers = [
        answer_of(client, code, typed)
        for code, typed in (
            (case.code, wrong),
            (case.code, other_key),
            (without.code, key),
            ("KN-2222-2229", key),
            ("KN-2222-2222", key),
            ("anything", key),
            (case.code, "x"),
            (other.code, "0" * 8),
        )
    ]
    assert {status for status, _text, _headers in answers} == {422}
    assert len({(text, str(headers)) for _status, text, headers in answers}) == 1
    assert "không khớp" in answers[0][1]


def test_the_same_work_is_done_whatever_was_wrong(session, client, world, receipt):
    case, key = receipt()
    form = client.get("/lookup/").presets()
    costs = []
    for code, typed in ((case.code, "22222222"), ("KN-2222-2229", key), ("anything", "x")):
        with statements_of() as sent:
            client.post("/lookup/", data=form | {"code": code, "key": typed})
        costs.append(len(sent))
    assert len(set(costs)) == 1


def test_a_voided_receipt_opens_nothing(app, session, client, world, receipt):
    case, key = receipt()
    with app.app_context():
        secret = lookup_secret()
    issue_receipt(session, case.code, actor=world.clerk, now=NOW, secret=secret)
    session.commit()
    assert look_up(client, case.code, key).status_code == 422


def test_the_key_is_never_written_back_and_never_taken_from_an_address(client, receipt):
    case, key = receipt()
    page = look_up(client, case.code, key[::-1] if key[::-1] != key else "22222222")
    assert page.page.query("input[name=key]")[0].attrs.get("value", "") == ""
    opened = client.get(f"/lookup/?code={case.code}&key={key}")
    assert opened.presets()["code"] == case.code
    assert key not in opened.text
    assert "Đã tiếp nhận" not in opened.words


def test_the_page_is_kept_by_nobody_and_found_by_no_search_engine(client, receipt):
    case, key = receipt()
    for page in (client.get("/lookup/"), look_up(client, case.code, key)):
        assert page.headers["Cache-Control"] == "no-store"
        assert page.page.query("meta[name=robots]")[0].attrs["content"] == "noindex, nofollow"
        assert page.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_other_methods_are_refused(client, method):
    assert client.open("/lookup/", method=method).status_code == 405


def test_a_head_tells_nothing(client, receipt):
    case, _key = receipt()
    client.judge = lambda reply: None
    reply = client.head(f"/lookup/?code={case.code}")
    assert (reply.status_code, reply.data) == (200, b"")


def test_a_form_without_our_token_is_refused_and_does_not_ask_a_stranger_to_sign_in(client, receipt):
    case, key = receipt()
    reply = client.post("/lookup/", data={"code": case.code, "key": key})
    assert reply.status_code == 400
    assert "/lookup/" in reply.links()
    assert key not in reply.text


def test_a_form_without_our_token_is_not_kept_for_somebody_signed_in_either(session, client, receipt):
    case, key = receipt()
    client.sign_in("clerk")
    assert client.post("/lookup/", data={"code": case.code, "key": key}).status_code == 400
    assert session.scalar(sa.select(sa.func.count()).select_from(KeptForm)) == 0


def test_what_is_missing_is_said_beside_its_field(client):
    page = client.send("/lookup/", code="", key="")
    assert page.status_code == 422
    assert len(page.texts(".field__error")) == 2


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(code=st.text(max_size=80), key=st.text(max_size=80))
def test_anything_typed_is_answered_by_the_page(client, receipt, code, key):
    form = client.get("/lookup/").presets()
    assert client.post("/lookup/", data=form | {"code": code, "key": key}).status_code == 422
    assert client.get("/lookup/", query_string={"code": code}).status_code == 200


def test_tries_are_counted_for_a_code_however_it_is_written_and_whether_it_exists(app):
    def counted(code):
        with app.test_request_context("/lookup/", method="POST", data={"code": code}):
            return code_asked_for()

    assert counted("KN-2222-2222") == counted("kn 2222 2222") == counted("22222222") == "code:KN-2222-2222"
    assert counted("anything").startswith("no code:")
    assert counted("x" * 10_000).startswith("no code:")


def test_somebody_signed_in_may_look_up_too(client, receipt):
    case, key = receipt()
    client.sign_in("clerk")
    assert look_up(client, case.code, key).status_code == 200


def test_the_sign_in_page_leads_there(client, world):
    assert "/lookup/" in client.get("/sign-in/").links()


def test_every_state_has_its_plain_words():
    assert set(PLAIN_WORDS) == set(State)
