"""The restore drill: what a backup holds comes back to the last row and byte, or nothing happens at all."""

import gzip
import hashlib
import json
import os
import re
import stat
import threading
import uuid
from datetime import date

import pytest
import sqlalchemy as sa
from flask_migrate import upgrade

from petitions import create_app
from petitions.adapters.backup_folder import BackupFault, BackupFolder
from petitions.cli.backup import SENTENCES
from petitions.cli.restore import summary_of
from petitions.config import Settings
from petitions.extensions import db, file_store, transaction
from petitions.models import Case, CaseEvent, CaseFile, Person, StoredFile
from petitions.services.backup import tables_of
from petitions.services.files import AcceptedFile, Attachments, add_files
from petitions.services.intake import CaseDraft, VoterDraft, record_case, submit_case
from tests.builders import NOW, a_world
from tests.cases import a_case
from tests.conftest import POSTGRES_HOST
from tests.postgres import administer

pytestmark = pytest.mark.both

WRITERS = 4


def attachments_of(data):
    store = file_store()
    digest = hashlib.sha256(data).hexdigest()
    store.put(digest, data)
    return Attachments([AcceptedFile("biên bản.pdf", digest, "application/pdf", data)], store)


def record(world, text):
    """Put a case with a file on file and submit it, as a clerk does; return its code."""
    draft = CaseDraft(
        summary=text,
        content=f"{text}\nĐề nghị sửa.",
        subject_field_id=world["field"],
        locality_id=world["commune"],
        received_on=date(2026, 3, 1),
        voter=VoterDraft("Trần Văn Quế", "0912 345 678"),
    )
    attachments = attachments_of(f"%PDF-1.7 {text}".encode())
    with transaction() as session:
        code = record_case(session, draft, actor=world["clerk"], now=NOW).code
        add_files(session, code, attachments, actor=world["clerk"], now=NOW)
    with transaction() as session:
        submit_case(session, code, actor=world["clerk"], now=NOW)
    return code


@pytest.fixture
def world(session):
    made = a_world(session)
    a_case(session, made)
    session.commit()
    return {"field": made.field.id, "commune": made.commune.id, "clerk": made.clerk}


@pytest.fixture
def installed(tmp_path, request):
    """Make another installation; of the kind under test, unless another is asked for."""
    made = []

    def install(name, *, kind=None):
        kind = kind or request.config.getoption("--database")
        url = f"sqlite:///{tmp_path / name}.sqlite3"
        if kind == "postgresql":
            database = f"petitions_{uuid.uuid4().hex}"
            administer(os.environ[POSTGRES_HOST], f"CREATE DATABASE {database}")
            url = f"postgresql+psycopg://postgres@/{database}?host={os.environ[POSTGRES_HOST]}"
        data_dir = tmp_path / name
        data_dir.mkdir()
        settings = Settings(
            data_dir=data_dir, database_url=url, secret_key=name, files_url=(data_dir / "files").as_uri()
        )
        made.append(create_app(settings))
        return made[-1]

    yield install
    for app in made:
        with app.app_context():
            db.engine.dispose()


def restore(app, folder, *options):
    return app.test_cli_runner().invoke(args=["restore", str(folder), *options])


def summaries(app):
    with app.app_context(), db.engine.connect() as connection:
        return {name: summary_of(connection, table) for name, table in tables_of(connection).items()}


def contents(app):
    with app.app_context():
        digests = db.session.scalars(sa.select(StoredFile.digest)).all()
        return {digest: b"".join(file_store().read(digest)) for digest in digests}


def test_a_backup_while_people_write_comes_back_to_the_last_row_and_byte(app, cli, world, installed, tmp_path):
    stop, faults, written = threading.Event(), [], []

    def work(number):
        try:
            with app.app_context():
                while not stop.is_set():
                    written.append(record(world, f"Việc của người {number}, lần {len(written)}"))
                    db.session.remove()
        except Exception as error:  # noqa: BLE001 - told below
            faults.append(error)

    with app.app_context():
        first = [record(world, f"Trước khi sao lưu {n}") for n in range(5)]
    people = [threading.Thread(target=work, args=(number,)) for number in range(WRITERS)]
    for person in people:
        person.start()
    results = [cli.invoke("backup", str(tmp_path / f"backup-{n}")) for n in range(3)]
    stop.set()
    for person in people:
        person.join()

    assert faults == []
    assert [result.exit_code for result in results] == [0, 0, 0], results[-1].output
    assert written
    manifest = BackupFolder.open(tmp_path / "backup-2").manifest()
    other = installed("other")
    done = restore(other, tmp_path / "backup-2")
    assert done.exit_code == 0, done.output
    assert summaries(other) == manifest.tables
    assert {d: len(c) for d, c in contents(other).items()} == manifest.files
    assert all(hashlib.sha256(content).hexdigest() == digest for digest, content in contents(other).items())
    with other.app_context():
        found = db.session.scalars(sa.select(Case.code)).all()
        assert set(first) < set(found)
        # Nothing is torn: whoever is on file has his first event, and every file its bytes.
        assert not db.session.scalars(sa.select(Case.id).where(Case.id.not_in(sa.select(CaseEvent.case_id)))).all()
        assert set(db.session.scalars(sa.select(CaseFile.digest))) == manifest.files.keys()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_it_comes_back_in_a_database_of_either_kind(app, cli, world, installed, tmp_path, kind):
    if kind == "postgresql" and POSTGRES_HOST not in os.environ:
        pytest.skip("runs where a PostgreSQL is")
    with app.app_context():
        record(world, "Đường thôn bị lún")
    cli.invoke("backup", str(tmp_path / "backup"))

    other = installed("other", kind=kind)
    assert restore(other, tmp_path / "backup").exit_code == 0

    assert summaries(other) == summaries(app)
    with other.app_context():
        again = record(world, "Ghi tiếp sau khi khôi phục")
        assert db.session.scalar(sa.select(Case.summary).where(Case.code == again)) == "Ghi tiếp sau khi khôi phục"


def test_what_came_back_can_be_found_again(cli, world, app, installed, tmp_path):
    with app.app_context():
        record(world, "Cống Bến Đò bị sập")
    cli.invoke("backup", str(tmp_path / "backup"))
    other = installed("other")
    restore(other, tmp_path / "backup")

    def index_of(which):
        with which.app_context():
            table = "case_fts" if db.engine.dialect.name == "sqlite" else "case_search"
            rows = db.session.execute(sa.text(f"SELECT * FROM {table}"))  # noqa: S608 - names are ours
            return sorted(str(row) for row in rows if "sập" in str(row))

    assert index_of(other) == index_of(app) != []


def test_the_key_of_the_installation_comes_back_readable_by_its_owner_alone(installed, tmp_path, monkeypatch):
    monkeypatch.delenv("PETITIONS_SECRET_KEY", raising=False)
    source = installed("source")
    with source.app_context():
        upgrade()
        db.engine.dispose()
    (tmp_path / "source" / "secret-key").write_text("source\n")
    assert source.test_cli_runner().invoke(args=["backup", str(tmp_path / "backup")]).exit_code == 0

    assert restore(installed("other"), tmp_path / "backup").exit_code == 0

    key = tmp_path / "other" / "secret-key"
    assert key.read_text() == "source\n"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    private = [path for path in (tmp_path / "backup").rglob("*") if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert private == []


# --- what is refused ----------------------------------------------------------------------------------


@pytest.fixture
def backup(app, cli, world, tmp_path):
    with app.app_context():
        record(world, "Đường thôn bị lún")
    folder = tmp_path / "backup"
    assert cli.invoke("backup", str(folder)).exit_code == 0
    return folder


def assert_refused(app, result, fault):
    """The command ends with the sentence of this fault, and nothing else."""
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit), result.exception
    with app.app_context():
        pieces = re.split(r"%\(\w+\)s", str(SENTENCES[fault]))
    assert all(piece in result.stderr for piece in pieces)


def test_a_database_that_people_work_in_is_replaced_only_when_asked_to(app, cli, world, backup):
    before = summaries(app)
    with app.app_context():
        later = record(world, "Ghi sau khi sao lưu")

    assert_refused(app, cli.invoke("restore", str(backup)), BackupFault.IN_USE)
    with app.app_context():
        assert db.session.scalar(sa.select(Case.id).where(Case.code == later)) is not None

    assert cli.invoke("restore", str(backup), "--replace").exit_code == 0
    assert summaries(app) == before


def test_a_backup_that_was_never_finished_is_refused(app, cli, backup):
    (backup / "manifest.json").unlink()
    assert_refused(app, cli.invoke("restore", str(backup), "--replace"), BackupFault.UNFINISHED)


def test_a_folder_that_is_not_there_is_refused(app, cli, tmp_path):
    assert_refused(app, cli.invoke("restore", str(tmp_path / "nothing")), BackupFault.NO_FOLDER)


def test_a_backup_never_goes_into_a_folder_with_something_in_it(app, cli, backup):
    assert_refused(app, cli.invoke("backup", str(backup)), BackupFault.NOT_EMPTY)


def _drop_a_row(folder):
    path = folder / "tables" / "case.jsonl.gz"
    path.write_bytes(gzip.compress(b"\n".join(gzip.decompress(path.read_bytes()).splitlines()[1:]) + b"\n"))


def _change_a_word(folder):
    path = folder / "tables" / "case.jsonl.gz"
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace("lún".encode(), b"kia")))


def _cut_a_table(folder):
    path = folder / "tables" / "case_event.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-20])


def _lose_a_table(folder):
    (folder / "tables" / "person.jsonl.gz").unlink()


def _lose_a_file(folder):
    next(path for path in (folder / "files").rglob("*") if path.is_file()).unlink()


def _change_a_file(folder):
    path = next(path for path in (folder / "files").rglob("*") if path.is_file())
    path.write_bytes(path.read_bytes()[:-1] + b"!")


def _cut_the_manifest(folder):
    path = folder / "manifest.json"
    path.write_text(path.read_text()[:-100])


def _empty_the_manifest(folder):
    (folder / "manifest.json").write_text("{}")


def _lose_the_tables_of_the_manifest(folder):
    told = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**told, "tables": []}))


DAMAGES = [
    _drop_a_row, _change_a_word, _cut_a_table, _lose_a_table, _lose_a_file, _change_a_file,
    _cut_the_manifest, _empty_the_manifest, _lose_the_tables_of_the_manifest,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__.strip("_"))
def test_a_damaged_backup_is_named_and_nothing_is_touched(app, cli, backup, damage):
    damage(backup)
    before = summaries(app)

    refused = cli.invoke("restore", str(backup), "--replace")

    assert refused.exit_code == 1
    assert "Traceback" not in refused.output
    assert isinstance(refused.exception, SystemExit)
    assert summaries(app) == before


def test_a_row_that_the_database_refuses_leaves_everything_as_it_was(app, cli, backup):
    """A backup whose digests agree, but whose rows no database would take."""
    path = backup / "tables" / "person.jsonl.gz"
    lines = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    told = json.loads((backup / "manifest.json").read_text())
    lines[0][told["tables"]["person"]["columns"].index("username")] = "UPPER"
    path.unlink()
    summary = BackupFolder(backup).write_table(
        "person",
        tuple(told["tables"]["person"]["columns"]),
        [json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in lines],
    )
    told["tables"]["person"]["digest"] = summary.digest
    (backup / "manifest.json").write_text(json.dumps(told))
    before = summaries(app)

    assert_refused(app, cli.invoke("restore", str(backup), "--replace"), BackupFault.ROWS_DO_NOT_FIT)
    assert summaries(app) == before


def test_a_backup_of_other_tables_says_so(app, cli, backup):
    told = json.loads((backup / "manifest.json").read_text())
    (backup / "manifest.json").write_text(json.dumps({**told, "revision": "9999"}))
    assert_refused(app, cli.invoke("restore", str(backup), "--replace"), BackupFault.OTHER_REVISION)


def test_a_file_that_is_lost_already_is_told_and_the_rest_is_kept(app, cli, world, tmp_path):
    with app.app_context():
        record(world, "Đường thôn bị lún")
        digest = db.session.scalar(sa.select(StoredFile.digest))
        file_store().drop(digest)

    told = cli.invoke("backup", str(tmp_path / "backup"))

    assert told.exit_code == 1
    assert "manifest.json" in told.stderr
    assert BackupFolder.open(tmp_path / "backup").manifest().missing_files == (digest,)


def test_a_database_without_tables_is_nothing_to_back_up(installed, tmp_path):
    empty = installed("empty")
    assert_refused(
        empty, empty.test_cli_runner().invoke(args=["backup", str(tmp_path / "backup")]), BackupFault.NO_TABLES
    )
    assert not (tmp_path / "backup").exists()


def put_anew(digest, data):
    file_store().drop(digest)
    file_store().put(digest, data)


@pytest.mark.parametrize("is_there", [True, False], ids=["an empty folder", "a new folder"])
def test_a_backup_that_fails_leaves_its_folder_to_the_next_one(app, cli, world, tmp_path, is_there):
    folder = tmp_path / "backup"
    if is_there:
        folder.mkdir()
    text = "Đường thôn bị lún"
    with app.app_context():
        record(world, text)
        digest = db.session.scalar(sa.select(StoredFile.digest))
        put_anew(digest, b"damaged")
    assert_refused(app, cli.invoke("backup", str(folder)), BackupFault.DAMAGED_STORE)
    assert folder.exists() == is_there
    with app.app_context():
        put_anew(digest, f"%PDF-1.7 {text}".encode())
    result = cli.invoke("backup", str(folder))
    assert result.exit_code == 0, result.output


def test_an_installation_with_nothing_but_reference_data_counts_as_empty(app, cli, session, backup, installed):
    other = installed("other")
    with other.app_context():
        upgrade()
        db.session.remove()
    assert restore(other, backup).exit_code == 0
    with other.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) > 0
