"""The nightly sweep over a million open clocks, of which twenty thousand have something to say that day.

The clocks stand on ten thousand seeded cases. PETITIONS_BENCH_CLOCKS makes it smaller.
"""

import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from petitions.config import normalize_database_url
from petitions.extensions import WRITING
from petitions.models import Case, Clock
from petitions.services.bulk import BulkWriter
from tests.bench.places import Place, fill
from tests.postgres import PostgresServer, administer
from tests.product import CHECKOUT

CLOCKS = int(os.environ.get("PETITIONS_BENCH_CLOCKS", "1000000"))
LOUD = CLOCKS // 50
CASES = min(10_000, CLOCKS // 10)
DAY = date(2026, 11, 26)
SECONDS = {"sqlite": 120.0, "postgresql": 60.0}
MOST_MEMORY_MB = 300
DATES = ("start_on", "fixed_on", "original_due_on", "target_on", "legal_on", "due_on")
STANDING = ("is_provisional", "fingerprint", "is_open", "extension_count", "is_excluded", "version")
COLUMNS = ("case_id", "stage", "organisation_id", *DATES, *STANDING)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An installation with so many open clocks."""
    if request.param == "sqlite":
        place = fill(tmp_path / "data", "sqlite", None, CASES)
        lay_in(f"sqlite:///{tmp_path / 'data' / 'petitions.sqlite3'}")
        yield place
        return
    server = PostgresServer(("max_wal_size=4GB",), Path(tempfile.mkdtemp(prefix="petitions-bench-")))
    try:
        administer(str(server.folder), "CREATE DATABASE petitions")
        place = fill(tmp_path / "data", "postgresql", server.url("petitions"), CASES)
        lay_in(server.url("petitions"))
        yield place
    finally:
        server.stop()


def lay_in(url: str) -> None:
    """Write the clocks; a fiftieth of them are due on days that are told of on the day of the sweep."""
    chance = Random(1)  # noqa: S311 - the same clocks each time
    loud = [DAY + timedelta(days=days) for days in (15, 7, 3, 0, -1)]
    quiet = [DAY + timedelta(days=days) for days in (*range(-300, -30), *range(30, 400))]
    engine = sa.create_engine(normalize_database_url(url))
    with engine.connect().execution_options(**WRITING) as connection:
        connection.execute(
            sa.update(Clock).values(is_open=False, stopped_on=DAY, outcome="dropped").where(Clock.is_open)
        )
        cases = connection.execute(sa.select(Case.id, sa.func.coalesce(Case.lead_id, Case.council_id))).all()

        def rows() -> Iterator[tuple[object, ...]]:
            for number in range(CLOCKS):
                case_id, unit = chance.choice(cases)
                due_on = chance.choice(loud if number < LOUD else quiet)
                start_on = due_on - timedelta(days=30)
                dates = (start_on, due_on, due_on, due_on, due_on, due_on)
                yield (case_id, "response", unit, *dates, False, "bench", True, 0, False, 1)

        BulkWriter(connection).write(Clock.__table__, COLUMNS, rows())
        connection.commit()
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    engine.dispose()


def test_the_sweep_keeps_its_time_and_its_memory(place: Place) -> None:
    sweep(place, DAY - timedelta(days=1))
    seconds, memory_mb, told = sweep(place, DAY)
    print(f"\nsweep on {place.database}: {CLOCKS} clocks, {told} told, {seconds:.1f} s, {memory_mb:.0f} MB")
    assert told == LOUD
    assert seconds <= SECONDS[place.database]
    assert memory_mb <= MOST_MEMORY_MB


def sweep(place: Place, day: date) -> tuple[float, float, int]:
    """Run one sweep as a process of its own; return its seconds, its memory at most, and of how many clocks it told."""
    program = "from petitions.app import main; main()"
    command = [sys.executable, "-c", program, "jobs", "run", "sweep", "--on", day.isoformat()]
    said = Path(place.environment["PETITIONS_DATA_DIR"]) / "said"
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        os.chdir(CHECKOUT)
        os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
        os.execve(sys.executable, command, os.environ | place.environment)  # noqa: S606 - the program that is measured
    _, status, used = os.wait4(child, 0)
    assert status == 0
    told = re.search(r"clocks=(\d+)", said.read_text())
    return time.monotonic() - began, used.ru_maxrss / 1024, int(told[1]) if told else 0
