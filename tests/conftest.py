"""What every test may ask for: an application, a fresh database, people at the door, a clock that stands still."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import argon2
import pytest
import time_machine
from hypothesis import settings

pytest.register_assert_rewrite("tests.html_lint", "tests.web_client")

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from petitions.models import ContactMeeting, ContactRound
    from tests.builders import World
    from tests.databases import TestDatabase
    from tests.product import Installation
    from tests.terminal import Terminal
    from tests.web_client import Client

MONDAY_MORNING = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""Nine o'clock in Hanoi on a working day, in the week after Tết is over."""

POSTGRES_HOST = "PETITIONS_TEST_POSTGRES_HOST"
HERE = Path(__file__).parent
ONCE = {"web", "cli", "quality"}
"""Folders whose tests run on PostgreSQL as well only where one of them asks for it."""


# How long an example takes says more about the machine than about us.
settings.register_profile("house", settings.get_profile("ci" if os.environ.get("CI") else "default"), deadline=None)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite", help="where the rows live")


def pytest_configure(config: pytest.Config) -> None:
    # One server for all workers: they inherit the environment of the process that starts them.
    if config.getoption("--database") == "postgresql" and POSTGRES_HOST not in os.environ:
        from tests.postgres import PostgresServer

        server = PostgresServer()
        os.environ[POSTGRES_HOST] = str(server.folder)
        config.add_cleanup(lambda: (os.environ.pop(POSTGRES_HOST), server.stop()))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark by what a test asks for and where it stands, so that no one forgets."""
    skipped = []
    for item in items:
        folder = item.path.relative_to(HERE).parts[0] if item.path.is_relative_to(HERE) else ""
        if folder in {"e2e", "bench"}:
            item.add_marker(folder)
        elif "database" in getattr(item, "fixturenames", ()):
            item.add_marker("db")
            # What pages and commands ask of a database is tested below them; their own tests would say it twice.
            if folder not in ONCE:
                item.add_marker("both")
        # A measurement is no test: it runs when its folder is named.
        if folder == "bench" and not any("bench" in argument for argument in config.invocation_params.args):
            skipped.append(item)
    if skipped:
        config.hook.pytest_deselected(items=skipped)
        items[:] = [item for item in items if item not in skipped]


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    """The name of this process among those that share the work."""
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the application under test; its files are swept before each test."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def database_place(request: pytest.FixtureRequest, worker: str) -> Iterator["TestDatabase"]:
    """This worker's database before it has tables."""
    from tests.databases import PostgresDatabase, SqliteDatabase
    from tests.memory import quick_folder

    if request.config.getoption("--database") == "postgresql":
        yield PostgresDatabase(os.environ[POSTGRES_HOST], worker)
        return
    folder = quick_folder("sqlite")
    yield SqliteDatabase(folder)
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def migrated_app(database_place: "TestDatabase", data_dir: Path) -> Iterator["Flask"]:
    """The one application of this worker, its database migrated and remembered. Ask for `app` instead."""
    from flask_migrate import upgrade

    from petitions import create_app
    from petitions.config import Settings
    from petitions.extensions import db
    from petitions.services import authentication
    from tests.web_client import Client

    # A hash that is meant to be slow, a thousand times over, would be most of the suite.
    authentication._HASHER = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    authentication._NOBODY = authentication.hash_password("nobody has this password")

    app = create_app(
        Settings(
            data_dir=data_dir,
            database_url=database_place.url,
            secret_key="only for tests, and long enough for a key",
            files_url=(data_dir / "files").as_uri(),
            is_testing=True,
        )
    )
    app.testing = True
    app.test_client_class = Client
    with app.app_context():
        upgrade()
        db.engine.dispose()
    database_place.keep("migrated")
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def database(migrated_app: "Flask", database_place: "TestDatabase", data_dir: Path) -> "TestDatabase":
    """A database fresh from the migrations, as an installer finds it."""
    from petitions.extensions import db

    with migrated_app.app_context():
        db.engine.dispose()
    shutil.rmtree(data_dir / "files", ignore_errors=True)
    database_place.restore("migrated")
    return database_place


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Time stands still on a Monday morning; `clock.move_to(instant)` and `clock.shift(seconds)` move it."""
    with time_machine.travel(MONDAY_MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def now(clock: time_machine.Traveller) -> datetime:
    """The instant at which the test begins."""
    return MONDAY_MORNING


@pytest.fixture
def app(migrated_app: "Flask", database: "TestDatabase", clock: time_machine.Traveller) -> Iterator["Flask"]:
    """The application over a fresh database. No context is open: each request brings its own."""
    from petitions.extensions import limiter

    # The limits belong to the process: a test that built an application of its own may have switched them on.
    limiter.enabled = migrated_app.config["RATELIMIT_ENABLED"]
    yield migrated_app
    migrated_app.extensions.pop("tests.hand_over", None)


@pytest.fixture
def session(app: "Flask") -> Iterator["Session"]:
    """A plain session that may write: to arrange rows, to call services, to look afterwards.

    What it holds is committed before each request or command of `client` and `cli`, and read anew after.
    """
    from petitions.extensions import db, writing_session

    with app.app_context():
        engine = db.engine
    with writing_session(engine) as session:

        def hand_over() -> None:
            session.commit()
            session.expire_all()

        app.extensions["tests.hand_over"] = hand_over
        yield session


@pytest.fixture(scope="session")
def arrangements() -> dict[str, object]:
    """What this worker's tests have built once, by the name of who built it."""
    return {}


def hang_up(session: "Session") -> None:
    """Let go of the rows and of the connection, so that the database can be put in another one's place."""
    from sqlalchemy import Connection

    session.close()
    if isinstance(session.bind, Connection):
        session.bind.close()


@pytest.fixture
def arranged(
    app: "Flask", session: "Session", database_place: "TestDatabase", arrangements: dict[str, object]
) -> Iterator[Callable[..., object]]:
    """`arranged(build)` gives what `build(session)` returned, over the rows it left: built once for all who ask."""
    from petitions.extensions import WRITING, db
    from tests.builders import moved_into

    def get(build: Callable[["Session"], object]) -> object:
        name = f"{build.__module__}_{build.__name__}".replace(".", "_").lower()
        first = name not in arrangements
        if first:
            arrangements[name] = build(session)
            session.commit()
        hang_up(session)
        with app.app_context():
            db.engine.dispose()
            if first:
                database_place.keep(name)
            database_place.restore(name)
            session.bind = db.engine.connect().execution_options(**WRITING)
        return moved_into(session, arrangements[name])

    yield get
    hang_up(session)


@pytest.fixture
def world(session: "Session") -> "World":
    """A province with two communes, their agencies and one person in each role."""
    from tests.builders import a_world

    return a_world(session)


@pytest.fixture
def in_round(session: "Session", world: "World") -> "ContactRound":
    """A round of the provincial council that the commune has entered."""
    from tests.builders import a_round

    return a_round(session, world.province_council, recorded_by_id=world.commune_council.id)


@pytest.fixture
def meeting(session: "Session", world: "World", in_round: "ContactRound") -> "ContactMeeting":
    """A meeting of that round whose minutes the commune keeps."""
    from tests.builders import a_meeting

    return a_meeting(session, in_round, world.commune, world.commune_council)


@pytest.fixture
def client(app: "Flask", session: "Session") -> "Client":
    """Someone at the door who has not signed in; `client.sign_in("clerk")` lets them in."""
    return app.test_client()


@pytest.fixture
def cli(app: "Flask", session: "Session") -> "Terminal":
    """The terminal: `cli.invoke("deadlines", "overdue", "--json")`."""
    from tests.terminal import Terminal

    return Terminal(app)


@pytest.fixture(scope="session")
def once_for_all(tmp_path_factory: pytest.TempPathFactory, worker: str) -> Callable[..., Path]:
    """`once_for_all("name", make)` has the first worker `make(folder)` something costly; all get that folder."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker == "main" else base.parent

    def get(name: str, make: Callable[[Path], object]) -> Path:
        folder = shared / name
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.is_dir():
                making = shared / f"{name}.unfinished"
                shutil.rmtree(making, ignore_errors=True)
                making.mkdir()
                make(making)
                making.rename(folder)
        return folder

    return get


@pytest.fixture(scope="session")
def wheel(once_for_all: Callable[..., Path]) -> Path:
    """The wheel of this checkout."""
    from tests.product import build_wheel

    return next(once_for_all("wheel", build_wheel).glob("*.whl"))


@pytest.fixture(scope="session")
def migrated_data(installation: "Installation", once_for_all: Callable[..., Path]) -> Path:
    """A data folder after `petitions db upgrade`, made once for all workers; copy it."""
    return once_for_all("migrated", lambda folder: installation.run("db", "upgrade", data_dir=folder))


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> "Installation":
    """The wheel, installed in a folder that is not the checkout."""
    from tests.product import Installation

    installed = Installation(tmp_path_factory.mktemp("installed") / "environment")
    installed.install(wheel)
    return installed
