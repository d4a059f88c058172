"""petitions search …: the full-text index."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from petitions.extensions import transaction
from petitions.services.search_index import reindex_batch, tidy_index


@click.group("search")
def command() -> None:
    """Look after the full-text index."""


@command.command("reindex")
@with_appcontext
def reindex() -> None:
    """Write the index anew for every case, a few hundred at a time while people go on working."""
    last: int | None = 0
    while last is not None:
        with transaction() as session:
            last = reindex_batch(session, after_id=last)
        if last is not None:
            click.echo(f"up to case {last}")
    with transaction() as session:
        tidy_index(session)
    click.echo("done")


@command.command("tidy")
@with_appcontext
def tidy() -> None:
    """Put the index together after many small changes; seconds, once a night. Searches are quicker afterwards."""
    with transaction() as session:
        tidy_index(session)
