"""A list or minutes from the file to the meeting: nothing before it is confirmed, then all of it once."""

import io
from dataclasses import replace
from datetime import timedelta
from itertools import count

import docx
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from petitions.adapters.minutes_file import read_minutes
from petitions.adapters.table_fault import TableFault, TableRefusedError
from petitions.domain.errors import ChangedMeanwhileError, NotFoundError, NotPermittedError, UnknownChoiceError
from petitions.domain.import_errors import (
    ColumnTwiceError,
    FaultyRowsError,
    NoContentColumnError,
    NothingToWriteError,
    WrittenBeforeError,
)
from petitions.domain.minutes import places_to_cut
from petitions.domain.statement_columns import Layout, Target
from petitions.domain.statement_faults import CellFaultKind, Proposed
from petitions.domain.statement_import import KEPT_FOR, ImportKind, ImportPhase
from petitions.domain.statement_rows import RowKind
from petitions.models import ColumnReading, Statement, StatementImport, StatementImportRow
from petitions.queries.statement_imports import Shown, count_rows, list_rows
from petitions.services.imports import statement_writing
from petitions.services.imports.staged_rows import correct_row, cut_piece, join_piece
from petitions.services.imports.staging import (
    drop_import,
    forget_abandoned,
    read_columns,
    rows_of_sheet,
    stage_list,
    stage_minutes,
)
from petitions.services.imports.statement_lists import digest_of, read_list
from petitions.services.imports.statement_writing import confirm_import, go_on, list_waiting
from petitions.services.statements import StatementDraft, register_statement, register_statements
from tests import workbooks
from tests.builders import NOW, a_meeting, a_round, a_statement, a_subject_field
from tests.domain.test_minutes import MINUTES
from tests.workbooks import PLAIN_HEADING, PLAIN_ROWS


@pytest.fixture
def stage(session, world, meeting):
    """Stage a workbook for the meeting; its columns are confirmed as guessed unless told otherwise."""

    def run(data=None, *, confirm_columns=True, now=NOW):
        data = data or workbooks.xlsx([PLAIN_HEADING, *PLAIN_ROWS])
        row = stage_list(
            session, meeting.id, read_list(data), name="ý kiến.xlsx", digest=digest_of(data), actor=world.clerk, now=now
        )
        if confirm_columns:
            as_guessed(row)
        return row

    def as_guessed(row):
        layout = Layout.from_payload(row.layout)
        return read_columns(session, meeting.id, row.id, layout, sheet=row.sheet, actor=world.clerk, now=NOW)

    return run


@pytest.fixture
def stage_text(session, world, meeting):
    """Stage minutes that nobody has handed in before."""
    numbers = count(1)

    def run(text=MINUTES):
        return stage_minutes(
            session, meeting.id, text, name="biên bản", digest=f"{next(numbers):064}", actor=world.clerk, now=NOW
        )

    return run


@pytest.fixture
def confirm(session, world, meeting):
    def run(row, **options):
        return confirm_import(session, meeting.id, row.id, actor=world.clerk, now=NOW, **options)

    return run


def written(session):
    session.expire_all()
    return session.scalars(sa.select(Statement).order_by(Statement.position)).all()


def rows_of(session, row):
    return session.scalars(
        sa.select(StatementImportRow)
        .where(StatementImportRow.import_id == row.id, StatementImportRow.sheet == row.sheet)
        .order_by(StatementImportRow.number)
    ).all()


def pieces(session, row):
    found = rows_of(session, row)
    starts = [each.number - 1 for each in found]
    return [row.source[start:end] for start, end in zip(starts, [*starts[1:], len(row.source)], strict=True)]


# --- a list ----------------------------------------------------------------------------------------------------


def test_nothing_is_written_until_it_is_confirmed_then_all_of_it(session, meeting, stage, confirm):
    a_statement(session, meeting, "Đã có.", position=7)
    row = stage()
    assert [each.position for each in written(session)] == [7]
    assert confirm(row).phase is ImportPhase.WRITTEN
    found = written(session)
    assert [(each.position, each.content) for each in found[1:]] == [
        (8 + number, each[3]) for number, each in enumerate(PLAIN_ROWS)
    ]
    assert (found[1].speaker_name, found[1].village) == ("Nguyễn Văn An", "thôn Đông Thành")
    assert [each.answered_on_spot for each in found[1:]] == [False, True, True]
    assert found[3].answered_by == "Chủ tịch UBND xã"
    assert (row.written_count, row.first_position) == (3, 8)


def test_once_written_the_rows_with_their_names_are_no_longer_kept_twice(session, stage, confirm):
    row = stage()
    confirm(row)
    assert rows_of(session, row) == []
    assert (row.source, row.layout) == ("", {})


def test_a_messy_list_comes_to_four_statements_in_their_villages_and_fields(session, world, meeting, stage, confirm):
    land = a_subject_field(session, "land", "Đất đai, giải phóng mặt bằng")
    environment = a_subject_field(session, "environment", "Môi trường, rác thải")
    meeting.held_on = meeting.held_on.replace(day=24)
    row = stage(workbooks.the_messy_list())
    counts = count_rows(session, row)
    assert (counts.ready, counts.errors, counts.warnings) == (4, 0, 3)
    confirm(row)
    assert [(each.speaker_name, each.village, each.subject_field_id) for each in written(session)] == [
        ("Nguyễn Văn An", "Thôn Đông Thành", world.field.id),
        ("Nguyễn Văn An", "Thôn Đông Thành", land.id),
        ("Trần Thị Bình", "Thôn Tây Hạ", environment.id),
        ("Lê Văn Cường", "Thôn Tây Hạ", None),
    ]
    assert written(session)[0].content == "Đường liên thôn hỏng nặng, đề nghị sửa chữa."
    assert written(session)[0].speaker_phone == "912345678"


def test_rows_that_cannot_be_written_hold_everything_back_until_corrected_or_left_out(
    session, world, meeting, stage, confirm
):
    row = stage(workbooks.xlsx([PLAIN_HEADING, *PLAIN_ROWS, (4, "Vũ Văn Dần", "", "", "", "")]))
    with pytest.raises(FaultyRowsError) as refused:
        confirm(row)
    assert refused.value.count == 1
    assert row.phase is ImportPhase.READY
    (faulty,), _ = list_rows(session, row, shown=Shown.ERRORS)
    assert (faulty.number, faulty.faults[0]["kind"]) == (5, CellFaultKind.MISSING_CONTENT)
    right = Proposed("Nước đục.", "Vũ Văn Dần")
    correct_row(session, meeting.id, row.id, 5, right, is_left_out=False, actor=world.clerk, now=NOW)
    confirm(row)
    assert [each.content for each in written(session)][-1] == "Nước đục."


def test_faulty_rows_may_be_left_out_all_at_once(session, stage, confirm):
    row = stage(workbooks.xlsx([PLAIN_HEADING, *PLAIN_ROWS, (4, "Vũ Văn Dần", "", "", "", "")]))
    confirm(row, leaves_out_faulty=True)
    assert len(written(session)) == 3


def test_a_list_of_which_nothing_is_left_is_not_written(session, stage, confirm):
    row = stage(workbooks.xlsx([PLAIN_HEADING, (1, "A", "", "", "", "")]))
    with pytest.raises(NothingToWriteError):
        confirm(row, leaves_out_faulty=True)


def test_a_number_put_right_by_hand_is_the_one_that_is_written(session, world, meeting, stage, confirm):
    rows = [("STT", "Cử tri", "SĐT", "Nội dung ý kiến"), (1, "Vũ Văn Dần", "091234567", "Nước đục.")]
    row = stage(workbooks.xlsx(rows))
    assert rows_of(session, row)[1].speaker_phone == "091234567"
    right = Proposed("Nước đục.", "Vũ Văn Dần", speaker_phone="0912 345 678")
    correct_row(session, meeting.id, row.id, 2, right, is_left_out=False, actor=world.clerk, now=NOW)
    confirm(row)
    assert written(session)[0].speaker_phone == "0912 345 678"


def test_a_group_that_was_a_statement_after_all_can_be_made_one(session, world, meeting, stage, confirm):
    row = stage(workbooks.xlsx([PLAIN_HEADING, *PLAIN_ROWS, ("IV", "Đề nghị xây cầu")]))
    number = rows_of(session, row)[-1].number
    assert rows_of(session, row)[-1].kind is RowKind.GROUP
    made = Proposed("Đề nghị xây cầu.")
    correct_row(session, meeting.id, row.id, number, made, is_left_out=False, actor=world.clerk, now=NOW)
    confirm(row)
    assert written(session)[-1].content == "Đề nghị xây cầu."


def test_columns_put_right_are_read_anew_and_kept_in_mind_for_the_unit(session, world, meeting, stage):
    strange = workbooks.xlsx([("Cột A", "Cột B"), ("Nguyễn Văn An", "Đường hỏng."), ("Bà Bình", "Điện yếu.")])
    row = stage(strange, confirm_columns=False)
    layout = Layout((1,), {0: Target.SPEAKER, 1: Target.CONTENT}, {0: "Cột A", 1: "Cột B"})
    read_columns(session, meeting.id, row.id, layout, sheet=0, actor=world.clerk, now=NOW)
    assert [each.content for each in rows_of(session, row) if each.kind is RowKind.STATEMENT] == [
        "Đường hỏng.",
        "Điện yếu.",
    ]
    assert session.scalars(sa.select(ColumnReading.organisation_id)).all() == [world.commune_council.id]


def test_the_next_list_of_the_same_heading_is_read_as_the_last_one_was(session, world, meeting, stage):
    row = stage(confirm_columns=False)
    layout = Layout.from_payload(row.layout)
    changed = layout.with_columns({**layout.columns, 2: Target.IGNORED})
    read_columns(session, meeting.id, row.id, changed, sheet=0, actor=world.clerk, now=NOW)
    following = stage(workbooks.xlsx([PLAIN_HEADING, *PLAIN_ROWS[:1]]), confirm_columns=False)
    assert Layout.from_payload(following.layout).columns[2] == Target.IGNORED


def test_a_new_reading_leaves_what_was_corrected_by_hand(session, world, meeting, stage):
    row = stage()
    right = Proposed("Viết lại bằng tay.")
    correct_row(session, meeting.id, row.id, 2, right, is_left_out=False, actor=world.clerk, now=NOW)
    layout = Layout.from_payload(row.layout)
    changed = layout.with_columns({**layout.columns, 1: Target.IGNORED})
    read_columns(session, meeting.id, row.id, changed, sheet=0, actor=world.clerk, now=NOW)
    session.expire_all()
    found = {each.number: each for each in rows_of(session, row)}
    assert found[2].content == "Viết lại bằng tay."
    assert (found[3].content, found[3].speaker_name) == (PLAIN_ROWS[1][3], None)


@pytest.mark.parametrize(
    ("columns", "error"),
    [({0: Target.SPEAKER}, NoContentColumnError), ({0: Target.CONTENT, 1: Target.CONTENT}, ColumnTwiceError)],
)
def test_columns_that_make_no_sense_are_refused_and_nothing_changes(session, world, meeting, stage, columns, error):
    row = stage(confirm_columns=False)
    before = dict(row.layout)
    with pytest.raises(error):
        read_columns(session, meeting.id, row.id, Layout((1,), columns, {}), sheet=0, actor=world.clerk, now=NOW)
    assert (row.phase, row.layout) == (ImportPhase.COLUMNS, before)


def test_every_row_is_kept_as_it_came(session, stage):
    row = stage()
    assert [each.cells[3] for each in rows_of_sheet(session, row, 0)] == [PLAIN_HEADING[3], *(r[3] for r in PLAIN_ROWS)]


@pytest.mark.parametrize("name", ["ý kiến.csv", "Ý KIẾN.CSV", "ý kiến.txt", "ý kiến", ""])
def test_plain_text_is_a_list_where_its_name_says_so_or_nothing(name):
    (sheet,) = read_list("STT;Nội dung\n1;Đường hỏng.".encode(), name)
    assert sheet.rows[1].cells == ("1", "Đường hỏng.")


def test_the_unicode_text_of_excel_is_a_list():
    (sheet,) = read_list("STT\tNội dung\r\n1\tĐường hỏng.".encode("utf-16"), "ý kiến.txt")
    assert sheet.rows[1].cells == ("1", "Đường hỏng.")


@pytest.mark.parametrize(
    ("data", "name", "found"),
    [
        (workbooks.A_WEB_PAGE, "ý kiến.xls", "html"),
        (b"\xef\xbb\xbf\r\n <!DOCTYPE HTML><table>", "ý kiến.csv", "html"),
        (b"<?xml version='1.0'?><Workbook/>", "ý kiến.xls", "xml"),
        (workbooks.A_WEB_PAGE.decode().encode("utf-16"), "", "html"),
        (b"{\\rtf1 x}", "ý kiến.txt", "rtf"),
        (b"hello", "ý kiến.xlsx", None),
    ],
)
def test_what_is_neither_a_workbook_nor_a_plain_table_is_refused_whatever_its_name(data, name, found):
    with pytest.raises(TableRefusedError) as refused:
        read_list(data, name)
    assert (refused.value.fault, refused.value.found) == (TableFault.OTHER_KIND, found)


def test_a_workbook_is_read_whatever_its_name():
    assert read_list(workbooks.xls([PLAIN_HEADING, *PLAIN_ROWS]), "ý kiến.csv")[0].rows


# --- once ------------------------------------------------------------------------------------------------------


def test_the_same_file_handed_in_again_is_the_one_that_waits(stage):
    assert stage(confirm_columns=False).id == stage(confirm_columns=False).id


def test_the_same_file_is_not_written_twice_unless_asked_for(session, stage, confirm):
    confirm(stage())
    again = stage()
    with pytest.raises(WrittenBeforeError) as refused:
        confirm(again)
    assert refused.value.count == 3
    confirm(again, again=True)
    assert [each.position for each in written(session)] == [1, 2, 3, 4, 5, 6]


def test_a_doubled_confirmation_writes_once(session, stage, confirm):
    row = stage()
    confirm(row)
    with pytest.raises(ChangedMeanwhileError):
        confirm(row)
    assert len(written(session)) == 3


def test_what_somebody_changed_meanwhile_is_not_written_unseen(session, world, meeting, stage, confirm):
    row = stage()
    seen = row.version
    correct_row(session, meeting.id, row.id, 2, Proposed("Khác."), is_left_out=False, actor=world.clerk, now=NOW)
    with pytest.raises(ChangedMeanwhileError):
        confirm(row, seen_version=seen)
    assert written(session) == []


def test_a_failure_in_the_middle_writes_nothing(session, stage, confirm, monkeypatch):
    row = stage()
    session.commit()

    def fails(*args, **kwargs):
        register_statements(*args, **kwargs)
        raise RuntimeError

    monkeypatch.setattr(statement_writing, "register_statements", fails)
    with pytest.raises(RuntimeError):
        confirm(row)
    session.rollback()
    session.expire_all()
    assert written(session) == []
    assert row.phase is ImportPhase.READY
    monkeypatch.undo()
    confirm(row)
    assert len(written(session)) == 3


@pytest.fixture
def in_batches(monkeypatch):
    """Leave everything to the worker, two rows at a time."""
    monkeypatch.setattr(statement_writing, "AT_ONCE", 0)
    monkeypatch.setattr(statement_writing, "BATCH", 2)


def test_the_worker_tells_how_far_it_has_come_and_writes_all_at_once(session, stage, confirm, in_batches):
    rows = [(n, "A", "", f"Ý kiến thứ {n}.", "", "") for n in range(1, 6)]
    row = stage(workbooks.xlsx([PLAIN_HEADING, *rows]))
    confirm(row)
    assert (row.phase, row.total, list_waiting(session)) == (ImportPhase.WRITING, 5, [row.id])
    after, seen = None, []
    while True:
        after = go_on(session, row.id, after, now=NOW)
        seen.append((row.done, len(written(session))))
        if after is None:
            break
    assert seen == [(2, 0), (4, 0), (5, 5)]
    assert list_waiting(session) == []


def test_a_worker_that_was_cut_off_begins_anew_and_one_that_comes_late_finds_nothing_to_do(
    session, stage, confirm, in_batches
):
    row = stage()
    confirm(row)
    go_on(session, row.id, None, now=NOW)
    after = go_on(session, row.id, None, now=NOW)
    assert row.done == 2
    assert go_on(session, row.id, after, now=NOW) is None
    assert go_on(session, row.id, None, now=NOW) is None
    assert len(written(session)) == 3


def test_a_field_that_ended_meanwhile_gives_the_list_back_to_its_people(session, world, stage, confirm, in_batches):
    row = stage()
    confirm(row)
    world.field.is_active = False
    session.flush()
    after = go_on(session, row.id, None, now=NOW)
    assert go_on(session, row.id, after, now=NOW) is None
    assert row.phase is ImportPhase.REFUSED
    assert written(session) == []
    session.expire_all()
    (faulty,), _ = list_rows(session, row, shown=Shown.ERRORS)
    assert faulty.faults[-1]["kind"] == CellFaultKind.FIELD_ENDED


# --- whose -----------------------------------------------------------------------------------------------------


def test_only_who_keeps_the_minutes_imports_into_them(session, world, meeting):
    sheets = read_list(workbooks.xlsx([PLAIN_HEADING, *PLAIN_ROWS]))
    for actor, error in (
        (world.clerk2, NotFoundError),
        (world.office, NotPermittedError),
        (world.officer, NotFoundError),
    ):
        with pytest.raises(error):
            stage_list(session, meeting.id, sheets, name="x", digest="x", actor=actor, now=NOW)


def test_an_import_is_found_under_its_own_meeting_alone(session, world, meeting, stage):
    row = stage()
    other = a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)
    with pytest.raises(NotFoundError):
        confirm_import(session, other.id, row.id, actor=world.clerk, now=NOW)


# --- what is left behind ---------------------------------------------------------------------------------------


def test_what_nobody_came_back_for_is_dropped_and_what_was_written_is_remembered(session, stage, confirm):
    done = stage()
    confirm(done)
    left = stage(workbooks.xlsx([PLAIN_HEADING, *PLAIN_ROWS[:2]]))
    assert forget_abandoned(session, now=NOW + KEPT_FOR) == 0
    assert forget_abandoned(session, now=NOW + KEPT_FOR + timedelta(seconds=1)) == 1
    assert session.scalars(sa.select(StatementImport.id)).all() == [done.id]
    assert session.scalar(sa.select(sa.func.count()).select_from(StatementImportRow)) == 0
    assert left.id != done.id


def test_a_person_may_drop_what_was_not_written(session, world, meeting, stage, confirm):
    drop_import(session, meeting.id, stage().id, actor=world.clerk)
    assert session.scalars(sa.select(StatementImport.id)).all() == []
    row = stage()
    confirm(row)
    with pytest.raises(ChangedMeanwhileError):
        drop_import(session, meeting.id, row.id, actor=world.clerk)


# --- minutes ---------------------------------------------------------------------------------------------------


def test_minutes_become_statements_that_say_who_answered(session, world, stage_text, confirm):
    row = stage_text()
    assert (row.kind, row.phase) == (ImportKind.MINUTES, ImportPhase.READY)
    confirm(row)
    found = written(session)
    assert [each.speaker_name for each in found] == [
        "Nguyễn Văn An",
        "Trần Thị Khuyên",
        "Trần Thị Khuyên",
        None,
        "Phạm Văn Dũng",
        "Phạm Văn Dũng",
        "Phạm Văn Dũng",
    ]
    assert [each.answered_by for each in found][:3] == [None, *["Ông Lê Văn Tám - Chủ tịch UBND xã"] * 2]
    assert found[1].content == "Đề nghị nạo vét mương tiêu trước vụ mùa."


def test_a_piece_is_cut_where_a_sentence_begins_and_nowhere_else(session, world, meeting, stage_text):
    row = stage_text("Ông Nguyễn Văn An: Đường hỏng. Điện yếu.")
    at = row.source.index("Điện")
    with pytest.raises(UnknownChoiceError):
        cut_piece(session, meeting.id, row.id, 1, at + 1, actor=world.clerk, now=NOW)
    cut_piece(session, meeting.id, row.id, 1, at, actor=world.clerk, now=NOW)
    assert [(each.speaker_name, each.content) for each in rows_of(session, row)] == [
        ("Nguyễn Văn An", "Đường hỏng."),
        ("Nguyễn Văn An", "Điện yếu."),
    ]
    join_piece(session, meeting.id, row.id, 1, actor=world.clerk, now=NOW)
    assert [each.content for each in rows_of(session, row)] == ["Đường hỏng. Điện yếu."]


def test_an_unused_piece_joined_with_a_statement_is_used(session, world, meeting, stage_text):
    row = stage_text("Mở đầu.\nÔng Nguyễn Văn An: Đường hỏng.")
    join_piece(session, meeting.id, row.id, 1, actor=world.clerk, now=NOW)
    (only,) = rows_of(session, row)
    assert (only.is_skipped, only.speaker_name, only.content) == (False, "Nguyễn Văn An", row.source)
    with pytest.raises(NotFoundError):
        join_piece(session, meeting.id, row.id, 1, actor=world.clerk, now=NOW)


def test_rows_of_a_list_are_not_cut(session, world, meeting, stage):
    row = stage()
    with pytest.raises(NotFoundError):
        cut_piece(session, meeting.id, row.id, 2, 5, actor=world.clerk, now=NOW)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_however_it_is_cut_and_joined_no_character_is_lost(session, world, meeting, stage_text, data):
    row = stage_text(MINUTES + data.draw(st.sampled_from(["", "Thêm.", "\n\nÔng Lê Văn Bé: Cầu gãy. Đèn hỏng.\n"])))
    for _ in range(data.draw(st.integers(0, 6))):
        found = rows_of(session, row)
        place = data.draw(st.integers(0, len(found) - 1))
        piece, whole = found[place], pieces(session, row)
        end = piece.number - 1 + len(whole[place])
        cuts = places_to_cut(row.source, piece.text_start, end)
        key = (session, meeting.id, row.id, piece.number)
        if cuts and data.draw(st.booleans()):
            cut_piece(*key, data.draw(st.sampled_from(cuts)), actor=world.clerk, now=NOW)
        elif place + 1 < len(found):
            join_piece(*key, actor=world.clerk, now=NOW)
    assert "".join(pieces(session, row)) == row.source
    for each, text in zip(rows_of(session, row), pieces(session, row), strict=True):
        assert each.is_skipped or each.content in text
    drop_import(session, meeting.id, row.id, actor=world.clerk)


def test_a_word_document_is_read_in_its_order_with_its_tables():
    document = docx.Document()
    document.add_paragraph("Ông Nguyễn Văn An: Đường hỏng.")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Bà Bình", "Điện yếu."
    document.add_paragraph("Hết.")
    out = io.BytesIO()
    document.save(out)
    assert read_minutes(out.getvalue()) == "Ông Nguyễn Văn An: Đường hỏng.\nBà Bình | Điện yếu.\nHết."


# --- many at once ----------------------------------------------------------------------------------------------


def test_many_statements_are_numbered_like_single_ones(session, world, meeting):
    one = StatementDraft("Một.", answered_by="Chủ tịch")
    register_statement(session, meeting.id, one, actor=world.clerk, now=NOW)
    first = register_statements(session, meeting.id, [one, replace(one, content="Hai.")], actor=world.clerk, now=NOW)
    register_statement(session, meeting.id, one, actor=world.clerk, now=NOW)
    assert first == 2
    assert [each.position for each in written(session)] == [1, 2, 3, 4]
    assert all(each.answered_on_spot for each in written(session))


def test_many_statements_are_refused_like_single_ones(session, world, meeting):
    with pytest.raises(UnknownChoiceError):
        register_statements(
            session, meeting.id, [StatementDraft("A.", subject_field_id=99_999)], actor=world.clerk, now=NOW
        )
    with pytest.raises(NotPermittedError):
        register_statements(session, meeting.id, [StatementDraft("A.")], actor=world.office, now=NOW)
