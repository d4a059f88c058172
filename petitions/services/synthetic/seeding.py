"""Filling a database with synthetic cases, batch by batch, in the same memory however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.case_code import ALPHABET, case_code_from
from petitions.domain.deadlines import due_on
from petitions.models import Case, Forwarding
from petitions.queries.calendar import get_work_calendar
from petitions.queries.rules import find_rule
from petitions.services.bulk import BulkWriter, KeySource
from petitions.services.deadlines import ANSWER_RULE
from petitions.services.synthetic.batch import Batch
from petitions.services.synthetic.calendar import Calendar
from petitions.services.synthetic.cases import CaseMaker
from petitions.services.synthetic.lives import BLOCK, Lot, deal
from petitions.services.synthetic.papers import Papers
from petitions.services.synthetic.road import Surroundings
from petitions.services.synthetic.texts import Texts
from petitions.services.synthetic.world import SyntheticWorld

BATCH = 1_000
_FREE = 7
_CODES = len(ALPHABET) ** _FREE
_STRIDE = 7_368_787_933
"""A prime that does not divide the number of codes: every stride leads to another code."""


@dataclass(frozen=True, slots=True)
class Seed:
    """How many cases, and the number that decides everything about them."""

    cases: int
    number: int


class Seeder:
    """Writes the cases of one seed; each call of ``write_batch`` belongs in a transaction of its own."""

    def __init__(self, session: Session, world: SyntheticWorld, texts: Texts, seed: Seed, *, today: date) -> None:
        self.seed = seed
        keys = KeySource()
        letters = session.scalar(sa.select(sa.func.count()).select_from(Forwarding)) or 0
        calendar = Calendar(today, _answer_dates(session, today))
        papers = Papers(world, texts, keys, run=letters)
        self.keys = keys
        self.maker = CaseMaker(Surroundings(world, texts, calendar, keys, papers))
        self.codes = _codes(seed.number)
        self.lots = _lots(seed)

    def write_batch(self, session: Session) -> int:
        """Write the next cases and return how many; none when all are there."""
        connection = session.connection()
        self.keys.begin(connection)
        batch = Batch()
        codes: Iterator[str] = iter(())
        made = 0
        for rng, lot in self.lots:
            code = next(codes, None)
            if code is None:
                codes = iter(_free_codes(session, self.codes))
                code = next(codes)
            self.maker.make(rng, lot, code, batch)
            made += 1
            if made == BATCH:
                break
        batch.write(session, BulkWriter(connection))
        return made


def _lots(seed: Seed) -> Iterator[tuple[Random, Lot]]:
    """Deal the lots of one case after another, with the random source of its hundred."""
    for block in range(-(-seed.cases // BLOCK)):
        rng = Random(f"{seed.number}/{block}")  # noqa: S311 - repeatable on purpose
        for lot in deal(rng)[: seed.cases - block * BLOCK]:
            yield rng, lot


def _codes(number: int) -> Iterator[str]:
    """Return valid codes without end; none comes twice before all have come."""
    at = Random(number).randrange(_CODES)  # noqa: S311 - repeatable on purpose
    while True:
        free, rest = "", at
        for _ in range(_FREE):
            rest, digit = divmod(rest, len(ALPHABET))
            free += ALPHABET[digit]
        yield case_code_from(free)
        at = (at + _STRIDE) % _CODES


def _free_codes(session: Session, codes: Iterator[str]) -> list[str]:
    """Return the next codes that no case has; two seeds of one number share none."""
    while True:
        wanted = [next(codes) for _ in range(BATCH)]
        taken = set(session.scalars(sa.select(Case.code).where(Case.code.in_(wanted))))
        free = [code for code in wanted if code not in taken]
        if free:
            return free


def _answer_dates(session: Session, today: date) -> Callable[[date], date]:
    """Return when an answer is due, by today's rule and calendar, for any day of receipt; 30 days without a rule."""
    rule = find_rule(session, ANSWER_RULE, on=today)
    calendar = get_work_calendar(session)

    @cache
    def answer_due(day: date) -> date:
        return day + timedelta(days=30) if rule is None else due_on(day, rule, calendar)

    return answer_due
