"""Where the demo's published password lives, only this machine is served."""

import socket

import pytest

from petitions.models import Person
from tests.builders import a_world


@pytest.fixture
def served(monkeypatch):
    """Hosts that would have been listened on."""
    hosts = []
    monkeypatch.setattr("waitress.serve", lambda _app, host, **_options: hosts.append(host))
    return hosts


@pytest.fixture
def demo(session):
    a_world(session)
    session.query(Person).filter_by(username="clerk").update({"is_demo": True})


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "", "example.vn", "127.0.0.1.example.vn"])  # noqa: S104 - the point
def test_a_demo_is_served_to_nobody_else(cli, demo, served, host):
    result = cli.invoke("serve", "--host", host)
    assert result.exit_code == 1
    assert "127.0.0.1" in result.stderr
    assert result.stderr.count("\n") == 1
    assert served == []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.5", "localhost", "::1"])
def test_a_demo_is_served_here(cli, demo, served, host):
    assert cli.invoke("serve", "--host", host).exit_code == 0
    assert served == [host]


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1"])  # noqa: S104 - the point
def test_an_installation_without_demo_is_served_anywhere(cli, session, served, host):
    assert cli.invoke("serve", "--host", host).exit_code == 0
    assert served == [host]


def test_demo_accounts_that_were_closed_no_longer_hold_it_back(cli, session, demo, served):
    session.query(Person).filter_by(username="clerk").update({"is_active": False})
    assert cli.invoke("serve", "--host", "0.0.0.0").exit_code == 0  # noqa: S104 - the point


def test_a_port_in_use_is_one_sentence(cli, session, monkeypatch):
    def listen(_app, host, port, **_options):
        with socket.socket() as second:
            second.bind((host, port))

    monkeypatch.setattr("waitress.serve", listen)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = cli.invoke("serve", "--no-worker", "--port", str(taken.getsockname()[1]))
    assert result.exit_code == 1
    assert result.stderr == "Error: Địa chỉ và cổng này đã có chương trình khác dùng; hãy chọn cổng khác bằng --port.\n"
