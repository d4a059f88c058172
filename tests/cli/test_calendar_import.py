"""Days off from a file: any Unicode, any usual date, all rows or none, every fault with its place."""

import json
from datetime import date
from pathlib import Path

import pytest

from petitions.domain.work_calendar import DayKind
from petitions.models import AdminEvent, CalendarDay, CalendarYear
from tests.adapters.test_table_file import a_workbook

SAMPLE = Path(__file__).resolve().parents[2] / "docs" / "import" / "ngay-nghi.csv"
HEADING = "date,kind,name,source,status\n"
SWAP = HEADING + "02/01/2026,off,Nghỉ hoán đổi,12729/VPCP-KGVX,confirmed\n2026-01-10,makeup,Làm bù,12729/VPCP-KGVX,\n"


@pytest.fixture
def take(cli, tmp_path):
    """Import a text; what is said is JSON unless other words are asked for."""

    def run(text, *options, encoding="utf-8", expect=0):
        path = tmp_path / "ngay.csv"
        path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
        result = cli.invoke("calendar", "import", str(path), *(options or ["--json"]))
        assert result.exit_code == expect, result.output
        return result if options and "--json" not in options else json.loads(result.stdout)

    return run


def days(session):
    session.expire_all()
    return {day.on: (day.kind, day.is_confirmed) for day in session.query(CalendarDay)}


def places(document):
    return [(fault["row"], fault["column"]) for fault in document["errors"]]


def test_the_sample_can_be_taken_in_and_again_without_change(cli, session):
    first = cli.invoke("calendar", "import", str(SAMPLE))
    assert first.exit_code == 0, first.output
    assert "Dòng mới: 5" in first.stdout
    before = days(session)
    assert before[date(2026, 1, 10)] == (DayKind.MAKEUP, True)
    assert before[date(2027, 2, 8)] == (DayKind.OFF, False)
    events = session.query(AdminEvent).count()
    again = json.loads(cli.invoke("calendar", "import", str(SAMPLE), "--json").stdout)
    assert (again["accepted"], again["skipped"]) == (0, 5)
    assert days(session) == before
    assert session.query(AdminEvent).count() == events


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_any_unicode_is_read(take, session, encoding):
    assert take(SWAP, encoding=encoding)["accepted"] == 2
    assert session.get(CalendarDay, date(2026, 1, 2)).name == "Nghỉ hoán đổi"


def test_a_workbook_is_read_as_it_is(cli, session, tmp_path):
    path = tmp_path / "ngay.xlsx"
    path.write_bytes(a_workbook(("Ngày", "Loại", "Tên", "Văn bản"), ("02/09/2026", "nghỉ", "Quốc khánh", "BLLĐ")))
    assert cli.invoke("calendar", "import", str(path)).exit_code == 0
    assert days(session) == {date(2026, 9, 2): (DayKind.OFF, True)}


@pytest.mark.parametrize("encoding", ["cp1258", "cp1252"])
def test_an_older_encoding_is_refused_with_the_line_that_shows_it(take, session, encoding):
    text = HEADING + "02/01/2026,off,Nghi hoan doi,12729,\n10/01/2026,makeup,Làm bù,12729,\n"
    result = take(text.encode(encoding), "--dry-run", expect=1)
    assert result.stderr.count("\n") == 1
    assert "Dòng 3" in result.stderr
    assert "UTF-8" in result.stderr
    assert days(session) == {}


@pytest.mark.parametrize("written", ["02/09/2026", "2026-09-02", "2/9/2026", "02-09-2026", "02.09.2026"])
def test_a_date_may_be_written_as_people_and_machines_write_it(take, session, written):
    take(f"{HEADING}{written},nghỉ,Quốc khánh,BLLĐ,\n")
    assert set(days(session)) == {date(2026, 9, 2)}


@pytest.mark.parametrize(
    "written", ["31/02/2026", "hôm qua", "09/15/2026", "02/09/26", "02/09/1900", "02/09/1989", "02/09/2100", "1/1/9999"]
)
def test_a_date_that_is_none_or_of_no_year_of_the_calendar_is_a_fault(take, session, written):
    document = take(f"{HEADING}{written},nghỉ,Quốc khánh,BLLĐ,\n01/09/2026,nghỉ,Quốc khánh,BLLĐ,\n", expect=1)
    assert places(document) == [(2, "date")]
    assert written in document["errors"][0]["message"]
    assert days(session) == {}


def test_the_same_line_twice_is_one_day(take, session):
    document = take(SWAP + "02/01/2026,nghỉ,Nghỉ  hoán đổi,12729/VPCP-KGVX,chính thức\n")
    assert (document["accepted"], document["skipped"]) == (2, 1)
    assert len(days(session)) == 2


def test_two_lines_that_contradict_each_other_are_a_fault(take, session):
    assert places(take(SWAP + "02/01/2026,off,Tết Dương lịch,12729/VPCP-KGVX,\n", expect=1)) == [(4, "date")]
    assert days(session) == {}


def test_a_make_up_day_on_a_day_that_is_worked_anyway_is_refused(take, session):
    document = take(HEADING + "01/09/2026,làm bù,Làm bù,Thông báo,\n", expect=1)
    assert places(document) == [(2, "date")]
    assert "vốn là ngày làm việc" in document["errors"][0]["message"]
    assert days(session) == {}


def test_a_holiday_on_a_sunday_is_accepted_and_said_to_change_nothing(take, session):
    text = HEADING + "26/04/2026,nghỉ lễ,Giỗ Tổ Hùng Vương,BLLĐ,\n27/04/2026,nghỉ bù,Giỗ Tổ (nghỉ bù),BLLĐ,\n"
    document = take(text)
    assert document["accepted"] == 2
    assert [(note["row"], note["column"]) for note in document["notes"]] == [(2, "date")]
    said = take(text, "--dry-run")
    assert "Dòng 2, cột “date”" in said.stdout
    assert "không làm thay đổi" in said.stdout


def test_a_day_known_as_expected_becomes_confirmed(take, session):
    line = "08/02/2027,nghỉ,Mùng ba Tết,{},{}\n"
    take(HEADING + line.format("Dự kiến", "dự kiến"))
    assert days(session)[date(2027, 2, 8)] == (DayKind.OFF, False)
    document = take(HEADING + line.format("Thông báo 1/TB-BNV", "chính thức"))
    assert (document["accepted"], document["skipped"]) == (1, 0)
    assert days(session)[date(2027, 2, 8)] == (DayKind.OFF, True)


def test_every_fault_of_every_row_is_told_and_nothing_is_written(take, session):
    document = take(
        HEADING
        + "02/09/2026,nghỉ,Quốc khánh,BLLĐ,\n"
        + "03/09/2026,đi chơi,Quốc khánh,BLLĐ,\n"
        + "04/09/2026,nghỉ,,BLLĐ,\n"
        + "05/09/2026,nghỉ,Quốc khánh,,\n"
        + ",nghỉ,Quốc khánh,BLLĐ,\n"
        + "07/09/2026,,Quốc khánh,BLLĐ,có lẽ\n"
        + f"08/09/2026,nghỉ,{'x' * 201},BLLĐ,\n",
        expect=1,
    )
    assert places(document) == [
        (3, "kind"),
        (4, "name"),
        (5, "source"),
        (6, "date"),
        (7, "kind"),
        (7, "status"),
        (8, "name"),
    ]
    assert days(session) == {}


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("date,kind,name", "Văn bản"),
        ("date,kind,name,source,màu", "màu"),
        ("date,kind,name,source,Ngày", "Ngày"),
    ],
)
def test_a_heading_that_is_not_understood_is_a_fault(take, heading, column):
    assert places(take(heading + "\n02/09/2026,nghỉ,a,b,c\n", expect=1)) == [(1, column)]


def test_a_trial_writes_nothing(take, session):
    assert "chạy thử" in take(SWAP, "--dry-run").stdout
    assert days(session) == {}


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xff\xd8\xff\xe0 picture", b"PK\x03\x04 no workbook"], ids=repr)
def test_what_is_no_table_is_one_sentence(take, data):
    assert take(data, "--dry-run", expect=1).stderr.count("\n") == 1


def test_a_year_is_confirmed_by_its_document(cli, session):
    result = cli.invoke("calendar", "confirm", "2027", "--source", "Thông báo nghỉ Tết 2027")
    assert result.exit_code == 0, result.output
    assert "2027" in result.stdout
    row = session.get(CalendarYear, 2027)
    assert (row.is_confirmed, row.source) == (True, "Thông báo nghỉ Tết 2027")


@pytest.mark.parametrize("arguments", [("1900", "a"), ("2100", "a"), ("99999", "a"), ("2027", " ")], ids=str)
def test_a_year_outside_the_calendar_or_without_a_document_is_refused_in_a_sentence(cli, session, arguments):
    year, source = arguments
    result = cli.invoke("calendar", "confirm", year, "--source", source)
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert session.query(CalendarYear).count() == 0
