"""petitions people …: accounts and roles from a file."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _

from petitions import clock
from petitions.cli.import_files import DRY_RUN, FILE, JSON, take_in
from petitions.domain.identity import SYSTEM
from petitions.services.imports.people import NewAccount, PeopleResult, import_people

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@click.group("people")
def command() -> None:
    """Take in accounts and roles."""


@command.command("import")
@FILE
@click.option(
    "--passwords",
    type=click.Path(dir_okay=False, path_type=Path),
    help="New file for the passwords of new accounts; beside FILE by default.",
)
@DRY_RUN
@JSON
@with_appcontext
def import_command(file: Path, passwords: Path | None, *, dry_run: bool, as_json: bool) -> None:
    """Open the accounts of FILE and give the roles in it; a person of several roles stands in several rows.

    FILE is CSV (UTF-8, parted by semicolons or commas) or a workbook (.xlsx), its headings as in
    docs/import/nguoi-dung.csv. Nothing is written unless every row is good. New accounts get a
    password for the first sign-in, written to a file that only you can read.
    """
    target = passwords or _beside(file)
    written: list[Path] = []

    def write_passwords(result: PeopleResult) -> None:
        if result.accounts:
            _write(target, result.accounts)
            written.append(target)

    try:
        take_in(
            file,
            lambda session, table: import_people(session, table, actor=SYSTEM, now=clock.now()),
            dry_run=dry_run,
            as_json=as_json,
            before_commit=write_passwords,
        )
    except BaseException:
        for path in written:  # the accounts were not opened after all
            path.unlink(missing_ok=True)
        raise
    if written and not as_json:
        click.echo(_("Passwords for the first sign-in: %(path)s. Hand them out, then delete the file.", path=target))


def _beside(file: Path) -> Path:
    """Return a name beside the file that nothing has yet."""
    names = (file.with_name(f"{file.stem}-passwords{f'-{n}' if n else ''}.csv") for n in range(1000))
    return next(path for path in names if not path.exists())


def _write(path: Path, accounts: Sequence[NewAccount]) -> None:
    """Write the passwords into a new file of mode 0600 that Excel opens with its accents."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([_("User name"), _("Full name"), _("Unit"), _("Password")])
        for account in accounts:
            cells = (account.username, account.full_name, account.organisation, account.password)
            writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
