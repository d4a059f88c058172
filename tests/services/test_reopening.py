"""What was finished is taken up again, with nobody's clock running."""

import pytest

from petitions.domain.errors import PersonalDataInNoteError, TransitionNotAllowedError
from petitions.domain.vocabulary import State
from petitions.models import Assignment, AssignmentOutcome, Case, CaseEvent, Response
from petitions.services.assignment import AssignmentDraft, assign_case
from petitions.services.reopening import reopen_case
from tests.builders import TODAY
from tests.cases import a_case


def reopened(session, world, case, now, who="office"):
    reopen_case(session, case.code, reason="Cử tri phản ánh lại.", actor=world.actors[who], now=now)
    session.flush()
    session.expire_all()
    return session.get(Case, case.id)


def test_a_closed_case_waits_to_be_forwarded_and_carries_no_old_date(session, world, now):
    case = a_case(session, world, State.CLOSED, decline_count=2)
    row = reopened(session, world, case, now, who="board")
    assert (row.state, row.lead_id, row.due_on, row.result_class) == (State.CLASSIFIED, None, None, None)
    assert row.decline_count == 0
    assert session.query(Response).filter_by(case_id=case.id).count() == 1, "the former answer stays"


def test_only_the_board_reopens_what_it_closed(session, world, now):
    case = a_case(session, world, State.CLOSED)
    with pytest.raises(TransitionNotAllowedError):  # the office reopens what was filed, but not this
        reopened(session, world, case, now, who="office")


def test_a_new_assignment_after_reopening_starts_a_new_clock(session, world, now):
    case = a_case(session, world, State.CLOSED, due_on=TODAY.replace(year=2025))
    reopened(session, world, case, now, who="board")
    draft = AssignmentDraft(lead_id=world.agency.id, letter_number="9", letter_on=TODAY)
    assign_case(session, case.code, draft, actor=world.office, now=now)
    assert session.get(Case, case.id).due_on > TODAY
    outcomes = [t.outcome for t in session.query(Assignment).filter_by(case_id=case.id).order_by(Assignment.id)]
    assert outcomes == [AssignmentOutcome.ANSWERED, AssignmentOutcome.OPEN]


@pytest.mark.parametrize("state", [State.FILED, State.ANSWERED_ON_SPOT, State.WITHDRAWN])
def test_the_office_reopens_the_rest_for_classification(session, world, now, state):
    row = reopened(session, world, a_case(session, world, state), now)
    assert row.state is State.SUBMITTED
    assert session.query(CaseEvent).filter_by(case_id=row.id).order_by(CaseEvent.id.desc()).first().note


def test_the_reason_names_nobody_because_agencies_read_it(session, world, now):
    case = a_case(session, world, State.CLOSED)
    with pytest.raises(PersonalDataInNoteError):
        reopen_case(session, case.code, reason="Ông Trần Văn Quế gọi lại.", actor=world.board, now=now)
