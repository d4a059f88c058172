"""A case leaves the council's desk for another council, or for a body outside, and can come back."""

from datetime import date, timedelta

import pytest

from petitions.domain.errors import (
    DateInFutureError,
    MissingError,
    NotPermittedError,
    TransitionNotAllowedError,
    UnknownChoiceError,
)
from petitions.domain.policy import sees_voter, steps_for
from petitions.domain.vocabulary import Action, PartyCapacity, State
from petitions.models import Case, CaseEvent, CaseParty
from petitions.queries.cases import facts_of, get_case
from petitions.services.forwarding import forward_case_up, hand_over_case, take_case_back
from petitions.services.letters import LetterDraft
from tests.builders import TODAY
from tests.cases import a_case

LETTER = {"letter": LetterDraft("77/HĐND-TT", TODAY)}


def reread(session, case):
    session.flush()
    session.expire_all()
    return session.get(Case, case.id)


def last_event(session, case):
    return session.query(CaseEvent).filter_by(case_id=case.id).order_by(CaseEvent.id.desc()).first()


@pytest.mark.parametrize("state", [State.SUBMITTED, State.CLASSIFIED])
def test_handing_over_keeps_the_code_and_waits_for_classification_there(session, world, now, state):
    case = a_case(session, world, state)
    code = case.code
    hand_over_case(session, code, council_id=world.commune_council.id, **LETTER, actor=world.office, now=now)
    row = reread(session, case)
    assert (row.code, row.state, row.council_id) == (code, State.SUBMITTED, world.commune_council.id)
    event = last_event(session, case)
    assert event.facts["council"] == world.commune_council.name
    assert event.facts["letter_number"] == "77/HĐND-TT"
    assert event.organisation_name == world.province_council.name


def test_the_old_council_keeps_its_sight_and_loses_its_steps(session, world, now):
    case = a_case(session, world, State.SUBMITTED)
    hand_over_case(session, case.code, council_id=world.other_council.id, **LETTER, actor=world.office, now=now)
    session.expire_all()
    seen = get_case(session, case.code, actor=world.office)
    assert sees_voter(world.office, facts_of(seen))
    assert steps_for(world.office, facts_of(seen)) == ()
    party = session.get(CaseParty, (world.other_council.id, case.id))
    assert party.capacity is PartyCapacity.COUNCIL


def test_the_new_councils_office_takes_it_from_there(session, world, now):
    case = a_case(session, world, State.SUBMITTED)
    hand_over_case(session, case.code, council_id=world.commune_council.id, **LETTER, actor=world.office, now=now)
    session.expire_all()
    seen = get_case(session, case.code, actor=world.commune_office)
    assert Action.CLASSIFY in steps_for(world.commune_office, facts_of(seen))


def test_declines_by_agencies_do_not_count_at_the_next_council(session, world, now):
    case = a_case(session, world, State.CLASSIFIED, decline_count=3)
    hand_over_case(session, case.code, council_id=world.commune_council.id, **LETTER, actor=world.office, now=now)
    assert reread(session, case).decline_count == 0


def test_only_another_living_council_can_take_it(session, world, now):
    world.other_council.valid_to = TODAY - timedelta(days=1)
    session.flush()
    for unit in (world.province_council, world.agency, world.other_council):
        case = a_case(session, world, State.SUBMITTED)
        with pytest.raises(UnknownChoiceError) as refused:
            hand_over_case(session, case.code, council_id=unit.id, **LETTER, actor=world.office, now=now)
        assert refused.value.field == "council_id"


@pytest.mark.parametrize(
    ("letter", "refusal"),
    [
        (LetterDraft("", TODAY), MissingError),
        (LetterDraft("77", None), MissingError),
        (LetterDraft("77", TODAY + timedelta(days=1)), DateInFutureError),
        (LetterDraft(forwarding_id=77), UnknownChoiceError),
    ],
)
def test_a_letter_goes_with_it(session, world, now, letter, refusal):
    case = a_case(session, world, State.CLASSIFIED)
    with pytest.raises(refusal):
        hand_over_case(
            session, case.code, council_id=world.other_council.id, letter=letter, actor=world.office, now=now
        )
    with pytest.raises(refusal):
        forward_case_up(session, case.code, recipient="Bộ Xây dựng", letter=letter, actor=world.office, now=now)


@pytest.mark.parametrize("who", ["office", "board"])
def test_forwarding_up_waits_for_a_body_outside(session, world, now, who):
    case = a_case(session, world, State.CLASSIFIED)
    forward_case_up(session, case.code, recipient="Bộ Xây dựng", **LETTER, actor=world.actors[who], now=now)
    row = reread(session, case)
    assert (row.state, row.lead_id, row.due_on) == (State.FORWARDED_UP, None, None)
    assert last_event(session, case).facts == {
        "recipient": "Bộ Xây dựng",
        "letter_number": "77/HĐND-TT",
        "letter_on": "2026-03-02",
    }


def test_taking_back_returns_it_to_the_desk_with_the_reason(session, world, now):
    case = a_case(session, world, State.FORWARDED_UP)
    with pytest.raises(NotPermittedError):
        take_case_back(session, case.code, reason="Bộ trả lại.", actor=world.clerk, now=now)
    take_case_back(session, case.code, reason="Bộ trả lại.", actor=world.office, now=now)
    assert reread(session, case).state is State.CLASSIFIED
    assert last_event(session, case).note == "Bộ trả lại."


def test_a_case_at_an_agency_is_not_handed_over(session, world, now):
    case = a_case(session, world, State.ASSIGNED)
    with pytest.raises(TransitionNotAllowedError):
        hand_over_case(session, case.code, council_id=world.other_council.id, **LETTER, actor=world.office, now=now)


def test_a_letter_of_long_ago_is_taken(session, world, now):
    case = a_case(session, world, State.CLASSIFIED)
    old = LetterDraft("9/HĐND", date(2021, 1, 5))
    forward_case_up(session, case.code, recipient="Bộ Y tế", letter=old, actor=world.office, now=now)
    assert last_event(session, case).facts["letter_on"] == "2021-01-05"
