"""Clocks follow the steps of a case: who owes what from which day, and how it ended."""

from datetime import date, timedelta

import pytest

from petitions.domain.clock_vocabulary import ClockEventKind, ClockOutcome, Stage
from petitions.domain.clocks import RUNS_IN
from petitions.domain.deadline_rule import Unit
from petitions.domain.response_content import ResponseContent
from petitions.domain.vocabulary import ResultClass, State
from petitions.models import Assignment, Case, CaseParty, Clock
from petitions.services.assignment import AssignmentDraft, accept_case, assign_case, decline_case, reassign_case
from petitions.services.evaluation import close_case
from petitions.services.files import Attachments
from petitions.services.forwarding import hand_over_case
from petitions.services.letters import LetterDraft
from petitions.services.reopening import reopen_case
from petitions.services.response import respond
from tests.builders import TODAY, a_deadline_rule, a_world
from tests.cases import a_case
from tests.clocks import clocks_of, kinds_of, running, the_clock

DAY = timedelta(days=1)


@pytest.fixture
def world(session):
    world = a_world(session)
    a_deadline_rule(session, "petition.classification", 5, unit=Unit.WORKING_DAY)
    a_deadline_rule(session, "petition.acceptance", 3, unit=Unit.WORKING_DAY)
    a_deadline_rule(session, "petition.coordination.reply", 15)
    a_deadline_rule(session, "petition.evaluation", 10, unit=Unit.WORKING_DAY)
    return world


def assigned(session, world, now, **values):
    case = a_case(session, world, State.CLASSIFIED)
    draft = AssignmentDraft(
        **{"lead_id": world.agency.id, "letter_number": f"{case.id}/HĐND-TT", "letter_on": TODAY} | values
    )
    assign_case(session, case.code, draft, actor=world.office, now=now)
    return case


def an_answer(**values):
    content = {
        "document_number": "12/SXD",
        "signed_on": TODAY,
        "signer": "Phạm Văn Thọ",
        "content": "Tuyến đường sẽ được sửa.",
        "result_class": ResultClass.EXPLAINED,
    }
    return ResponseContent(**content | values)


def answer(session, world, case, now, **values):
    respond(session, case.code, an_answer(**values), Attachments((), None), actor=world.leader, now=now)


@pytest.mark.parametrize("state", State)
def test_exactly_the_clocks_of_its_state_run_on_a_case(session, world, state):
    case = a_case(session, world, state)
    due = {stage for stage, states in RUNS_IN.items() if state in states}
    assert running(session, case) == due - {Stage.COMMITMENT, Stage.COORDINATION}


def test_each_clock_has_its_own_day_zero_rule_and_owner(session, world, now):
    case = assigned(session, world, now, received_on=TODAY - 3 * DAY, letter_on=TODAY - 3 * DAY)
    clocks = session.query(Clock).filter_by(case_id=case.id)
    found = {clock.stage: (clock.organisation_id, clock.start_on, clock.due_on) for clock in clocks}
    council, agency, friday = world.province_council.id, world.agency.id, TODAY - 3 * DAY
    assert found == {
        Stage.CLASSIFICATION: (council, TODAY, date(2026, 3, 9)),
        Stage.ACCEPTANCE: (agency, TODAY, date(2026, 3, 5)),
        Stage.RESPONSE: (agency, friday, date(2026, 3, 30)),
    }


def test_each_coordinating_agency_owes_its_opinion_by_a_date_of_its_own(session, world, now):
    case = assigned(session, world, now, coordinating_ids=(world.other_agency.id,))
    clock = the_clock(session, case, Stage.COORDINATION)
    assert (clock.organisation_id, clock.due_on) == (world.other_agency.id, date(2026, 3, 17))
    party = session.get(CaseParty, (world.other_agency.id, case.id))
    assert party.owes_opinion
    answer(session, world, case, now)
    session.expire_all()
    assert the_clock(session, case, Stage.COORDINATION).outcome is ClockOutcome.DROPPED
    assert not session.get(CaseParty, (world.other_agency.id, case.id)).owes_opinion


def test_accepting_neither_starts_nor_moves_the_answer_clock(session, world, now):
    case = assigned(session, world, now)
    before = the_clock(session, case).due_on
    accept_case(session, case.code, actor=world.officer, now=now + 2 * DAY)
    session.expire_all()
    accepted = the_clock(session, case, Stage.ACCEPTANCE)
    assert (accepted.is_open, accepted.stopped_on, accepted.outcome) == (False, TODAY + 2 * DAY, ClockOutcome.DONE)
    assert (the_clock(session, case).is_open, the_clock(session, case).due_on) == (True, before)


def test_an_answer_stops_the_clock_on_its_day_and_keeps_the_verdict(session, world, now):
    case = assigned(session, world, now, due_on=TODAY + 4 * DAY)
    answer(session, world, case, now + 6 * DAY)
    session.expire_all()
    clock = the_clock(session, case)
    assert (clock.stopped_on, clock.due_on, clock.outcome) == (TODAY + 6 * DAY, TODAY + 4 * DAY, ClockOutcome.DONE)
    assert kinds_of(session, clock) == [ClockEventKind.STARTED, ClockEventKind.STOPPED]


def test_a_roadmap_date_in_an_answer_gets_a_clock_of_its_own(session, world, now):
    case = assigned(session, world, now)
    promised = date(2026, 11, 30)
    answer(session, world, case, now, result_class=ResultClass.PLANNED, commitment_on=promised)
    session.expire_all()
    clock = the_clock(session, case, Stage.COMMITMENT)
    assert (clock.organisation_id, clock.due_on, clock.fixed_on) == (world.agency.id, promised, promised)
    close_case(session, case.code, note="Đã rõ lộ trình.", actor=world.board, now=now)
    assert not running(session, case)


def test_work_that_was_declined_or_passed_on_gives_the_next_agency_time_of_its_own(session, world, now):
    case = assigned(session, world, now)
    decline_case(session, case.code, reason="Không thuộc thẩm quyền.", actor=world.officer, now=now + DAY)
    later = now + 9 * DAY
    draft = AssignmentDraft(lead_id=world.other_agency.id, letter_number="9/HĐND-TT", letter_on=TODAY + 9 * DAY)
    assign_case(session, case.code, draft, actor=world.office, now=later)
    reassign = AssignmentDraft(lead_id=world.agency.id, letter_number="10/HĐND-TT", letter_on=TODAY + 12 * DAY)
    accept_case(session, case.code, actor=world.officer2, now=later)
    reassign_case(session, case.code, reassign, reason="Chia việc lại.", actor=world.office, now=now + 12 * DAY)
    session.expire_all()
    first, second, third = clocks_of(session, case)
    assert [c.outcome for c in (first, second, third)] == [ClockOutcome.DROPPED, ClockOutcome.DROPPED, None]
    assert third.start_on == TODAY + 12 * DAY
    assert third.due_on > second.due_on > first.due_on
    assert session.get(Case, case.id).due_on == third.due_on


def test_a_reopened_case_is_not_at_once_overdue_and_the_old_clock_keeps_its_verdict(session, world, now):
    case = a_case(session, world, State.CLOSED, due_on=TODAY - 200 * DAY)
    old = the_clock(session, case)
    reopen_case(session, case.code, reason="Phát sinh tình tiết mới.", actor=world.board, now=now)
    assert not running(session, case)
    draft = AssignmentDraft(lead_id=world.agency.id, letter_number="9", letter_on=TODAY)
    assign_case(session, case.code, draft, actor=world.office, now=now)
    session.expire_all()
    assert (old.is_open, old.due_on, old.outcome) == (False, TODAY - 200 * DAY, ClockOutcome.DONE)
    assert session.get(Case, case.id).due_on == date(2026, 4, 1)


def test_a_case_handed_over_gives_the_other_council_its_own_time(session, world, now):
    case = a_case(session, world, State.SUBMITTED)
    letter = LetterDraft("3/HĐND-TT", TODAY)
    hand_over_case(session, case.code, council_id=world.commune_council.id, letter=letter, actor=world.office, now=now)
    session.expire_all()
    former, mine = clocks_of(session, case, Stage.CLASSIFICATION)
    assert (former.outcome, former.organisation_id) == (ClockOutcome.DROPPED, world.province_council.id)
    assert (mine.is_open, mine.organisation_id) == (True, world.commune_council.id)


def test_without_a_rule_a_stage_has_no_clock_and_the_case_goes_on(session, now):
    world = a_world(session)
    case = assigned(session, world, now)
    assert running(session, case) == {Stage.RESPONSE}


def test_a_turn_is_tied_to_its_assignment(session, world, now):
    case = assigned(session, world, now)
    [turn] = session.query(Assignment).filter_by(case_id=case.id)
    assert {c.assignment_id for c in session.query(Clock).filter_by(case_id=case.id, is_open=True)} == {turn.id}
