"""Installations to measure: migrated, filled with synthetic cases, served by a process of their own."""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.product import CHECKOUT, free_port

SEED = 1
PATIENCE = 60


@dataclass(frozen=True)
class Place:
    """A filled installation."""

    database: str
    cases: int
    environment: dict[str, str]
    seeded_per_second: float

    def run(self, *arguments: str) -> str:
        """Run a command of the product on it."""
        command = [sys.executable, "-c", "from petitions.app import main; main()", *arguments]
        done = subprocess.run(
            command, cwd=CHECKOUT, env=os.environ | self.environment, check=False, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        return done.stdout


@dataclass(frozen=True)
class Measured:
    """What one run of a program took, and what it said on its standard output."""

    seconds: float
    memory_mb: float
    said: str


def measure_program(place: Place, *arguments: str) -> Measured:
    """Run Python with these arguments on a place, as a process of its own; ``memory_mb`` is the most it ever held."""
    said = Path(place.environment["PETITIONS_DATA_DIR"]) / "said"
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        os.chdir(CHECKOUT)
        os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
        os.execve(sys.executable, [sys.executable, *arguments], os.environ | place.environment)  # noqa: S606 - what is measured
    _, status, used = os.wait4(child, 0)
    seconds = time.monotonic() - began
    if status:
        raise RuntimeError(f"{' '.join(arguments)} ended with {status}")
    return Measured(seconds, used.ru_maxrss / 1024, said.read_text("utf-8"))


def measure_command(place: Place, *arguments: str) -> Measured:
    """Run a command of the product on a place in the same way."""
    return measure_program(place, "-c", "from petitions.app import main; main()", *arguments)


def fill(folder: Path, database: str, url: str | None, cases: int) -> Place:
    """Make an installation with so many cases."""
    folder.mkdir()
    environment = {"PETITIONS_DATA_DIR": str(folder), "PETITIONS_SECRET_KEY": "only measured"}
    if url:
        environment["PETITIONS_DATABASE_URL"] = url
    empty = Place(database, cases, environment, 0)
    empty.run("db", "upgrade")
    began = time.monotonic()
    empty.run("seed", "--cases", str(cases), "--seed", str(SEED))
    return Place(database, cases, environment, cases / (time.monotonic() - began))


@contextmanager
def served(place: Place) -> Iterator[int]:
    """Give the port of a server of this place, as long as the block lasts."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.server", str(port)],
        cwd=CHECKOUT,
        env=os.environ | place.environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except (urllib.error.URLError, OSError):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the server does not answer") from None
            time.sleep(0.1)
        else:
            return


def machine() -> str:
    """Return what the figures depend on, in a line."""
    import platform
    import sqlite3

    import psycopg

    cpu = Path("/proc/cpuinfo")
    model = re.search(r"model name\s*: (.+)", cpu.read_text()) if cpu.exists() else None
    return (
        f"{os.cpu_count()} cores ({model[1].strip() if model else platform.machine()}), "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, psycopg {psycopg.__version__}"
    )
