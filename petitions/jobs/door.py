"""Everything the other doors ask of scheduled work; they reach it through ``extensions.scheduled_work``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from flask import Flask

from petitions.domain.vocabulary import JobName
from petitions.extensions import JobFacts
from petitions.jobs import runner
from petitions.jobs.table import WORK


class JobDoor:
    """Runs jobs by hand, or whenever they are due."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.name = runner.new_worker_name()

    def run_by_hand(self, name: JobName, *, on: date | None = None) -> JobFacts:
        """Run one job now, in the caller's application context."""
        return runner.run_by_hand(WORK[name], name, self.name, on=on)

    def work(self) -> None:
        """Work until the process is told to end (SIGTERM, SIGINT), then finish what has begun."""
        from petitions.jobs.worker import make_worker

        make_worker(self.app, look=self.look, run=self.run).run()

    @contextmanager
    def working_beside(self) -> Iterator[None]:
        """Work in threads of this process meanwhile; signals stay the caller's."""
        from petitions.jobs.worker import make_worker

        worker = make_worker(self.app, look=self.look, run=self.run, is_guest=True)
        worker.start()
        try:
            yield
        finally:
            worker.stop()

    def look(self) -> list[tuple[str, str]]:
        """Give a sign of life and return what is due, as names that a queue can carry."""
        with self.app.app_context():
            return [(name.value, period) for name, period in runner.look(self.name)]

    def run(self, name: str, period: str) -> bool:
        """Run one period in a context of its own; what a worker's thread calls."""
        with self.app.app_context():
            return runner.run(WORK[JobName(name)], JobName(name), period, self.name)
