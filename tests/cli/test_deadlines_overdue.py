"""`petitions deadlines overdue`: the same cases as the screens, for scripts."""

import json
from datetime import timedelta

import pytest

from petitions.domain.vocabulary import State
from tests.builders import TODAY, a_world
from tests.cases import a_case


@pytest.fixture
def late(session):
    world = a_world(session)
    cases = {
        days: a_case(session, world, State.IN_PROGRESS, due_on=TODAY - timedelta(days=days)) for days in (3, 12, 0, -1)
    }
    a_case(session, world, State.ANSWERED, due_on=TODAY - timedelta(days=40))
    session.commit()
    return cases


def test_it_names_what_is_past_its_date_longest_first(cli, late):
    found = json.loads(cli.invoke("deadlines", "overdue", "--json").stdout)
    assert [(row["code"], row["days_late"]) for row in found] == [(late[12].code, 12), (late[3].code, 3)]
    assert found[0]["agency"] == "Sở Xây dựng tỉnh Ninh Bình"
    assert found[0]["due_on"] == (TODAY - timedelta(days=12)).isoformat()


def test_another_day_may_be_asked_for(cli, late):
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    found = json.loads(cli.invoke("deadlines", "overdue", "--on", tomorrow, "--json").stdout)
    assert [row["days_late"] for row in found] == [13, 4, 1]


def test_for_people_it_is_one_line_a_case(cli, late):
    lines = cli.invoke("deadlines", "overdue").stdout.splitlines()
    assert lines[0].split("\t") == [
        late[12].code,
        (TODAY - timedelta(days=12)).isoformat(),
        "12",
        "Sở Xây dựng tỉnh Ninh Bình",
    ]


def test_an_empty_list_is_no_failure(cli, session):
    reply = cli.invoke("deadlines", "overdue", "--json")
    assert (reply.exit_code, json.loads(reply.stdout)) == (0, [])


def test_a_day_that_is_none_is_refused(cli):
    assert cli.invoke("deadlines", "overdue", "--on", "23/11/2026").exit_code != 0
