"""`petitions demo load`: a world to look around in, and only where nobody works yet."""

import pytest

from petitions.models import Case, Person
from tests.builders import a_person


@pytest.fixture
def empty(cli):
    """An installation that has what every installation starts with."""
    cli.invoke("db", "upgrade")
    return cli


def test_it_prints_the_accounts_they_sign_in_and_a_second_load_is_refused(empty, app, session):
    reply = empty.invoke("demo", "load")
    assert reply.exit_code == 0, reply.stderr
    assert "cu-tri-2026" in reply.stdout
    for name in ("clerk", "clerk2", "office", "board", "officer", "leader", "officer2", "leader2", "auditor", "admin"):
        assert f"  {name} " in reply.stdout
        app.test_client().sign_in(name)
    assert session.query(Person).filter_by(is_demo=False).count() == 0

    before = session.query(Case).count()
    reply = empty.invoke("demo", "load")
    assert reply.exit_code == 1
    assert "Dữ liệu thử chỉ được nạp vào cơ sở dữ liệu còn trống" in reply.stderr
    assert session.query(Case).count() == before > 100


def test_a_database_with_somebodys_account_is_left_alone(empty, session):
    a_person(session, username="thu.ha")
    reply = empty.invoke("demo", "load")
    assert reply.exit_code == 1
    assert len(reply.stderr.splitlines()) == 1
    assert session.query(Case).count() == 0
