"""Which clock runs in which state, read from the one table that every step uses."""

from petitions.domain.clock_vocabulary import ClockOutcome, Stage
from petitions.domain.clocks import RUNS_IN, turn_of
from petitions.domain.vocabulary import Action, State
from petitions.domain.workflow import TRANSITIONS


def test_sending_a_case_to_an_agency_starts_its_acceptance_its_answer_and_its_helpers():
    turn = turn_of(State.CLASSIFIED, Action.ASSIGN, State.ASSIGNED)
    assert turn.starts == {Stage.ACCEPTANCE, Stage.RESPONSE, Stage.COORDINATION}
    assert not turn.stops


def test_accepting_stops_the_acceptance_clock_and_moves_no_other():
    turn = turn_of(State.ASSIGNED, Action.ACCEPT, State.IN_PROGRESS)
    assert (turn.stops, turn.starts) == ({Stage.ACCEPTANCE}, frozenset())


def test_an_answer_by_whatever_channel_stops_the_answer_clock():
    for action in (Action.RESPOND, Action.RECORD_RESPONSE):
        turn = turn_of(State.IN_PROGRESS, action, State.ANSWERED)
        assert turn.outcomes[Stage.RESPONSE] is ClockOutcome.DONE
        assert Stage.EVALUATION in turn.starts


def test_a_new_lead_gets_time_of_its_own_and_the_former_one_has_no_verdict():
    turn = turn_of(State.IN_PROGRESS, Action.REASSIGN, State.ASSIGNED)
    assert Stage.RESPONSE in turn.starts
    assert turn.outcomes[Stage.RESPONSE] is ClockOutcome.DROPPED


def test_an_agency_that_declines_has_done_what_its_acceptance_clock_measured():
    turn = turn_of(State.ASSIGNED, Action.DECLINE, State.CLASSIFIED)
    assert turn.outcomes[Stage.ACCEPTANCE] is ClockOutcome.DONE
    assert turn.outcomes[Stage.RESPONSE] is ClockOutcome.DROPPED


def test_another_council_gets_its_own_time_to_classify():
    turn = turn_of(State.SUBMITTED, Action.HAND_OVER, State.SUBMITTED)
    assert turn.stops == turn.starts == {Stage.CLASSIFICATION}


def test_a_promise_runs_on_until_the_next_answer_or_the_end():
    assert Stage.COMMITMENT in turn_of(State.IN_PROGRESS, Action.RESPOND, State.ANSWERED).starts
    for action, target in ((Action.FOLLOW, State.FOLLOWING), (Action.REVISE, State.IN_PROGRESS)):
        assert Stage.COMMITMENT not in turn_of(State.ANSWERED, action, target).stops
    assert Stage.COMMITMENT in turn_of(State.FOLLOWING, Action.RESPOND, State.ANSWERED).stops
    assert turn_of(State.ANSWERED, Action.CLOSE, State.CLOSED).stops == {Stage.EVALUATION, Stage.COMMITMENT}


def test_after_every_step_exactly_the_clocks_of_the_new_state_may_run():
    for row in TRANSITIONS:
        if row.target is None:
            assert not turn_of(row.source, row.action, State.SUBMITTED).starts, "the clocks it had go on"
            continue
        turn = turn_of(row.source, row.action, row.target)
        before = {stage for stage, states in RUNS_IN.items() if row.source in states}
        after = {stage for stage, states in RUNS_IN.items() if row.target in states} - {Stage.COMMITMENT}
        left = (before - turn.stops | turn.starts) - {Stage.COMMITMENT}
        assert left == after, row
        assert turn.outcomes.keys() == turn.stops


def test_a_step_that_changes_nothing_about_who_owes_what_touches_no_clock():
    for action in (Action.ADD_FILE, Action.CORRECT_ENTRY, Action.PREPARE_RESPONSE, Action.ASK_EXTENSION):
        turn = turn_of(State.IN_PROGRESS, action, State.IN_PROGRESS)
        assert not turn.stops | turn.starts
