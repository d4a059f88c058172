"""Making synthetic cases, batch by batch, in the same memory however many there are."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
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
_SELDOM = 200_000
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


class Workshop:
    """Makes the cases of a seed, batch after batch."""

    def __init__(self, around: Surroundings, seed: Seed) -> None:
        self.maker = CaseMaker(around)
        self.lots = _lots(seed)

    def make(self, codes: Sequence[str]) -> Batch:
        """Return the next cases, one for each code."""
        batch = Batch()
        for (rng, lot), code in zip(islice(self.lots, len(codes)), codes, strict=True):
            self.maker.make(rng, lot, code, batch)
        return batch.complete()


def made_beside(around: Surroundings, seed: Seed, codes: Iterable[Sequence[str]]) -> Iterator[Batch]:
    """Give batch after batch, made in a process of its own that is one ahead of whoever writes them."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    maker = context.Process(target=_make_for, args=(theirs, around, seed), daemon=True)
    maker.start()
    theirs.close()
    try:
        coming = 0
        for each in codes:
            ours.send(each)
            coming += 1
            if coming > 1:
                yield ours.recv()
                coming -= 1
        for _ in range(coming):
            yield ours.recv()
    finally:
        ours.close()
        maker.join()


@contextmanager
def collected_seldom() -> Iterator[None]:
    """Let Python look for circles less often: a batch is many objects that hold none, and looking takes a quarter."""
    usual = gc.get_threshold()
    gc.set_threshold(_SELDOM, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _make_for(pipe: Connection, around: Surroundings, seed: Seed) -> None:
    """Make batches for whoever sends codes, until nobody does any more."""
    workshop = Workshop(around, seed)
    with suppress(EOFError, BrokenPipeError), collected_seldom():
        while True:
            pipe.send(workshop.make(pipe.recv()))


def free_codes(session: Session, seed: Seed) -> Iterator[list[str]]:
    """Give codes that no case has, enough for one batch after another."""
    codes = _codes(seed.number)
    for first in range(0, seed.cases, BATCH):
        yield _free(session, codes, min(BATCH, seed.cases - first))


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


def _free(session: Session, codes: Iterator[str], wanted: int) -> list[str]:
    """Return the next codes that no case has; two seeds of one number share none."""
    found: list[str] = []
    while len(found) < wanted:
        drawn = list(islice(codes, wanted - len(found)))
        taken = set(session.scalars(sa.select(Case.code).where(Case.code.in_(drawn))))
        found.extend(code for code in drawn if code not in taken)
    session.rollback()  # the next look sees what was written meanwhile
    return found
