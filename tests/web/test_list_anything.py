"""Whatever stands in the address of a list or a case, the page is shown or refused; it never breaks."""

from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from petitions.domain.vocabulary import State
from petitions.services.search_index import index_case
from tests.builders import a_world
from tests.cases import a_case

pytestmark = pytest.mark.both

NAMES = [
    "q",
    "state",
    "kind",
    "field",
    "agency",
    "coordinating",
    "council",
    "origin",
    "locality",
    "round",
    "overdue",
    "prepared",
    "due_from",
    "due_before",
    "assigned_before",
    "answered_since",
    "sort",
    "cursor",
    "before",
    "nonsense",
]
ODD = [
    "",
    " ",
    "\0",
    "1",
    "0",
    "-1",
    "9" * 30,
    "\u0663",
    "\u202e",
    "\U0001f600",
    "%",
    "'",
    '"',
    "\\",
    "*",
    "NULL",
    "1.5",
    "1e9",
]
ODD += [
    "submitted",
    "due_on",
    "oldest",
    "2026-02-30",
    "31/12/9999",
    "01/01/0001",
    "0.2026-01-01.1",
    "1.0001-01-01.1",
    "0.9999-12-31.9",
]
ODD += ["\u0111\u01b0\u1eddng", "KN-2222-2222", "0912 345 678", "AND OR NOT", "x" * 5000, "a " * 400]
value = st.one_of(st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
address = st.lists(st.tuples(st.sampled_from(NAMES), value), max_size=6)

often = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def door(session, client):
    world = a_world(session)
    for state in (State.SUBMITTED, State.IN_PROGRESS, State.ANSWERED):
        index_case(session, a_case(session, world, state).id)
    session.commit()
    client.sign_in("office")
    return client


@often
@given(asked=address)
def test_no_address_of_the_list_breaks_it(door, asked):
    assert door.get(f"/cases/?{urlencode(asked)}").status_code == 200


@often
@given(code=value, asked=address)
def test_no_address_of_a_case_breaks_it(door, code, asked):
    reply = door.get(f"/cases/{quote(code, safe='')}/?{urlencode(asked)}")
    assert reply.status_code in {200, 301, 308, 404}
