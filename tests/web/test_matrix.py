"""Everybody × every state × every step, through the door, against an oracle written from the rules alone."""

from datetime import timedelta

import pytest

from petitions.domain.vocabulary import State
from petitions.services.search_index import reindex_batch
from tests.builders import a_world
from tests.cases import a_case

# The oracle: step -> states it starts from -> who takes it. Copied from the rules, not from the code.
STEPS = {
    "submission": {"draft returned": "clerk"},
    "on-spot-answer": {"draft": "clerk office", "submitted": "office"},
    "classification": {"submitted classified": "office"},
    "return": {"submitted classified": "office"},
    "filing": {"submitted classified": "board"},
    "handover": {"submitted classified": "office"},
    "assignment": {"classified": "office board"},
    "forwarding-up": {"classified": "office board"},
    "take-back": {"forwarded_up": "office"},
    "acceptance": {"assigned": "officer leader"},
    "decline": {"assigned in_progress": "officer leader"},
    "recall": {"assigned": "office"},
    "reassignment": {"in_progress following": "office board"},
    "response": {"assigned in_progress following": "officer leader office", "forwarded_up": "office"},
    "response/correction": {"answered": "leader"},
    "evaluation": {"answered": "board office", "following": "board office"},
    "reopening": {"closed": "board", "filed answered_on_spot withdrawn": "office"},
    "withdrawal": {
        "draft returned": "office clerk",
        "submitted classified assigned in_progress answered following forwarded_up": "office",
    },
    "correction": {
        "draft returned": "clerk",
        "submitted": "clerk office",
        "classified assigned in_progress": "office",
    },
    "merge": {"draft": "clerk office", "submitted returned classified assigned in_progress": "office"},
    "merge/undo": {"merged": "office"},
    "split": {"submitted classified": "office"},
    "split/undo": {"was split": "office"},
    "re-raising": {
        "draft returned": "clerk office",
        "submitted classified assigned in_progress answered following forwarded_up": "office",
    },
    "reminder": {"assigned in_progress": "office board"},
    "files": {" ".join(State): "clerk office"},
    "extension": {"assigned in_progress": "officer leader office", "asked for": "board"},
    "pause": {"assigned in_progress": "officer leader office", "asked for": "board"},
    "resumption": {"paused": "office board"},
    "opinion": {},
    "exclusion": {"assigned in_progress answered following closed": "board"},
}
ALWAYS_SEE = {"clerk", "commune_office", "office", "board", "committee", "deputy", "auditor"}
SEE_WHEN_SENT = {"officer", "leader", "coordinator"}
NEVER_SEE = {"clerk2", "officer2", "leader2", "letters", "admin"}
SENT = {"assigned", "in_progress", "answered", "following", "closed"}
SEES_THE_VOTER = {"clerk", "commune_office", "office", "board", "auditor"}
EVERYBODY = sorted(ALWAYS_SEE | SEE_WHEN_SENT | NEVER_SEE)
TAKE_STEPS = {user for rows in STEPS.values() for who in rows.values() for user in who.split()}
A_FEW = {"draft", "submitted", "in_progress", "closed"}
"""States enough for who takes no step in any: entered, sent in, with the agency, over."""


def sees(user, state):
    return user in ALWAYS_SEE or (user in SEE_WHEN_SENT and state in SENT)


def expected(user, state, step):
    """404: does not exist for him. 403: never his. 409: his, but not from here. 200: his now."""
    if not sees(user, state):
        return 404
    rows = STEPS[step]
    if any(state in states.split() and user in who.split() for states, who in rows.items()):
        return 200
    return 409 if any(user in who.split() for who in rows.values()) else 403


def a_case_in_every_state(session):
    world = a_world(session)
    found = {state.value: a_case(session, world, state, voter=VOTER).code for state in State}
    reindex_batch(session, after_id=0)
    return found


@pytest.fixture
def cases(arranged, clock):
    found = arranged(a_case_in_every_state)
    # The answers are late by now, so that the agency can be reminded.
    clock.shift(timedelta(days=40))
    return found


VOTER = {"name": "Đỗ Thị Khuyên Riêng", "phone": "0900 777 123", "address": "Ngõ 7 thôn Đông Thành"}


@pytest.fixture
def visitor(app):
    """A client that does not lint: there are thousands of pages, and each kind is linted elsewhere."""
    client = app.test_client()
    client.judge = lambda reply: None
    return client


@pytest.mark.parametrize("user", EVERYBODY)
def test_each_step_is_open_to_whom_the_rules_name_and_to_nobody_else(cases, visitor, user):
    visitor.sign_in(user)
    wrong = [
        f"{state}/{step}: {reply.status_code}, should be {expected(user, state, step)}"
        for state, code in cases.items()
        if user in TAKE_STEPS or state in A_FEW
        for step in STEPS
        if (reply := visitor.get(f"/cases/{code}/{step}/")).status_code != expected(user, state, step)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("user", EVERYBODY)
def test_a_step_that_is_not_yours_is_refused_when_sent_as_well(cases, visitor, user):
    visitor.sign_in(user)
    token = visitor.get("/account/").page.query("input[name=csrf_token]")[0].attrs["value"]
    wrong = []
    for state, code in cases.items():
        if state not in {"submitted", "in_progress", "closed"}:
            continue  # the guard is the same for both methods; three states show that POST has it too
        for step in STEPS:
            due = expected(user, state, step)
            if due == 200:
                continue
            reply = visitor.post(f"/cases/{code}/{step}/", data={"csrf_token": token, "reason": "x", "note": "x"})
            if reply.status_code != due:
                wrong.append(f"POST {state}/{step}: {reply.status_code}, should be {due}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.both
@pytest.mark.parametrize("user", EVERYBODY)
def test_list_page_and_search_agree_about_what_exists(cases, visitor, user):
    visitor.sign_in(user)
    own = {code for state, code in cases.items() if sees(user, state)}
    pages = {code for code in cases.values() if visitor.get(f"/cases/{code}/").status_code == 200}
    assert pages == own
    listed, searched = visitor.get("/cases/"), visitor.get("/cases/?q=lún nứt")
    if user in {"letters", "admin"}:
        assert listed.status_code == searched.status_code == 403
        return
    assert {code for code in cases.values() if f"/cases/{code}/" in listed.text} == own
    found = {code for code in cases.values() if f"/cases/{code}/" in searched.text}
    assert found == own
    by_code = {
        code
        for code in cases.values()
        if f"/cases/{code}/" in visitor.get(f"/cases/?q={code}", follow_redirects=True).text
    }
    assert by_code >= own
    assert not by_code - own


@pytest.mark.both
@pytest.mark.parametrize("user", EVERYBODY)
def test_the_voter_is_shown_and_found_only_on_the_council_side(cases, visitor, user):
    visitor.sign_in(user)
    for state, code in cases.items():
        page = visitor.get(f"/cases/{code}/")
        shown = any(part in page.text for part in ("Khuyên Riêng", "0900 777 123", "0900777123", "Ngõ 7"))
        assert shown == (user in SEES_THE_VOTER), f"{user} on a case {state}"
    for words in ("Khuyên Riêng", "khuyen rieng", "0900777123", "Ngõ 7"):
        reply = visitor.get("/cases/", query_string={"q": words})
        found = any(f"/cases/{code}/" in reply.text for code in cases.values())
        assert found == (user in SEES_THE_VOTER), f"{user} searching {words}"
