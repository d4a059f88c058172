"""petitions calendar …: days off and make-up days from a file, and years confirmed."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _

from petitions import clock
from petitions.cli.import_files import DRY_RUN, FILE, JSON, take_in
from petitions.domain.calendar_change import CalendarChange, YearDraft
from petitions.domain.identity import SYSTEM
from petitions.extensions import transaction
from petitions.services.imports.calendar import import_calendar
from petitions.services.work_calendar import change_calendar


@click.group("calendar")
def command() -> None:
    """Keep the working calendar."""


@command.command("import")
@FILE
@DRY_RUN
@JSON
@with_appcontext
def import_command(file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Enter the days off and make-up days of FILE; change those that are there.

    FILE is CSV (UTF-8, parted by semicolons or commas) or a workbook (.xlsx), its headings as in
    docs/import/ngay-nghi.csv. Nothing is written unless every row is good.
    """
    take_in(
        file,
        lambda session, table: import_calendar(session, table, actor=SYSTEM, now=clock.now()),
        dry_run=dry_run,
        as_json=as_json,
    )


@command.command("confirm")
@click.argument("year", type=int)
@click.option("--source", required=True, help="The document that announced the days off of the year.")
@with_appcontext
def confirm_command(year: int, source: str) -> None:
    """Say that the days off of YEAR are announced in full, so that its dates are no longer provisional."""
    change = CalendarChange(years=(YearDraft(year, is_confirmed=True, source=source),))
    with transaction() as session:
        change_calendar(session, change, actor=SYSTEM, now=clock.now())
    click.echo(_("The calendar of %(year)s is confirmed.", year=year))
