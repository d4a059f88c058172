"""A list of ten thousand statements: from the terminal at once, and as the page and the worker do it.

PETITIONS_BENCH_ROWS makes it smaller.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from petitions.config import normalize_database_url
from petitions.models import ContactMeeting, Statement
from tests.bench.places import Place, fill, measure_command, measure_program
from tests.bench.report import write_section
from tests.postgres import PostgresServer, administer
from tests.workbooks import PLAIN_HEADING, xlsx

ROWS = int(os.environ.get("PETITIONS_BENCH_ROWS", "10000"))
CASES = 2_000
SECONDS = 20.0
MOST_MEMORY_MB = 300


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An installation with meetings to import into."""
    if request.param == "sqlite":
        yield fill(tmp_path / "data", "sqlite", None, CASES)
        return
    server = PostgresServer(("max_connections=100",), Path(tempfile.mkdtemp(prefix="petitions-bench-")))
    try:
        administer(str(server.folder), "CREATE DATABASE petitions")
        yield fill(tmp_path / "data", "postgresql", server.url("petitions"), CASES)
    finally:
        server.stop()


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A list as long as a province's year."""
    rows = (
        (
            number,
            f"Nguyễn Văn {number}",
            f"thôn Số {number % 40}",
            f"Đề nghị sửa chữa đoạn đường liên thôn số {number}, đã hỏng nặng và thường xuyên ngập nước mùa mưa. " * 2,
            "Giao thông" if number % 3 else "",
            "x" if number % 5 == 0 else "",
        )
        for number in range(1, ROWS + 1)
    )
    path = tmp_path / "list.xlsx"
    path.write_bytes(xlsx([PLAIN_HEADING, *rows]))
    return path


def asked(place: Place, statement: sa.Select[tuple[int]]) -> int:
    """Return a number from the place's database."""
    folder = Path(place.environment["PETITIONS_DATA_DIR"])
    url = place.environment.get("PETITIONS_DATABASE_URL", f"sqlite:///{folder / 'petitions.sqlite3'}")
    engine = sa.create_engine(normalize_database_url(url))
    with engine.connect() as connection:
        found = connection.scalar(statement)
    engine.dispose()
    return found or 0


def test_a_long_list_keeps_its_time_and_its_memory(place: Place, workbook: Path) -> None:
    meeting = str(asked(place, sa.select(sa.func.min(ContactMeeting.id))))
    count = sa.select(sa.func.count()).select_from(Statement)
    before = asked(place, count)

    direct = measure_command(place, "import", "statements", str(workbook), "--meeting", meeting, "--json")
    assert json.loads(direct.said)["accepted"] == ROWS
    assert asked(place, count) == before + ROWS

    other = str(asked(place, sa.select(sa.func.max(ContactMeeting.id))))
    staged = measure_program(place, "-m", "tests.bench.staged_import", str(workbook), other)
    worker = measure_command(place, "jobs", "run", "imports")
    assert asked(place, count) == before + 2 * ROWS

    told = {"terminal": direct, "handed in and confirmed": staged, "written by the worker": worker}
    said = "; ".join(f"{way}: {found.seconds:.1f} s, {found.memory_mb:.0f} MB" for way, found in told.items())
    print(f"\n{said}")
    aim = f"The aim is {SECONDS:.0f} s and {MOST_MEMORY_MB} MB."
    write_section(f"A list of {ROWS:,} statements on {place.database}", f"{said[:1].upper()}{said[1:]}. {aim}")
    assert direct.seconds <= SECONDS
    assert staged.seconds + worker.seconds <= SECONDS
    assert max(found.memory_mb for found in told.values()) <= MOST_MEMORY_MB
