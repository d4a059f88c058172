"""The calculator: everybody may count, and sees why."""

import pytest

from petitions.models import DeadlineRule
from tests.builders import a_deadline_rule, a_world


@pytest.fixture
def calculator(session, client):
    a_world(session)
    a_deadline_rule(session, "petition.acceptance", 3, unit="working_day", rolls_forward=False)
    session.commit()

    def ask(user="clerk", **question):
        client.sign_in(user)
        return client.get("/deadlines/", query_string=question)

    return ask


def test_the_page_opens_with_todays_date(calculator):
    page = calculator()
    assert page.status_code == 200
    assert "02/03/2026" in page.text


@pytest.mark.parametrize("user", ["clerk", "officer", "office", "deputy", "letters", "admin"])
def test_everybody_gets_the_date_with_its_proof(calculator, user):
    page = calculator(user, rule="petition.acceptance", start="27/02/2026")
    assert "Hạn: Thứ Tư, 04/03/2026" in page.words
    assert "Nghỉ cuối tuần" in page.words


def test_a_pause_and_an_extension_are_in_the_proof(calculator):
    page = calculator(
        rule="petition.acceptance", start="27/02/2026", extend="2", pause_from="03/03/2026", pause_to="03/03/2026"
    )
    assert "Hạn: Thứ Hai, 09/03/2026" in page.words
    assert "Tạm dừng" in page.words


def test_a_start_before_the_rule_was_in_force_is_said(calculator):
    page = calculator(rule="petition.acceptance", start="27/02/1999")
    assert "có hiệu lực từ ngày 01/01/2020" in page.words


def test_the_houses_own_date_stands_beside_the_legal_one(session, calculator):
    session.query(DeadlineRule).filter_by(code="petition.acceptance").one().target = 1
    session.commit()
    page = calculator(rule="petition.acceptance", start="27/02/2026")
    assert "Hạn nội bộ Thứ Hai, 02/03/2026" in page.words


@pytest.mark.parametrize(
    "question",
    [
        {"rule": "petition.acceptance", "start": ""},
        {"rule": "petition.acceptance", "start": "31/02/2026"},
        {"rule": "petition.acceptance", "start": "01/01/1800"},
        {"rule": "no.such.rule", "start": "27/02/2026"},
        {"rule": "petition.acceptance", "start": "27/02/2026", "extend": "-1"},
        {"rule": "petition.acceptance", "start": "27/02/2026", "extend": "x"},
        {"rule": "petition.acceptance", "start": "27/02/2026", "pause_from": "03/03/2026"},
        {"rule": "petition.acceptance", "start": "27/02/2026", "pause_from": "05/03/2026", "pause_to": "03/03/2026"},
        {"rule": "petition.acceptance", "start": "27/02/2026", "pause_from": "01/01/2026", "pause_to": "02/01/2026"},
        {
            "rule": "petition.response",
            "start": "01/01/2099",
            "extend": "3650",
            "pause_from": "02/01/2099",
            "pause_to": "02/01/2108",
        },
    ],
)
def test_what_cannot_be_counted_is_said_in_place(calculator, question):
    page = calculator(**question)
    assert page.status_code == 422
    assert "Hạn:" not in page.words


PAUSED = {"rule": "petition.acceptance", "start": "27/02/2026", "pause_from": "01/12/2026"}


@pytest.mark.parametrize(
    ("pause", "field", "said"),
    [
        ({"pause_to": "01/12/2036"}, "pause_to", "quá dài: ngày cuối không được sau 28/11/2036"),
        ({"pause_to": "30/11/2026"}, "pause_to", "Ngày cuối tạm dừng không được trước ngày đầu"),
        ({"pause_to": "31/12/9999"}, "pause_to", "từ 01/01/1990 đến 31/12/2099"),
        ({"pause_from": "31/12/9999", "pause_to": "01/12/2026"}, "pause_from", "từ 01/01/1990 đến 31/12/2099"),
        ({"pause_from": "32/12/2026", "pause_to": "01/12/2026"}, "pause_from", "ngày"),
    ],
    ids=["too long", "ends before it begins", "ends in no year of ours", "begins in none", "begins on no day"],
)
def test_a_faulty_pause_says_its_one_true_fault(calculator, pause, field, said):
    page = calculator(**PAUSED | pause)
    assert page.status_code == 422
    assert said in page.texts(f"#{field}-error")[0]
    assert len(page.texts(".field__error")) == 1
