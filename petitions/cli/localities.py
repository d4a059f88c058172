"""petitions localities …: provinces, communes and villages from a file."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from petitions import clock
from petitions.cli.import_files import DRY_RUN, FILE, JSON, take_in
from petitions.domain.identity import SYSTEM
from petitions.services.imports.units import import_units


@click.group("localities")
def command() -> None:
    """Take in places."""


@command.command("import")
@FILE
@DRY_RUN
@JSON
@with_appcontext
def import_command(file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Enter the places of FILE; change those whose code is known.

    FILE is CSV (UTF-8, parted by semicolons or commas) or a workbook (.xlsx), its headings as in
    docs/import/dia-ban.csv. Nothing is written unless every row is good.
    """
    take_in(
        file,
        lambda session, table: import_units(session, table, actor=SYSTEM, now=clock.now(), places_only=True),
        dry_run=dry_run,
        as_json=as_json,
    )
