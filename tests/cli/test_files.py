"""The bytes of files looked after from the terminal."""

import io
import json
import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from petitions.extensions import file_store
from petitions.models import CaseFile, StoredFile
from petitions.services.files import IncomingFile, accept_files, add_files
from tests import papers
from tests.builders import a_world
from tests.cases import a_case

pytestmark = pytest.mark.both


@pytest.fixture
def store(app):
    with app.app_context():
        return file_store()


@pytest.fixture
def digest(session, store, now):
    """The digest of a scan that is on file."""
    world = a_world(session)
    case = a_case(session, world)
    sent = [IncomingFile("đơn.pdf", io.BytesIO(papers.a_pdf()))]
    add_files(
        session,
        case.code,
        accept_files(sent, store=store, scanner=None, limit_mb=20),
        actor=world.clerk,
        now=now,
    )
    return session.query(CaseFile).one().digest


def path_of(data_dir, digest):
    return data_dir / "files" / digest[:2] / digest[2:4] / digest


def test_where_all_is_well_check_says_so(cli, digest):
    result = cli.invoke("files", "check")
    assert (result.exit_code, result.stdout) == (0, "")


def test_one_changed_byte_is_named(cli, digest, data_dir):
    path = path_of(data_dir, digest)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    result = cli.invoke("files", "check", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == [{"digest": digest, "fault": "changed"}]


def test_a_missing_file_is_named(cli, digest, data_dir):
    path_of(data_dir, digest).unlink()
    result = cli.invoke("files", "check")
    assert (result.exit_code, result.stdout) == (1, f"{digest}\tmissing\n")


def test_only_old_bytes_that_nobody_speaks_of_are_swept(cli, digest, store, data_dir, now):
    orphan, young = "ab" * 32, "cd" * 32
    for each in (orphan, young):
        store.put(each, b"x")
    for each, hours in ((orphan, 25), (digest, 25), (young, 23)):
        written = (now - timedelta(hours=hours)).timestamp()
        os.utime(path_of(data_dir, each), (written, written))

    assert cli.invoke("files", "sweep", "--dry-run").stdout == f"{orphan}\n"
    assert store.has(orphan)
    assert cli.invoke("files", "sweep").stdout == f"{orphan}\n"
    assert not store.has(orphan)
    assert store.has(digest)
    assert store.has(young)
    assert cli.invoke("files", "sweep").stdout == ""


KILLED = """
import io, os, signal, sys
from datetime import UTC, datetime
from petitions import create_app
from petitions.config import settings_from_environment
from petitions.domain.identity import Actor, Grant
from petitions.domain.vocabulary import Role
from petitions.extensions import file_store, transaction
from petitions.services.files import IncomingFile, accept_files, add_files

code, person, unit = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
clerk = Actor(person_id=person, name="Thư ký", grants=(Grant(Role.CLERK, unit),))
with create_app(settings_from_environment()).app_context():
    sent = [IncomingFile("đơn.pdf", io.BytesIO(sys.stdin.buffer.read()))]
    accepted = accept_files(sent, store=file_store(), scanner=None, limit_mb=20)
    with transaction() as session:
        add_files(session, code, accepted, actor=clerk, now=datetime.now(UTC))
        session.flush()
        print("written", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_killed_before_its_commit_leaves_bytes_to_sweep_and_no_row(session, cli, store, app, data_dir):
    world = a_world(session)
    case = a_case(session, world)
    session.commit()
    environment = os.environ | {
        "PETITIONS_DATABASE_URL": app.config["SETTINGS"].database_url,
        "PETITIONS_DATA_DIR": str(data_dir),
        "PETITIONS_FILES_URL": app.config["SETTINGS"].files_url,
    }
    arguments = [case.code, str(world.clerk.person_id), str(world.commune_council.id)]
    session.rollback()

    killed = subprocess.run(
        [sys.executable, "-c", KILLED, *arguments],
        input=papers.a_pdf(),
        env=environment,
        capture_output=True,
        check=False,
    )

    assert (killed.returncode, killed.stdout) == (-signal.SIGKILL, b"written\n"), killed.stderr.decode()
    assert session.query(CaseFile).count() == session.query(StoredFile).count() == 0
    (left,) = store.objects()
    os.utime(path_of(data_dir, left.digest), (0, 0))
    assert cli.invoke("files", "check").exit_code == 0
    assert cli.invoke("files", "sweep").stdout == f"{left.digest}\n"
    assert list(store.objects()) == []
