"""Minutes name no fields: one is proposed where words or a heading speak for it, with the reason; a person decides."""

from itertools import count

import pytest
import sqlalchemy as sa

from petitions.domain.statement_faults import Proposed
from petitions.models import Statement, StatementImportRow
from petitions.services.imports.staged_rows import correct_row, cut_piece, join_piece
from petitions.services.imports.staging import stage_list, stage_minutes
from petitions.services.imports.statement_lists import digest_of, read_list
from petitions.services.imports.statement_writing import confirm_import
from tests import workbooks
from tests.budget import statements_of
from tests.builders import NOW, a_meeting, a_round, a_subject_field

ROAD, WASTE = "Đường liên thôn hỏng nặng, nhiều ổ gà.", "Rác thải tồn đọng ở đầu làng."


@pytest.fixture
def environment(session):
    return a_subject_field(session, "environment", "Môi trường, rác thải")


@pytest.fixture
def meeting(session, world, environment):
    return a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)


@pytest.fixture
def stage(session, world, meeting):
    """Stage minutes and return the import."""
    numbers = count(1)

    def run(text):
        digest = f"{next(numbers):064}"
        return stage_minutes(session, meeting.id, text, name="biên bản", digest=digest, actor=world.clerk, now=NOW)

    return run


@pytest.fixture
def who(session, world, meeting):
    """What every change of a row is given: the import's place, and who changes it."""
    return lambda row, number: ((session, meeting.id, row.id, number), {"actor": world.clerk, "now": NOW})


def proposed(session, row):
    session.expire_all()
    statement = sa.select(StatementImportRow).where(
        StatementImportRow.import_id == row.id, sa.not_(StatementImportRow.is_skipped)
    )
    found = session.scalars(statement.order_by(StatementImportRow.number))
    return [(each.subject_field_id, each.field_reason) for each in found]


def test_the_words_of_a_statement_propose_its_field_and_are_the_reason(session, world, environment, stage):
    row = stage(f"Ông Nguyễn Văn An: {ROAD}\nBà Trần Thị Bình: {WASTE}\n")
    (road, for_road), (waste, for_waste) = proposed(session, row)
    assert (road, waste) == (world.field.id, environment.id)
    assert "ổ gà" in for_road["words"]
    assert "rác thải" in for_waste["words"]


@pytest.mark.parametrize("text", ["Đề nghị quan tâm.", "Xin chào.", "Mong được xem xét."])
def test_what_no_word_speaks_for_gets_no_field(session, stage, text):
    assert proposed(session, stage(f"Ông Nguyễn Văn An: {text}")) == [(None, None)]


def test_a_field_that_is_not_in_use_is_not_proposed(session, environment, stage):
    environment.is_active = False
    assert proposed(session, stage(f"Bà Trần Thị Bình: {WASTE}"))[0][0] != environment.id


def test_the_heading_above_goes_before_the_words(session, world, stage):
    row = stage(f"1. Lĩnh vực giao thông\nÔng Nguyễn Văn An: {WASTE}\n")
    assert proposed(session, row) == [(world.field.id, {"heading": "1. Lĩnh vực giao thông", "words": []})]


def test_a_field_no_word_list_knows_is_proposed_by_its_name(session, stage):
    own = a_subject_field(session, "own", "Chuyển đổi số")
    row = stage("Ông Nguyễn Văn An: Đề nghị đẩy mạnh chuyển đổi số ở trạm y tế.")
    assert proposed(session, row) == [(own.id, {"heading": "", "words": []})]


def test_pieces_cut_apart_get_each_their_own_and_joined_again_one(session, world, environment, stage, who):
    row = stage(f"Ông Nguyễn Văn An: {ROAD} {WASTE}")
    at = row.source.index("Rác")
    key, by = who(row, 1)
    cut_piece(*key, at, **by)
    assert [field for field, _reason in proposed(session, row)] == [world.field.id, environment.id]
    join_piece(*key, **by)
    assert len(proposed(session, row)) == 1


def test_pieces_under_a_heading_stay_under_it_when_cut(session, world, stage, who):
    row = stage(f"1. Lĩnh vực giao thông\nÔng Nguyễn Văn An: {ROAD} {WASTE}")
    (number,) = session.scalars(
        sa.select(StatementImportRow.number).where(sa.not_(StatementImportRow.is_skipped))
    ).all()
    key, by = who(row, number)
    cut_piece(*key, row.source.index("Rác"), **by)
    assert [field for field, _reason in proposed(session, row)] == [world.field.id] * 2


@pytest.mark.parametrize("chosen", [True, False], ids=["another field", "no field"])
def test_what_a_person_decided_is_no_proposal_and_no_cut_changes_it(session, environment, stage, who, chosen):
    row = stage(f"Ông Nguyễn Văn An: {ROAD} Điện yếu.")
    field_id = environment.id if chosen else None
    key, by = who(row, 1)
    decided = Proposed(f"{ROAD} Điện yếu.", "Nguyễn Văn An", subject_field_id=field_id)
    correct_row(*key, decided, is_left_out=False, **by)
    assert proposed(session, row) == [(field_id, None)]
    cut_piece(*key, row.source.index("Điện"), **by)
    assert proposed(session, row)[0] == (field_id, None)


def test_what_is_confirmed_is_written_with_its_field(session, world, meeting, environment, stage):
    row = stage(f"Bà Trần Thị Bình: {WASTE}")
    confirm_import(session, meeting.id, row.id, actor=world.clerk, now=NOW)
    assert session.scalars(sa.select(Statement.subject_field_id)).all() == [environment.id]


def test_many_statements_ask_no_more_of_the_database_than_few(stage):
    asked = []
    for times in (2, 60):
        with statements_of() as sent:
            stage("".join(f"Ông Nguyễn Văn An: {ROAD} Lần {n}.\n" for n in range(times)))
        asked.append(len(sent))
    assert asked[0] == asked[1]


def test_a_list_whose_field_is_left_empty_gets_none(session, world, meeting):
    data = workbooks.xlsx([("Cử tri", "Nội dung ý kiến", "Lĩnh vực"), ("An", ROAD, "")])
    about = {"name": "x", "digest": digest_of(data), "actor": world.clerk, "now": NOW}
    row = stage_list(session, meeting.id, read_list(data), **about)
    assert proposed(session, row)[-1] == (None, None)
