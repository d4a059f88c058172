"""The first screen: what to do next, and numbers that open exactly what they count."""

import re
from datetime import timedelta

import pytest

from petitions.domain.clock_vocabulary import Stage
from petitions.domain.deadline_rule import Unit
from petitions.domain.vocabulary import Action, Role, State
from petitions.models import Assignment as Turn
from petitions.models import CaseEvent, Coordination, ResponseDraft
from tests.budget import statements_of
from tests.builders import NOW, TODAY, a_deadline_rule, a_person, a_world
from tests.cases import a_case
from tests.clocks import the_clock
from tests.many import copies_of

EVERYBODY = [
    "clerk",
    "commune_office",
    "office",
    "board",
    "committee",
    "deputy",
    "coordinator",
    "officer",
    "leader",
    "leader2",
    "auditor",
]
ON_BOTH_DATABASES = [
    pytest.param(user, marks=pytest.mark.both if user in {"office", "officer"} else ()) for user in EVERYBODY
]


@pytest.fixture
def client(app, session):
    """Somebody at the door, who comes back as whoever signs in next."""

    class Visitor:
        def sign_in(self, username):
            self.door = app.test_client()
            self.door.sign_in(username)

        def get(self, *args, **kwargs):
            return self.door.get(*args, **kwargs)

    return Visitor()


@pytest.fixture
def world(arranged):
    return arranged(something_to_do_for_everybody)


def something_to_do_for_everybody(session):
    world = a_world(session)
    a_deadline_rule(session, "petition.acceptance", 3, unit=Unit.WORKING_DAY)
    for state in State:
        a_case(session, world, state)
    for days in (-9, -1, 0, 2, 9, 40):
        a_case(session, world, State.IN_PROGRESS, due_on=TODAY + timedelta(days=days))
        a_case(session, world, State.ASSIGNED, due_on=TODAY + timedelta(days=days))
    helped = a_case(session, world, State.IN_PROGRESS, lead=world.other_agency)
    turn = session.query(Turn).filter_by(case_id=helped.id).one()
    session.add(Coordination(assignment_id=turn.id, organisation_id=world.agency.id))
    draft = {"case_id": helped.id, "organisation_id": world.other_agency.id, "values": {}, "prepared_at": NOW}
    session.add(ResponseDraft(**draft, prepared_by_id=world.officer2.person_id, handed_over_at=NOW))
    late = a_case(session, world, State.ASSIGNED)
    clock = the_clock(session, late, Stage.ACCEPTANCE)
    clock.target_on = clock.due_on = TODAY - timedelta(days=1)
    session.commit()
    return world


def cases_on(client, url):
    found = []
    while url:
        reply = client.get(url)
        assert reply.status_code == 200
        found += re.findall(r'href="/cases/(KN-[0-9A-Z]{4}-[0-9A-Z]{4})/"', reply.text)
        links = reply.links("a[rel=next]")
        url = links[0] if links else None
    return found


def numbers_on(page):
    """Return (number, address) of every counter and every group that has cases."""
    cards = zip(page.texts(".counter__number"), page.links(".counter__link"), strict=True)
    groups = zip(page.texts("a.task-group__count"), page.links("a.task-group__count"), strict=True)
    return [(int(re.match(r"[\d.]+", number)[0]), url) for number, url in (*cards, *groups)]


@pytest.mark.parametrize("user", ON_BOTH_DATABASES)
def test_every_number_opens_exactly_the_cases_it_counts(world, client, user):
    client.sign_in(user)
    numbers = numbers_on(client.get("/"))
    assert numbers
    for number, url in numbers:
        rows = cases_on(client, url)
        assert len(rows) == len(set(rows)) == number, url


@pytest.mark.parametrize("user", EVERYBODY)
def test_the_rows_of_a_group_are_among_those_it_counts(world, client, user):
    client.sign_in(user)
    page = client.get("/")
    for group in page.page.query("section.task-group"):
        links = [a.attrs["href"] for a in group.query("th a")]
        counted = [a.attrs["href"] for a in group.query("a.task-group__count")]
        if links:
            assert {link.split("/")[2] for link in links} <= set(cases_on(client, counted[0]))


def test_the_agencys_three_groups_share_no_case(world, client):
    client.sign_in("officer")
    urls = client.get("/").links("a.task-group__count")
    assert len(urls) == 3
    lists = [cases_on(client, url) for url in urls]
    assert sum(map(len, lists)) == len(set().union(*lists))
    assert [len(codes) for codes in lists] == [4, 4, 4]


def test_an_agencys_rows_carry_their_steps(world, client):
    client.sign_in("officer")
    links = client.get("/").links("td a")
    for step in ("acceptance", "decline", "response"):
        assert any(link.endswith(f"/{step}/") for link in links)
    for link in links:
        assert client.get(link).status_code == 200, link


def test_what_came_back_to_the_commune_says_why(session, world, client):
    for event in session.query(CaseEvent).filter_by(action=Action.RETURN):
        event.note = "Thiếu tên thôn"
    client.sign_in("clerk")
    page = client.get("/")
    assert "Thiếu tên thôn" in page.texts("section.task-group")[0]
    assert "/meetings/new/" in page.links()


def test_the_leader_finds_what_was_prepared_for_him(world, client):
    client.sign_in("leader2")
    assert "Dự thảo trả lời chờ bạn duyệt 1" in client.get("/").texts("section.task-group")[0]


def test_the_office_sees_who_did_not_accept_in_time(world, client):
    client.sign_in("office")
    page = client.get("/")
    cards = dict(zip(page.texts(".counter__label"), page.texts(".counter__number"), strict=True))
    assert cards["Chưa tiếp nhận đúng hạn"] == "1"  # one whose date was moved


def test_two_roles_in_one_person_show_each_list_once(session, world, client):
    a_person(
        session,
        (Role.CLERK, world.commune_council),
        (Role.OFFICE, world.province_council),
        (Role.BOARD, world.province_council),
        username="manysided",
    )
    client.sign_in("manysided")
    page = client.get("/")
    headings = page.texts(".task-group__heading")
    assert len(headings) == len(set(headings))
    urls = page.links("a.task-group__count") + page.links(".counter__link")
    assert len([url for url in urls if "overdue" not in url]) == len({url for url in urls if "overdue" not in url})


def test_the_administrator_is_led_to_people_units_and_gaps(world, client):
    client.sign_in("admin")
    assert {"/admin/people/", "/admin/organisations/", "/admin/"} <= set(client.get("/").links("main a"))


def test_who_has_nothing_is_told_so(world, client):
    client.sign_in("letters")
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("user", [*EVERYBODY, "admin", "letters"])
def test_the_screen_costs_the_same_few_statements_however_many_cases(session, world, client, app, user):
    counts = []
    client.sign_in(user)
    case = a_case(session, world, State.IN_PROGRESS, due_on=TODAY - timedelta(days=1))
    for more in (0, 30, 270):
        copies_of(session, case, more)
        client.get("/")
        with statements_of() as sent:
            assert client.get("/").status_code == 200
        counts.append(len(sent))
    assert max(counts) <= 12, sent
    assert len(set(counts)) == 1
