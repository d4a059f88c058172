"""petitions deadlines …: what a term comes to, and what is past its date."""

from __future__ import annotations

import json
from datetime import date, datetime

import click
from flask.cli import with_appcontext

from petitions import clock
from petitions.domain.deadline_ledger import Ledger, Pause
from petitions.domain.deadlines import Deadline, compute, days_late
from petitions.domain.errors import DeadlineInputError
from petitions.extensions import db
from petitions.queries.calendar import get_work_calendar
from petitions.queries.overdue import stream_overdue
from petitions.queries.rules import find_rule

DAY = click.DateTime(["%Y-%m-%d"])


class PauseRange(click.ParamType[Pause]):
    """Two dates, first and last paused day, written A:B."""

    name = "A:B"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Pause:
        """Return the pause, or fail with what is wrong with it."""
        first, _colon, last = str(value).partition(":")
        try:
            return Pause(date.fromisoformat(first), date.fromisoformat(last))
        except ValueError:
            self.fail(f"{value!r} is not two dates YYYY-MM-DD:YYYY-MM-DD", param, ctx)


@click.group("deadlines")
def command() -> None:
    """Count terms and list what is overdue."""


@command.command("compute")
@click.option("--rule", "code", required=True, help="Code of the rule, such as petition.response.")
@click.option("--start", "start", required=True, type=DAY, help="Day of the start event, day zero (YYYY-MM-DD).")
@click.option("--extend", "extensions", multiple=True, type=int, help="Adds N in the rule's own unit.")
@click.option("--pause", "pauses", multiple=True, type=PauseRange(), help="First and last paused day, inclusive.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document with every day and its reason.")
@with_appcontext
def compute_command(
    code: str, start: datetime, extensions: tuple[int, ...], pauses: tuple[Pause, ...], *, as_json: bool
) -> None:
    """Print the date on which a term ends, counted by the rule in force at its start."""
    start_on = start.date()
    rule = find_rule(db.session(), code, on=start_on)
    if rule is None:
        raise click.ClickException(f"there is no rule {code}")
    try:
        ledger = Ledger(start_on, extensions, pauses)
        found = compute(ledger, rule, get_work_calendar(db.session()), with_trace=True)
    except DeadlineInputError as error:
        raise click.ClickException(f"this cannot be counted: {error.field} contradicts itself or is absurd") from error
    if as_json:
        click.echo(json.dumps(_document(code, start_on, found), ensure_ascii=False))
    else:
        click.echo(f"{found.legal_on.isoformat()}{' (provisional)' if found.is_provisional else ''}")


def _document(code: str, start_on: date, found: Deadline) -> dict[str, object]:
    return {
        "rule": code,
        "start_on": start_on.isoformat(),
        "target_on": found.target_on.isoformat(),
        "legal_on": found.legal_on.isoformat(),
        "provisional": found.is_provisional,
        "trace": [
            {"on": day.on.isoformat(), "counted": day.counted, "why": f"{day.why}: {day.name}" if day.name else day.why}
            for day in found.trace
        ],
    }


@command.command("overdue")
@click.option("--on", "on", type=DAY, help="Judge by this day instead of today (YYYY-MM-DD, Hanoi).")
@click.option("--json", "as_json", is_flag=True, help="One JSON document: code, agency, due_on, days_late of each.")
@with_appcontext
def overdue_command(on: datetime | None, *, as_json: bool) -> None:
    """Print every case whose answer is overdue, longest overdue first.

    Tab-separated columns: code, due date (ISO 8601), days late, agency. Exit status is 0 whether or
    not the list is empty.
    """
    today = on.date() if on else clock.today()
    rows = (
        {
            "code": case.code,
            "agency": case.agency,
            "due_on": case.due_on.isoformat(),
            "days_late": days_late(case.due_on, today),
        }
        for case in stream_overdue(db.session(), today=today)
    )
    if as_json:
        click.echo(json.dumps(list(rows), ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['code']}\t{row['due_on']}\t{row['days_late']}\t{row['agency']}")
