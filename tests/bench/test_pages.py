"""Pages against a bare one at two sizes on both databases; writes docs/benchmarks.md.

PETITIONS_BENCH_CASES=10000,100000 and PETITIONS_BENCH_DATABASES=sqlite,postgresql narrow it down; then the
page is only printed.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.bench.browser import Browser
from tests.bench.figures import Figures, closed_loop, open_loop
from tests.bench.places import Place, fill, served
from tests.bench.report import PAGE, Result, growth, write_page
from tests.bench.scenes import Scene, gather, scenes
from tests.postgres import PostgresServer, administer

SIZES = [int(n) for n in os.environ.get("PETITIONS_BENCH_CASES", "10000,100000").split(",")]
DATABASES = os.environ.get("PETITIONS_BENCH_DATABASES", "sqlite,postgresql").split(",")
RUNS = 3
COUNT = int(os.environ.get("PETITIONS_BENCH_REQUESTS", "150"))
WRITES = 30
WARM_UP = 10
GROWTH = 1.3
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
HONEST = ("shared_buffers=256MB", "max_connections=100")
"""Settings of a server that keeps what it was given: nothing is left out for speed."""


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer | None]:
    """A PostgreSQL that writes to the disk, unless none is asked for."""
    if "postgresql" not in DATABASES:
        yield None
        return
    server = PostgresServer(HONEST, Path(tempfile.mkdtemp(prefix="petitions-bench-")))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def results(postgres: PostgresServer | None, tmp_path_factory: pytest.TempPathFactory) -> list[Result]:
    """Measure everywhere, and write the page."""
    measured = []
    for database in DATABASES:
        for cases in SIZES:
            url = None
            if database == "postgresql" and postgres is not None:
                administer(str(postgres.folder), f"CREATE DATABASE bench_{cases}")
                url = postgres.url(f"bench_{cases}")
            place = fill(tmp_path_factory.mktemp("bench") / "data", NAMES[database], url, cases)
            if url and postgres is not None:
                # What autovacuum does within the minute; a measurement does not wait for it.
                administer(str(postgres.folder), "VACUUM ANALYZE", database=f"bench_{cases}")
            measured.append(measure(place))
    old = PAGE.read_text("utf-8") if PAGE.exists() else None
    version = postgres.version() if postgres else "without PostgreSQL"
    page = write_page(measured, _listed(), runs=RUNS, count=COUNT, writes=WRITES, server=version)
    print("\n" + page)
    if len(SIZES) < 2 or len(DATABASES) < 2:
        PAGE.write_text(old, "utf-8") if old is not None else PAGE.unlink()
    return measured


def _listed() -> list[Scene]:
    from tests.bench.scenes import Props

    return scenes(Props(0, [""], "", [], []))


def measure(place: Place) -> Result:
    """Run every scene three times, bare page first each time."""
    props = gather(place, RUNS * WRITES + RUNS * 3)
    figures: dict[str, Figures] = {}
    with served(place) as port, ExitStack() as open_connections:

        def browser() -> Browser:
            return open_connections.enter_context(closing(Browser(port)))

        acting = scenes(props)
        people = {name: browser() for name in dict.fromkeys(scene.person for scene in acting)}
        for name, person in people.items():
            if name:
                person.sign_in(name)
        for _ in range(RUNS):
            for scene in acting:
                own = figures.setdefault(scene.name, Figures())
                count, warm_up = (WRITES, 3) if scene.writes else (COUNT, WARM_UP)
                closed_loop(scene, people[scene.person], people[""], own, warm_up=warm_up, count=count)
        crowd = [browser().sign_in("seed-office") for _ in range(8)]
        loop = open_loop(lambda person: person.get("/cases/"), crowd, rate=20, seconds=10)
    return Result(place.database, place.cases, place.seeded_per_second, figures, loop)


def pairs(results: list[Result]) -> Iterator[tuple[Scene, Result]]:
    for result in results:
        for scene in _listed():
            yield scene, result


def test_no_page_makes_more_statements_than_it_may(results: list[Result]) -> None:
    over = [
        (result.database, result.cases, scene.name, result.figures[scene.name].statements)
        for scene, result in pairs(results)
        if result.figures[scene.name].statements > scene.statements
    ]
    assert over == []


def test_no_page_costs_more_bare_pages_than_it_may(results: list[Result]) -> None:
    over = [
        (result.database, result.cases, scene.name, round(ratio, 1))
        for scene, result in pairs(results)
        if scene.limit and (ratio := result.figures[scene.name].in_bare_pages) > scene.limit
    ]
    assert over == []


def test_pages_do_not_grow_with_the_number_of_cases(results: list[Result]) -> None:
    grown = []
    for database in dict.fromkeys(result.database for result in results):
        at = [result for result in results if result.database == database]
        grown += [
            (database, scene.name, round(growth(scene, at), 2))
            for scene in _listed()
            if scene.limit == 8 and growth(scene, at) > GROWTH
        ]
    assert grown == []


def test_nobody_is_turned_away_at_a_fixed_rate_of_arrivals(results: list[Result]) -> None:
    assert [result.open_loop.failed for result in results] == [0] * len(results)
