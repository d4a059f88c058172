"""petitions seed: fill the database with synthetic cases, for load and measurement."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import repeat
from typing import cast

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions import clock
from petitions.cli.database import seed_reference_data
from petitions.extensions import db, transaction
from petitions.resources import package_file
from petitions.services.bulk import drop_indices, drop_references, make_indices, make_references
from petitions.services.likeness_index import make_likeness_index
from petitions.services.search_index import COLUMNS, drop_word_indices, make_word_index, tidy_index
from petitions.services.synthetic.batch import MODELS, Batch, KeyBook, table_of, write_batch
from petitions.services.synthetic.road import Surroundings
from petitions.services.synthetic.seeding import (
    BATCH,
    Seed,
    Workshop,
    collected_seldom,
    free_codes,
    made_beside,
    surroundings_for,
)
from petitions.services.synthetic.texts import Texts
from petitions.services.synthetic.world import holds_real_cases, prepare_world

_TELL_EVERY = 10_000
WRITERS = 2
MANY = 5_000
"""From so many cases on, a second process and indices made afterwards pay."""


@click.command("seed")
@click.option("--cases", required=True, type=click.IntRange(1, 10_000_000), help="How many cases to add.")
@click.option("--seed", "number", default=1, show_default=True, help="The same number gives the same cases.")
@click.option("--force", is_flag=True, help="Also where people's own cases are.")
@with_appcontext
def command(cases: int, number: int, *, force: bool) -> None:
    """Add synthetic cases, with history and search index, to an empty or a demo database.

    The cases go to the province's council, communes and agencies that are there; what is missing is made.
    Accounts (seed-office and others, with the demo's password) are made only where nobody has one.
    """
    began = time.monotonic()
    if holds_real_cases(db.session()) and not force:
        sentence = _(
            "This database holds cases that people entered; synthetic ones do not belong among them. "
            "Only --force adds them all the same."
        )
        raise click.ClickException(sentence)
    seed_reference_data()
    with indexed_afterwards(cases), collected_seldom():
        for count, _done in enumerate(_written(_made(_prepare(), Seed(cases, number))), start=1):
            written = min(count * BATCH, cases)
            if written % _TELL_EVERY == 0 or written == cases:
                facts = {"written": written, "cases": cases, "rate": round(written / (time.monotonic() - began))}
                click.echo(_("%(written)s of %(cases)s cases, %(rate)s a second", **facts), err=True)
    _settle()
    seconds = f"{time.monotonic() - began:.1f}"
    click.echo(_("%(cases)s synthetic cases in %(seconds)s seconds.", cases=cases, seconds=seconds))


@contextmanager
def indexed_afterwards(cases: int) -> Iterator[None]:
    """Make the indices, and check PostgreSQL's references, when all rows are there; where it pays.

    Seeding once more puts back what a killed seeding has left undone.
    """
    if cases < MANY:
        yield
        return
    tables = [table_of(model) for model in MODELS]
    is_sqlite = db.engine.dialect.name == "sqlite"
    with transaction() as session:
        if not is_sqlite:
            drop_word_indices(session.connection())
            drop_references(session.connection(), tables)
        drop_indices(session.connection(), tables)
    try:
        yield
    finally:
        works = [partial(make_indices, table=table) for table in tables]
        if not is_sqlite:
            works[:0] = [*(partial(make_word_index, column=column) for column in COLUMNS), partial(make_likeness_index)]
        with ThreadPoolExecutor(max_workers=1 if is_sqlite else WRITERS) as writers:
            list(writers.map(_work_beside, works, repeat(_app())))
        if not is_sqlite:
            with transaction() as session:
                make_references(session.connection(), tables)


def _app() -> Flask:
    """Return the application itself, for another thread: the proxy is nothing to it."""
    return cast("Flask", current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001 - as said


def _work_beside(work: Callable[[sa.Connection], None], app: Flask) -> None:
    with app.app_context(), transaction() as session:
        work(session.connection())


def _written(batches: Iterator[Batch]) -> Iterator[None]:
    """Write batches, each in a transaction of its own; PostgreSQL takes two at a time."""
    keys = KeyBook()
    if db.engine.dialect.name == "sqlite":
        for batch in batches:
            with transaction() as session:
                keys.enter(session, batch)
                write_batch(session, batch)
            yield
        return
    with ThreadPoolExecutor(max_workers=WRITERS) as writers:
        running: deque[Future[None]] = deque()
        for batch in batches:
            with transaction() as session:
                keys.enter(session, batch)
            running.append(writers.submit(_write_beside, _app(), batch))
            if len(running) > WRITERS:
                running.popleft().result()
                yield
        for last in running:
            last.result()
            yield


def _write_beside(app: Flask, batch: Batch) -> None:
    with app.app_context(), transaction() as session:
        write_batch(session, batch)


def _prepare() -> Surroundings:
    """Return what the cases share; the units that are missing are made."""
    texts = Texts(package_file("data", "synthetic"))
    with transaction() as session:
        world = prepare_world(session, texts, now=clock.now(), today=clock.today())
        return surroundings_for(session, world, texts, today=clock.today())


def _made(around: Surroundings, seed: Seed) -> Iterator[Batch]:
    """Give the batches; where there are many, the next one is made while the database writes the last."""
    with Session(db.engine) as reading:
        codes = free_codes(reading, seed)
        if seed.cases < MANY:
            yield from map(Workshop(around, seed).make, codes)
        else:
            yield from made_beside(around, seed, codes)


def _settle() -> None:
    """Put the index of words together, and let the database look at what it holds now: its plans depend on it."""
    with transaction() as session:
        tidy_index(session)
    with transaction() as session:
        session.execute(sa.text("ANALYZE"))
