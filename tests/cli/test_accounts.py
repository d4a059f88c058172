"""People from the command line: the first administrator on an empty installation, passwords, roles."""

import json

import pytest

from petitions.domain.vocabulary import Role
from petitions.models import Organisation, Person
from petitions.queries.accounts import list_grants
from petitions.services.authentication import password_matches
from tests.builders import a_person, a_world

pytestmark = pytest.mark.both

FINE = "con trâu đi trước"


def the_person(session, username):
    session.expire_all()
    return session.query(Person).filter_by(username=username).one()


def roles_of(session, username):
    grants = list_grants(session, [the_person(session, username).id], living_only=True)
    return {(grant.role, grant.organisation_name) for grant in grants}


def test_one_command_makes_the_first_administrator_of_an_empty_installation(cli, session, client):
    result = cli.invoke("accounts", "create", "Quan.Tri", "--name", "Nguyễn Văn Quản", "--json")
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    assert (said["username"], said["role"]) == ("quan.tri", "administrator")
    client.sign_in("quan.tri", said["password"])
    assert client.get("/admin/").headers["Location"] == "/account/password/"
    client.send("/account/password/", current_password=said["password"], new_password=FINE, new_password_again=FINE)
    page = client.get("/admin/")
    assert page.status_code == 200
    assert "Chưa có Hội đồng nhân dân nào" in page.words


def test_the_password_is_printed_once_in_plain_sight(cli, session):
    result = cli.invoke("accounts", "create", "quan.tri", "--name", "Quản")
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("Mật khẩu: ")]
    assert password_matches(the_person(session, "quan.tri").password_hash, line.removeprefix("Mật khẩu: "))


def test_a_password_may_come_from_standard_input_and_then_stays(cli, session):
    result = cli.invoke("accounts", "create", "quan.tri", "--name", "Quản", "--password-stdin", input=f"{FINE}\n")
    assert result.exit_code == 0
    assert FINE not in result.output
    person = the_person(session, "quan.tri")
    assert password_matches(person.password_hash, FINE)
    assert not person.must_change_password


def test_a_weak_password_is_refused_in_a_sentence(cli, session):
    result = cli.invoke("accounts", "create", "quan.tri", "--name", "Quản", "--password-stdin", input="matkhau\n")
    assert result.exit_code == 1
    assert "ít nhất 10 ký tự" in result.stderr
    assert session.query(Person).count() == 0
    assert session.query(Organisation).count() == 0


def test_where_units_are_the_administrator_gets_one_of_them(cli, session):
    world = a_world(session)
    session.query(Person).filter_by(username="admin").update({"is_active": False})
    cli.invoke("accounts", "create", "quan.tri", "--name", "Quản", "--organisation", "HĐND tỉnh")
    assert roles_of(session, "quan.tri") == {(Role.ADMINISTRATOR, world.province_council.name)}


def test_a_second_account_is_nobody_until_it_is_granted_something(cli, session):
    a_world(session)
    result = cli.invoke("accounts", "create", "moi", "--name", "Người Mới")
    assert result.exit_code == 0
    assert "accounts grant" in result.stdout
    assert roles_of(session, "moi") == set()
    result = cli.invoke("accounts", "grant", "MOI", "--role", "clerk", "--organisation", "hđnd xã bình lục")
    assert result.exit_code == 0, result.output
    assert {role for role, _unit in roles_of(session, "moi")} == {Role.CLERK}
    assert (
        cli.invoke("accounts", "grant", "moi", "--role", "clerk", "--organisation", "HĐND xã Bình Lục").exit_code == 0
    )


def test_a_deputy_is_narrowed_to_an_area(cli, session):
    a_world(session)
    a_person(session, username="moi")
    arguments = ("--role", "deputy", "--organisation", "HĐND tỉnh", "--area", "xa binh luc")
    assert cli.invoke("accounts", "grant", "moi", *arguments).exit_code == 0
    (grant,) = list_grants(session, [the_person(session, "moi").id], living_only=True)
    assert grant.locality_name == "xã Bình Lục"


def test_a_role_is_taken_back_with_a_reason(cli, session):
    a_world(session)
    arguments = ("clerk", "--role", "clerk", "--organisation", "HĐND xã Bình Lục", "--reason", "Nghỉ hưu")
    assert cli.invoke("accounts", "revoke", *arguments).exit_code == 0
    assert roles_of(session, "clerk") == set()
    assert cli.invoke("accounts", "revoke", *arguments).exit_code == 1


def test_a_reset_password_ends_what_was_open_and_has_to_be_changed(cli, session, client):
    a_world(session)
    client.sign_in("office")
    made = json.loads(cli.invoke("accounts", "reset-password", "office", "--json").stdout)["password"]
    assert client.get("/account/").status_code == 303
    client.sign_in("office", made)
    assert client.get("/").headers["Location"] == "/account/password/"


def test_the_list_is_one_account_a_line(cli, session):
    a_world(session)
    lines = cli.invoke("accounts", "list").stdout.splitlines()
    assert "deputy\tNgười Thứ deputy\tdeputy@HĐND tỉnh" in lines
    assert len(lines) == session.query(Person).count()
    assert cli.invoke("accounts", "list", "--closed").stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("create", "OFFICE", "--name", "Trùng"),
        ("create", "có cách", "--name", "Sai tên"),
        ("create", "moi", "--name", " "),
        ("create", "moi", "--name", "A", "--role", "clerk", "--organisation", "không có"),
        ("create", "moi", "--name", "A", "--role", "office", "--organisation", "Sở Y tế tỉnh Ninh Bình"),
        ("reset-password", "khong-co"),
        ("grant", "khong-co", "--role", "clerk", "--organisation", "HĐND tỉnh"),
        ("grant", "office", "--role", "clerk", "--organisation", "không có"),
        ("revoke", "admin", "--role", "administrator", "--organisation", "HĐND tỉnh", "--reason", "thử"),
    ],
)
def test_a_refusal_is_one_plain_sentence_and_changes_nothing(cli, session, arguments):
    a_world(session)
    before = session.query(Person).count()
    result = cli.invoke("accounts", *arguments)
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr
    session.expire_all()
    assert session.query(Person).count() == before
    assert session.query(Person).filter_by(username="moi").count() == 0


def test_a_unit_without_a_role_is_a_question_not_a_guess(cli, session):
    a_world(session)
    result = cli.invoke("accounts", "create", "moi", "--name", "A", "--organisation", "HĐND tỉnh")
    assert result.exit_code == 2
    assert "--role" in result.stderr
