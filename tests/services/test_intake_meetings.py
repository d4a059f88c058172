"""Rounds, meetings and statements: whose they are, and what stays as it was spoken."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from petitions.domain.errors import (
    ChangedMeanwhileError,
    DateBeforeError,
    DateInFutureError,
    NotFoundError,
    NotPermittedError,
    OtherCouncilError,
    StatementInUseError,
    UnknownChoiceError,
)
from petitions.domain.meeting_errors import NotHeldYetError
from petitions.domain.vocabulary import ContactForm, Level, RoundPhase
from petitions.models import CaseStatement, Statement
from petitions.queries.deputies import list_meeting_deputies
from petitions.services.intake import CaseDraft, record_case
from petitions.services.meetings import MeetingDraft, change_meeting, record_meeting
from petitions.services.rounds import RoundDraft, change_round, plan_round
from petitions.services.statements import (
    StatementDraft,
    correct_statement,
    register_statement,
    register_statements,
    remove_statement,
)
from tests.builders import TODAY, a_council_session, a_meeting, a_round, a_statement
from tests.cases import a_case

PLAN = RoundDraft(name="Tiếp xúc cử tri trước Kỳ họp thứ 3", phase=RoundPhase.BEFORE)


def test_a_round_belongs_to_the_council_of_its_session(session, world, now):
    of_province = a_council_session(session, world.province_council)
    row = plan_round(session, replace(PLAN, council_session_id=of_province.id), actor=world.clerk, now=now)
    assert (row.council_id, row.recorded_by_id) == (world.province_council.id, world.commune_council.id)


def test_a_round_without_a_session_is_ones_own_unless_said_otherwise(session, world, now):
    assert plan_round(session, PLAN, actor=world.clerk, now=now).council_id == world.commune_council.id
    of_province = replace(PLAN, council_id=world.province_council.id)
    assert plan_round(session, of_province, actor=world.clerk, now=now).council_id == world.province_council.id


def test_council_and_session_have_to_agree(session, world, now):
    of_province = a_council_session(session, world.province_council)
    wanted = replace(PLAN, council_id=world.commune_council.id, council_session_id=of_province.id)
    with pytest.raises(OtherCouncilError):
        plan_round(session, wanted, actor=world.clerk, now=now)


@pytest.mark.parametrize("choice", ["council_id", "council_session_id"])
def test_nobody_plans_for_another_communes_council(session, world, now, choice):
    chosen = {
        "council_id": world.other_council.id,
        "council_session_id": a_council_session(session, world.other_council).id,
    }
    with pytest.raises(UnknownChoiceError) as refused:
        plan_round(session, replace(PLAN, **{choice: chosen[choice]}), actor=world.clerk, now=now)
    assert refused.value.field == choice


def test_a_round_ends_after_it_begins(session, world, now):
    wanted = replace(PLAN, starts_on=date(2026, 2, 10), ends_on=date(2026, 2, 9))
    with pytest.raises(DateBeforeError):
        plan_round(session, wanted, actor=world.clerk, now=now)


def test_the_unit_that_entered_a_round_puts_it_right_and_no_other(session, world, now):
    row = plan_round(session, replace(PLAN, council_id=world.province_council.id), actor=world.clerk, now=now)
    change_round(session, row.id, replace(PLAN, name="Đợt tháng 3"), actor=world.clerk, now=now)
    assert (row.name, row.council_id) == ("Đợt tháng 3", world.province_council.id)
    for name in ("clerk2", "office", "board"):
        with pytest.raises(NotPermittedError):
            change_round(session, row.id, PLAN, actor=world.actors[name], now=now)


def test_a_round_that_has_made_cases_stays_with_its_council(session, world, meeting, now):
    a_case(session, world, contact_meeting_id=meeting.id)
    with pytest.raises(UnknownChoiceError):
        change_round(
            session,
            meeting.contact_round_id,
            replace(PLAN, council_id=world.commune_council.id),
            actor=world.clerk,
            now=now,
        )


def test_another_communes_round_does_not_exist(session, world, now):
    row = a_round(session, world.other_council)
    with pytest.raises(NotFoundError):
        change_round(session, row.id, PLAN, actor=world.clerk, now=now)


def a_plan(world, in_round, **values):
    return MeetingDraft(**{"round_id": in_round.id, "held_on": TODAY, "locality_id": world.commune.id} | values)


def test_a_clerk_records_a_meeting_of_the_provinces_deputies_in_his_commune(session, world, now):
    in_round = a_round(session, world.province_council)
    row = record_meeting(session, a_plan(world, in_round, voter_count=0), actor=world.clerk, now=now)
    assert row.recorded_by_id == world.commune_council.id


def test_a_meeting_in_a_village_is_still_the_communes(session, world, now):
    in_round = a_round(session, world.commune_council)
    row = record_meeting(session, a_plan(world, in_round, locality_id=world.village.id), actor=world.clerk, now=now)
    assert row.recorded_by_id == world.commune_council.id


TOMORROW = TODAY + timedelta(days=1)


def test_a_meeting_is_planned_ahead_and_its_minutes_begin_on_its_day(session, world, now):
    in_round = a_round(session, world.commune_council)
    planned = record_meeting(session, a_plan(world, in_round, held_on=TOMORROW), actor=world.clerk, now=now)
    with pytest.raises(NotHeldYetError) as refused:
        register_statement(session, planned.id, StatementDraft(content="Sớm quá."), actor=world.clerk, now=now)
    assert refused.value.held_on == TOMORROW
    with pytest.raises(NotHeldYetError):
        register_statements(session, planned.id, [StatementDraft(content="Sớm quá.")], actor=world.clerk, now=now)
    day_after = now + timedelta(days=1)
    row = register_statement(session, planned.id, StatementDraft(content="Vừa kịp."), actor=world.clerk, now=day_after)
    assert row.position == 1


def test_no_case_comes_from_a_meeting_to_come(session, world, now):
    planned = a_meeting(
        session, a_round(session, world.commune_council), world.commune, world.commune_council, held_on=TOMORROW
    )
    draft = CaseDraft(
        summary="Đường",
        content="Đường",
        subject_field_id=world.field.id,
        locality_id=world.commune.id,
        received_on=TODAY,
        meeting_id=planned.id,
    )
    with pytest.raises(UnknownChoiceError) as refused:
        record_case(session, draft, actor=world.clerk, now=now)
    assert refused.value.field == "meeting_id"


def test_a_meeting_at_which_somebody_spoke_is_not_put_off(session, world, in_round, meeting, now):
    a_statement(session, meeting)
    with pytest.raises(DateInFutureError):
        change_meeting(session, meeting.id, a_plan(world, in_round, held_on=TOMORROW), actor=world.clerk, now=now)


def test_deputies_are_people_of_ours_and_names_as_typed_each_once(session, world, in_round, now):
    deputy = world.deputy
    draft = a_plan(
        world,
        in_round,
        deputy_ids=(deputy.person_id,),
        deputy_names=("Bà Phạm Thị Lụa", deputy.name, "Bà Phạm Thị Lụa"),
    )
    row = record_meeting(session, draft, actor=world.clerk, now=now)
    came = [(each.name, each.person_id) for each in list_meeting_deputies(session, row.id)]
    assert came == [(deputy.name, deputy.person_id), ("Bà Phạm Thị Lụa", None)]
    seen = row.version
    change_meeting(session, row.id, replace(draft, deputy_ids=()), actor=world.clerk, now=now, seen_version=seen)
    assert len(list_meeting_deputies(session, row.id)) == 2
    assert row.version > seen


def test_only_a_deputy_can_be_seated_as_one(session, world, in_round, now):
    draft = a_plan(world, in_round, deputy_ids=(world.officer.person_id,))
    with pytest.raises(UnknownChoiceError):
        record_meeting(session, draft, actor=world.clerk, now=now)


def test_a_round_says_how_and_with_whom_it_is_held(session, world, now):
    joint = (Level.COMMUNE, Level.CENTRAL)
    draft = replace(PLAN, form=ContactForm.COMBINED, joined_levels=joint, plan_on=TODAY, plan_number="07/KH-HĐND")
    row = plan_round(session, draft, actor=world.clerk, now=now)
    session.expire_all()
    assert (row.form, row.joined_levels, row.plan_on) == (ContactForm.COMBINED, (Level.CENTRAL, Level.COMMUNE), TODAY)


def test_neither_round_nor_place_of_another_commune_can_be_used(session, world, now):
    theirs, ours = a_round(session, world.other_council), a_round(session, world.commune_council)
    for draft, field in (
        (a_plan(world, theirs), "round_id"),
        (a_plan(world, ours, locality_id=world.other_commune.id), "locality_id"),
    ):
        with pytest.raises(UnknownChoiceError) as refused:
            record_meeting(session, draft, actor=world.clerk, now=now)
        assert refused.value.field == field


def test_the_provinces_office_reads_a_communes_minutes_but_does_not_write_them(session, world, in_round, meeting, now):
    with pytest.raises(NotPermittedError):
        change_meeting(session, meeting.id, a_plan(world, in_round), actor=world.office, now=now)


def test_a_meeting_that_has_made_cases_stays_with_its_council(session, world, in_round, meeting, now):
    a_case(session, world, contact_meeting_id=meeting.id)
    elsewhere = a_round(session, world.commune_council)
    with pytest.raises(UnknownChoiceError):
        change_meeting(session, meeting.id, a_plan(world, elsewhere), actor=world.clerk, now=now)
    change_meeting(session, meeting.id, a_plan(world, in_round, place="Trụ sở"), actor=world.clerk, now=now)
    assert meeting.place == "Trụ sở"


def test_two_who_correct_a_meeting_do_not_overwrite_each_other(session, world, in_round, meeting, now):
    seen = meeting.version
    plan = a_plan(world, in_round, place="Trụ sở")
    change_meeting(session, meeting.id, plan, actor=world.clerk, now=now, seen_version=seen)
    with pytest.raises(ChangedMeanwhileError):
        change_meeting(session, meeting.id, plan, actor=world.clerk, now=now, seen_version=seen)


def test_statements_are_numbered_as_they_are_typed(session, world, meeting, now):
    rows = [
        register_statement(session, meeting.id, StatementDraft(content=f"Ý kiến {n}"), actor=world.clerk, now=now)
        for n in range(3)
    ]
    assert [row.position for row in rows] == [1, 2, 3]
    remove_statement(session, meeting.id, rows[1].id, actor=world.clerk, now=now)
    after = register_statement(session, meeting.id, StatementDraft(content="Nữa"), actor=world.clerk, now=now)
    assert after.position == 4


def test_who_names_the_answerer_says_that_it_was_answered(session, world, meeting, now):
    draft = StatementDraft(content="Hỏi về phí.", answered_by="Chủ tịch UBND xã")
    row = register_statement(session, meeting.id, draft, actor=world.clerk, now=now)
    assert row.answered_on_spot


def test_another_communes_minutes_do_not_exist(session, world, meeting, now):
    row = a_statement(session, meeting)
    draft = StatementDraft(content="Chen vào.")
    with pytest.raises(NotFoundError):
        register_statement(session, meeting.id, draft, actor=world.clerk2, now=now)
    with pytest.raises(NotFoundError):
        correct_statement(session, meeting.id, row.id, draft, actor=world.clerk2)
    with pytest.raises(NotFoundError):
        remove_statement(session, meeting.id, row.id, actor=world.clerk2, now=now)


def test_the_office_of_the_round_reads_but_does_not_write_the_minutes(session, world, meeting, now):
    with pytest.raises(NotPermittedError):
        register_statement(session, meeting.id, StatementDraft(content="Chen vào."), actor=world.office, now=now)


def test_what_a_case_rests_on_stays_as_it_was_spoken(session, world, meeting, now):
    row = a_statement(session, meeting)
    session.add(CaseStatement(case_id=a_case(session, world).id, statement_id=row.id))
    session.flush()
    with pytest.raises(StatementInUseError):
        correct_statement(session, meeting.id, row.id, StatementDraft(content="Khác."), actor=world.clerk)
    with pytest.raises(StatementInUseError):
        remove_statement(session, meeting.id, row.id, actor=world.clerk, now=now)


def test_a_statement_of_one_meeting_is_not_found_under_another(session, world, in_round, meeting, now):
    elsewhere = a_meeting(session, in_round, world.commune, world.commune_council)
    row = a_statement(session, meeting)
    with pytest.raises(NotFoundError):
        remove_statement(session, elsewhere.id, row.id, actor=world.clerk, now=now)
    assert session.get(Statement, row.id) is not None
