"""The worker: huey carries the runs to its threads, the rows of ``job_run`` decide which there are.

huey deletes a task before it runs it, and every worker's scheduler fires every period. Neither does
harm here: what was lost is found due again by the next look, what was queued twice is claimed once.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Flask
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.consumer import Consumer, ConsumerStopped, Scheduler

from petitions.config import Settings
from petitions.extensions import db, transaction
from petitions.jobs.table import WORK

THREADS = len(WORK) + 1
"""A period is held by one thread at most, so that one thread is always free."""

PATIENCE = 20.0
"""So many seconds a worker that is asked to end gives its runs."""

_MAKING_TABLES = 7_384_529
"""The number of an advisory lock of PostgreSQL that nobody else uses."""

log = structlog.get_logger()

Look = Callable[[], list[tuple[str, str]]]
Run = Callable[[str, str], bool]


def make_worker(app: Flask, *, look: Look, run: Run, is_guest: bool = False) -> Consumer:
    """Return a worker that looks every minute and runs what is due.

    ``run()`` makes it work until the process is told to end. A guest in somebody else's process is
    started by ``start()``, ended by ``stop()``, and leaves the signals alone.
    """
    _give_hueys_complaints_to_our_log()
    huey = _queue(app)
    run_period = huey.task(name="run_period")(run)

    def look_and_queue() -> None:
        try:
            for name, period in look():
                run_period(name, period)
        except Exception as error:  # the database may be away; the next look is a minute ahead
            log.exception("look for due jobs failed", kind=type(error).__name__)

    kind = _Guest if is_guest else _Worker
    return kind(look_and_queue, huey, workers=THREADS, graceful_signal="TERM", shutdown_timeout=PATIENCE, max_delay=5.0)


class _Clockwork(Scheduler):  # type: ignore[misc]  # the package carries no types
    """Looks what is due where huey would look through its own periodic tasks, of which there are none."""

    def __init__(self, look: Callable[[], None], **options: Any) -> None:
        super().__init__(**options)
        self._look = look

    def enqueue_periodic_tasks(self, _now: object) -> None:
        """Look and queue; called once a minute, by a clock that nobody can put back."""
        self._look()


class _Worker(Consumer):  # type: ignore[misc]  # the package carries no types
    """A consumer with our clockwork."""

    def __init__(self, look: Callable[[], None], huey: Huey, **options: Any) -> None:
        self._look = look
        super().__init__(huey, **options)

    def start(self) -> None:
        """Start the threads; huey would listen to signals only then, and be killed with work that has begun."""
        self._set_signal_handlers()
        super().start()

    def _create_scheduler(self) -> Scheduler:
        return _Clockwork(
            self._look, huey=self.huey, stop_flag=self.stop_flag, interval=self.scheduler_interval, periodic=True
        )


class _Guest(_Worker):
    """A worker in somebody else's process: started there, minded by a thread of its own."""

    def start(self) -> None:
        """Start the threads; returns at once."""
        super().start()
        threading.Thread(target=self._mind, name="worker", daemon=True).start()

    def stop(self, *, graceful: bool = True) -> None:
        """End the threads, and the queue's connections with them."""
        super().stop(graceful=graceful)
        self.huey.storage.close()
        if isinstance(connections := getattr(self.huey, "connections", None), _Connections):
            connections.close()

    def _mind(self) -> None:
        """Start anew what has died, until the worker is stopped."""
        checked_at = time.monotonic()
        with suppress(ConsumerStopped):
            while True:
                checked_at = self.loop(checked_at)

    def _set_signal_handlers(self) -> None:
        """Leave the signals to the process."""


class _Connections:
    """Opens the queue's connections to PostgreSQL, one a thread, and closes what threads that ended left open."""

    def __init__(self, arguments: Any, options: Any) -> None:
        self._arguments, self._options = arguments, options
        self._opened: list[Any] = []

    def __call__(self) -> Any:
        """Open one and remember it."""
        import psycopg

        connection = psycopg.connect(*self._arguments, **self._options)
        self._opened.append(connection)
        return connection

    def close(self) -> None:
        """Close all that are open; nobody uses them any more."""
        while self._opened:
            self._opened.pop().close()


def _queue(app: Flask) -> Huey:
    """Return the queue of this installation: Redis when it is named, else where the database is.

    Results are not kept: ``job_run`` has them.
    """
    settings: Settings = app.config["SETTINGS"]
    if settings.redis_url:
        return RedisHuey("petitions", url=settings.redis_url, results=False)
    if settings.database_url.startswith("sqlite"):
        return SqliteHuey("petitions", filename=str(settings.data_dir / "jobs.sqlite3"), results=False)
    return _queue_in_postgresql(app)


def _queue_in_postgresql(app: Flask) -> Huey:
    """Return the queue in tables of its own; two workers that start at once do not make them at once."""
    with app.app_context():
        connections = _Connections(*db.engine.dialect.create_connect_args(db.engine.url))
    # Asking now and then takes one connection a thread, being told takes two.
    huey = PostgresHuey("petitions", connection=connections, blocking=False, results=False, create_tables=False)
    huey.connections = connections
    with app.app_context(), transaction() as session:
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(_MAKING_TABLES)))
        for statement in huey.storage.ddl:
            session.connection().exec_driver_sql(statement)
    return huey


class _Lines(logging.Handler):
    """Gives what huey has to complain of to our own log."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line, with the class of the error and no more."""
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        log.warning(record.getMessage(), logger=record.name, kind=kind)


def _give_hueys_complaints_to_our_log() -> None:
    logger = logging.getLogger("huey")
    if not logger.handlers:
        logger.addHandler(_Lines(logging.WARNING))
        logger.propagate = False
