"""petitions files …: whether rows and bytes belong together, and the sweeping of bytes nobody speaks of."""

from __future__ import annotations

import json
from datetime import timedelta

import click
from flask.cli import with_appcontext

from petitions import clock
from petitions.extensions import db, file_store, transaction
from petitions.services.file_upkeep import drop_orphans, find_faults, list_orphans

BATCH = 100


@click.group("files")
def command() -> None:
    """Look after the bytes of files."""


@command.command("check")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of lines.")
@with_appcontext
def check(*, as_json: bool) -> None:
    """Read every file and print those whose bytes are missing or changed, one digest per line.

    Exit status is 1 when there is one.
    """
    faults = list(find_faults(db.session(), file_store()))
    if as_json:
        click.echo(json.dumps([{"digest": found.digest, "fault": found.fault.value} for found in faults]))
    else:
        for found in faults:
            click.echo(f"{found.digest}\t{found.fault.value}")
        click.echo(f"{len(faults)} faults", err=True)
    if faults:
        raise SystemExit(1)


@command.command("sweep")
@click.option(
    "--older-than",
    "hours",
    default=24,
    show_default=True,
    type=click.IntRange(1),
    help="Leave younger bytes alone, in hours: their form may still be under way.",
)
@click.option("--dry-run", is_flag=True, help="Only print what would be dropped.")
@with_appcontext
def sweep(hours: int, *, dry_run: bool) -> None:
    """Drop bytes that no file on any case speaks of, such as a killed process leaves behind.

    Prints their digests, one per line. People may go on working meanwhile.
    """
    before = clock.now() - timedelta(hours=hours)
    orphans = list_orphans(db.session(), file_store(), before=before)
    for start in range(0, len(orphans), BATCH):
        batch = orphans[start : start + BATCH]
        if not dry_run:
            with transaction() as session:
                drop_orphans(session, file_store(), batch)
        for digest in batch:
            click.echo(digest)
    if not dry_run:
        file_store().drop_fragments(before=before)
    click.echo(f"{len(orphans)} {'would be dropped' if dry_run else 'dropped'}", err=True)
