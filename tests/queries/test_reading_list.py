"""What is read out first: answered since the meeting before, of this commune, village by village, without names."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from petitions.domain.vocabulary import Action, ResultClass, State
from petitions.models import CaseStatement, Response
from petitions.queries.meetings import get_meeting
from petitions.queries.reading_list import get_reading_list
from petitions.services.merging import merge_cases
from tests.budget import statements_of
from tests.builders import NOW, TODAY, a_commune, a_meeting, a_round, a_statement, a_village
from tests.cases import _take, a_case


@pytest.fixture
def meeting(session, world, in_round):
    return a_meeting(session, in_round, world.commune, world.commune_council, held_on=TODAY + timedelta(days=7))


def held(session, world, in_round, on, place=None):
    return a_meeting(session, in_round, place or world.commune, world.commune_council, held_on=on)


def answered(session, world, on=TODAY, state=State.ANSWERED, **values):
    """Return a case whose answer reached the council on a day."""
    case = a_case(session, world, state, **values)
    session.execute(
        sa.update(Response).where(Response.case_id == case.id).values(responded_at=NOW + (on - TODAY), arrived_on=None)
    )
    return case


def codes(found):
    return [case.code for _village, cases in found.groups for case in cases]


def read(session, meeting, actor, **values):
    return get_reading_list(session, get_meeting(session, meeting.id, actor=actor), actor=actor, **values)


def test_it_begins_at_the_meeting_before_and_includes_its_day(session, world, in_round, meeting):
    before = TODAY - timedelta(days=10)
    held(session, world, in_round, before)
    held(session, world, in_round, before - timedelta(days=200))
    told = [answered(session, world, on) for on in (TODAY, before)]
    answered(session, world, before - timedelta(days=1))
    found = read(session, meeting, world.clerk)
    assert found.since == found.previous_on == before
    assert codes(found) == [case.code for case in told]


def test_without_a_meeting_before_everything_answered_is_told(session, world, meeting):
    case = answered(session, world, TODAY - timedelta(days=900))
    found = read(session, meeting, world.clerk)
    assert (found.since, codes(found)) == (None, [case.code])


def test_another_day_can_be_asked_for(session, world, in_round, meeting):
    held(session, world, in_round, TODAY - timedelta(days=10))
    answered(session, world, TODAY - timedelta(days=5))
    assert read(session, meeting, world.clerk, since=TODAY).count == 0


def test_an_answer_on_paper_counts_from_the_day_it_came(session, world, in_round, meeting):
    held(session, world, in_round, TODAY - timedelta(days=10))
    late, early = answered(session, world), answered(session, world)
    for case, on in ((late, TODAY - timedelta(days=9)), (early, TODAY - timedelta(days=11))):
        session.execute(sa.update(Response).where(Response.case_id == case.id).values(arrived_on=on))
    assert codes(read(session, meeting, world.clerk)) == [late.code]


@pytest.mark.parametrize("state", State)
def test_only_answers_that_stand_are_told(session, world, meeting, state):
    case = a_case(session, world, state)
    told = state in {State.ANSWERED, State.FOLLOWING, State.CLOSED}
    found = read(session, meeting, world.clerk)
    assert codes(found) == ([case.code] if told else [])
    still_open = {State.SUBMITTED, State.CLASSIFIED, State.ASSIGNED, State.IN_PROGRESS, State.FORWARDED_UP}
    still_open |= {State.MERGED}  # by the case that it became part of
    assert found.pending_count == (state in still_open)


def test_a_meeting_in_a_village_tells_the_communes_answers_its_own_village_first(session, world, in_round):
    other = a_village(session, world.commune, name="thôn An Bình")
    for place in (other, world.village, world.commune):
        answered(session, world, locality_id=place.id)
    meeting = a_meeting(session, in_round, world.village, world.commune_council, held_on=TODAY + timedelta(days=1))
    found = read(session, meeting, world.clerk)
    assert [village for village, _cases in found.groups] == [world.village.name, other.name, None]
    assert found.area == world.commune.name


def test_villages_are_those_where_it_was_said_and_names_are_in_no_text(session, world, in_round, meeting):
    earlier = held(session, world, in_round, TODAY - timedelta(days=30))
    case = answered(
        session,
        world,
        voter={"name": "Đỗ Thị Khuyên", "phone": None, "address": None},
        summary="Bà ĐỖ THỊ KHUYÊN và ông tran van que đề nghị sửa đường.",
    )
    for village in ("thôn Đông Thành", "Thôn đông thành", "thôn An Bình"):
        row = a_statement(session, earlier, speaker_name="Trần Văn Quế", village=village)
        session.add(CaseStatement(case_id=case.id, statement_id=row.id))
    session.execute(
        sa.update(Response)
        .where(Response.case_id == case.id)
        .values(content="Đã trả lời ông Trần Văn Quế. Đường dây nóng 0226 385 1234.")
    )
    ((_village, (told,)),) = read(session, meeting, world.clerk).groups
    assert [village.lower() for village in told.villages] == ["thôn an bình", "thôn đông thành"]
    assert told.summary == "Bà … và ông … đề nghị sửa đường."
    assert told.content == "Đã trả lời ông …. Đường dây nóng 0226 385 1234."


def test_what_became_part_of_another_communes_case_is_told_here_as_well(session, world, in_round, meeting):
    earlier = held(session, world, in_round, TODAY - timedelta(days=30))
    ours = a_case(session, world, State.SUBMITTED, voter={"name": "Đỗ Thị Lụa", "phone": None, "address": None})
    row = a_statement(session, earlier, speaker_name="Trần Văn Quế", village="thôn An Bình")
    session.add(CaseStatement(case_id=ours.id, statement_id=row.id))
    theirs = a_case(
        session, world, State.IN_PROGRESS, locality_id=world.other_commune.id, summary="Bà Đỗ Thị Lụa nêu: đường hỏng."
    )
    merge_cases(session, [ours.code], theirs.code, reason=None, actor=world.office, now=NOW)
    assert read(session, meeting, world.clerk).pending_count == 1
    _take(session, theirs.code, Action.RESPOND, world.leader, lead=world.agency, due_on=TODAY, at=NOW)
    ((village, (told,)),) = read(session, meeting, world.clerk).groups
    assert (village, told.code, told.summary) == ("thôn An Bình", theirs.code, "Bà … nêu: đường hỏng.")


def test_what_the_person_does_not_see_is_not_told(session, world, in_round):
    elsewhere = a_commune(session, world.province, name="xã Xa")
    answered(session, world, locality_id=elsewhere.id)
    theirs = a_meeting(
        session, a_round(session, world.province_council), world.other_commune, world.other_council, held_on=TODAY
    )
    assert read(session, theirs, world.clerk2).count == 0


def test_the_latest_version_is_told(session, world, meeting):
    case = answered(session, world)
    row = session.scalars(sa.select(Response).where(Response.case_id == case.id)).one()
    values = {c.key: getattr(row, c.key) for c in sa.inspect(Response).columns if c.key != "id"}
    session.execute(
        sa.insert(Response).values(
            values
            | {
                "version_number": 2,
                "content": "Bản mới.",
                "result_class": ResultClass.EXPLAINED,
                "resolution_kind": None,
            }
        )
    )
    found = read(session, meeting, world.clerk)
    assert [told.content for _village, cases in found.groups for told in cases] == ["Bản mới."]
    assert found.by_result() == {ResultClass.EXPLAINED: 1}


def test_it_asks_as_much_for_many_answers_as_for_few(app, session, client, world, meeting):
    client.sign_in("clerk")

    def cost():
        with statements_of() as sent:
            assert client.get(f"/meetings/{meeting.id}/reading-list/").status_code == 200
        return len(sent)

    answered(session, world)
    few = cost()
    for _ in range(8):
        answered(session, world)
    assert cost() == few <= 16
