"""The monitor: who is late, by how much, and numbers that open what they count."""

import re
from datetime import timedelta

import pytest

from petitions.domain.vocabulary import State
from tests.budget import statements_of
from tests.builders import TODAY, a_world
from tests.cases import a_case

pytestmark = pytest.mark.both


@pytest.fixture
def world(session):
    world = a_world(session)
    for state in State:
        a_case(session, world, state)
    for days in (1, 9, 33):
        a_case(session, world, State.IN_PROGRESS, due_on=TODAY - timedelta(days=days))
    a_case(session, world, State.IN_PROGRESS, due_on=TODAY - timedelta(days=50), lead=world.other_agency)
    a_case(session, world, State.IN_PROGRESS, due_on=TODAY)
    session.commit()
    return world


def counters(page):
    links = page.links(".counter__link")
    numbers = page.texts(".counter__number")
    labels = page.texts(".counter__label")
    return {label: (int(number), url) for label, number, url in zip(labels, numbers, links, strict=True)}


@pytest.mark.parametrize(
    "user", ["office", "board", "committee", "deputy", "coordinator", "leader", "leader2", "auditor"]
)
def test_every_number_opens_exactly_the_cases_it_counts(world, client, user):
    client.sign_in(user)
    page = client.get("/monitoring/")
    assert len(counters(page)) == 10
    for label, (number, url) in counters(page).items():
        rows = set(re.findall(r"/cases/(KN-[0-9A-Z-]+)/", client.get(url).text))
        assert len(rows) == number, label


def test_agencies_stand_with_most_overdue_first_and_open_their_cases(world, client):
    client.sign_in("office")
    page = client.get("/monitoring/overdue/")
    agencies = page.texts("table")[0]
    assert agencies.index("Sở Xây dựng") < agencies.index("Sở Y tế")
    assert "33 ngày" in agencies
    assert "50 ngày" in agencies
    url = next(link for link in page.links("table a[href]") if "agency=" in link)
    rows = set(re.findall(r"/cases/(KN-[0-9A-Z-]+)/", client.get(url).text))
    assert len(rows) == 3


def test_the_due_date_itself_is_not_late(world, client):
    client.sign_in("office")
    assert len(set(re.findall(r"/cases/(KN-[0-9A-Z-]+)/", client.get("/monitoring/overdue/").text))) == 4


def test_an_agency_sees_its_own_lateness_alone(world, client):
    client.sign_in("leader2")
    page = client.get("/monitoring/overdue/")
    assert "Sở Y tế" in page.words
    assert "Sở Xây dựng" not in page.words


@pytest.mark.parametrize("user", ["clerk", "officer", "letters", "admin"])
def test_it_is_not_everybodys(world, client, user):
    client.sign_in(user)
    assert client.get("/monitoring/").status_code == 403


def test_nothing_overdue_says_so(session, client):
    a_world(session)
    session.commit()
    client.sign_in("office")
    assert "Không có vụ việc nào quá hạn." in client.get("/monitoring/overdue/").words


@pytest.mark.parametrize("path", ["/monitoring/", "/monitoring/overdue/"])
def test_it_costs_the_same_however_much_is_late(world, app, client, session, path):
    client.sign_in("office")
    client.get(path)
    with statements_of() as few:
        client.get(path)
    for days in range(1, 31):
        a_case(session, world, State.ASSIGNED, due_on=TODAY - timedelta(days=days))
    session.commit()
    with statements_of() as many:
        client.get(path)
    assert len(many) <= len(few) + 1 <= 8, "one more only to count beyond the first page"
