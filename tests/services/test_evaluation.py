"""The council's verdict: settled, followed, or answered again; and that each belongs to whom the rules name."""

from datetime import date, timedelta

import pytest

from petitions.domain import errors
from petitions.domain.vocabulary import Action, ResultClass, State
from petitions.models import Assignment, AssignmentOutcome, Case, CaseEvent, Coordination, Response
from petitions.queries.cases import get_case
from petitions.services.evaluation import ask_for_revision, close_case, follow_case
from petitions.services.files import Attachments
from petitions.services.response import respond
from tests.answers import ANSWER
from tests.builders import TODAY, a_council_session
from tests.cases import a_case
from tests.clocks import clocks_of

NOTE = "Đã kiểm tra thực địa cùng UBND xã."
LATER = TODAY + timedelta(days=20)


@pytest.fixture
def answered(session, world):
    return a_case(session, world, State.ANSWERED)


def event_of(session, case, action):
    return session.query(CaseEvent).filter_by(case_id=case.id, action=action).one()


def state_of(session, case):
    session.flush()
    session.expire_all()
    return session.get(Case, case.id).state


# --- closed -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.ANSWERED, State.FOLLOWING])
def test_the_board_closes_a_case_and_says_why(session, world, now, state):
    case = a_case(session, world, state)
    close_case(session, case.code, note=NOTE, actor=world.board, now=now)
    assert state_of(session, case) is State.CLOSED
    event = event_of(session, case, Action.CLOSE)
    assert (event.note, event.is_shared, event.facts) == (NOTE, True, {"result_class": "explained"})


def test_the_office_closes_only_where_the_board_has_delegated_it(session, world, answered, now):
    with pytest.raises(errors.NotPermittedError):
        close_case(session, answered.code, note=NOTE, actor=world.office, now=now)
    world.province_council.delegates_to_office = True
    session.flush()
    close_case(session, answered.code, note=NOTE, actor=world.office, now=now)
    assert state_of(session, answered) is State.CLOSED


def test_no_agency_closes_its_own_case(session, world, answered, now):
    for actor in (world.leader, world.officer, world.coordinator):
        with pytest.raises(errors.NotPermittedError):
            close_case(session, answered.code, note=NOTE, actor=actor, now=now)


# --- followed -----------------------------------------------------------------------------------------


def test_a_followed_case_is_looked_at_again_on_the_next_date(session, world, answered, now):
    follow_case(session, answered.code, note=NOTE, due_on=LATER, actor=world.office, now=now)
    assert state_of(session, answered) is State.FOLLOWING
    assert session.get(Case, answered.id).due_on == LATER
    assert event_of(session, answered, Action.FOLLOW).facts == {"due_on": LATER.isoformat()}


def test_it_can_be_followed_up_to_the_next_council_session(session, world, answered, now):
    meets = a_council_session(session, world.province_council, name="Kỳ họp thứ 32", held_on=date(2026, 7, 6))
    follow_case(session, answered.code, note=NOTE, council_session_id=meets.id, actor=world.board, now=now)
    assert session.get(Case, answered.id).due_on == date(2026, 7, 6)
    assert event_of(session, answered, Action.FOLLOW).facts["council_session"] == "Kỳ họp thứ 32"


@pytest.mark.parametrize("held_on", [None, TODAY, TODAY - timedelta(days=30)])
def test_a_council_session_that_names_no_coming_date_cannot_be_chosen(session, world, answered, now, held_on):
    meets = a_council_session(session, world.province_council, held_on=held_on)
    with pytest.raises(errors.UnknownChoiceError):
        follow_case(session, answered.code, note=NOTE, council_session_id=meets.id, actor=world.board, now=now)


def test_another_councils_session_cannot_be_chosen(session, world, answered, now):
    meets = a_council_session(session, world.other_council, held_on=LATER)
    with pytest.raises(errors.UnknownChoiceError):
        follow_case(session, answered.code, note=NOTE, council_session_id=meets.id, actor=world.board, now=now)


def test_the_next_date_of_a_followed_case_is_moved_with_a_reason_and_both_dates_stay_to_be_read(session, world, now):
    case = a_case(session, world, State.FOLLOWING)
    before = session.get(Case, case.id).due_on
    follow_case(session, case.code, note="Đơn vị xin thêm thời gian.", due_on=LATER, actor=world.office, now=now)
    assert state_of(session, case) is State.FOLLOWING
    assert session.get(Case, case.id).due_on == LATER
    moved = (
        session.query(CaseEvent).filter_by(case_id=case.id, action=Action.FOLLOW).order_by(CaseEvent.id.desc()).first()
    )
    assert (moved.source, moved.target, moved.note) == (State.FOLLOWING, State.FOLLOWING, "Đơn vị xin thêm thời gian.")
    assert moved.facts == {"due_on": LATER.isoformat(), "due_before": before.isoformat()}


@pytest.mark.parametrize("who", ["leader", "officer", "clerk", "committee"])
def test_only_the_council_moves_that_date(session, world, now, who):
    case = a_case(session, world, State.FOLLOWING)
    with pytest.raises(errors.NotPermittedError):
        follow_case(session, case.code, note=NOTE, due_on=LATER, actor=getattr(world, who), now=now)


@pytest.mark.parametrize(("due_on", "error"), [(None, errors.MissingError), (TODAY, errors.DateBeforeError)])
def test_the_next_date_is_given_and_lies_ahead(session, world, answered, now, due_on, error):
    for decide in (follow_case, ask_for_revision):
        with pytest.raises(error) as refusal:
            decide(session, answered.code, note=NOTE, due_on=due_on, actor=world.board, now=now)
        assert refusal.value.field == "due_on"


# --- answered again -----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.ANSWERED, State.FOLLOWING])
def test_the_agency_answers_again_in_a_turn_of_its_own(session, world, now, state):
    case = a_case(session, world, state)
    helper = session.query(Assignment).filter_by(case_id=case.id).one()
    session.add(Coordination(assignment_id=helper.id, organisation_id=world.other_agency.id))
    session.flush()

    ask_for_revision(session, case.code, note=NOTE, due_on=LATER, actor=world.board, now=now)
    session.flush()
    session.expire_all()

    former, turn = session.query(Assignment).filter_by(case_id=case.id).order_by(Assignment.id)
    first, second = clocks_of(session, case)
    assert (former.outcome, first.due_on) == (AssignmentOutcome.ANSWERED, TODAY + timedelta(days=30))
    assert (first.is_open, second.is_open, second.due_on) == (False, True, LATER)
    assert (turn.outcome, turn.lead_id, turn.fixed_on, turn.accepted_at) == (
        AssignmentOutcome.OPEN,
        world.agency.id,
        LATER,
        now,
    )
    assert turn.forwarding_id == former.forwarding_id
    kept = session.query(Coordination).filter_by(assignment_id=turn.id).one()
    assert kept.organisation_id == world.other_agency.id
    asked = session.get(Case, case.id)
    assert (asked.state, asked.due_on, asked.lead_id) == (State.IN_PROGRESS, LATER, world.agency.id)
    event = event_of(session, case, Action.REVISE)
    assert (event.note, event.is_shared, event.facts["due_on"]) == (NOTE, True, LATER.isoformat())


def test_the_next_answer_ends_the_new_turn_and_is_a_new_version(session, world, answered, now):
    ask_for_revision(session, answered.code, note=NOTE, due_on=LATER, actor=world.office, now=now)
    response = respond(session, answered.code, ANSWER, Attachments((), None), actor=world.leader, now=now)
    assert response.version_number == 2
    assert response.assignment_id == session.query(Assignment).order_by(Assignment.id.desc()).first().id
    assert session.query(Assignment).filter_by(outcome=AssignmentOutcome.OPEN).count() == 0
    ask_for_revision(session, answered.code, note=NOTE, due_on=LATER, actor=world.office, now=now)
    assert session.query(Assignment).count() == 3


def test_a_body_outside_cannot_be_asked_again_here(session, world, now):
    case = a_case(session, world, State.FORWARDED_UP)
    row = session.get(Case, case.id)
    session.add(
        Response(
            case_id=case.id,
            version_number=1,
            assignment_id=None,
            organisation_id=None,
            organisation_name="Bộ Xây dựng",
            document_number="1/BXD",
            signed_on=TODAY,
            signer="Thứ trưởng",
            content="Bộ trả lời.",
            result_class=ResultClass.EXPLAINED,
            came_on_paper=True,
            responded_at=now,
        )
    )
    row.state, row.result_class = State.ANSWERED, ResultClass.EXPLAINED
    session.flush()
    with pytest.raises(errors.UnknownChoiceError):
        ask_for_revision(session, case.code, note=NOTE, due_on=LATER, actor=world.board, now=now)
    follow_case(session, case.code, note=NOTE, due_on=LATER, actor=world.board, now=now)


# --- everywhere ---------------------------------------------------------------------------------------

DECISIONS = [
    (close_case, {}),
    (follow_case, {"due_on": LATER}),
    (ask_for_revision, {"due_on": LATER}),
]


@pytest.mark.parametrize(("decide", "more"), DECISIONS)
def test_no_voter_is_named_to_the_agency_in_a_reason(session, world, answered, now, decide, more):
    for note in ("Ông Trần Văn Quế chưa đồng ý.", "Gọi 0912 345 678 để hỏi thêm."):
        with pytest.raises(errors.PersonalDataInNoteError) as refusal:
            decide(session, answered.code, note=note, actor=world.board, now=now, **more)
        assert refusal.value.field == "note"


@pytest.mark.parametrize(("decide", "more"), DECISIONS)
def test_a_verdict_on_what_has_changed_meanwhile_is_a_conflict(session, world, answered, now, decide, more):
    seen = get_case(session, answered.code, actor=world.board).version
    with pytest.raises(errors.ChangedMeanwhileError):
        decide(session, answered.code, note=NOTE, actor=world.board, now=now, seen_version=seen - 1, **more)


@pytest.mark.parametrize(("decide", "more"), DECISIONS)
def test_there_is_nothing_to_judge_before_the_answer(session, world, now, decide, more):
    case = a_case(session, world, State.IN_PROGRESS)
    with pytest.raises(errors.TransitionNotAllowedError):
        decide(session, case.code, note=NOTE, actor=world.board, now=now, **more)
