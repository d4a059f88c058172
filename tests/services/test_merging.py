"""One matter told several times: merged into one case, taken apart again, nothing lost or counted twice."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from petitions.domain.clock_vocabulary import ClockEventKind, Stage
from petitions.domain.errors import (
    ChangedMeanwhileError,
    NotPermittedError,
    PersonalDataInNoteError,
    TransitionNotAllowedError,
    UnknownChoiceError,
)
from petitions.domain.merge_errors import MergeRefusedError, UnmergeRefusedError
from petitions.domain.merging import BEFORE_AN_ANSWER, MergeFault, UnmergeFault
from petitions.domain.vocabulary import Action, PartyCapacity, State
from petitions.models import Assignment, AssignmentOutcome, Case, CaseEvent, CaseMerge, CaseStatement
from petitions.queries.case_page import get_case_sheet
from petitions.queries.families import count_opinions
from petitions.queries.statements import count_statements
from petitions.services.files import Attachments
from petitions.services.intake import withdraw_case
from petitions.services.merging import merge_cases, unmerge_case
from petitions.services.response import respond
from petitions.services.workflow import add_party
from tests.builders import a_deadline_rule, a_meeting, a_round, a_statement, a_world
from tests.cases import a_case
from tests.clocks import kinds_of, running, the_clock
from tests.services.test_clocks import an_answer

DAY = timedelta(days=1)


@pytest.fixture
def world(session):
    world = a_world(session)
    a_deadline_rule(session, "petition.classification", 5)
    a_deadline_rule(session, "petition.acceptance", 3)
    return world


def merge(session, world, case, target, now, *others, who="office", reason="Cùng một đoạn đường."):
    codes = [case.code, *(each.code for each in others)]
    merge_cases(session, codes, target.code, reason=reason, actor=world.actors[who], now=now)
    session.flush()
    session.expire_all()
    return session.get(Case, case.id)


def unmerge(session, world, case, now, who="office"):
    unmerge_case(session, case.code, reason="Hai đoạn đường khác nhau.", actor=world.actors[who], now=now)
    session.flush()
    session.expire_all()
    return session.get(Case, case.id)


def events(session, case):
    return session.scalars(sa.select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)).all()


@pytest.mark.parametrize("state", BEFORE_AN_ANSWER)
def test_what_has_no_answer_yet_becomes_part_of_another_case_and_stands_as_before_once_taken_out(
    session, world, now, state
):
    case, target = a_case(session, world, state), a_case(session, world, State.CLASSIFIED)
    clocks, due_on = running(session, case), case.due_on
    merged = merge(session, world, case, target, now)
    assert (merged.state, merged.merged_into_id) == (State.MERGED, target.id)
    assert running(session, case) == set(), "nobody owes anything on a merged case"
    back = unmerge(session, world, case, now + DAY)
    assert (back.state, back.merged_into_id, back.due_on) == (state, None, due_on)
    assert running(session, case) == clocks


def test_both_histories_tell_it(session, world, now):
    case, target = a_case(session, world, State.SUBMITTED), a_case(session, world, State.SUBMITTED)
    merge(session, world, case, target, now)
    unmerge(session, world, case, now + DAY)
    told, heard = events(session, case)[-2:], events(session, target)[-2:]
    assert [(e.action, e.source, e.target, e.note) for e in told] == [
        (Action.MERGE, State.SUBMITTED, State.MERGED, "Cùng một đoạn đường."),
        (Action.UNMERGE, State.MERGED, State.SUBMITTED, "Hai đoạn đường khác nhau."),
    ]
    assert [(e.action, e.facts["code"], e.source is e.target) for e in heard] == [
        (Action.TAKE_IN, case.code, True),
        (Action.LET_GO, case.code, True),
    ]


def test_the_agencys_clock_goes_on_by_its_old_date_after_all(session, world, now):
    case, target = a_case(session, world, State.IN_PROGRESS), a_case(session, world, State.CLASSIFIED)
    due_on = the_clock(session, case).due_on
    merge(session, world, case, target, now)
    assert session.query(Assignment).filter_by(case_id=case.id).one().outcome is AssignmentOutcome.WITHDRAWN
    unmerge(session, world, case, now + 5 * DAY)
    clock = the_clock(session, case, Stage.RESPONSE)
    assert (clock.is_open, clock.due_on, clock.stopped_on, clock.outcome) == (True, due_on, None, None)
    assert kinds_of(session, clock)[-2:] == [ClockEventKind.STOPPED, ClockEventKind.REOPENED]
    assert session.query(Assignment).filter_by(case_id=case.id).one().outcome is AssignmentOutcome.OPEN


@pytest.mark.parametrize(
    ("state", "fault"),
    [
        (State.MERGED, MergeFault.MERGED),
        (State.ANSWERED, MergeFault.ANSWERED),
        (State.FOLLOWING, MergeFault.ANSWERED),
        (State.CLOSED, MergeFault.ANSWERED),
        (State.ANSWERED_ON_SPOT, MergeFault.ANSWERED),
        (State.FILED, MergeFault.OVER),
        (State.WITHDRAWN, MergeFault.OVER),
        (State.DRAFT, MergeFault.UNFINISHED),
        (State.RETURNED, MergeFault.UNFINISHED),
    ],
)
def test_what_cannot_go_on_for_both_takes_nothing_in(session, world, now, state, fault):
    case, target = a_case(session, world, State.SUBMITTED), a_case(session, world, state)
    with pytest.raises(MergeRefusedError) as refusal:
        merge(session, world, case, target, now)
    assert (refusal.value.fault, refusal.value.field, refusal.value.code) == (fault, "target_code", target.code)


def test_a_case_is_not_merged_into_itself_nor_into_one_of_another_council(session, world, now):
    case = a_case(session, world, State.SUBMITTED)
    with pytest.raises(MergeRefusedError) as refusal:
        merge(session, world, case, case, now)
    assert refusal.value.fault is MergeFault.ITSELF
    own = a_case(session, world, State.DRAFT, council_id=world.commune_council.id)
    drafted = a_case(session, world, State.DRAFT)
    with pytest.raises(MergeRefusedError) as refusal:
        merge(session, world, drafted, own, now, who="clerk")
    assert refusal.value.fault is MergeFault.OTHER_COUNCIL


def test_there_is_no_way_to_a_circle(session, world, now):
    first, second, third = (a_case(session, world, State.SUBMITTED) for _ in range(3))
    merge(session, world, first, second, now)
    merge(session, world, second, third, now)
    for target in (first, second):
        with pytest.raises(MergeRefusedError):
            merge(session, world, third, target, now)


def test_a_target_that_one_does_not_see_does_not_exist(session, world, now):
    case = a_case(session, world, State.DRAFT)
    elsewhere = a_case(session, world, State.DRAFT, origin_id=world.other_council.id, council_id=world.other_council.id)
    for code in (elsewhere.code, "KN-2222-2222", "x"):
        with pytest.raises(UnknownChoiceError):
            merge_cases(session, [case.code], code, reason=None, actor=world.clerk, now=now)


def test_the_clerk_merges_own_drafts_and_nothing_else(session, world, now):
    first, second = a_case(session, world, State.DRAFT), a_case(session, world, State.DRAFT)
    assert merge(session, world, first, second, now, who="clerk").state is State.MERGED
    with pytest.raises(TransitionNotAllowedError):
        merge(session, world, a_case(session, world, State.SUBMITTED), second, now, who="clerk")
    with pytest.raises(NotPermittedError):
        unmerge(session, world, first, now, who="clerk")


def test_several_go_into_one_or_none_does(session, world, now):
    target, *three = (a_case(session, world, State.SUBMITTED) for _ in range(4))
    merge(session, world, three[0], target, now, *three[1:])
    assert session.get(Case, target.id).merged_count == 3
    other, closed = a_case(session, world, State.SUBMITTED), a_case(session, world, State.CLOSED)
    with pytest.raises(MergeRefusedError) as refusal:
        merge_cases(session, [other.code, closed.code], target.code, reason=None, actor=world.office, now=now)
    assert (refusal.value.field, refusal.value.fault) == ("other_codes", MergeFault.NOT_OPEN)


def test_a_second_sender_meets_what_the_first_did(session, world, now):
    case, target = a_case(session, world, State.SUBMITTED), a_case(session, world, State.SUBMITTED)
    seen = case.version
    merge(session, world, case, target, now)
    with pytest.raises(TransitionNotAllowedError):
        merge(session, world, case, target, now)
    other = a_case(session, world, State.SUBMITTED)
    with pytest.raises(ChangedMeanwhileError):
        merge_cases(
            session, [other.code], target.code, reason=None, actor=world.office, now=now, seen_version=seen + 50
        )


def test_nothing_is_taken_out_once_the_survivor_was_answered(session, world, now):
    case, target = a_case(session, world, State.SUBMITTED), a_case(session, world, State.IN_PROGRESS)
    merge(session, world, case, target, now)
    respond(session, target.code, an_answer(), Attachments((), None), actor=world.leader, now=now)
    with pytest.raises(UnmergeRefusedError) as refusal:
        unmerge(session, world, case, now)
    assert (refusal.value.fault, refusal.value.code) == (UnmergeFault.ANSWERED, target.code)


def test_what_was_merged_last_is_taken_out_first(session, world, now):
    first, second, third = (a_case(session, world, State.SUBMITTED) for _ in range(3))
    merge(session, world, first, second, now)
    merge(session, world, second, third, now)
    with pytest.raises(UnmergeRefusedError) as refusal:
        unmerge(session, world, first, now)
    assert refusal.value.fault is UnmergeFault.MERGED
    unmerge(session, world, second, now)
    assert {(row.survivor_id, row.merged_id) for row in session.query(CaseMerge)} == {(second.id, first.id)}
    unmerge(session, world, first, now)
    assert not session.query(CaseMerge).count()
    assert [session.get(Case, c.id).merged_count for c in (first, second, third)] == [0, 0, 0]


def test_the_reason_names_nobody_where_an_agency_reads_it(session, world, now):
    case, target = a_case(session, world, State.ASSIGNED), a_case(session, world, State.CLASSIFIED)
    with pytest.raises(PersonalDataInNoteError):
        merge(session, world, case, target, now, reason="Ông Trần Văn Quế nói cả hai lần.")


# --- adding up -------------------------------------------------------------------------------------------


@pytest.fixture
def spoken(session, world):
    """Three statements of two meetings in two communes: one in both cases, one in each."""
    in_round = a_round(session, world.province_council)
    here = a_meeting(session, in_round, world.commune, world.commune_council)
    there = a_meeting(session, in_round, world.other_commune, world.other_council)
    said = [a_statement(session, here), a_statement(session, here), a_statement(session, there)]
    case = a_case(session, world, State.SUBMITTED, locality_id=world.other_commune.id)
    target = a_case(session, world, State.SUBMITTED)
    links = ((case, said[0]), (case, said[2]), (target, said[0]), (target, said[1]))
    session.add_all(CaseStatement(case_id=c.id, statement_id=s.id) for c, s in links)
    session.flush()
    return case, target, here


def test_opinions_add_up_without_counting_one_twice_and_places_make_a_list(session, world, now, spoken):
    case, target, _here = spoken
    letter = a_case(session, world, State.SUBMITTED)
    merge(session, world, case, target, now, letter)
    family = get_case_sheet(session, target.code, actor=world.office).family
    assert family.opinion_count == 3 + 1, "three statements and the letter"
    assert family.places == ("xã Bình Lục", "xã Bình An")
    assert {kin.code for kin in family.members} == {case.code, letter.code}
    assert count_opinions(session, [case.id]) == 2
    assert get_case_sheet(session, case.code, actor=world.office).family.survivor.code == target.code


def test_the_minutes_count_a_statement_of_a_merged_case_as_dealt_with(session, world, now, spoken):
    case, target, here = spoken
    before = count_statements(session, here.id)
    merge(session, world, case, target, now)
    assert count_statements(session, here.id) == before
    withdraw_case(session, target.code, reason="Nhập nhầm.", actor=world.office, now=now)
    session.flush()
    assert count_statements(session, here.id).waiting == before.total, "nobody works on any of it now"


def test_what_another_commune_said_is_not_opened_by_merging(session, world, now, spoken):
    case, target, _here = spoken
    merge(session, world, case, target, now)
    assert len(get_case_sheet(session, target.code, actor=world.office).family.said) == 2
    session.get(Case, case.id).origin_id = world.other_council.id
    session.flush()
    assert get_case_sheet(session, target.code, actor=world.clerk).family.said == ()


def test_who_recorded_the_merged_case_follows_the_survivor_without_its_voter(session, world, now):
    theirs = a_case(session, world, State.SUBMITTED)
    theirs.origin_id = world.other_council.id
    add_party(session, theirs, world.other_council.id, PartyCapacity.RECORDER)
    target = a_case(session, world, State.SUBMITTED)
    merge(session, world, theirs, target, now)
    sheet = get_case_sheet(session, target.code, actor=world.clerk2)
    assert not sheet.sees_voter
    assert sheet.voter is None
