"""petitions db …: bring the tables to this version and lay in what an installation starts with."""

from __future__ import annotations

import csv
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext
from flask_migrate import cli as migrations

from petitions.extensions import transaction
from petitions.resources import package_file
from petitions.services.reference import seed_calendar, seed_deadline_rules, seed_subject_fields, seed_work_weeks

command = AppGroup("db", help="Bring the tables to this version; revisions are made in a checkout.")
command.params, command.callback = migrations.db.params, migrations.db.callback
for _name, _command in migrations.db.commands.items():
    command.add_command(_command, _name)


@click.pass_context
@with_appcontext
def _upgrade(context: click.Context, /, **options: Any) -> None:
    """Bring the tables to this version, then add the reference data that are not there yet.

    Subject fields, deadline rules and calendar years that an administrator has entered or changed
    stay as they are; running it twice adds nothing.
    """
    context.invoke(migrations.upgrade, **options)
    if options["revision"] == "head" and not options["sql"]:
        seed_reference_data()


command.add_command(
    click.Command("upgrade", callback=_upgrade, params=migrations.upgrade.params, help=_upgrade.__doc__)
)


def seed_reference_data() -> None:
    """Add what the seed files hold and the database does not."""
    with transaction() as session:
        seed_subject_fields(session, _rows("subject_fields.csv"))
        seed_deadline_rules(session, _rows("deadline_rules.csv"))
        seed_calendar(session, _rows("calendar_years.csv"), _rows("calendar_days.csv"))
        seed_work_weeks(session, _rows("work_weeks.csv"))


def _rows(name: str) -> list[dict[str, str]]:
    with package_file("data", name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
