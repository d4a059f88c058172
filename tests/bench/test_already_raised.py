"""Already raised? Asked of a register of a million cases, within a commune's scope and within the whole province's.

PETITIONS_BENCH_CASES makes it smaller. The texts are synthetic: a few hundred sentences with villages, landmarks and
numbers drawn into them, so that words are more common, and lists longer, than in life.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.config import normalize_database_url
from petitions.domain.identity import Actor, Grant
from petitions.domain.likeness import Matter
from petitions.domain.vocabulary import Role
from petitions.models import Case, CaseParty, Organisation
from petitions.services.alike import find_alike
from petitions.services.likeness_words import field_words, lexicon
from tests.bench.places import Place, fill
from tests.bench.report import write_section
from tests.postgres import PostgresServer, administer

CASES = int(os.environ.get("PETITIONS_BENCH_CASES", "1000000"))
ASKED = 200
AIMS = {
    ("postgresql", "commune"): 150,
    ("postgresql", "province"): 400,
    ("sqlite", "commune"): 300,
    ("sqlite", "province"): 800,
}
"""Milliseconds for 95 of 100 questions."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, str]]:
    """An installation with so many cases, and its database's address."""
    folder = tmp_path_factory.mktemp("bench") / "data"
    if request.param == "sqlite":
        yield fill(folder, "sqlite", None, CASES), f"sqlite:///{folder / 'petitions.sqlite3'}"
        return
    server = PostgresServer(("max_wal_size=4GB",), Path(tempfile.mkdtemp(prefix="petitions-bench-")))
    try:
        administer(str(server.folder), "CREATE DATABASE petitions")
        yield fill(folder, "postgresql", server.url("petitions"), CASES), server.url("petitions")
    finally:
        server.stop()


@pytest.mark.parametrize("scope", ["commune", "province"])
def test_it_answers_while_one_types(place: tuple[Place, str], scope: str) -> None:
    where, url = place
    engine = sa.create_engine(normalize_database_url(url))
    with Session(engine) as session:
        actor, seen = somebody(session, scope)
        texts = asked(session)
        lexicon(), field_words()
        for text in texts[:20]:
            find_alike(session, Matter((text,)), actor=actor)
        taken, found = [], 0
        for text in texts[20:]:
            began = time.perf_counter()
            near = find_alike(session, Matter((text,)), actor=actor).near
            taken.append((time.perf_counter() - began) * 1000)
            found += bool(near)
    engine.dispose()
    taken.sort()
    p50, p95 = statistics.median(taken), taken[int(len(taken) * 0.95)]
    aim = AIMS[where.database, scope]
    said = (
        f"{CASES:,} cases, {seen:,} of them in sight: p50 {p50:.0f} ms, p95 {p95:.0f} ms, "
        f"something found for {found} of {len(taken)}. The aim for p95 is {aim} ms at 1,000,000."
    )
    print(f"\n{said}")
    write_section(f"Already raised? in a {scope} on {where.database}", said)
    assert found
    assert p95 <= aim


def somebody(session: Session, scope: str) -> tuple[Actor, int]:
    """Return the clerk of the commune with most cases, or the office of the province's council, and what he sees."""
    counted = sa.select(CaseParty.organisation_id, sa.func.count()).join(
        Organisation, Organisation.id == CaseParty.organisation_id
    )
    of = Case.origin_id if scope == "commune" else Case.council_id
    units = sa.select(of).distinct()
    key, seen = session.execute(
        counted.where(CaseParty.organisation_id.in_(units))
        .group_by(CaseParty.organisation_id)
        .order_by(sa.func.count().desc(), CaseParty.organisation_id)
        .limit(1)
    ).one()
    role = Role.CLERK if scope == "commune" else Role.OFFICE
    return Actor(person_id=1, name="bench", grants=(Grant(role, key),), organisation_name=""), seen


def asked(session: Session) -> list[str]:
    """Return texts as they would be typed: what was said in cases from all over the register."""
    highest = session.scalar(sa.select(sa.func.max(Case.id))) or 0
    step = max(highest // (ASKED + 20), 1)
    keys = [number * step + 1 for number in range(ASKED + 20)]
    return list(session.scalars(sa.select(Case.content).where(Case.id.in_(keys)).order_by(Case.id)))
