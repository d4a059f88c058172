"""Making synthetic cases, batch by batch, in the same memory however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from random import Random

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.case_code import ALPHABET, case_code_from
from petitions.models import Case, Forwarding
from petitions.services.synthetic.batch import Batch, Numbers
from petitions.services.synthetic.calendar import Calendar
from petitions.services.synthetic.cases import CaseMaker
from petitions.services.synthetic.clocks import TermBook
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


def surroundings_for(session: Session, world: SyntheticWorld, texts: Texts, *, today: date) -> Surroundings:
    """Return what all cases of one seeding share, as plain values."""
    letters = session.scalar(sa.select(sa.func.count()).select_from(Forwarding)) or 0
    numbers = Numbers()
    terms = TermBook(session)
    calendar = Calendar(today, terms.answer_due)
    return Surroundings(world, texts, calendar, numbers, Papers(world, texts, numbers, run=letters), terms)


def make_batches(session: Session, around: Surroundings, seed: Seed) -> Iterator[Batch]:
    """Make the cases of a seed; the session is only asked which codes are free."""
    maker = CaseMaker(around)
    lots = _lots(seed)
    codes = _codes(seed.number)
    while drawn := list(islice(lots, BATCH)):
        batch = Batch()
        for (rng, lot), code in zip(drawn, _free_codes(session, codes, len(drawn)), strict=True):
            maker.make(rng, lot, code, batch)
        yield batch


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


def _free_codes(session: Session, codes: Iterator[str], wanted: int) -> list[str]:
    """Return the next codes that no case has; two seeds of one number share none."""
    found: list[str] = []
    while len(found) < wanted:
        drawn = list(islice(codes, wanted - len(found)))
        taken = set(session.scalars(sa.select(Case.code).where(Case.code.in_(drawn))))
        found.extend(code for code in drawn if code not in taken)
    session.rollback()  # the next look sees what was written meanwhile
    return found
