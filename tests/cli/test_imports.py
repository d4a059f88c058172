"""Places, units and people from files: all rows or none, every fault with its row and column."""

import csv
import json
import stat
from pathlib import Path

import pytest

from petitions.domain.vocabulary import Level, LocalityKind, OrganisationKind, Role
from petitions.models import Locality, Organisation, OrganisationSuccession, Person
from petitions.queries.accounts import list_grants
from petitions.services.authentication import password_matches
from tests.adapters.test_table_file import a_workbook
from tests.builders import a_world

pytestmark = pytest.mark.both

SAMPLES = Path(__file__).resolve().parents[2] / "docs" / "import"


@pytest.fixture
def table(tmp_path):
    def write(text, name="bang.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8-sig")
        return str(path)

    return write


def count(session, model):
    session.expire_all()
    return session.query(model).count()


def faults(result):
    assert result.exit_code == 1, result.output
    return json.loads(result.stdout)["errors"]


# --- the samples that the documentation shows ---------------------------------------------------------


def test_the_samples_can_be_taken_in_one_after_the_other(cli, session, tmp_path):
    passwords = tmp_path / "mat-khau.csv"
    for arguments, said in (
        (("organisations", "import", str(SAMPLES / "don-vi.csv")), "Dòng mới: 8"),
        (("localities", "import", str(SAMPLES / "dia-ban.csv")), "Dòng mới: 3"),
        (("people", "import", str(SAMPLES / "nguoi-dung.csv"), "--passwords", str(passwords)), "Dòng mới: 6"),
    ):
        result = cli.invoke(*arguments)
        assert result.exit_code == 0, result.output
        assert said in result.stdout
    unit = session.query(Organisation).filter_by(code="so-nnmt").one()
    assert (unit.kind, unit.level, unit.approval_required) == (OrganisationKind.DEPARTMENT, Level.PROVINCE, True)
    assert session.get(Organisation, unit.parent_id).code == "ubnd-tinh"
    village = session.query(Locality).filter_by(code="37-BL-02").one()
    assert village.kind is LocalityKind.VILLAGE
    ha = session.query(Person).filter_by(username="ha.nguyen").one()
    assert {grant.role for grant in list_grants(session, [ha.id], living_only=True)} == {Role.CLERK, Role.OFFICE}
    deputy = session.query(Person).filter_by(username="ngoc.nguyen").one()
    assert [grant.locality_name for grant in list_grants(session, [deputy.id], living_only=True)] == ["xã Bình Lục"]


@pytest.mark.parametrize(
    ("noun", "sample"), [("organisations", "don-vi"), ("localities", "dia-ban"), ("people", "nguoi-dung")]
)
def test_the_same_file_again_changes_nothing(cli, session, tmp_path, noun, sample):
    cli.invoke("organisations", "import", str(SAMPLES / "don-vi.csv"))
    extra = ("--passwords", str(tmp_path / "a.csv")) if noun == "people" else ()
    cli.invoke(noun, "import", str(SAMPLES / f"{sample}.csv"), *extra)
    before = [count(session, model) for model in (Locality, Organisation, Person)]
    result = cli.invoke(noun, "import", str(SAMPLES / f"{sample}.csv"), "--json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert document["accepted"] == 0
    assert document["skipped"] > 0
    assert [count(session, model) for model in (Locality, Organisation, Person)] == before


def test_a_trial_writes_nothing(cli, session):
    result = cli.invoke("organisations", "import", str(SAMPLES / "don-vi.csv"), "--dry-run")
    assert result.exit_code == 0
    assert "chạy thử" in result.stdout
    assert count(session, Organisation) == 0
    assert count(session, Locality) == 0


# --- places and units -------------------------------------------------------------------------------


def test_rows_may_come_in_any_order_and_name_each_other(cli, session, table):
    path = table(
        "Loại;Mã;Tên;Thuộc;Địa bàn\n"
        "Sở;so-yt;Sở Y tế;ubnd;T\n"
        "UBND;ubnd;UBND tỉnh;;tỉnh Ninh Bình\n"
        "thôn;T-1-1;thôn Đông;xã Bình Lục;\n"
        "xã;T-1;xã Bình Lục;T;\n"
        "tỉnh;T;tỉnh Ninh Bình;;\n"
    )
    assert cli.invoke("organisations", "import", path).exit_code == 0
    session.expire_all()
    agency = session.query(Organisation).filter_by(code="so-yt").one()
    assert session.get(Organisation, agency.parent_id).name == "UBND tỉnh"
    assert session.get(Locality, agency.locality_id).name == "tỉnh Ninh Bình"
    assert agency.level is Level.PROVINCE


def test_a_known_code_is_changed_and_an_empty_cell_says_nothing(cli, session, table):
    cli.invoke("organisations", "import", str(SAMPLES / "don-vi.csv"))
    path = table("Mã,Tên,Loại,Hộp thư\nso-nnmt,Sở Nông nghiệp và Môi trường,Sở,\n")
    result = cli.invoke("organisations", "import", path)
    assert "có thay đổi: 1" in result.stdout, result.output
    session.expire_all()
    unit = session.query(Organisation).filter_by(code="so-nnmt").one()
    assert unit.name == "Sở Nông nghiệp và Môi trường"
    assert unit.mailbox == "so-nnmt@example.vn"
    assert unit.approval_required
    assert unit.parent_id is not None


def test_what_took_over_is_written_even_when_it_comes_later_in_the_file(cli, session, table):
    path = table(
        "Mã;Tên;Loại;Địa bàn;Đến ngày;Kế tục\n"
        "P;tỉnh A;tỉnh;;;\n"
        "cu;Sở Cũ;Sở;P;30/06/2030;moi-1, moi-2\n"
        "moi-1;Sở Mới 1;Sở;P;;\n"
        "moi-2;Sở Mới 2;Sở;P;;\n"
    )
    assert cli.invoke("organisations", "import", path).exit_code == 0
    assert count(session, OrganisationSuccession) == 2


def test_every_fault_of_every_row_is_told_and_nothing_is_written(cli, session, table):
    path = table(
        "Mã;Tên;Loại;Thuộc;Địa bàn;Từ ngày;Lãnh đạo duyệt\n"
        "T;tỉnh Ninh Bình;tỉnh;;;31/02/2025;\n"
        "T;tỉnh Khác;tỉnh;;;;\n"
        ";xã Không Mã;xã;T;;;\n"
        "x y;xã Mã Sai;xã;Z9;;;\n"
        "v;thôn Dưới Tỉnh;thôn;T;;;\n"
        "s;;Sở;;không đâu;;có lẽ\n"
        "k;Đơn vị lạ;đoàn thể;;;;\n"
    )
    result = cli.invoke("organisations", "import", path, "--json")
    found = {(fault["row"], fault["column"]) for fault in faults(result)}
    assert found >= {
        (2, "Từ ngày"),
        (3, "Mã"),
        (4, "Mã"),
        (5, "Thuộc"),
        (7, "Tên"),
        (7, "Địa bàn"),
        (7, "Lãnh đạo duyệt"),
        (8, "Loại"),
    }
    assert count(session, Locality) == 0
    plain = cli.invoke("organisations", "import", path)
    assert plain.exit_code == 1
    assert "Dòng 2, cột “Từ ngày”: không phải ngày; hãy ghi ngày/tháng/năm (“31/02/2025”)." in plain.stderr
    assert "Chưa ghi gì" in plain.stderr
    assert plain.stdout == ""


def test_one_faulty_row_is_not_blamed_on_those_that_rest_on_it(cli, table):
    path = table("Mã;Tên;Loại;Thuộc;Từ ngày\nT;tỉnh A;tỉnh;;hôm qua\nX;xã B;xã;T;\nV;thôn C;thôn;X;\n")
    assert [(f["row"], f["column"]) for f in faults(cli.invoke("localities", "import", path, "--json"))] == [
        (2, "Từ ngày")
    ]


def test_units_that_lie_under_each_other_are_a_fault(cli, table):
    path = table("Mã;Tên;Loại;Thuộc;Địa bàn\nP;tỉnh A;tỉnh;;\na;Sở A;Sở;b;P\nb;Sở B;Sở;a;P\n")
    found = faults(cli.invoke("organisations", "import", path, "--json"))
    assert {(f["row"], f["column"]) for f in found} == {(3, "Thuộc"), (4, "Thuộc")}


def test_a_name_that_several_have_needs_the_code(cli, table):
    path = table(
        "Mã;Tên;Loại;Thuộc\nA;tỉnh A;tỉnh;\nB;tỉnh B;tỉnh;\nA1;xã Tân Tiến;xã;A\nB1;xã Tân Tiến;xã;B\n"
        "V;thôn 1;thôn;xã Tân Tiến\n"
    )
    (fault,) = faults(cli.invoke("localities", "import", path, "--json"))
    assert (fault["row"], fault["column"]) == (6, "Thuộc")
    assert "mã" in fault["message"]


@pytest.mark.parametrize(
    ("heading", "column"),
    [("Mã;Tên", "Loại"), ("Mã;Tên;Loại;Cột lạ", "Cột lạ"), ("Mã;Tên;Loại;Mã số", "Mã số")],
)
def test_a_heading_that_is_not_understood_is_a_fault(cli, table, heading, column):
    found = faults(cli.invoke("organisations", "import", table(f"{heading}\n1;a;tỉnh\n"), "--json"))
    assert [(f["row"], f["column"]) for f in found] == [(1, column)]


@pytest.mark.parametrize(
    ("noun", "heading", "row"),
    [
        ("organisations", "Mã;Tên;Loại", "{0};tỉnh {0};tỉnh"),
        ("localities", "Mã;Tên;Loại", "{0};tỉnh {0};tỉnh"),
        ("people", "Tên đăng nhập;Họ và tên;Điện thoại", "nguoi{0};Người {0};"),
        ("calendar", "date;kind;name;source", "{0}/1/2028;nghỉ;Nghỉ;thử"),
    ],
)
def test_a_cell_beside_the_columns_is_a_fault_and_never_dropped_in_silence(cli, world, table, noun, heading, row):
    path = table(f"{heading};\n{row.format(1)};;;\n{row.format(2)};;;thừa\n{row.format(3)};lạc\n")
    found = faults(cli.invoke(noun, "import", path, "--json"))
    beside = heading.count(";") + 1
    assert {(f["row"], f["column"]) for f in found} == {(3, "ABCDEFG"[beside + 2]), (4, "ABCDEFG"[beside])}


def test_places_alone_are_places_alone(cli, table):
    path = table("Mã;Tên;Loại;Địa bàn\nP;tỉnh A;tỉnh;\ns;Sở A;Sở;P\n")
    assert [f["row"] for f in faults(cli.invoke("localities", "import", path, "--json"))] == [3]


def test_a_workbook_is_taken_as_it_is(cli, session, tmp_path):
    path = tmp_path / "dia-ban.xlsx"
    path.write_bytes(
        a_workbook(("Mã", "Tên", "Loại", "Thuộc"), (37, "tỉnh Ninh Bình", "tỉnh", ""), ("x", "xã A", "xã", 37))
    )
    assert cli.invoke("localities", "import", str(path)).exit_code == 0
    assert {row.code for row in session.query(Locality)} == {"37", "x"}


@pytest.mark.parametrize("noun", ["organisations", "localities", "people"])
def test_what_is_no_table_is_one_sentence(cli, tmp_path, noun):
    path = tmp_path / "anh.csv"
    path.write_bytes(b"\xff\xd8\xff\xe0 picture")
    result = cli.invoke(noun, "import", str(path))
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "UTF-8" in result.stderr
    (fault,) = faults(cli.invoke(noun, "import", str(path), "--json"))
    assert "UTF-8" in fault["message"]


@pytest.mark.parametrize("noun", ["organisations", "localities", "people"])
def test_a_file_that_is_not_there_is_one_sentence(cli, tmp_path, noun):
    path = str(tmp_path / "khong-co.csv")
    result = cli.invoke(noun, "import", path)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "Không có tệp này" in result.stderr
    (fault,) = faults(cli.invoke(noun, "import", path, "--json"))
    assert "Không có tệp này" in fault["message"]


def test_ten_thousand_villages_do_not_take_for_ever(cli, session, table):
    rows = "".join(f"V{number};thôn {number};thôn;X\n" for number in range(1000))
    path = table(f"Mã;Tên;Loại;Thuộc\nT;tỉnh A;tỉnh;\nX;xã B;xã;T\n{rows}")
    assert "Dòng mới: 1002" in cli.invoke("localities", "import", path).stdout


# --- people -------------------------------------------------------------------------------------------


@pytest.fixture
def world(session):
    world = a_world(session)
    world.agency.code, world.commune_council.code = "so-xd", "hdnd-bl"
    session.flush()
    return world


def test_new_people_get_passwords_in_a_file_that_only_the_owner_reads(cli, session, world, table):
    path = table("Tên đăng nhập;Họ và tên;Đơn vị;Vai trò\nmoi;Người Mới;so-xd;Chuyên viên\nclerk;Người Thứ clerk;;\n")
    result = cli.invoke("people", "import", path)
    assert result.exit_code == 0, result.output
    target = Path(path).with_name("bang-passwords.csv")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    rows = list(csv.reader(target.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert rows[0] == ["Tên đăng nhập", "Họ và tên", "Đơn vị", "Mật khẩu"]
    ((username, _name, unit, password),) = rows[1:]
    assert (username, unit) == ("moi", "so-xd")
    person = session.query(Person).filter_by(username="moi").one()
    assert password_matches(person.password_hash, password)
    assert person.must_change_password


def test_an_existing_file_of_passwords_is_never_overwritten(cli, session, world, table, tmp_path):
    path = table("Tên đăng nhập;Họ và tên\nmoi;Người Mới\n")
    kept = tmp_path / "giu.csv"
    kept.write_text("giữ lại")
    result = cli.invoke("people", "import", path, "--passwords", str(kept))
    assert result.exit_code == 1
    assert result.stderr == f"Error: Đã có {kept} và sẽ không bị ghi đè; hãy chọn tên khác.\n"
    assert kept.read_text() == "giữ lại"
    assert session.query(Person).filter_by(username="moi").count() == 0


def test_passwords_for_a_folder_that_is_not_there_open_no_account(cli, session, world, table, tmp_path):
    path = table("Tên đăng nhập;Họ và tên\nmoi;Người Mới\n")
    result = cli.invoke("people", "import", path, "--passwords", str(tmp_path / "khong-co" / "mk.csv"))
    assert result.exit_code == 1
    assert "chưa có thư mục để chứa tệp đó" in result.stderr
    assert result.stderr.count("\n") == 1
    assert session.query(Person).filter_by(username="moi").count() == 0


def test_known_people_get_the_roles_they_lack_and_keep_their_password(cli, session, world, table):
    before = session.query(Person).filter_by(username="clerk").one().password_hash
    path = table("Tài khoản,Họ tên,Đơn vị,Vai trò\nCLERK,Nguyễn Thị Mới,hdnd-bl,Văn phòng HĐND\n")
    assert cli.invoke("people", "import", path).exit_code == 0
    session.expire_all()
    person = session.query(Person).filter_by(username="clerk").one()
    assert (person.full_name, person.password_hash) == ("Nguyễn Thị Mới", before)
    roles = {grant.role for grant in list_grants(session, [person.id], living_only=True)}
    assert roles == {Role.CLERK, Role.OFFICE}


def test_every_fault_of_people_is_told_and_nothing_is_written(cli, session, world, table):
    path = table(
        "Tên đăng nhập;Họ và tên;Đơn vị;Vai trò;Địa bàn phụ trách;Thư điện tử\n"
        "tot;Người Tốt;so-xd;Chuyên viên;;\n"
        "tot;Người Khác Hẳn;so-xd;Lãnh đạo;;\n"
        "có dấu cách;A;;;;\n"
        "b;;so-xd;Chuyên viên;;\n"
        "cc;C;so-xd;;;\n"
        "dd;D;không có;Chuyên viên;;\n"
        "ee;E;so-xd;Thường trực;;\n"
        "ff;F;so-xd;Trưởng ban nhạc;;\n"
        "gg;G;so-xd;Chuyên viên;xã Bình Lục;không-phải-thư\n"
    )
    found = {(f["row"], f["column"]) for f in faults(cli.invoke("people", "import", path, "--json"))}
    assert found == {
        (3, "Họ và tên"),
        (4, "Tên đăng nhập"),
        (5, "Họ và tên"),
        (6, "Vai trò"),
        (7, "Đơn vị"),
        (8, "Vai trò"),
        (9, "Vai trò"),
        (10, "Thư điện tử"),
    }
    assert session.query(Person).filter_by(username="tot").count() == 0
    assert not Path(path).with_name("bang-passwords.csv").exists()


def test_a_name_that_would_be_a_formula_is_written_as_text(cli, world, table):
    path = table("Tên đăng nhập;Họ và tên\nmoi;=HYPERLINK(1)\n")
    assert cli.invoke("people", "import", path).exit_code == 0
    assert ";'=HYPERLINK(1);" in Path(path).with_name("bang-passwords.csv").read_text(encoding="utf-8-sig")
