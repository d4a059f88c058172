"""petitions doctor: what is missing or wrong, and what to do about it."""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

import click
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError

from petitions import clock
from petitions.config import Settings
from petitions.domain.deadlines import is_overdue
from petitions.extensions import db, file_store, migrate
from petitions.models import Case
from petitions.queries.calendar import get_work_calendar
from petitions.queries.health import list_gaps
from petitions.queries.jobs import get_work_standing
from petitions.queries.outbox import get_mail_standing
from petitions.queries.overdue import clock_runs
from petitions.queries.overdue import is_overdue as overdue_in_sql
from petitions.sentences import advice_for, alarms_of, mail_alarms_of, message_of

GIGABYTE = 1024**3
MEGABYTE = 1024**2


class Status(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    check: str
    status: Status
    message: str
    advice: str = ""


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="One JSON document: ok, and every finding.")
@with_appcontext
def command(*, as_json: bool) -> None:
    """Say what is missing or wrong, and what to do. Exit code 1 when something is broken."""
    findings = list(_examine())
    is_broken = any(finding.status is Status.BROKEN for finding in findings)
    if as_json:
        rows = [
            {"check": f.check, "status": f.status.value, "message": f.message, "advice": f.advice} for f in findings
        ]
        click.echo(json.dumps({"ok": not is_broken, "findings": rows}, ensure_ascii=False))
    else:
        for finding in findings:
            _tell(finding)
    if is_broken:
        raise click.exceptions.Exit(1)


def _tell(finding: Finding) -> None:
    marks = {Status.OK: _("good"), Status.WARNING: _("missing"), Status.BROKEN: _("BROKEN")}
    click.echo(f"[{marks[finding.status]}] {finding.message}")
    if finding.advice:
        click.echo(f"    {finding.advice}")


def _examine() -> Iterator[Finding]:
    """Yield the findings; what needs tables is left out while these are missing."""
    settings: Settings = current_app.config["SETTINGS"]
    yield from (_data_folder(settings), _disk(settings), _secret_key(settings), _files())
    database = _database()
    yield database
    if database.status is Status.BROKEN:
        return
    yield _soundness()
    yield _overdue()
    yield from _calendar()
    yield from _scheduled_work()
    yield from _mail(settings)
    gaps = list_gaps(db.session(), today=clock.today())
    for gap in gaps:
        status = Status.BROKEN if gap.is_broken else Status.WARNING
        yield Finding(gap.kind.value, status, message_of(gap), advice_for(gap))
    if not gaps:
        yield Finding("gaps", Status.OK, _("Units, people and rules: nothing is missing."))


def _data_folder(settings: Settings) -> Finding:
    folder = settings.data_dir
    if os.access(folder, os.W_OK | os.X_OK):
        return Finding("data_folder", Status.OK, _("The data folder can be written: %(path)s", path=folder))
    return Finding(
        "data_folder",
        Status.BROKEN,
        _("The data folder cannot be written: %(path)s", path=folder),
        _("Give it to the user who runs the server (chown), or set PETITIONS_DATA_DIR."),
    )


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.data_dir).free
    message = _("Free disk space: %(size)s GB", size=f"{free / GIGABYTE:.1f}".replace(".", ","))
    if free >= GIGABYTE:
        return Finding("disk", Status.OK, message)
    status = Status.BROKEN if free < 100 * MEGABYTE else Status.WARNING
    return Finding("disk", status, message, _("Make room: without it nothing more can be saved."))


def _secret_key(settings: Settings) -> Finding:
    """Look at the key's file; a key of the environment is the administrator's own business."""
    path = Path(settings.data_dir) / "secret-key"
    if not path.exists() or os.environ.get("PETITIONS_SECRET_KEY"):
        if len(settings.secret_key) >= 32:  # noqa: PLR2004 - 128 bits in hexadecimal
            return Finding("secret_key", Status.OK, _("The secret key comes from the environment."))
        message, advice = _("The secret key of the environment is too short."), _("Take at least 32 random characters.")
        return Finding("secret_key", Status.WARNING, message, advice)
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077 == 0:
        return Finding("secret_key", Status.OK, _("The secret key is readable by its owner alone."))
    message = _("Others can read the secret key: %(path)s (mode %(mode)s)", path=path, mode=f"{mode:04o}")
    return Finding("secret_key", Status.BROKEN, message, _("Run: chmod 600 %(path)s", path=path))


def _files() -> Finding:
    """Write, find and drop one small content in the store of files."""
    digest = "0" * 64
    try:
        store = file_store()
        store.put(digest, b"doctor")
        found = store.has(digest)
        store.drop(digest)
    except Exception as error:  # noqa: BLE001 - whatever the store says, the report goes on
        message = _("Files cannot be stored: %(error)s", error=f"{type(error).__name__}: {error}")
        return Finding("files", Status.BROKEN, message, _("Check PETITIONS_FILES_URL and the rights on the folder."))
    status = Status.OK if found else Status.BROKEN
    return Finding("files", status, _("Files can be stored.") if found else _("A file that was stored is not there."))


def _database() -> Finding:
    try:
        with db.engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    except DBAPIError as error:
        message = _("The database cannot be reached: %(error)s", error=str(error.orig).strip().splitlines()[0])
        return Finding("database", Status.BROKEN, message, _("Check PETITIONS_DATABASE_URL and that the server runs."))
    head = ScriptDirectory.from_config(migrate.get_config()).get_current_head()
    if current == head:
        return Finding("database", Status.OK, _("The database is of this version (%(version)s).", version=head))
    message = _("The database is of version %(current)s, the program of %(head)s.", current=current or "0", head=head)
    return Finding("database", Status.BROKEN, message, _("Run: petitions db upgrade"))


def _soundness() -> Finding:
    """Let SQLite look through its own file; PostgreSQL looks after itself."""
    if db.engine.dialect.name != "sqlite":
        return Finding("soundness", Status.OK, _("PostgreSQL answers."))
    said = db.session.execute(sa.text("PRAGMA quick_check(1)")).scalar()
    orphan = db.session.execute(sa.text("PRAGMA foreign_key_check")).first()
    if said == "ok" and orphan is None:
        return Finding("soundness", Status.OK, _("The database file is sound."))
    return Finding(
        "soundness", Status.BROKEN, _("The database file is damaged."), _("Restore the last backup: petitions restore")
    )


def _overdue() -> Finding:
    """Count the overdue twice, by the database and by the law's own function."""
    today = clock.today()
    counted = db.session.scalar(sa.select(sa.func.count()).select_from(Case).where(overdue_in_sql(today))) or 0
    rows = db.session.execute(sa.select(Case.state, Case.due_on).where(clock_runs()).execution_options(yield_per=2000))
    judged = sum(is_overdue(state, due_on, today) for state, due_on in rows.tuples())
    if counted == judged:
        return Finding("overdue", Status.OK, _("Overdue cases: %(count)s, counted in two ways.", count=counted))
    message = _("Overdue cases: %(one)s by the database, %(two)s by the rule.", one=counted, two=judged)
    return Finding("overdue", Status.BROKEN, message, _("Ask for help: this should not happen."))


def _calendar() -> Iterator[Finding]:
    """Praise the calendar of this year; what it lacks is among the gaps."""
    today = clock.today()
    if not get_work_calendar(db.session()).unconfirmed_years(today, date(today.year, 12, 31)):
        yield Finding("calendar", Status.OK, _("The calendar of %(year)s is confirmed.", year=today.year))


def _scheduled_work() -> Iterator[Finding]:
    """Say whether a worker lives and every job is done; neither keeps people from working."""
    session = db.session()
    alarms = alarms_of(get_work_standing(session, get_work_calendar(session), now=clock.now()))
    advice = _("Start it: petitions worker, or petitions serve without --no-worker. Its log says more.")
    yield from (Finding("scheduled_work", Status.WARNING, alarm, advice) for alarm in alarms)
    if not alarms:
        yield Finding("scheduled_work", Status.OK, _("Scheduled work is done."))


def _mail(settings: Settings) -> Iterator[Finding]:
    """Say whether mail is sent, and what of it did not arrive."""
    if settings.mail_url is None:
        message = _("No mail is sent: people learn of new cases and dates only when they sign in.")
        yield Finding("mail", Status.WARNING, message, _("Set PETITIONS_MAIL_URL to your mail server."))
        return
    if settings.public_url is None:
        message = _("Mail names codes without links.")
        yield Finding("mail_links", Status.WARNING, message, _("Set PETITIONS_PUBLIC_URL to the address people use."))
    alarms = mail_alarms_of(get_mail_standing(db.session()), now=clock.now())
    advice = _("See the page Scheduled work; addresses are corrected under Administration, People.")
    yield from (Finding("mail", Status.WARNING, alarm, advice) for alarm in alarms)
    if not alarms:
        yield Finding("mail", Status.OK, _("All mail goes out."))
