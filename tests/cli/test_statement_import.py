"""`petitions import statements`: all statements of a list or none, every fault with its row and column."""

import json
from datetime import date

import pytest
import sqlalchemy as sa

from petitions.models import Statement
from tests import papers, workbooks
from tests.builders import a_meeting, a_round, a_world
from tests.workbooks import PLAIN_HEADING, PLAIN_ROWS

pytestmark = pytest.mark.both

GOOD = [PLAIN_HEADING, *PLAIN_ROWS]


@pytest.fixture
def meeting(session):
    world = a_world(session)
    return a_meeting(session, a_round(session, world.province_council), world.commune, world.commune_council)


@pytest.fixture
def take(cli, tmp_path, meeting):
    """Import a file; what is said is JSON unless other words are asked for."""

    def run(data, *options, expect=0, name="ý kiến.xlsx", as_json=True, key=None):
        path = tmp_path / name
        path.write_bytes(data)
        more = [*options, *(["--json"] if as_json else [])]
        result = cli.invoke("import", "statements", str(path), "--meeting", str(key or meeting.id), *more)
        assert result.exit_code == expect, result.output
        return json.loads(result.stdout) if as_json else result

    return run


def count(session):
    session.expire_all()
    return session.scalar(sa.select(sa.func.count()).select_from(Statement))


@pytest.mark.parametrize("write", [workbooks.xlsx, workbooks.xls, workbooks.ods])
def test_a_good_list_is_written_whole(session, take, write):
    told = take(write(GOOD))
    assert (told["accepted"], told["skipped"], told["errors"]) == (3, 1, [])
    assert count(session) == 3


def test_csv_is_taken_as_well(session, take):
    text = "\n".join(";".join(map(str, row)) for row in GOOD)
    assert take(text.encode(), name="ý kiến.csv")["accepted"] == 3


def test_the_messy_list_is_taken_with_its_warnings(session, take):
    told = take(workbooks.the_messy_list())
    assert (told["accepted"], told["skipped"]) == (4, 11)
    assert told["errors"] == []
    lost = [each for each in told["warnings"] if each["column"] == "SĐT"]
    assert [(each["row"], "số 0" in each["message"]) for each in lost] == [(9, True)]
    kept = session.scalars(sa.select(Statement.speaker_phone).order_by(Statement.position)).all()
    assert kept[0] == "912345678"


def test_a_trial_writes_nothing(session, take):
    assert take(workbooks.xlsx(GOOD), "--dry-run")["accepted"] == 3
    assert count(session) == 0
    assert take(workbooks.xlsx(GOOD))["accepted"] == 3


def test_one_faulty_row_holds_all_back_and_every_fault_has_its_place(session, take):
    rows = [*GOOD, (4, "A" * 130, "", "Nước đục.", "", ""), (5, "B", "", "", "", "")]
    told = take(workbooks.xlsx(rows), expect=1)
    assert (told["accepted"], told["skipped"]) == (0, 0)
    assert [(each["row"], each["column"]) for each in told["errors"]] == [
        (5, "Họ và tên cử tri"),
        (6, "Nội dung ý kiến"),
    ]
    assert all(each["message"].endswith(".") for each in told["errors"])
    assert count(session) == 0
    said = take(workbooks.xlsx(rows), expect=1, as_json=False)
    assert "Dòng 6, cột “Nội dung ý kiến”" in said.stderr


def test_the_same_file_is_noticed(session, take):
    take(workbooks.xlsx(GOOD))
    told = take(workbooks.xlsx(GOOD), expect=1)
    assert told["accepted"] == 0
    assert "02/03/2026" in told["errors"][0]["message"]
    assert count(session) == 3
    assert take(workbooks.xlsx(GOOD), "--again")["accepted"] == 3
    assert count(session) == 6


@pytest.mark.parametrize(
    "data",
    [
        b"",
        workbooks.locked(),
        workbooks.with_macro(),
        workbooks.broken_off(),
        papers.a_picture("PNG"),
        papers.a_docx(),
        workbooks.a_stray_cell("J1048576"),
        workbooks.xlsx([[f"cột {n}" for n in range(300)]]),
        workbooks.xlsx([("Chỉ một", "vài chữ")]),
        b"\x89PNG\r\n\x1a\n",
        b"a;b\n" + bytes(range(128, 256)),
    ],
    ids=[
        "empty",
        "locked",
        "macro",
        "broken",
        "picture",
        "word",
        "stray cell",
        "300 columns",
        "no list",
        "png",
        "bytes",
    ],
)
def test_a_file_that_is_no_list_is_one_plain_sentence(session, take, data):
    told = take(data, expect=1)
    (error,) = told["errors"]
    assert error["message"].endswith(".")
    assert take(data, expect=1, as_json=False).stderr.count("\n") == 1
    assert count(session) == 0


@pytest.mark.parametrize("name", ["nope.xls", ""], ids=["missing", "folder"])
def test_a_file_that_is_not_there_is_one_plain_sentence(cli, meeting, tmp_path, name):
    command = ("import", "statements", str(tmp_path / name), "--meeting", str(meeting.id))
    told = cli.invoke(*command, "--json")
    assert told.exit_code == 1
    (error,) = json.loads(told.stdout)["errors"]
    assert error["message"].startswith("Không có tệp này")
    said = cli.invoke(*command)
    assert (said.exit_code, said.stdout, said.stderr.count("\n")) == (1, "", 1)
    assert "Không có tệp này" in said.stderr


def test_a_cell_of_a_megabyte_is_a_fault_of_its_row(session, take):
    (error,) = take(workbooks.with_a_huge_cell(), expect=1)["errors"]
    assert (error["row"], error["column"]) == (3, "Nội dung ý kiến")
    assert len(error["message"]) < 200


def test_errors_and_unsaved_results_of_formulas_are_faults_of_their_cells(session, take):
    def arm(_book, sheet):
        sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")

    told = take(workbooks.xlsx(GOOD, arm=arm), expect=1)
    assert [(each["row"], each["column"]) for each in told["errors"]] == [(2, "Nội dung ý kiến")]
    assert "#DIV/0!" in told["errors"][0]["message"]


def test_hidden_rows_are_taken_and_told(session, take):
    told = take(workbooks.xlsx(GOOD, arm=lambda _book, sheet: sheet.set_row(2, None, None, {"hidden": True})))
    assert told["accepted"] == 3
    assert [(each["row"], each["column"]) for each in told["warnings"] if "ẩn" in each["message"]] == [(3, None)]


def test_a_meeting_that_is_not_there_is_said(take):
    assert "hội nghị" in take(workbooks.xlsx(GOOD), expect=1, key=99_999)["errors"][0]["message"]


def test_a_meeting_to_come_takes_nothing(session, take, meeting):
    meeting.held_on = date(2026, 3, 3)
    (error,) = take(workbooks.xlsx(GOOD), expect=1)["errors"]
    assert "chưa" in error["message"]
