"""A case goes to one lead and its helpers, by a letter and a date, and comes back when it was wrong."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from petitions.domain.errors import (
    DateBeforeError,
    DateInFutureError,
    DeclineLimitError,
    LeadAlsoCoordinatingError,
    MissingError,
    NotFoundError,
    NotPermittedError,
    PersonalDataInNoteError,
    RuleMissingError,
    TransitionNotAllowedError,
    UnknownChoiceError,
)
from petitions.domain.vocabulary import Action, Authority, Level, PartyCapacity, State
from petitions.domain.work_calendar import DayKind
from petitions.models import (
    Assignment,
    AssignmentOutcome,
    CalendarDay,
    Case,
    CaseEvent,
    CaseParty,
    Coordination,
    DeadlineRule,
    Forwarding,
    ResponseDraft,
)
from petitions.queries.assignments import find_open_assignment
from petitions.queries.cases import get_case
from petitions.services.assignment import (
    AssignmentDraft,
    accept_case,
    assign_case,
    decline_case,
    reassign_case,
    recall_case,
)
from petitions.services.classification import Classification, classify_case
from petitions.services.workflow import advance, take_case
from tests.builders import TODAY, a_commune, a_province, an_agency
from tests.cases import a_case
from tests.clocks import the_clock

LETTER = {"letter_number": "125/HĐND-TT", "letter_on": date(2026, 2, 27)}


def a_draft(world, **values):
    return AssignmentDraft(**{"lead_id": world.agency.id, **LETTER, **values})


def assigned(session, world, now, state=State.CLASSIFIED, who="office", **values):
    case = a_case(session, world, state)
    assign_case(session, case.code, a_draft(world, **values), actor=world.actors[who], now=now)
    return reread(session, case)


def reread(session, case):
    session.flush()
    session.expire_all()
    return session.get(Case, case.id)


def last_event(session, case):
    return session.query(CaseEvent).filter_by(case_id=case.id).order_by(CaseEvent.id.desc()).first()


def turns(session, case):
    return session.query(Assignment).filter_by(case_id=case.id).order_by(Assignment.id).all()


def capacities(session, case):
    return {p.organisation_id: p.capacity for p in session.query(CaseParty).filter_by(case_id=case.id)}


# --- who, by which letter ---------------------------------------------------------------------------


def test_assigning_opens_one_turn_with_letter_lead_and_helpers(session, world, now):
    case = assigned(session, world, now, coordinating_ids=(world.other_agency.id, world.committee_unit.id))

    assert (case.state, case.lead_id) == (State.ASSIGNED, world.agency.id)
    [turn] = turns(session, case)
    assert (turn.lead_id, turn.outcome, turn.received_on) == (world.agency.id, AssignmentOutcome.OPEN, TODAY)
    letter = session.get(Forwarding, turn.forwarding_id)
    assert (letter.council_id, letter.letter_number) == (world.province_council.id, "125/HĐND-TT")
    helpers = {c.organisation_id for c in session.query(Coordination).filter_by(assignment_id=turn.id)}
    assert helpers == {world.other_agency.id, world.committee_unit.id}


def test_lead_and_helpers_see_the_case_from_now_on_and_others_do_not(session, world, now):
    case = assigned(session, world, now, coordinating_ids=(world.other_agency.id,))
    parties = capacities(session, case)
    assert parties[world.agency.id] is PartyCapacity.LEAD
    assert parties[world.other_agency.id] is PartyCapacity.COORDINATING
    assert get_case(session, case.code, actor=world.officer2).id == case.id
    with pytest.raises(NotFoundError):
        get_case(session, case.code, actor=world.clerk2)


def test_the_history_keeps_names_letter_and_dates_as_they_were(session, world, now):
    case = assigned(session, world, now, coordinating_ids=(world.other_agency.id,), due_on=date(2026, 3, 20))
    event = last_event(session, case)
    assert (event.action, event.is_shared) == (Action.ASSIGN, True)
    assert event.facts == {
        "lead": "Sở Xây dựng tỉnh Ninh Bình",
        "coordinating": ["Sở Y tế tỉnh Ninh Bình"],
        "letter_number": "125/HĐND-TT",
        "letter_on": "2026-02-27",
        "received_on": "2026-03-02",
        "due_on": "2026-03-20",
        "due_is_fixed": True,
    }


def test_one_letter_covers_many_cases(session, world, now):
    first, second = (assigned(session, world, now) for _ in range(2))
    key = turns(session, first)[0].forwarding_id
    assert turns(session, second)[0].forwarding_id == key
    third = a_case(session, world, State.CLASSIFIED)
    chosen = AssignmentDraft(lead_id=world.agency.id, forwarding_id=key)
    assign_case(session, third.code, chosen, actor=world.office, now=now)
    assert turns(session, third)[0].forwarding_id == key
    assert session.query(Forwarding).filter_by(letter_number="125/HĐND-TT").count() == 1


def test_a_typed_letter_wins_over_a_chosen_one(session, world, now):
    key = turns(session, assigned(session, world, now))[0].forwarding_id
    case = assigned(session, world, now, forwarding_id=key, letter_number="130/HĐND-TT")
    assert session.get(Forwarding, turns(session, case)[0].forwarding_id).letter_number == "130/HĐND-TT"


def test_another_councils_letter_cannot_be_chosen(session, world, now):
    foreign = Forwarding(council_id=world.other_council.id, letter_number="1", letter_on=TODAY, recorded_at=now)
    session.add(foreign)
    session.flush()
    case = a_case(session, world, State.CLASSIFIED)
    draft = AssignmentDraft(lead_id=world.agency.id, forwarding_id=foreign.id)
    with pytest.raises(UnknownChoiceError) as refused:
        assign_case(session, case.code, draft, actor=world.office, now=now)
    assert refused.value.field == "forwarding_id"


@pytest.mark.parametrize(
    ("values", "refusal", "field"),
    [
        ({"letter_number": None}, MissingError, "letter_number"),
        ({"letter_on": None}, MissingError, "letter_on"),
        ({"letter_on": TODAY + timedelta(days=1)}, DateInFutureError, "letter_on"),
        ({"received_on": TODAY + timedelta(days=1)}, DateInFutureError, "received_on"),
        ({"received_on": date(2026, 2, 26)}, DateBeforeError, "received_on"),
        ({"due_on": date(2026, 2, 26)}, DateBeforeError, "due_on"),
        ({"lead_id": 987654}, UnknownChoiceError, "lead_id"),
        ({"coordinating_ids": (987654,)}, UnknownChoiceError, "coordinating_ids"),
    ],
)
def test_what_cannot_stand_is_refused_beside_its_field(session, world, now, values, refusal, field):
    case = a_case(session, world, State.CLASSIFIED)
    with pytest.raises(refusal) as refused:
        assign_case(session, case.code, a_draft(world, **values), actor=world.office, now=now)
    assert refused.value.field == field
    assert reread(session, case).state is State.CLASSIFIED


def test_the_lead_cannot_coordinate_with_itself(session, world, now):
    case = a_case(session, world, State.CLASSIFIED)
    draft = a_draft(world, coordinating_ids=(world.other_agency.id, world.agency.id))
    with pytest.raises(LeadAlsoCoordinatingError):
        assign_case(session, case.code, draft, actor=world.office, now=now)


def test_any_agency_of_the_province_may_lead_whatever_its_level(session, world, now):
    neighbour = an_agency(session, world.other_commune, name="Trạm thủy nông")
    assert assigned(session, world, now, lead_id=neighbour.id).lead_id == neighbour.id
    central = an_agency(session, a_province(session, name="thành phố Hà Nội"), level=Level.CENTRAL)
    assert assigned(session, world, now, lead_id=central.id).lead_id == central.id


def test_councils_ended_agencies_and_those_of_another_province_cannot_answer(session, world, now):
    elsewhere = a_province(session, name="tỉnh Thanh Hóa")
    ended = an_agency(session, world.commune, valid_to=TODAY - timedelta(days=1))
    for unit in (world.other_council, ended, an_agency(session, a_commune(session, elsewhere))):
        case = a_case(session, world, State.CLASSIFIED)
        with pytest.raises(UnknownChoiceError):
            assign_case(session, case.code, a_draft(world, lead_id=unit.id), actor=world.office, now=now)


# --- by when ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received_on", "due"),
    [
        pytest.param(date(2026, 3, 2), date(2026, 4, 1), id="thirty days on a Wednesday"),
        pytest.param(date(2026, 2, 26), date(2026, 3, 30), id="day 30 is a Saturday: Monday"),
        pytest.param(date(2026, 2, 27), date(2026, 3, 30), id="day 30 is a Sunday: Monday"),
    ],
)
def test_the_rule_gives_thirty_days_from_receipt_and_rolls_off_the_weekend(session, world, now, received_on, due):
    values = {"received_on": received_on, "letter_on": date(2026, 2, 20)}
    case = assigned(session, world, now, **values)
    clock = the_clock(session, case)
    assert (case.due_on, clock.due_on, clock.legal_on, clock.original_due_on) == (due, due, due, due)
    assert (clock.start_on, clock.fixed_on, clock.organisation_id) == (received_on, None, world.agency.id)


def test_it_rolls_over_public_holidays_too(session, world, now):
    session.add(CalendarDay(on=date(2026, 4, 1), kind=DayKind.OFF, name="Nghỉ", source="thử"))
    session.flush()
    assert assigned(session, world, now).due_on == date(2026, 4, 2)


def test_a_date_the_letter_names_stands_as_written(session, world, now):
    case = assigned(session, world, now, due_on=date(2026, 3, 8))
    clock = the_clock(session, case)
    assert case.due_on == clock.due_on == clock.fixed_on == date(2026, 3, 8)  # a Sunday
    assert clock.legal_on == date(2026, 4, 1)


def test_an_old_paper_may_be_registered_with_its_date_long_past(session, world, now):
    case = assigned(session, world, now, letter_on=date(2025, 9, 1), due_on=date(2025, 10, 1))
    assert case.due_on == date(2025, 10, 1)
    assert the_clock(session, case).start_on == date(2025, 9, 1)


def test_a_date_before_the_day_of_receipt_is_refused(session, world, now):
    days = {"letter_on": date(2026, 2, 20), "received_on": date(2026, 2, 27), "due_on": date(2026, 2, 26)}
    with pytest.raises(DateBeforeError) as refused:
        assigned(session, world, now, **days)
    assert (refused.value.field, refused.value.earliest) == ("due_on", date(2026, 2, 27))


def test_the_version_of_the_rule_in_force_at_receipt_counts(session, world, now):
    session.add(
        DeadlineRule(
            code="petition.response",
            length=10,
            unit="working_day",
            rolls_forward=False,
            source="mới",
            is_verified=True,
            valid_from=TODAY,
        )
    )
    session.flush()
    assert assigned(session, world, now).due_on == date(2026, 3, 16)
    before = {"received_on": date(2026, 2, 27), "letter_on": date(2026, 2, 27)}
    assert assigned(session, world, now, **before).due_on == date(2026, 3, 30)


def test_without_any_rule_the_letter_has_to_name_the_date(session, world, now):
    session.query(DeadlineRule).delete()
    with pytest.raises(RuleMissingError):
        assigned(session, world, now)
    assert assigned(session, world, now, due_on=date(2026, 3, 20)).due_on == date(2026, 3, 20)


# --- who may ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["office", "board"])
def test_office_and_board_assign(session, world, now, who):
    assert assigned(session, world, now, who=who).state is State.ASSIGNED


@pytest.mark.parametrize(("who", "refusal"), [("clerk", NotPermittedError), ("officer", NotFoundError)])
def test_nobody_else_assigns(session, world, now, who, refusal):
    with pytest.raises(refusal):
        assigned(session, world, now, who=who)


def test_a_case_goes_out_only_once(session, world, now):
    case = assigned(session, world, now)
    with pytest.raises(TransitionNotAllowedError):
        assign_case(session, case.code, a_draft(world), actor=world.office, now=now)


def test_two_open_turns_on_one_case_are_refused_by_the_database(session, world, now):
    [turn] = turns(session, assigned(session, world, now))
    columns = {c.name: getattr(turn, c.name) for c in Assignment.__table__.columns if c.name != "id"}
    session.add(Assignment(**columns))
    with pytest.raises(IntegrityError):
        session.flush()


# --- taken on, sent back ------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["officer", "leader"])
def test_accepting_notes_the_moment_and_leaves_the_clock_alone(session, world, now, who):
    case = assigned(session, world, now)
    later = now + timedelta(days=2)
    accept_case(session, case.code, actor=world.actors[who], now=later)
    row = reread(session, case)
    assert (row.state, row.due_on) == (State.IN_PROGRESS, date(2026, 4, 1))
    assert turns(session, case)[0].accepted_at == later
    event = last_event(session, case)
    assert (event.organisation_name, event.is_shared) == (world.agency.name, True)


def test_a_helper_and_another_agency_cannot_accept(session, world, now):
    case = assigned(session, world, now, coordinating_ids=(world.other_agency.id,))
    with pytest.raises(NotPermittedError):
        accept_case(session, case.code, actor=world.officer2, now=now)


@pytest.mark.parametrize("state", [State.ASSIGNED, State.IN_PROGRESS])
def test_declining_sends_it_back_to_the_office_with_the_reason(session, world, now, state):
    case = a_case(session, world, state)
    decline_case(session, case.code, reason="Thuộc Sở Y tế.", actor=world.officer, now=now)
    row = reread(session, case)
    assert (row.state, row.lead_id, row.due_on, row.decline_count) == (State.CLASSIFIED, None, None, 1)
    [turn] = turns(session, case)
    assert (turn.outcome, turn.ended_at) == (AssignmentOutcome.DECLINED, now)
    event = last_event(session, case)
    assert (event.note, event.organisation_name) == ("Thuộc Sở Y tế.", world.agency.name)
    assert get_case(session, case.code, actor=world.officer).id == case.id, "what was sent stays visible"


def test_after_three_declines_only_the_board_assigns(session, world, now):
    case = a_case(session, world, State.CLASSIFIED)
    for _ in range(3):
        assign_case(session, case.code, a_draft(world), actor=world.office, now=now)
        decline_case(session, case.code, reason="Không đúng thẩm quyền.", actor=world.officer, now=now)
    with pytest.raises(DeclineLimitError):
        assign_case(session, case.code, a_draft(world), actor=world.office, now=now)
    assign_case(session, case.code, a_draft(world), actor=world.board, now=now)
    assert [turn.outcome for turn in turns(session, case)] == [AssignmentOutcome.DECLINED] * 3 + [
        AssignmentOutcome.OPEN
    ]


def test_recalling_takes_a_wrong_assignment_back(session, world, now):
    case = assigned(session, world, now)
    recall_case(session, case.code, reason="Gửi nhầm cơ quan.", actor=world.office, now=now)
    row = reread(session, case)
    assert (row.state, row.lead_id, row.due_on, row.decline_count) == (State.CLASSIFIED, None, None, 0)
    assert turns(session, case)[0].outcome is AssignmentOutcome.RECALLED
    assert find_open_assignment(session, case.id) is None


def test_once_accepted_it_is_not_recalled_but_reassigned(session, world, now):
    case = a_case(session, world, State.IN_PROGRESS)
    with pytest.raises(TransitionNotAllowedError):
        recall_case(session, case.code, reason="Gửi nhầm.", actor=world.office, now=now)


@pytest.mark.parametrize("state", [State.IN_PROGRESS, State.FOLLOWING])
def test_reassigning_ends_one_turn_and_gives_the_next_its_own_time(session, world, now, state):
    case = a_case(session, world, state, due_on=date(2026, 2, 1))
    draft = a_draft(world, lead_id=world.other_agency.id)
    reassign_case(session, case.code, draft, reason="Chia tách nhiệm vụ.", actor=world.office, now=now)
    row = reread(session, case)
    assert (row.state, row.lead_id, row.due_on) == (State.ASSIGNED, world.other_agency.id, date(2026, 4, 1))
    former, running = turns(session, case)
    assert former.outcome in {AssignmentOutcome.REASSIGNED, AssignmentOutcome.ANSWERED}
    assert running.outcome is AssignmentOutcome.OPEN
    assert last_event(session, case).note == "Chia tách nhiệm vụ."


def test_what_the_former_officer_had_prepared_does_not_pass_to_the_next_agency(session, world, now):
    case = a_case(session, world, State.IN_PROGRESS)
    draft = ResponseDraft(
        case_id=case.id,
        organisation_id=world.agency.id,
        values={"content": "Dự thảo"},
        prepared_by_id=world.officer.person_id,
        prepared_at=now,
    )
    session.add(draft)
    session.flush()
    other = a_draft(world, lead_id=world.other_agency.id)
    reassign_case(session, case.code, other, reason="Chuyển Sở Y tế.", actor=world.office, now=now)
    assert session.query(ResponseDraft).count() == 0


@pytest.mark.parametrize("words", ["Ông Trần Văn Quế phản ánh lại.", "Gọi 0912345678."])
def test_a_reason_that_agencies_read_names_nobody(session, world, now, words):
    case = assigned(session, world, now)
    with pytest.raises(PersonalDataInNoteError):
        recall_case(session, case.code, reason=words, actor=world.office, now=now)


def test_a_communes_office_reaches_the_agencies_of_the_province_too(session, world, now):
    case = a_case(session, world, council_id=world.commune_council.id)
    advance(
        session,
        take_case(session, case.code, Action.SUBMIT, actor=world.clerk),
        Action.SUBMIT,
        actor=world.clerk,
        now=now,
    )
    words = {"summary": "Sửa đường.", "forwarded_text": "Cử tri đề nghị sửa đường."}
    settled = Classification(authority=Authority.PROVINCE, subject_field_id=world.field.id, **words)
    classify_case(session, case.code, settled, actor=world.commune_office, now=now)
    assign_case(session, case.code, a_draft(world), actor=world.commune_office, now=now)
    assert reread(session, case).lead_id == world.agency.id
    assert last_event(session, case).organisation_name == world.commune_council.name
