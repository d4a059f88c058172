"""The nightly sweep over a million open clocks, of which twenty thousand have something to say that day.

The clocks stand on ten thousand seeded cases. PETITIONS_BENCH_CLOCKS makes it smaller.
"""

import os
import re
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from tests.bench.clocks import DAY, Terms, place_with_clocks
from tests.bench.places import Place
from tests.bench.report import write_section
from tests.product import CHECKOUT

CLOCKS = int(os.environ.get("PETITIONS_BENCH_CLOCKS", "1000000"))
LOUD = CLOCKS // 50
SECONDS = {"sqlite": 120.0, "postgresql": 60.0}
MOST_MEMORY_MB = 300


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An installation with so many open clocks."""
    with place_with_clocks(request.param, tmp_path, lambda _connection: terms()) as place:
        yield place


def terms() -> Iterator[Terms]:
    """Give the clocks; a fiftieth of them are due on days that are told of on the day of the sweep."""
    chance = Random(2)  # noqa: S311 - the same clocks each time
    loud = [DAY + timedelta(days=days) for days in (15, 7, 3, 0, -1)]
    quiet = [DAY + timedelta(days=days) for days in (*range(-300, -30), *range(30, 400))]
    for number in range(CLOCKS):
        due_on = chance.choice(loud if number < LOUD else quiet)
        yield None, due_on - timedelta(days=30), due_on


def test_the_sweep_keeps_its_time_and_its_memory(place: Place) -> None:
    sweep(place, DAY - timedelta(days=1))
    seconds, memory_mb, told = sweep(place, DAY)
    said = f"{CLOCKS:,} open clocks, {told:,} of them told: {seconds:.1f} s, {memory_mb:.0f} MB at most"
    print(f"\n{said}")
    write_section(f"The nightly sweep on {place.database}", f"{said}. The aim is {SECONDS[place.database]:.0f} s.")
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
