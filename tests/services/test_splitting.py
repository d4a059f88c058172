"""Several matters told as one: split, and put together again while the office has them all."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from petitions.domain.errors import MissingError, PersonalDataError, TransitionNotAllowedError
from petitions.domain.merge_errors import PartsInUseError, StatementLeftOutError
from petitions.domain.vocabulary import Action, Authority, State
from petitions.models import Case, CaseEvent, CaseStatement, CaseVoter
from petitions.queries.case_page import get_case_sheet
from petitions.queries.families import count_opinions
from petitions.services.assignment import AssignmentDraft, assign_case
from petitions.services.splitting import PartDraft, split_case, undo_split
from tests.builders import TODAY, a_meeting, a_round, a_statement
from tests.cases import a_case
from tests.clocks import running

ROAD = PartDraft("Sửa đường liên thôn.", "Đường hỏng, ông Trần Văn Quế nói.")
WATER = PartDraft("Cấp nước sạch.", "Nước giếng đục.")
MASK = "[đã ẩn]"


def split(session, world, case, now, *parts):
    rows = split_case(session, case.code, parts or (ROAD, WATER), mask=MASK, actor=world.office, now=now)
    session.flush()
    session.expire_all()
    return [session.get(Case, row.id) for row in rows]


def undo(session, world, case, now):
    undo_split(session, case.code, reason="Tách nhầm.", actor=world.office, now=now)
    session.flush()
    session.expire_all()
    return session.get(Case, case.id)


def of(session, case):
    return set(session.scalars(sa.select(CaseStatement.statement_id).where(CaseStatement.case_id == case.id)))


@pytest.mark.parametrize("state", [State.SUBMITTED, State.CLASSIFIED])
def test_the_first_part_keeps_the_code_and_state_the_others_are_classified(session, world, now, state):
    case = a_case(session, world, state)
    whole, part = split(session, world, case, now)
    assert (whole.code, whole.state, whole.summary) == (case.code, state, ROAD.summary)
    assert (part.state, part.summary, part.authority) == (State.CLASSIFIED, WATER.summary, Authority.PROVINCE)
    assert (part.split_from_id, part.locality_id, part.council_id) == (whole.id, whole.locality_id, whole.council_id)
    assert session.get(CaseVoter, part.id).name == "Trần Văn Quế"
    assert running(session, part) == set()


def test_agencies_get_the_masked_text_of_each_part(session, world, now):
    whole, _part = split(session, world, a_case(session, world, State.CLASSIFIED), now)
    assert (whole.content, whole.forwarded_text) == (ROAD.content, f"Đường hỏng, ông {MASK} nói.")


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("field", ["summary", "forwarded_text"])
def test_no_part_names_anybody_to_agencies_unless_it_has_to(session, world, now, field, number):
    case = a_case(session, world, State.CLASSIFIED)
    parts = [ROAD, WATER]
    parts[number] = replace(parts[number], **{field: "Ông Trần Văn Quế nói."})
    with pytest.raises(PersonalDataError) as refused:
        split(session, world, case, now, *parts)
    assert (refused.value.field, refused.value.found) == (field, ("Trần Văn Quế",))
    rows = split_case(session, case.code, parts, mask=MASK, actor=world.office, now=now, personal_data_checked=True)
    assert getattr(rows[number], field) == "Ông Trần Văn Quế nói."


def test_the_part_whose_entry_stays_keeps_what_the_office_has_settled(session, world, now):
    case = a_case(session, world, State.CLASSIFIED)
    settled = case.forwarded_text
    kept = PartDraft("Sửa đường liên thôn.", case.content)
    whole, part = split(session, world, case, now, kept, replace(WATER, forwarded_text="Cấp nước sạch."))
    assert (whole.forwarded_text, part.forwarded_text) == (settled, "Cấp nước sạch.")
    assert undo(session, world, whole, now).forwarded_text == settled


def test_the_history_keeps_what_stood_there(session, world, now):
    case = a_case(session, world, State.SUBMITTED)
    before = case.content
    whole, part = split(session, world, case, now)
    event = session.query(CaseEvent).filter_by(case_id=whole.id, action=Action.SPLIT).one()
    assert (event.facts["before"]["content"], event.facts["parts"], event.is_shared) == (before, [part.code], False)
    assert session.query(CaseEvent).filter_by(case_id=part.id).one().facts == {"split_from": case.code}


def test_one_part_is_no_split(session, world, now):
    with pytest.raises(MissingError):
        split(session, world, a_case(session, world, State.SUBMITTED), now, ROAD)


@pytest.fixture
def spoken(session, world):
    meeting = a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)
    said = [a_statement(session, meeting) for _ in range(2)]
    case = a_case(session, world, State.SUBMITTED, contact_meeting_id=meeting.id)
    session.add_all(CaseStatement(case_id=case.id, statement_id=each.id) for each in said)
    session.flush()
    return case, [each.id for each in said]


def part(draft, *keys):
    return PartDraft(draft.summary, draft.content, frozenset(keys))


def test_each_statement_goes_where_it_was_put_and_none_is_left_out(session, world, now, spoken):
    case, (first, second) = spoken
    with pytest.raises(StatementLeftOutError):
        split(session, world, case, now, part(ROAD, first), part(WATER, first))
    whole, other = split(session, world, case, now, part(ROAD, first), part(WATER, second))
    assert (of(session, whole), of(session, other)) == ({first}, {second})
    assert count_opinions(session, [whole.id, other.id]) == 2


def test_a_statement_with_two_asks_stands_in_both_and_counts_once(session, world, now, spoken):
    case, keys = spoken
    whole, other = split(session, world, case, now)
    assert of(session, whole) == of(session, other) == set(keys)
    assert count_opinions(session, [whole.id, other.id]) == 2


def test_undone_it_reads_as_before_and_the_parts_keep_their_codes(session, world, now, spoken):
    case, (first, second) = spoken
    before = (case.summary, case.content, case.forwarded_text, case.subject_field_id, case.state)
    other_field = PartDraft("Nước.", "Nước.", frozenset([second]), world.other_field.id)
    whole, other = split(session, world, case, now, part(ROAD, first), other_field)
    assert other.subject_field_id == world.other_field.id
    back = undo(session, world, whole, now)
    assert (back.summary, back.content, back.forwarded_text, back.subject_field_id, back.state) == before
    assert of(session, back) == {first, second}
    gone = session.get(Case, other.id)
    assert (gone.state, gone.merged_into_id, back.part_count) == (State.MERGED, back.id, 0)
    assert get_case_sheet(session, back.code, actor=world.office).family.opinion_count == 2
    with pytest.raises(TransitionNotAllowedError):
        undo(session, world, back, now)


def test_a_part_that_has_gone_on_keeps_the_split(session, world, now):
    whole, other = split(session, world, a_case(session, world, State.SUBMITTED), now)
    draft = AssignmentDraft(lead_id=world.agency.id, letter_number="9", letter_on=TODAY)
    assign_case(session, other.code, draft, actor=world.office, now=now)
    with pytest.raises(PartsInUseError) as refusal:
        undo(session, world, whole, now)
    assert refusal.value.codes == (other.code,)


def test_splits_are_undone_last_first(session, world, now):
    case = a_case(session, world, State.SUBMITTED)
    before = case.content
    split(session, world, case, now)
    split(session, world, case, now, WATER, ROAD)
    assert session.get(Case, case.id).part_count == 2
    assert undo(session, world, case, now).content == ROAD.content
    assert undo(session, world, case, now).content == before
