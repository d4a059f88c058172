"""A letter entered wrong is put right once, for every case it covers."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from petitions.domain.errors import (
    ChangedMeanwhileError,
    DateAfterError,
    DateInFutureError,
    NotFoundError,
    NotPermittedError,
    PersonalDataInNoteError,
)
from petitions.domain.vocabulary import Action, State
from petitions.models import Assignment, CaseEvent, Forwarding
from petitions.queries.forwardings import (
    PAGE_SIZE,
    count_cases_of,
    get_forwarding,
    list_forwarded_cases,
    list_forwardings,
    list_recent_letters,
)
from petitions.services.assignment import AssignmentDraft, assign_case, recall_case
from petitions.services.forwarding import forward_case_up, hand_over_case, take_case_back
from petitions.services.letters import LetterDraft, correct_letter
from tests.builders import TODAY
from tests.cases import a_case

WORDS = {"reason": "Gõ nhầm số."}


def forwarded(session, world, now, number="125/HĐND-TT", on=TODAY, **values):
    case = a_case(session, world, State.CLASSIFIED)
    draft = AssignmentDraft(lead_id=world.agency.id, letter_number=number, letter_on=on, **values)
    assign_case(session, case.code, draft, actor=world.office, now=now)
    return case


def letter_of(session, case):
    [turn] = session.query(Assignment).filter_by(case_id=case.id).all()
    return session.get(Forwarding, turn.forwarding_id)


def corrections(session):
    return session.query(CaseEvent).filter_by(action=Action.CORRECT_LETTER).order_by(CaseEvent.case_id).all()


def test_a_correction_stands_in_the_history_of_every_case_with_what_was_there_before(session, world, now):
    first, second = (forwarded(session, world, now) for _ in range(2))
    other = forwarded(session, world, now, number="126/HĐND-TT")
    letter = letter_of(session, first)

    correct_letter(session, letter.id, number="152/HĐND-TT", on=TODAY, **WORDS, actor=world.office, now=now)

    assert letter_of(session, second).letter_number == "152/HĐND-TT"
    events = corrections(session)
    assert [event.case_id for event in events] == [first.id, second.id]
    assert other.id not in {event.case_id for event in events}
    assert events[0].facts["before"] == {"letter_number": "125/HĐND-TT", "letter_on": "2026-03-02"}
    assert (events[0].note, events[0].source, events[0].target) == ("Gõ nhầm số.", State.ASSIGNED, State.ASSIGNED)
    assert events[0].is_shared


def test_a_correction_into_a_letter_that_exists_joins_the_two(session, world, now):
    right, wrong = forwarded(session, world, now, "125"), forwarded(session, world, now, "152")
    kept = correct_letter(
        session, letter_of(session, wrong).id, number="125", on=TODAY, **WORDS, actor=world.office, now=now
    )
    assert kept.id == letter_of(session, right).id == letter_of(session, wrong).id
    assert session.query(Forwarding).count() == 1
    assert [event.case_id for event in corrections(session)] == [wrong.id]


def test_a_letter_takes_cases_to_agencies_councils_and_bodies_outside_alike(session, world, now):
    first = forwarded(session, world, now)
    letter = letter_of(session, first)
    chosen = LetterDraft(forwarding_id=letter.id)
    up, over = a_case(session, world, State.CLASSIFIED), a_case(session, world, State.CLASSIFIED)
    forward_case_up(session, up.code, recipient="Bộ Xây dựng", letter=chosen, actor=world.office, now=now)
    council = world.commune_council
    hand_over_case(session, over.code, council_id=council.id, letter=chosen, actor=world.office, now=now)
    session.flush()

    rows, following = list_forwarded_cases(session, letter.id, actor=world.office)
    assert following is None
    assert {(row.code, row.recipient, row.due_on is None) for row in rows} == {
        (first.code, world.agency.name, False),
        (up.code, "Bộ Xây dựng", True),
        (over.code, council.name, True),
    }
    assert not any(row.went_elsewhere for row in rows)
    assert count_cases_of(session, [letter.id]) == {letter.id: 3}

    correct_letter(session, letter.id, number="152/HĐND-TT", on=TODAY, **WORDS, actor=world.office, now=now)
    assert {event.case_id for event in corrections(session)} == {first.id, up.id, over.id}


def test_a_case_that_one_letter_took_twice_is_listed_once_where_it_went_last(session, world, now):
    case = a_case(session, world, State.CLASSIFIED)
    letter = LetterDraft("125/HĐND-TT", TODAY)
    forward_case_up(session, case.code, recipient="Bộ Xây dựng", letter=letter, actor=world.office, now=now)
    take_case_back(session, case.code, reason="Bộ chuyển lại.", actor=world.office, now=now)
    draft = AssignmentDraft(lead_id=world.agency.id, letter_number="125/HĐND-TT", letter_on=TODAY)
    assign_case(session, case.code, draft, actor=world.office, now=now + timedelta(hours=1))
    [letter_id] = session.scalars(sa.select(Forwarding.id))
    rows, _ = list_forwarded_cases(session, letter_id, actor=world.office)
    assert [row.recipient for row in rows] == [world.agency.name]
    assert count_cases_of(session, [letter_id]) == {letter_id: 1}


def test_letters_joined_take_along_what_went_outside(session, world, now):
    case, kept = a_case(session, world, State.CLASSIFIED), forwarded(session, world, now, "125")
    wrong = LetterDraft("152", TODAY)
    forward_case_up(session, case.code, recipient="Bộ Xây dựng", letter=wrong, actor=world.office, now=now)
    [wrong_id] = session.scalars(sa.select(Forwarding.id).where(Forwarding.letter_number == "152"))
    joined = correct_letter(session, wrong_id, number="125", on=TODAY, **WORDS, actor=world.office, now=now)
    assert joined.id == letter_of(session, kept).id
    assert count_cases_of(session, [joined.id]) == {joined.id: 2}


def test_nothing_changed_writes_nothing(session, world, now):
    letter = letter_of(session, forwarded(session, world, now))
    correct_letter(session, letter.id, number="125/HĐND-TT", on=TODAY, **WORDS, actor=world.office, now=now)
    assert corrections(session) == []


def test_a_letter_cannot_be_dated_after_it_arrived(session, world, now):
    before = TODAY - timedelta(days=5)
    letter = letter_of(session, forwarded(session, world, now, on=before, received_on=before))
    with pytest.raises(DateAfterError):
        correct_letter(session, letter.id, number="1", on=TODAY, **WORDS, actor=world.office, now=now)
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(DateInFutureError):
        correct_letter(session, letter.id, number="1", on=tomorrow, **WORDS, actor=world.office, now=now)


def test_the_reason_names_nobody_of_any_of_its_cases(session, world, now):
    first, _second = (forwarded(session, world, now) for _ in range(2))
    said = "Nhầm với thư của ông Trần Văn Quế."
    with pytest.raises(PersonalDataInNoteError):
        correct_letter(
            session, letter_of(session, first).id, number="1", on=TODAY, reason=said, actor=world.office, now=now
        )


def test_only_the_councils_own_office_corrects(session, world, now):
    letter = letter_of(session, forwarded(session, world, now))
    for who, refusal in (
        ("board", NotPermittedError),
        ("officer", NotPermittedError),
        ("commune_office", NotFoundError),
    ):
        with pytest.raises(refusal):
            correct_letter(session, letter.id, number="1", on=TODAY, **WORDS, actor=world.actors[who], now=now)


def test_the_second_of_two_colleagues_is_told(session, world, now):
    letter = letter_of(session, forwarded(session, world, now))
    seen = letter.version
    correct_letter(session, letter.id, number="1", on=TODAY, **WORDS, actor=world.office, now=now, seen_version=seen)
    with pytest.raises(ChangedMeanwhileError):
        correct_letter(
            session, letter.id, number="2", on=TODAY, **WORDS, actor=world.office, now=now, seen_version=seen
        )


def test_the_list_counts_cases_and_the_letter_shows_exactly_those(session, world, now):
    case = forwarded(session, world, now)
    forwarded(session, world, now)
    recall_case(session, case.code, reason="Gửi nhầm.", actor=world.office, now=now)
    again = AssignmentDraft(lead_id=world.other_agency.id, forwarding_id=letter_of(session, case).id)
    assign_case(session, case.code, again, actor=world.office, now=now)

    [row], following = list_forwardings(session, actor=world.office)
    shown, _ = list_forwarded_cases(session, row.id, actor=world.office)
    assert row.case_count == len(shown) == 2
    assert count_cases_of(session, [row.id]) == {row.id: 2}
    assert following is None
    assert {each.recipient for each in shown} == {world.agency.name, world.other_agency.name}


def test_a_page_ends_and_the_next_begins_without_losing_a_row(session, world, now):
    for number in range(PAGE_SIZE + 3):
        forwarded(session, world, now, number=str(number))
    first, cursor = list_forwardings(session, actor=world.office)
    second, end = list_forwardings(session, actor=world.office, cursor=cursor)
    assert (len(first), len(second), end) == (PAGE_SIZE, 3, None)
    assert len({row.id for row in (*first, *second)}) == PAGE_SIZE + 3


def test_the_letters_at_hand_are_the_last_ones_of_this_council(session, world, now):
    for number in ("1", "2"):
        forwarded(session, world, now, number=number)
    assert [letter.letter_number for letter in list_recent_letters(session, world.province_council.id)] == ["2", "1"]
    assert list_recent_letters(session, world.commune_council.id) == []


def test_another_councils_letter_does_not_exist(session, world, now):
    letter = letter_of(session, forwarded(session, world, now))
    assert get_forwarding(session, letter.id, actor=world.board).id == letter.id
    assert get_forwarding(session, letter.id, actor=world.auditor).id == letter.id
    for who in ("commune_office", "officer", "clerk"):
        with pytest.raises(NotFoundError):
            get_forwarding(session, letter.id, actor=world.actors[who])
