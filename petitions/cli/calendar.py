"""petitions calendar …: days off and make-up days from a file, and years confirmed."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _

from petitions import clock
from petitions.cli.import_files import DRY_RUN, FILE, JSON, take_in
from petitions.domain.calendar_change import CalendarChange, YearDraft
from petitions.domain.errors import ChangedMeanwhileError
from petitions.domain.identity import SYSTEM
from petitions.domain.proposals import ChangePhase
from petitions.extensions import db, transaction
from petitions.queries.proposals import get_change
from petitions.services.imports.calendar import CalendarResult, import_calendar
from petitions.services.proposals import go_on, propose_change, start_application


@click.group("calendar")
def command() -> None:
    """Keep the working calendar."""


@command.command("import")
@FILE
@DRY_RUN
@JSON
@with_appcontext
def import_command(file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Enter the days off and make-up days of FILE; change those that are there, and move the open clocks.

    FILE is CSV (UTF-8, parted by semicolons or commas) or a workbook (.xlsx), its headings as in
    docs/import/ngay-nghi.csv. Nothing is written unless every row is good.
    """

    def apply(result: CalendarResult) -> None:
        if result.change_id is not None:
            result.moved = _carry_through(result.change_id)

    take_in(
        file,
        lambda session, table: import_calendar(session, table, actor=SYSTEM, now=clock.now()),
        dry_run=dry_run,
        as_json=as_json,
        after_commit=apply,
    )


@command.command("confirm")
@click.argument("year", type=int)
@click.option("--source", required=True, help="The document that announced the days off of the year.")
@with_appcontext
def confirm_command(year: int, source: str) -> None:
    """Say that the days off of YEAR are announced in full, so that its dates are no longer provisional."""
    change = CalendarChange(years=(YearDraft(year, is_confirmed=True, source=source),))
    with transaction() as session:
        row = propose_change(session, change, actor=SYSTEM, now=clock.now())
        change_id = row.id if row else None
    if change_id is not None:
        _carry_through(change_id)
    click.echo(_("The calendar of %(year)s is confirmed.", year=year))


def _carry_through(change_id: int) -> int:
    """Try the change on every open clock, then apply it; return how many due dates moved."""
    _work(change_id)
    with transaction() as session:
        start_application(session, change_id, actor=SYSTEM, now=clock.now())
    _work(change_id)
    row = get_change(db.session(), change_id)
    if row.phase is not ChangePhase.APPLIED:
        raise ChangedMeanwhileError
    return row.applied


def _work(change_id: int) -> None:
    """Do batch after batch, each a transaction, until the change no longer asks for one."""
    counting, is_at_work = None, True
    while is_at_work:
        with transaction() as session:
            counting = go_on(session, change_id, counting, now=clock.now())
        is_at_work = counting is not None
