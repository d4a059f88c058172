"""Who may do what: grants add up, and nobody acts for a unit that is not his."""

import pytest

from petitions.domain.errors import NotPermittedError
from petitions.domain.identity import SYSTEM, Actor, Grant
from petitions.domain.policy import CaseFacts, Permission, can, insist, may, position_of, require, sees_voter, steps_for
from petitions.domain.vocabulary import Action, Role, State
from petitions.domain.workflow import Position

COUNCIL, COMMUNE, AGENCY, ELSEWHERE = 1, 2, 3, 4


def an_actor(*grants):
    return Actor(person_id=7, name="Nguyễn Văn An", grants=tuple(Grant(role, unit) for role, unit in grants))


def a_case(state=State.CLASSIFIED, **facts):
    return CaseFacts(**{"state": state, "council_id": COUNCIL, "origin_id": COMMUNE, "lead_id": AGENCY, **facts})


OFFICE = an_actor((Role.OFFICE, COUNCIL))
BOARD = an_actor((Role.BOARD, COUNCIL))


@pytest.mark.parametrize("role", Role)
def test_no_role_counts_in_a_unit_the_case_has_nothing_to_do_with(role):
    actor = an_actor((role, ELSEWHERE))
    assert position_of(actor, a_case()) is Position.NONE
    assert steps_for(actor, a_case()) == ()


def test_one_person_of_a_small_commune_is_clerk_and_office_at_once():
    actor = an_actor((Role.CLERK, COMMUNE), (Role.OFFICE, COMMUNE))
    case = a_case(State.DRAFT, council_id=COMMUNE)
    assert position_of(actor, case) == Position.CLERK | Position.OFFICE | Position.OFFICE_RECORDER


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.COMMITTEE, Role.DEPUTY, Role.AUDITOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("state", State)
def test_who_only_reads_has_no_step_anywhere(role, state):
    everywhere = an_actor(*((role, unit) for unit in (COUNCIL, COMMUNE, AGENCY)))
    assert steps_for(everywhere, a_case(state)) == ()


def test_the_office_closes_only_by_delegation():
    assert not can(OFFICE, Action.CLOSE, a_case(State.ANSWERED))
    assert can(OFFICE, Action.CLOSE, a_case(State.ANSWERED, council_delegates=True))
    assert can(BOARD, Action.CLOSE, a_case(State.ANSWERED))


def test_where_approval_is_set_up_the_officer_prepares_and_the_leader_sends():
    officer, leader = an_actor((Role.OFFICER, AGENCY)), an_actor((Role.LEADER, AGENCY))
    case = a_case(State.IN_PROGRESS, lead_needs_approval=True)
    assert not can(officer, Action.RESPOND, case)
    assert can(officer, Action.PREPARE_RESPONSE, case)
    assert can(leader, Action.RESPOND, case)
    assert can(officer, Action.RESPOND, a_case(State.IN_PROGRESS))


def test_the_office_corrects_only_an_answer_that_it_copied_from_paper():
    assert not can(OFFICE, Action.CORRECT_RESPONSE, a_case(State.ANSWERED))
    assert can(OFFICE, Action.CORRECT_RESPONSE, a_case(State.ANSWERED, answered_on_paper=True))
    assert not can(OFFICE, Action.CORRECT_RESPONSE, a_case(State.CLOSED, answered_on_paper=True))
    assert not can(BOARD, Action.CORRECT_RESPONSE, a_case(State.ANSWERED, answered_on_paper=True))
    elsewhere = an_actor((Role.OFFICE, ELSEWHERE))
    assert not can(elsewhere, Action.CORRECT_RESPONSE, a_case(State.ANSWERED, answered_on_paper=True))


def test_after_three_declines_only_the_board_assigns():
    assert can(OFFICE, Action.ASSIGN, a_case(decline_count=2))
    assert not can(OFFICE, Action.ASSIGN, a_case(decline_count=3))
    assert can(BOARD, Action.ASSIGN, a_case(decline_count=3))
    with pytest.raises(NotPermittedError):
        require(OFFICE, Action.ASSIGN, a_case(decline_count=3))


@pytest.mark.parametrize(
    ("actor", "sees"),
    [
        pytest.param(an_actor((Role.CLERK, COMMUNE)), True, id="the commune that recorded it"),
        pytest.param(OFFICE, True, id="the council's office"),
        pytest.param(an_actor((Role.AUDITOR, ELSEWHERE)), True, id="the auditor"),
        pytest.param(an_actor((Role.OFFICER, AGENCY)), False, id="the lead agency's officer"),
        pytest.param(an_actor((Role.LEADER, AGENCY)), False, id="the lead agency's leader"),
        pytest.param(an_actor((Role.CLERK, ELSEWHERE)), False, id="another commune"),
        pytest.param(an_actor((Role.OFFICER, AGENCY), (Role.CLERK, ELSEWHERE)), False, id="a clerk elsewhere"),
        pytest.param(an_actor((Role.DEPUTY, COUNCIL)), False, id="a deputy"),
        pytest.param(an_actor((Role.COMMITTEE, COUNCIL)), False, id="a committee"),
        pytest.param(an_actor((Role.COORDINATOR, AGENCY)), False, id="the People's Committee's office"),
        pytest.param(an_actor((Role.ADMINISTRATOR, COUNCIL)), False, id="the administrator"),
    ],
)
def test_the_voter_stays_with_commune_and_council(actor, sees):
    assert sees_voter(actor, a_case(State.IN_PROGRESS)) is sees


def test_a_council_that_handed_the_case_over_still_sees_the_voter():
    earlier = an_actor((Role.OFFICE, ELSEWHERE))
    assert sees_voter(earlier, a_case(council_ids=frozenset({COUNCIL, ELSEWHERE})))


def test_administrators_do_not_read_cases():
    admin = an_actor((Role.ADMINISTRATOR, COUNCIL))
    assert may(admin, Permission.ADMINISTER)
    assert not may(admin, Permission.READ_CASES)
    with pytest.raises(NotPermittedError):
        insist(admin, Permission.READ_CASES)


@pytest.mark.parametrize("permission", Permission)
def test_without_a_grant_nothing_is_allowed_and_the_installation_itself_may(permission):
    assert not may(an_actor(), permission)
    assert may(SYSTEM, permission)
