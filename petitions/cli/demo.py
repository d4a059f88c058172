"""petitions demo …: an invented province to look around in."""

from __future__ import annotations

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _

from petitions import clock
from petitions.domain.accounts import DEMO_PASSWORD
from petitions.extensions import db, file_store, transaction
from petitions.queries.accounts import PersonRow, list_demo_accounts
from petitions.services.demo.loading import load_demo


@click.group("demo")
def command() -> None:
    """Fill an empty database with an invented province, its people and their cases."""


@command.command("load")
@with_appcontext
def load() -> None:
    """Load the demo, dated back from today, and print its accounts."""
    with transaction() as session:
        load_demo(session, store=file_store(), now=clock.now())
    click.echo(_("The demo is loaded. Every account has the password %(password)s.", password=DEMO_PASSWORD))
    people = list_demo_accounts(db.session())
    for person in people:
        if _is_well_known(person):
            click.echo(_line(person))
    names = ", ".join(person.username for person in people if not _is_well_known(person))
    click.echo(click.wrap_text(_("And the staff of other units: %(names)s", names=names), 100, "  ", "    "))


def _is_well_known(person: PersonRow) -> bool:
    """Tell whether an account is one of those that manuals name; the others are called name.unit."""
    return "." not in person.username


def _line(person: PersonRow) -> str:
    units = dict.fromkeys(grant.organisation_short_name for grant in person.grants)
    return f"  {person.username:<13}{person.full_name}, {', '.join(units)}"
