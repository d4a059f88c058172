"""Counting one date, and trying a change of the calendar on a hundred thousand open clocks.

PETITIONS_BENCH_OPEN_CLOCKS makes the second one smaller.
"""

import csv
import json
import os
import subprocess
import sys
import timeit
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from petitions.domain.calendar_change import DayDraft
from petitions.domain.deadline_ledger import Ledger
from petitions.domain.deadline_rule import Rule, Unit
from petitions.domain.deadlines import compute
from petitions.domain.work_calendar import DayKind, WorkCalendar
from petitions.models import DeadlineRule
from petitions.resources import package_file
from tests.bench.clocks import DAY, Terms, place_with_clocks
from tests.bench.places import Place
from tests.bench.report import write_section
from tests.product import CHECKOUT

CLOCKS = int(os.environ.get("PETITIONS_BENCH_OPEN_CLOCKS", "100000"))
SECONDS = 20.0
PLAIN, TRACED = 50e-6, 400e-6
TIMES = 500


def test_one_date_is_counted_in_a_moment() -> None:
    with package_file("data", "calendar_days.csv").open(encoding="utf-8", newline="") as file:
        days = [DayDraft(date.fromisoformat(row["on"]), DayKind(row["kind"]), "", "") for row in csv.DictReader(file)]
    calendar = WorkCalendar.of(days, range(2020, 2028))
    rule = Rule("petition.response", 60, Unit.WORKING_DAY, rolls_forward=True, source="", is_verified=True)
    ledger = Ledger(date(2026, 1, 5))
    plain = best_of(lambda: compute(ledger, rule, calendar))
    traced = best_of(lambda: compute(ledger, rule, calendar, with_trace=True))
    said = f"60 working days: {plain * 1e6:.0f} µs, {traced * 1e6:.0f} µs with the trace"
    print(f"\n{said}")
    write_section("Counting one date", f"{said}. The aims are {PLAIN * 1e6:.0f} and {TRACED * 1e6:.0f} µs.")
    assert plain <= PLAIN
    assert traced <= TRACED


def best_of(work: Callable[[], object]) -> float:
    """Return the seconds of one turn, in the best of many runs."""
    return min(timeit.repeat(work, number=TIMES, repeat=9)) / TIMES


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An installation with so many open clocks of the rule for answers, begun in the last month."""
    with place_with_clocks(request.param, tmp_path, terms) as place:
        yield place


def terms(connection: sa.Connection) -> Iterator[Terms]:
    """Give the clocks."""
    chance = Random(3)  # noqa: S311 - the same clocks each time
    rule_id = connection.scalar(sa.select(DeadlineRule.id).where(DeadlineRule.code == "petition.response"))
    for _ in range(CLOCKS):
        start_on = DAY - timedelta(days=chance.randrange(30))
        yield rule_id, start_on, start_on + timedelta(days=30)


def test_a_day_off_is_tried_on_every_open_clock_in_time(place: Place) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.what_if"],
        cwd=CHECKOUT,
        env=os.environ | place.environment,
        check=True,
        capture_output=True,
        text=True,
    )
    found = json.loads(done.stdout.splitlines()[-1])
    said = "{total:,} open clocks, {moved:,} move: {preview:.1f} s to try, {application:.1f} s to apply".format_map(
        found
    )
    print(f"\n{said}")
    write_section(f"A day off tried on {place.database}", f"{said}. The aim for trying is {SECONDS:.0f} s.")
    assert found["total"] == CLOCKS
    assert found["moved"] > 0
    assert found["preview"] <= SECONDS
