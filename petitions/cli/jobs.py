"""petitions jobs …: what is scheduled, and one run of it by hand."""

from __future__ import annotations

import json
from datetime import datetime

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _

from petitions import clock
from petitions.domain.schedule import SCHEDULES, Daily, Schedule
from petitions.domain.vocabulary import JobName
from petitions.domain.work_calendar import FIRST_DAY, LAST_DAY
from petitions.extensions import JobIsHeldError, JobStoppedError, db, scheduled_work
from petitions.i18n import format_date, format_instant
from petitions.queries.calendar import get_work_calendar
from petitions.queries.jobs import JobStanding, get_work_standing

DAY = click.DateTime(["%Y-%m-%d"])


@click.group("jobs")
def command() -> None:
    """Look at the scheduled work, or do a piece of it by hand."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON document: worker, and every job.")
@with_appcontext
def list_command(*, as_json: bool) -> None:
    """Print every job with its time, its last success, and what is wrong with it.

    Tab-separated columns: name, time, last success, state.
    """
    session = db.session()
    standing = get_work_standing(session, get_work_calendar(session), now=clock.now())
    if as_json:
        beat_at = standing.beat_at.isoformat() if standing.beat_at else None
        worker = {"is_alive": standing.is_alive, "beat_at": beat_at}
        click.echo(json.dumps({"worker": worker, "jobs": [_document(job) for job in standing.jobs]}))
        return
    for job in standing.jobs:
        success = format_instant(job.last_success_at) or _("never")
        click.echo("\t".join((job.name.value, _time_of(SCHEDULES[job.name]), success, _state_of(job))))


@command.command("run")
@click.argument("name", type=click.Choice([name.value for name in JobName]))
@click.option("--on", "on", type=DAY, help="As of this day instead of today (YYYY-MM-DD, Hanoi).")
@with_appcontext
def run_command(name: str, on: datetime | None) -> None:
    """Do one job now, also when it was done before; nothing is done twice by that."""
    day = on.date() if on else None
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        first, last = format_date(FIRST_DAY), format_date(LAST_DAY)
        raise click.ClickException(_("Only days from %(first)s to %(last)s can be taken.", first=first, last=last))
    try:
        facts = scheduled_work().run_by_hand(JobName(name), on=day)
    except JobIsHeldError as error:
        raise click.ClickException(_("A worker is doing this job at the moment.")) from error
    except JobStoppedError as error:
        raise click.ClickException(_("The job cannot be done now: %(reason)s", reason=error.kind)) from error
    click.echo(" ".join([f"{name}:", *(f"{key}={value}" for key, value in facts.items())]))


def _document(job: JobStanding) -> dict[str, object]:
    return {
        "name": job.name.value,
        "last_success_at": job.last_success_at.isoformat() if job.last_success_at else None,
        "last_error": job.last_error,
        "is_running": job.is_running,
        "is_late": job.is_late,
    }


def _time_of(schedule: Schedule) -> str:
    match schedule:
        case Daily(at=at, only_working_days=True):
            return str(_("working days at %(hour)s", hour=f"{at:%H:%M}"))
        case Daily(at=at):
            return str(_("daily at %(hour)s", hour=f"{at:%H:%M}"))
        case _:
            return str(_("every %(count)s minutes", count=schedule.minutes))


def _state_of(job: JobStanding) -> str:
    if job.last_error:
        return str(_("failed: %(error)s", error=job.last_error))
    if job.is_running:
        return str(_("running"))
    return str(_("late") if job.is_late else _("in order"))
