"""The on-time rate counts what the law counts: due, not left out, answered by the day or not."""

from datetime import timedelta

from petitions.domain.clock_vocabulary import ClockOutcome
from petitions.domain.vocabulary import State
from petitions.queries.on_time import list_on_time_by_agency
from petitions.queries.scope import measure_scope
from tests.builders import TODAY
from tests.cases import a_case
from tests.clocks import the_clock

DAY = timedelta(days=1)
YEAR_AGO = TODAY - timedelta(days=365)


def answered(session, world, due_on, stopped_on, **values):
    clock = the_clock(session, a_case(session, world, State.ANSWERED, due_on=due_on, **values))
    clock.stopped_on = stopped_on
    session.flush()
    return clock


def rates(session, world, who="board"):
    visible = measure_scope(session, getattr(world, who))
    found = list_on_time_by_agency(session, visible, since=YEAR_AGO, today=TODAY).agencies
    return {each.agency_id: (each.due, each.in_time, each.excluded, each.percent) for each in found}


def test_the_day_itself_is_in_time_and_the_next_is_not(session, world):
    due = TODAY - 10 * DAY
    for late in (-1, 0, 1):
        answered(session, world, due, due + late * DAY)
    assert rates(session, world) == {world.agency.id: (3, 2, 0, 67)}


def test_what_is_still_open_past_its_day_counts_against_and_what_is_not_due_counts_not_at_all(session, world):
    a_case(session, world, State.IN_PROGRESS, due_on=TODAY - DAY)
    a_case(session, world, State.IN_PROGRESS, due_on=TODAY)
    assert rates(session, world) == {world.agency.id: (1, 0, 0, 0)}


def test_what_a_decision_leaves_out_stands_beside_the_rate(session, world):
    due = TODAY - 10 * DAY
    answered(session, world, due, due)
    answered(session, world, due, due + 90 * DAY).is_excluded = True
    session.flush()
    assert rates(session, world) == {world.agency.id: (1, 1, 1, 100)}


def test_a_turn_that_was_passed_on_has_no_verdict(session, world):
    clock = answered(session, world, TODAY - 10 * DAY, TODAY - DAY)
    clock.outcome = ClockOutcome.DROPPED
    session.flush()
    assert rates(session, world) == {}


def test_each_sees_the_rates_of_what_is_his_to_see(session, world):
    answered(session, world, TODAY - 10 * DAY, TODAY - 12 * DAY)
    answered(session, world, TODAY - 10 * DAY, TODAY - DAY, lead=world.other_agency)
    assert rates(session, world).keys() == {world.agency.id, world.other_agency.id}
    assert rates(session, world, "leader2").keys() == {world.other_agency.id}
    assert rates(session, world, "auditor").keys() == {world.agency.id, world.other_agency.id}
