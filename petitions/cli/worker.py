"""petitions worker: does the scheduled work until it is stopped."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from petitions.extensions import db, scheduled_work


@click.command("worker")
@with_appcontext
def command() -> None:
    """Do the scheduled work until stopped: reminders, mail, upkeep.

    As many as you like may run, on one machine or several; each period of a job is done once.
    """
    db.session.remove()
    scheduled_work().work()
