"""What exists for whom: the same in the list, the count, the search and on the page."""

import pytest
import sqlalchemy as sa

from petitions.domain.errors import NotFoundError
from petitions.domain.identity import SYSTEM
from petitions.domain.policy import sees_voter
from petitions.domain.vocabulary import PartyCapacity, Role, State
from petitions.models import Case
from petitions.queries import scope
from petitions.queries.case_filters import CaseFilters
from petitions.queries.case_list import list_cases
from petitions.queries.cases import facts_of, get_case
from petitions.queries.counts import count_cases
from petitions.queries.scope import measure_scope, visible_to, voter_open_to
from petitions.services.search_index import index_case
from petitions.services.workflow import add_party
from tests.builders import TODAY, a_council, a_village, a_world, an_actor
from tests.cases import a_case

EVERYBODY = (
    "clerk",
    "clerk2",
    "commune_office",
    "office",
    "board",
    "committee",
    "deputy",
    "coordinator",
    "officer",
    "leader2",
    "letters",
    "auditor",
    "admin",
)


@pytest.fixture
def world(arranged):
    return arranged(cases_of_all_kinds)


def cases_of_all_kinds(session):
    """Cases in every state, of both communes, led by both agencies, one of them coordinated, one handed over."""
    world = a_world(session)
    for state in State:
        a_case(session, world, state)
    a_case(session, world, State.IN_PROGRESS, lead=world.other_agency)
    a_case(session, world, State.ASSIGNED, locality_id=world.other_commune.id)
    a_case(session, world, State.ASSIGNED, locality_id=world.village.id)
    helped = a_case(session, world, State.IN_PROGRESS, lead=world.other_agency)
    add_party(session, helped, world.agency.id, PartyCapacity.COORDINATING)
    handed = a_case(session, world, State.SUBMITTED)
    add_party(session, handed, world.other_council.id, PartyCapacity.COUNCIL)
    handed.council_id = world.other_council.id
    session.flush()
    for case_id in session.scalars(sa.select(Case.id)).all():
        index_case(session, case_id)
    return world


def codes(session):
    return set(session.scalars(sa.select(Case.code)))


def opened(session, actor):
    found = set()
    for code in codes(session):
        try:
            found.add(get_case(session, code, actor=actor).code)
        except NotFoundError:
            continue
    return found


def listed(session, actor, **filters):
    page = list_cases(session, CaseFilters(**filters), actor=actor, today=TODAY, size=200)
    assert page.total == len(page.rows)
    return {row.code for row in page.rows}


@pytest.mark.parametrize("size", [5_000, 0], ids=["gathered", "probed"])
@pytest.mark.parametrize("who", EVERYBODY)
def test_a_person_sees_the_same_cases_in_list_count_search_and_page(session, world, monkeypatch, who, size):
    monkeypatch.setattr(scope, "SMALL_SCOPE", size)
    actor = getattr(world, who)
    mine = opened(session, actor)

    assert listed(session, actor) == mine
    assert listed(session, actor, query="duong") == mine
    visible = measure_scope(session, actor)
    assert count_cases(session, visible, CaseFilters(), actor=actor, today=TODAY) == len(mine)
    assert len(session.scalars(sa.select(Case.id).where(visible_to(actor))).all()) == len(mine)


def test_the_installation_itself_sees_everything(session, world):
    assert listed(session, SYSTEM) == codes(session) == listed(session, world.auditor)


@pytest.mark.parametrize("who", ["letters", "admin"])
def test_who_reads_no_cases_finds_none(session, world, who):
    assert listed(session, getattr(world, who)) == set()


def test_two_roles_of_one_person_add_up(session, world):
    both = an_actor(session, (Role.OFFICER, world.agency), (Role.CLERK, world.other_council))
    assert listed(session, both) == listed(session, world.officer) | listed(session, world.clerk2)


def test_a_deputys_area_takes_in_its_villages_but_only_of_his_own_council(session, world):
    village = a_village(session, world.commune, name="thôn Trung Hòa")
    own = a_case(session, world, State.SUBMITTED, locality_id=village.id)
    elsewhere = a_case(session, world, State.SUBMITTED, locality_id=village.id)
    elsewhere.council_id = a_council(session, world.other_commune).id
    session.flush()
    assert own.code in listed(session, world.deputy)
    assert elsewhere.code not in listed(session, world.deputy)


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_voter_is_open_by_the_same_rule_in_sql_and_in_the_policy(session, world, who):
    actor = getattr(world, who)
    by_sql = set(session.scalars(sa.select(Case.code).where(voter_open_to(actor), visible_to(actor))))
    by_policy = {
        code for code in opened(session, actor) if sees_voter(actor, facts_of(get_case(session, code, actor=actor)))
    }
    assert by_sql == by_policy


def test_a_council_that_handed_a_case_over_keeps_its_sight_of_the_voter(session, world):
    mixed = an_actor(session, (Role.OFFICE, world.province_council), (Role.OFFICER, world.agency))
    open_ones = set(session.scalars(sa.select(Case.code).where(voter_open_to(mixed))))
    handed = session.scalar(sa.select(Case.code).where(Case.council_id == world.other_council.id))
    assert handed in open_ones
