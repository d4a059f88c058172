"""Installations with as many open clocks as a measurement wants, on the cases of a seed."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random

import sqlalchemy as sa

from petitions.config import normalize_database_url
from petitions.extensions import WRITING
from petitions.models import Case, Clock
from petitions.services.bulk import BulkWriter
from tests.bench.places import Place, fill
from tests.postgres import PostgresServer, administer

CASES = 10_000
DAY = date(2026, 11, 26)
DAY_OFF = date(2026, 12, 15)
DATES = ("start_on", "fixed_on", "original_due_on", "target_on", "legal_on", "due_on")
STANDING = ("is_provisional", "fingerprint", "is_open", "extension_count", "is_excluded", "version")
COLUMNS = ("case_id", "stage", "organisation_id", "rule_id", *DATES, *STANDING)

Terms = tuple[int | None, date, date]
"""The rule, None where a paper names the date, the day of the start and the due date of one clock."""

Clocks = Callable[[sa.Connection], Iterable[Terms]]
"""Gives every clock there is to be; it may look something up first."""


@contextmanager
def place_with_clocks(database: str, folder: Path, terms: Clocks) -> Iterator[Place]:
    """Give an installation where these clocks, and no others, are open."""
    if database == "sqlite":
        place = fill(folder / "data", "sqlite", None, CASES)
        _lay_in(f"sqlite:///{folder / 'data' / 'petitions.sqlite3'}", terms)
        yield place
        return
    server = PostgresServer(("max_wal_size=4GB",), Path(tempfile.mkdtemp(prefix="petitions-bench-")))
    try:
        administer(str(server.folder), "CREATE DATABASE petitions")
        place = fill(folder / "data", "postgresql", server.url("petitions"), CASES)
        _lay_in(server.url("petitions"), terms)
        yield place
    finally:
        server.stop()


def _lay_in(url: str, terms: Clocks) -> None:
    chance = Random(1)  # noqa: S311 - the same cases each time
    engine = sa.create_engine(normalize_database_url(url))
    with engine.connect().execution_options(**WRITING) as connection:
        connection.execute(
            sa.update(Clock).values(is_open=False, stopped_on=DAY, outcome="dropped").where(Clock.is_open)
        )
        cases = connection.execute(sa.select(Case.id, sa.func.coalesce(Case.lead_id, Case.council_id))).all()

        known = list(terms(connection))  # before COPY has the connection to itself

        def rows() -> Iterator[tuple[object, ...]]:
            for rule_id, start_on, due_on in known:
                case_id, unit = chance.choice(cases)
                fixed_on = due_on if rule_id is None else None
                dates = (start_on, fixed_on, due_on, due_on, due_on, due_on)
                yield (case_id, "response", unit, rule_id, *dates, False, "bench", True, 0, False, 1)

        BulkWriter(connection).write(Clock.__table__, COLUMNS, rows())
        connection.commit()
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    engine.dispose()
