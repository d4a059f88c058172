"""Whatever is typed into the forms of office and agency is taken, or refused with the form; no page ever breaks."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from petitions.domain.vocabulary import State
from tests.builders import TODAY
from tests.cases import a_case

pytestmark = pytest.mark.both

ODD = [
    "",
    " ",
    "\0",
    "a\0b",
    "\u202eabc",
    "\u200f",
    "e\u0301" * 30,
    "👩\u200d👩\u200d👧",
    "\ufeff",
    "\x1b[0m",
    "\ufffe",
]
ODD += ["<b>", "{{ 7 }}", "%(x)s", "\\", "'; --", "1", "2", "0", "-1", "9" * 30, "٣", "²", "None", "y"]
ODD += ["01/03/2026", "2026-02-24", "31/02/2026", "01/01/0001", "31/12/9999", "125/HĐND-TT", "province", "other"]
BIG = ["x" * 1_000_000, "Đường\n" * 160_000]

text = st.one_of(
    st.sampled_from(ODD),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=300),
    st.text("ăâđêôơưàáạảãÀĐ\u0301\u0323 \n\t", max_size=200),
)
LETTER = ("letter_number", "letter_on")
PLACING = ("lead_id", "coordinating_ids", "forwarding_id", *LETTER, "received_on", "due_on")
STEPS = {
    "classification": (
        State.SUBMITTED,
        "office",
        ("authority", "subject_field_id", "summary", "forwarded_text", "note", "personal_data_checked"),
    ),
    "return": (State.SUBMITTED, "office", ("reason",)),
    "filing": (State.SUBMITTED, "board", ("reason", "note")),
    "handover": (State.CLASSIFIED, "office", ("council_id", *LETTER)),
    "assignment": (State.CLASSIFIED, "office", PLACING),
    "reassignment": (State.IN_PROGRESS, "office", (*PLACING, "reason")),
    "forwarding-up": (State.CLASSIFIED, "office", ("recipient", *LETTER)),
    "decline": (State.ASSIGNED, "officer", ("reason",)),
    "recall": (State.ASSIGNED, "office", ("reason",)),
    "reopening": (State.CLOSED, "board", ("reason",)),
}
ALWAYS = ("version", "submission_key")


@pytest.fixture
def browsers(app, world):
    """A browser for each of the three; what odd letters do to a page is judged elsewhere."""
    found = {}
    for who in ("office", "board", "officer"):
        found[who] = app.test_client()
        found[who].sign_in(who)
        found[who].judge = lambda reply: None
    return found


@pytest.fixture
def tokens(browsers):
    return {who: browser.token("/account/") for who, browser in browsers.items()}


@pytest.mark.parametrize("step", STEPS)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_a_step_takes_or_refuses_anything(session, world, browsers, tokens, step, data):
    state, who, fields = STEPS[step]
    case = a_case(session, world, state)
    good = {"lead_id": world.agency.id, "letter_number": "1", "letter_on": TODAY.isoformat(), "reason": "Lý do."}
    typed = data.draw(st.dictionaries(st.sampled_from((*fields, *ALWAYS)), text, max_size=len(fields)))
    reply = browsers[who].post(f"/cases/{case.code}/{step}/", data=good | typed | {"csrf_token": tokens[who]})
    assert reply.status_code in {303, 409, 422}


@pytest.mark.parametrize("big", BIG, ids=["one word", "many lines"])
@pytest.mark.parametrize("field", ["summary", "forwarded_text", "note"])
def test_a_megabyte_is_refused_and_given_back(session, world, browsers, tokens, field, big):
    case = a_case(session, world, State.SUBMITTED)
    words = {"summary": "Ngắn.", "forwarded_text": "Ngắn.", field: big, "csrf_token": tokens["office"]}
    reply = browsers["office"].post(f"/cases/{case.code}/classification/", data=words)
    assert reply.status_code == 422
    assert len(reply.presets()[field]) > 250_000


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(typed=st.dictionaries(st.sampled_from((*LETTER, "reason", *ALWAYS)), text, max_size=4))
def test_a_letters_correction_takes_or_refuses_anything(session, world, browsers, tokens, typed):
    case = a_case(session, world, State.ASSIGNED)
    page = browsers["office"].get("/forwardings/")
    good = {"letter_number": f"{case.id}a", "reason": "Nhầm.", "csrf_token": tokens["office"]}
    reply = browsers["office"].post(page.links("tbody a")[0] + "correction/", data=good | typed)
    assert reply.status_code in {303, 409, 422}


@pytest.mark.parametrize("path", ["/forwardings/999999/", "/forwardings/99999999999999999999/", "/forwardings/0/"])
def test_a_letter_that_cannot_be_is_not_found(browsers, path):
    assert browsers["office"].get(path).status_code == 404
