"""petitions demo …: an invented province to look around in."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from petitions import clock
from petitions.domain.accounts import DEMO_PASSWORD
from petitions.domain.errors import NotEmptyError
from petitions.extensions import db, file_store, transaction
from petitions.queries.accounts import PersonRow, list_demo_accounts
from petitions.services.demo.loading import load_demo

_IN_USE = "The demo is loaded only into an empty database; this one already holds people, units, places or cases."


@click.group("demo")
def command() -> None:
    """Fill an empty database with an invented province, its people and their cases."""


@command.command("load")
@with_appcontext
def load() -> None:
    """Load the demo, dated back from today, and print its accounts."""
    try:
        with transaction() as session:
            load_demo(session, store=file_store(), now=clock.now())
    except NotEmptyError as error:
        raise click.ClickException(_IN_USE) from error
    click.echo(f"The demo is loaded. Every account has the password {DEMO_PASSWORD}.")
    people = list_demo_accounts(db.session())
    for person in people:
        if _is_well_known(person):
            click.echo(_line(person))
    others = ", ".join(person.username for person in people if not _is_well_known(person))
    click.echo(click.wrap_text(f"And the staff of other units: {others}", 100, "  ", "    "))


def _is_well_known(person: PersonRow) -> bool:
    """Tell whether an account is one of those that manuals name; the others are called name.unit."""
    return "." not in person.username


def _line(person: PersonRow) -> str:
    rights = ", ".join(f"{grant.role.value} in {grant.organisation_short_name}" for grant in person.grants)
    return f"  {person.username:<16}{person.full_name}: {rights}"
