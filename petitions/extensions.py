"""The shared extensions, and transaction(): the only place that commits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import Any, Protocol, cast

import sqlalchemy as sa
from flask import current_app
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, current_user
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from petitions.adapters.file_store import FileStore
from petitions.adapters.mail import Mailer, MailServer
from petitions.adapters.malware_scanner import MalwareScanner
from petitions.domain.vocabulary import JobName
from petitions.models import Base

WRITING: dict[str, Any] = {"petitions_writes": True, "postgresql_readonly": False}
"""Execution options of a connection that may write; every other one is read-only."""

SHORT_STATEMENTS = " ".join(
    f"-c {setting}"
    for setting in (
        "jit=off",
        "max_parallel_workers_per_gather=0",
        "plan_cache_mode=force_custom_plan",
        "random_page_cost=1.1",
    )
)
"""What PostgreSQL is told of our statements: compiling one or starting helpers takes longer than any
of them runs, a unit with thirty cases wants another plan than one with thirty thousand, and the
disk is no spinning one."""

db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})
babel = Babel()
csrf = CSRFProtect()


def person_or_address() -> str:
    """Return whose requests are counted together: a signed-in person's, or those of one address."""
    if current_user.is_authenticated:
        return f"person:{current_user.signed_in.actor.person_id}"
    return get_remote_address()


limiter = Limiter(key_func=person_or_address, application_limits=["100/second"])
login_manager = LoginManager()
migrate = Migrate(render_as_batch=True, compare_type=True)


def engine_options(database_url: str) -> dict[str, Any]:
    """Return how to open the database: read-only unless ``transaction()`` says otherwise."""
    if database_url.startswith("sqlite"):
        return {"connect_args": {"timeout": 30, "check_same_thread": False}, "pool_size": 20, "max_overflow": 40}
    return {
        "execution_options": {"postgresql_readonly": True},
        "connect_args": {"options": SHORT_STATEMENTS},
        "pool_pre_ping": True,
        "pool_size": 10,
    }


def file_store() -> FileStore:
    """Return where this installation keeps the bytes of files."""
    store = current_app.extensions.get("petitions.file_store")
    if store is None:
        store = current_app.extensions["petitions.file_store"] = FileStore(current_app.config["SETTINGS"].files_url)
    return cast("FileStore", store)


def malware_scanner() -> MalwareScanner | None:
    """Return the scanner that has to see every file, when the installation names one."""
    address = current_app.config["SETTINGS"].clamd
    return MalwareScanner(address) if address else None


def mailer(*, sender_name: str) -> Mailer | None:
    """Return a conversation with the mail server, not opened yet; None where the installation names none."""
    settings = current_app.config["SETTINGS"]
    if settings.mail_url is None:
        return None
    return Mailer(MailServer.of(settings.mail_url), settings.mail_from, sender_name)


JobFacts = Mapping[str, int]
"""What came of a job: numbers under names, for the log and the row of the run."""


class JobStoppedError(Exception):
    """A job cannot go on, for a reason that is foreseen; it is tried again. ``kind`` names the reason."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class JobIsHeldError(Exception):
    """A worker is doing this very job at the moment."""


class ScheduledWork(Protocol):
    """What web and terminal ask of the clock's door, which they do not know."""

    def run_by_hand(self, name: JobName, *, on: date | None = None) -> JobFacts:
        """Run one job now; JobIsHeldError while a worker is at it."""

    def work(self) -> None:
        """Work until the process is told to end."""

    def working_beside(self) -> AbstractContextManager[None]:
        """Work in threads of this process meanwhile."""


def scheduled_work() -> ScheduledWork:
    """Return the clock's door of this application."""
    return cast("ScheduledWork", current_app.extensions["petitions.jobs"])


@contextmanager
def transaction() -> Iterator[Session]:
    """Give a session that may write, commit when the block ends, roll back when it raises.

    What was read before belongs to an older snapshot and is forgotten: services read again under
    the write lock (``BEGIN IMMEDIATE`` on SQLite, row locks on PostgreSQL).
    """
    session = db.session()
    session.expunge_all()
    session.rollback()
    session.connection(execution_options=WRITING)
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise


@contextmanager
def writing_session(engine: sa.Engine) -> Iterator[Session]:
    """Give a plain session that may write, outside any request; the caller commits (tests only)."""
    # Options of the connection, not of a derived engine: on PostgreSQL the read-only one above would win.
    with (
        engine.connect().execution_options(**WRITING) as connection,
        Session(connection, expire_on_commit=False) as session,
    ):
        yield session


@sa.event.listens_for(sa.Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    if type(connection).__module__.partition(".")[0] != "sqlite3":
        return
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "busy_timeout=30000",
        "synchronous=FULL",
        "cache_size=-32000",
    ):
        connection.execute(f"PRAGMA {pragma}")


@sa.event.listens_for(sa.Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once, or no right to write at all: nothing is lost in between."""
    if connection.dialect.name != "sqlite":
        return
    writes = connection.get_execution_options().get("petitions_writes", False)
    connection.exec_driver_sql(f"PRAGMA query_only={int(not writes)}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
