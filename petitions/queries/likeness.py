"""Which cases share rare terms with a text: a first choice, quickly made; how near they are is judged afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.likeness_index import number_of, number_of_unit, token_of
from petitions.models import LikenessCount

MOST_CANDIDATES = 60
MOST_TERMS_ASKED = 24
RARE = 50
"""What a term that is not counted is taken to have."""

WIDE = 0.2
"""A scope of a larger share of all cases narrows nothing."""

MOST_READ = {"sqlite": 20_000, "postgresql": 10_000}
"""So many entries of the index are read at most; within a scope, where most are passed over, ten times as many."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many cases there are, and in how many each number stands, as far as it is common."""

    total: int = 0
    cases: Mapping[int, int] = field(default_factory=dict)

    def share_of(self, number: int) -> float:
        """Return the share of all cases in which a number stands; nought for a rare one."""
        return self.cases.get(number, 0) / self.total if self.total else 0.0


def count_terms(session: Session, terms: Iterable[str], units: Iterable[int]) -> Counted:
    """Return how common these terms and units are. One statement."""
    wanted = {0, *map(number_of, terms), *map(number_of_unit, units)}
    rows = session.execute(
        sa.select(LikenessCount.term, LikenessCount.cases).where(LikenessCount.term.in_(sorted(wanted)))
    )
    cases = {row.term: row.cases for row in rows}
    return Counted(cases.pop(0, 0), cases)


def list_candidates(session: Session, terms: Mapping[str, float], units: Sequence[int], counted: Counted) -> list[int]:
    """Return the keys of the cases that share most with a text whose terms have these weights. One statement.

    ``units`` narrow the choice to cases that began with one of them, where that is a small part of all;
    whether a case is visible to somebody is not asked here.
    """
    dialect = session.get_bind().dialect.name
    within = _narrowing(units, counted)
    chosen = _affordable(terms, counted, MOST_READ[dialect] * (10 if within else 1))
    if not chosen:
        return []
    if dialect == "sqlite":
        return list(session.scalars(_on_sqlite(chosen, within)))
    return list(session.scalars(_on_postgresql(chosen, within)))


def _narrowing(units: Sequence[int], counted: Counted) -> list[int]:
    numbers = [number_of_unit(unit) for unit in units]
    share = sum(counted.share_of(number) for number in numbers)
    return numbers if counted.total and share <= WIDE else []


def _affordable(terms: Mapping[str, float], counted: Counted, budget: int) -> dict[int, float]:
    """Return the rarest terms, as many as can be read; the rarest one always."""
    by_rarity = sorted(
        {number_of(term): weight for term, weight in terms.items()}.items(), key=lambda e: _size(e[0], counted)
    )
    chosen: dict[int, float] = {}
    left = budget
    for number, weight in by_rarity[:MOST_TERMS_ASKED]:
        left -= _size(number, counted)
        if left < 0 and chosen:
            break
        chosen[number] = weight
    return chosen


def _size(number: int, counted: Counted) -> int:
    return counted.cases.get(number, RARE)


_FTS5 = sa.table("case_likeness", sa.column("rowid", sa.Integer), sa.column("case_likeness"))


def _on_sqlite(chosen: Mapping[int, float], within: Sequence[int]) -> sa.Select[tuple[int]]:
    scope = f" AND ({' OR '.join(map(token_of, within))})" if within else ""
    matches = _FTS5.c.case_likeness.op("MATCH", is_comparison=True)
    found = sa.union_all(
        *(
            sa.select(_FTS5.c.rowid.label("id"), sa.literal(weight).label("weight")).where(matches(token_of(n) + scope))
            for n, weight in chosen.items()
        )
    ).subquery()
    weight = sa.func.sum(found.c.weight).desc()
    return sa.select(found.c.id).group_by(found.c.id).order_by(weight, found.c.id.desc()).limit(MOST_CANDIDATES)


_POSTGRESQL = """
SELECT case_id FROM (
    SELECT found.case_id, sum(asked.weight) AS weight FROM (
        SELECT case_id, terms FROM case_likeness WHERE terms && CAST(:terms AS int[]) {scope} OFFSET 0
    ) AS found, unnest(found.terms) AS term
    JOIN (SELECT * FROM unnest(CAST(:terms AS int[]), CAST(:weights AS float[])) AS each (term, weight)) AS asked
        USING (term)
    GROUP BY found.case_id
) AS weighed ORDER BY weight DESC, case_id DESC LIMIT {most}
"""


def _on_postgresql(chosen: Mapping[int, float], within: Sequence[int]) -> sa.TextClause:
    scope = "AND terms && CAST(:within AS int[])" if within else ""
    statement = sa.text(_POSTGRESQL.format(scope=scope, most=MOST_CANDIDATES))
    values = {"terms": list(chosen), "weights": list(chosen.values())}
    return statement.bindparams(**values, **({"within": list(within)} if within else {}))
