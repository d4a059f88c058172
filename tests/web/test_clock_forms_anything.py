"""Whatever is typed about a running clock, the answer is a page: never a fault of ours, and nothing typed is lost."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from petitions.domain.vocabulary import State
from petitions.models import DeadlineRule
from tests.builders import a_world
from tests.cases import a_case

pytestmark = pytest.mark.both

TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["", " ", "\0", "\u202e đảo", "e\u0301" * 40, "🙂" * 30, "<script>", "{{7*7}}", "x" * 100_000]),
)
DATES = st.one_of(
    TEXTS,
    st.dates().map(lambda day: f"{day:%d/%m/%Y}"),
    st.sampled_from(["31/02/2026", "2026-13-01", "01/01/1900", "01/01/2100", "31/12/9999", "0/0/0", "-1"]),
)
FIELDS = {
    "extension": {"new_due_on": DATES, "reason": TEXTS, "document_number": TEXTS},
    "pause": {"pause_from": DATES, "pause_to": DATES, "reason": TEXTS, "document_number": TEXTS},
    "exclusion": {"reason": TEXTS, "document_number": TEXTS},
    "resumption": {"reason": TEXTS},
    "opinion": {"content": TEXTS, "document_number": TEXTS},
}


@pytest.fixture
def asked(app, session):
    """A case, and somebody who posts to one of its steps."""
    world = a_world(session)
    rule = session.query(DeadlineRule).one()
    rule.extension_times, rule.is_pausable = 9, True
    case = a_case(session, world, State.IN_PROGRESS)
    session.commit()
    visitors = {}

    def post(user, step, values):
        if user not in visitors:
            client = app.test_client()
            client.sign_in(user)
            client.judge = lambda reply: None  # what was typed may look like a fault of the page
            token = client.get("/account/").page.query("input[name=csrf_token]")[0].attrs["value"]
            visitors[user] = client, {"csrf_token": token}
        client, token = visitors[user]
        return client.post(f"/cases/{case.code}/{step}/", data=values | token)

    return post


@pytest.mark.parametrize("step", FIELDS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_entry_breaks_a_form_about_a_clock(asked, step, data):
    decisions = st.sampled_from(["", "grant", "refuse", "x"])
    decided = {"decision": decisions} if data.draw(st.booleans()) else {}
    values = data.draw(st.fixed_dictionaries(FIELDS[step] | decided))
    for user in ("officer", "board"):
        assert asked(user, step, values).status_code in {303, 403, 404, 409, 422}
