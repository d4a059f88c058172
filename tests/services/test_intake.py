"""From what was said to a case in the office's hands: who may, what it carries, what stays behind."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from petitions.domain.case_code import normalize_case_code
from petitions.domain.errors import (
    ChangedMeanwhileError,
    DateInFutureError,
    NotFoundError,
    NotPermittedError,
    PersonalDataInNoteError,
    TransitionNotAllowedError,
    UnknownChoiceError,
)
from petitions.domain.vocabulary import Action, Channel, PartyCapacity, State
from petitions.models import (
    Assignment,
    AssignmentOutcome,
    Case,
    CaseEvent,
    CaseParty,
    CaseStatement,
    CaseVoter,
)
from petitions.services.intake import (
    CaseDraft,
    VoterDraft,
    record_case,
    record_on_spot,
    submit_case,
    withdraw_case,
)
from tests.builders import NOW, TODAY, a_meeting, a_round, a_statement
from tests.cases import a_case


@pytest.fixture
def draft(world):
    return CaseDraft(
        summary="Đề nghị nạo vét mương tiêu.",
        content="Mương tiêu bồi lấp, mưa là ngập lúa.",
        subject_field_id=world.field.id,
        locality_id=world.commune.id,
        received_on=TODAY,
    )


def parties(session, case):
    rows = session.execute(sa.select(CaseParty).where(CaseParty.case_id == case.id)).scalars()
    return {row.organisation_id: row.capacity for row in rows}


def events(session, case):
    return list(session.scalars(sa.select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)))


def test_a_case_entered_alone_goes_to_the_provinces_council(session, world, draft, now):
    case = record_case(session, draft, actor=world.clerk, now=now)
    session.commit()
    session.expire_all()

    case = session.get(Case, case.id)
    assert case.state is State.DRAFT
    assert normalize_case_code(case.code) == case.code
    assert (case.council_id, case.origin_id) == (world.province_council.id, world.commune_council.id)
    assert parties(session, case) == {
        world.province_council.id: PartyCapacity.COUNCIL,
        world.commune_council.id: PartyCapacity.RECORDER,
    }
    assert [(e.action, e.actor_name, e.is_shared) for e in events(session, case)] == [
        (Action.RECORD, world.clerk.name, False)
    ]
    assert session.get(CaseVoter, case.id) is None


def test_where_no_provinces_council_works_here_it_goes_to_the_communes_own(session, world, draft, now):
    world.province_council.valid_to = TODAY - timedelta(days=1)
    session.flush()
    assert record_case(session, draft, actor=world.clerk, now=now).council_id == world.commune_council.id


def test_the_provinces_office_records_its_own_entries(session, world, draft, now):
    case = record_case(session, replace(draft, locality_id=world.other_commune.id), actor=world.office, now=now)
    assert (case.council_id, case.origin_id) == (world.province_council.id, world.province_council.id)
    assert parties(session, case) == {world.province_council.id: PartyCapacity.COUNCIL}


def test_a_case_rests_on_the_statements_it_was_made_from(session, world, draft, meeting, now):
    first, second = a_statement(session, meeting), a_statement(session, meeting)
    made = replace(draft, statement_ids=(second.id, first.id, first.id), channel=Channel.MEETING)

    case = record_case(session, made, actor=world.clerk, now=now)

    assert case.contact_meeting_id == meeting.id
    assert case.council_id == world.province_council.id
    assert set(session.scalars(sa.select(CaseStatement.statement_id).where(CaseStatement.case_id == case.id))) == {
        first.id,
        second.id,
    }


def test_one_statement_may_become_several_cases(session, world, draft, meeting, now):
    statement = a_statement(session, meeting)
    cases = [
        record_case(session, replace(draft, statement_ids=(statement.id,)), actor=world.clerk, now=now)
        for _ in range(2)
    ]
    assert cases[0].code != cases[1].code
    assert session.scalar(sa.select(sa.func.count()).select_from(CaseStatement)) == 2


def test_the_council_of_the_round_takes_the_case_whatever_was_chosen(session, world, draft, now):
    own = a_meeting(session, a_round(session, world.commune_council), world.commune, world.commune_council)
    chosen = replace(draft, meeting_id=own.id, council_id=world.province_council.id)
    assert record_case(session, chosen, actor=world.clerk, now=now).council_id == world.commune_council.id


def test_the_commune_keeps_sight_of_what_the_office_makes_of_its_minutes(session, world, draft, meeting, now):
    statement = a_statement(session, meeting)
    case = record_case(session, replace(draft, statement_ids=(statement.id,)), actor=world.office, now=now)
    assert case.origin_id == world.province_council.id
    assert parties(session, case)[world.commune_council.id] is PartyCapacity.RECORDER


def test_statements_of_two_meetings_are_not_mixed(session, world, draft, meeting, now):
    elsewhere = a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)
    mixed = (a_statement(session, meeting).id, a_statement(session, elsewhere).id)
    with pytest.raises(UnknownChoiceError) as refused:
        record_case(session, replace(draft, statement_ids=mixed), actor=world.clerk, now=now)
    assert refused.value.field == "statement_ids"


def test_another_communes_minutes_are_not_there_to_make_cases_from(session, world, draft, meeting, now):
    statement = a_statement(session, meeting)
    theirs = replace(draft, locality_id=world.other_commune.id)
    for wanted in (replace(theirs, statement_ids=(statement.id,)), replace(theirs, meeting_id=meeting.id)):
        with pytest.raises(UnknownChoiceError):
            record_case(session, wanted, actor=world.clerk2, now=now)


@pytest.mark.parametrize(
    ("field", "chosen"),
    [
        ("locality_id", "other_commune"),
        ("locality_id", 999_999),
        ("council_id", "other_council"),
        ("council_id", "agency"),
        ("subject_field_id", 999_999),
        ("meeting_id", 999_999),
        ("statement_ids", (999_999,)),
        ("re_raised_code", "KN-2222-2222"),
        ("re_raised_code", "hôm nọ"),
    ],
)
def test_what_is_not_the_clerks_to_choose_is_refused_beside_its_field(session, world, draft, now, field, chosen):
    value = getattr(world, str(chosen)).id if hasattr(world, str(chosen)) else chosen
    with pytest.raises(UnknownChoiceError) as refused:
        record_case(session, replace(draft, **{field: value}), actor=world.clerk, now=now)
    assert refused.value.field == field


def test_a_field_no_longer_in_use_takes_no_new_case(session, world, draft, now):
    world.field.is_active = False
    session.flush()
    with pytest.raises(UnknownChoiceError):
        record_case(session, draft, actor=world.clerk, now=now)


def test_today_is_hanois_today(session, world, draft, now):
    after_midnight_in_hanoi = now.replace(hour=17, minute=1)
    tomorrow = replace(draft, received_on=TODAY + timedelta(days=1))
    record_case(session, tomorrow, actor=world.clerk, now=after_midnight_in_hanoi)
    with pytest.raises(DateInFutureError):
        record_case(session, tomorrow, actor=world.clerk, now=now)


@pytest.mark.parametrize("name", ["officer", "leader", "board", "deputy", "auditor", "admin", "letters"])
def test_nobody_else_records_cases(session, world, draft, now, name):
    with pytest.raises(NotPermittedError):
        record_case(session, draft, actor=world.actors[name], now=now)


def test_a_repeated_matter_points_to_what_was_answered_then(session, world, draft, now):
    earlier = a_case(session, world, State.CLOSED)
    code = earlier.code.lower().replace("-", " ")
    case = record_case(session, replace(draft, re_raised_code=code), actor=world.clerk, now=now)
    assert case.re_raised_from_id == earlier.id


def test_a_voter_is_kept_as_far_as_known(session, world, draft, now):
    known = replace(draft, voter=VoterDraft(name="Trần Văn Quế"))
    case = record_case(session, known, actor=world.clerk, now=now)
    session.flush()
    voter = session.get(CaseVoter, case.id)
    assert (voter.name, voter.phone, voter.address) == ("Trần Văn Quế", None, None)


def test_submitting_hands_the_case_to_the_office_and_leaves_a_trace(session, world, now):
    case = a_case(session, world)
    submit_case(session, case.code, actor=world.clerk, now=now)
    assert case.state is State.SUBMITTED
    assert [e.action for e in events(session, case)] == [Action.RECORD, Action.SUBMIT]


def test_submitting_twice_is_refused_the_second_time(session, world, now):
    case = a_case(session, world, State.SUBMITTED)
    with pytest.raises(TransitionNotAllowedError):
        submit_case(session, case.code, actor=world.clerk, now=now)


def test_a_case_changed_since_the_page_was_opened_is_not_submitted(session, world, now):
    case = a_case(session, world)
    with pytest.raises(ChangedMeanwhileError):
        submit_case(session, case.code, actor=world.clerk, now=now, seen_version=case.version + 1)


def test_another_communes_clerk_finds_nothing_to_submit(session, world, now):
    case = a_case(session, world)
    with pytest.raises(NotFoundError):
        submit_case(session, case.code, actor=world.clerk2, now=now)


def test_what_was_answered_in_the_room_keeps_who_and_what(session, world, now):
    case = a_case(session, world)
    record_on_spot(
        session, case.code, answered_by="Chủ tịch UBND xã", answer="Sẽ sửa trong tháng.", actor=world.clerk, now=now
    )
    event = events(session, case)[-1]
    assert case.state is State.ANSWERED_ON_SPOT
    assert (event.facts, event.note) == ({"answered_by": "Chủ tịch UBND xã"}, "Sẽ sửa trong tháng.")


def test_a_clerk_withdraws_a_draft_but_not_what_the_office_has(session, world, now):
    withdraw_case(session, a_case(session, world).code, reason="Nhập trùng.", actor=world.clerk, now=now)
    with pytest.raises(TransitionNotAllowedError):
        withdraw_case(
            session, a_case(session, world, State.SUBMITTED).code, reason="Nhập trùng.", actor=world.clerk, now=now
        )


def test_an_agency_reads_that_its_case_was_withdrawn_and_its_clock_ends(session, world, now):
    case = a_case(session, world, State.IN_PROGRESS)
    withdraw_case(session, case.code, reason="Cử tri rút đề nghị.", actor=world.office, now=now)
    event = events(session, case)[-1]
    assert (event.action, event.is_shared, event.note) == (Action.WITHDRAW, True, "Cử tri rút đề nghị.")
    assert session.scalar(sa.select(Assignment.outcome)) is AssignmentOutcome.WITHDRAWN
    assert not events(session, a_case(session, world, State.WITHDRAWN))[-1].is_shared


def test_the_reason_an_agency_reads_names_nobody(session, world, now):
    case = a_case(session, world, State.ASSIGNED)
    with pytest.raises(PersonalDataInNoteError):
        withdraw_case(session, case.code, reason="Ông Trần Văn Quế rút đề nghị.", actor=world.office, now=now)


def test_a_case_may_have_been_received_long_ago(session, world, draft, now):
    case = record_case(session, replace(draft, received_on=date(2025, 8, 1)), actor=world.clerk, now=now)
    assert case.recorded_at == NOW
