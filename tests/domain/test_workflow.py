"""The laws of the transition table."""

import pytest

from petitions.domain.errors import NotPermittedError, TransitionNotAllowedError
from petitions.domain.vocabulary import ANSWER_CLOCK_RUNS, FINAL_STATES, NOT_STEPS, Action, State
from petitions.domain.workflow import TRANSITIONS, Position, actions_from, require_transition, transition_for

BESIDE = {Action.ADD_FILE, Action.WITHDRAW_FILE, Action.CORRECT_ENTRY, Action.PREPARE_RESPONSE}
EVERYBODY = ~Position.NONE


def test_a_state_and_a_step_stand_in_one_row_only():
    keys = [(row.source, row.action) for row in TRANSITIONS]
    assert len(keys) == len(set(keys))


def test_every_row_belongs_to_somebody():
    assert all(row.who for row in TRANSITIONS)


@pytest.mark.parametrize("state", sorted(set(State) - FINAL_STATES))
def test_whoever_waits_has_a_way_out(state):
    assert any(row.source is state and row.target is not state for row in TRANSITIONS)


@pytest.mark.parametrize("state", sorted(FINAL_STATES))
def test_from_a_final_state_only_reopening_leads_on(state):
    leading_on = {row.action for row in TRANSITIONS if row.source is state and row.target is not state}
    assert leading_on == {Action.UNMERGE if state is State.MERGED else Action.REOPEN}


def test_every_state_is_reached_from_a_draft():
    reached, frontier = set(), {State.DRAFT}
    while frontier:
        reached |= frontier
        frontier = {row.target for row in TRANSITIONS if row.source in frontier and row.target} - reached
    assert reached == set(State)


def test_every_step_has_a_row():
    assert {row.action for row in TRANSITIONS} == set(Action) - NOT_STEPS


def test_only_the_council_side_closes():
    for row in TRANSITIONS:
        if row.target is State.CLOSED and row.source is not State.CLOSED:
            assert not row.who & ~(Position.BOARD | Position.OFFICE_DELEGATED)


def test_only_the_board_reopens_what_it_closed():
    assert transition_for(State.CLOSED, Action.REOPEN).who is Position.BOARD


def test_agencies_touch_a_case_only_while_it_is_theirs_or_answered():
    agency = Position.LEAD_OFFICER | Position.LEAD_SENDER | Position.LEAD_LEADER
    sources = {row.source for row in TRANSITIONS if row.who & agency and row.action not in BESIDE}
    assert sources == {*ANSWER_CLOCK_RUNS, State.FOLLOWING, State.ANSWERED}


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda row: f"{row.source}-{row.action}")
def test_the_guard_agrees_with_the_table(row):
    assert require_transition(row.source, row.action, row.who) is row
    with pytest.raises(NotPermittedError):
        require_transition(row.source, row.action, Position.NONE)


def test_a_step_overtaken_is_told_from_a_step_that_is_not_yours():
    with pytest.raises(TransitionNotAllowedError):
        require_transition(State.CLOSED, Action.ACCEPT, Position.LEAD_OFFICER)
    with pytest.raises(NotPermittedError):
        require_transition(State.CLOSED, Action.ACCEPT, Position.OFFICE)


def test_buttons_come_in_the_order_of_the_table():
    order = [row.action for row in TRANSITIONS if row.source is State.SUBMITTED]
    assert list(actions_from(State.SUBMITTED, EVERYBODY)) == order


def test_the_officer_sends_only_where_no_approval_is_set_up():
    assert Action.RESPOND not in actions_from(State.IN_PROGRESS, Position.LEAD_OFFICER)
    assert Action.RESPOND in actions_from(State.IN_PROGRESS, Position.LEAD_OFFICER | Position.LEAD_SENDER)
