"""petitions organisations …: units and the places they work in, from a file."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from petitions import clock
from petitions.cli.import_files import DRY_RUN, FILE, JSON, take_in
from petitions.domain.identity import SYSTEM
from petitions.extensions import db
from petitions.queries.organisations import list_organisations
from petitions.services.imports.units import import_units


@click.group("organisations")
def command() -> None:
    """Take in and list units."""


@command.command("import")
@FILE
@DRY_RUN
@JSON
@with_appcontext
def import_command(file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Enter the units of FILE, and the places that stand in it too; change those whose code is known.

    FILE is CSV (UTF-8, parted by semicolons or commas) or a workbook (.xlsx), its headings as in
    docs/import/don-vi.csv. Nothing is written unless every row is good.
    """
    take_in(
        file,
        lambda session, table: import_units(session, table, actor=SYSTEM, now=clock.now()),
        dry_run=dry_run,
        as_json=as_json,
    )


@command.command("list")
@with_appcontext
def list_command() -> None:
    """Print every unit that exists today, one per line.

    Columns, tab-separated: code, name, kind, place.
    """
    cursor = None
    while True:
        rows, cursor = list_organisations(db.session(), living_on=clock.today(), after=cursor)
        for row in rows:
            click.echo(f"{row.code or '-'}\t{row.name}\t{row.kind.value}\t{row.locality_name}")
        if cursor is None:
            return
