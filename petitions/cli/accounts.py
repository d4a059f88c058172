"""petitions accounts …: people from the command line, the first administrator above all."""

from __future__ import annotations

import json
import sys
from datetime import datetime

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.identity import SYSTEM
from petitions.domain.vocabulary import Level, LocalityKind, OrganisationKind, Role
from petitions.extensions import db, transaction
from petitions.models import Organisation
from petitions.queries.accounts import list_grants, list_people
from petitions.queries.directory import (
    find_first_organisation,
    get_locality_by_code,
    get_organisation_by_code,
    get_person_by_username,
    has_administrator,
)
from petitions.services.accounts import PersonDraft, create_person, reset_password, set_password
from petitions.services.grants import GrantDraft, find_grant, give_grant, revoke_grant
from petitions.services.localities import LocalityDraft, create_locality
from petitions.services.organisations import OrganisationDraft, create_organisation

ROLE = click.Choice([role.value for role in Role])
_PASSWORD_STDIN = click.option(
    "--password-stdin", is_flag=True, help="Read the password from the first line of standard input."
)
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document instead of sentences.")


@click.group("accounts")
def command() -> None:
    """Open accounts, give passwords and roles; the first administrator too."""


@command.command("create")
@click.argument("username")
@click.option("--name", required=True, help="Full name.")
@click.option("--organisation", help="Code or name of the unit; without units one is made for administration.")
@click.option("--role", type=ROLE, help="Role there; administrator while there is no administrator yet.")
@click.option("--email", help="E-mail address.")
@click.option("--phone", help="Telephone number.")
@_PASSWORD_STDIN
@_JSON
@with_appcontext
def create(
    username: str,
    name: str,
    organisation: str | None,
    role: str | None,
    email: str | None,
    phone: str | None,
    *,
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Open an account and print its password for the first sign-in, once.

    On an empty installation this makes the first administrator:

        petitions accounts create USERNAME --name "FULL NAME"
    """
    now, draft = clock.now(), PersonDraft(username, name, email, phone)
    password = _password_from_stdin() if password_stdin else None
    with transaction() as session:
        first = role is None and not has_administrator(session)
        wanted = Role.ADMINISTRATOR if first else Role(role) if role else None
        if wanted is None and organisation is not None:
            raise click.UsageError(_("--organisation needs --role as well."))
        person, made = create_person(session, draft, actor=SYSTEM, now=now, password=password)
        unit = None
        if wanted is not None:
            unit = _unit_for(session, organisation, now)
            give_grant(session, person.id, GrantDraft(wanted, unit.id), actor=SYSTEM, now=now)
        said = {
            "username": person.username,
            "name": person.full_name,
            "role": wanted.value if wanted else None,
            "organisation": unit.name if unit else None,
            "password": made,
        }
    _tell(said, as_json=as_json)


@command.command("reset-password")
@click.argument("username")
@_PASSWORD_STDIN
@_JSON
@with_appcontext
def reset(username: str, *, password_stdin: bool, as_json: bool) -> None:
    """Give an account a new password, sign it out everywhere, and print the password once.

    It has to be changed at the next sign-in, unless it was given on standard input.
    """
    now = clock.now()
    with transaction() as session:
        person = get_person_by_username(session, username)
        if password_stdin:
            set_password(session, person.id, _password_from_stdin(), actor=SYSTEM, now=now)
            made = None
        else:
            made = reset_password(session, person.id, actor=SYSTEM, now=now)
        said = {"username": person.username, "name": person.full_name, "password": made}
    _tell(said, as_json=as_json)


@command.command("grant")
@click.argument("username")
@click.option("--role", required=True, type=ROLE)
@click.option("--organisation", required=True, help="Code or name of the unit.")
@click.option("--area", help="Code or name of the place to which a deputy's role is narrowed.")
@with_appcontext
def grant(username: str, role: str, organisation: str, area: str | None) -> None:
    """Give a person a role in a unit; it counts at once. Nothing happens when he holds it already."""
    with transaction() as session:
        person = get_person_by_username(session, username)
        unit = get_organisation_by_code(session, organisation)
        place = get_locality_by_code(session, area) if area else None
        draft = GrantDraft(Role(role), unit.id, place.id if place else None)
        if find_grant(session, person.id, draft) is None:
            give_grant(session, person.id, draft, actor=SYSTEM, now=clock.now())
        name, unit_name = person.full_name, unit.name
    click.echo(_("%(name)s: role %(role)s, %(organisation)s.", name=name, role=role, organisation=unit_name))


@command.command("revoke")
@click.argument("username")
@click.option("--role", required=True, type=ROLE)
@click.option("--organisation", required=True, help="Code or name of the unit.")
@click.option("--reason", required=True, help="Kept in the history.")
@with_appcontext
def revoke(username: str, role: str, organisation: str, reason: str) -> None:
    """Take a role back; a deputy's with any area."""
    with transaction() as session:
        person = get_person_by_username(session, username)
        unit = get_organisation_by_code(session, organisation)
        held = list_grants(session, [person.id], living_only=True)
        mine = [row for row in held if row.role is Role(role) and row.organisation_id == unit.id]
        if not mine:
            raise click.ClickException(_("This person does not hold that role there."))
        for row in mine:
            revoke_grant(session, person.id, row.id, reason, actor=SYSTEM, now=clock.now())
    click.echo(_("The role has been taken back. It no longer counts."))


@command.command("list")
@click.option("--closed", is_flag=True, help="Closed accounts instead of open ones.")
@with_appcontext
def list_command(*, closed: bool) -> None:
    """Print every account, one per line.

    Columns, tab-separated: user name, full name, roles as role@unit joined by commas.
    """
    cursor = None
    while True:
        rows, cursor = list_people(db.session(), active=not closed, after=cursor)
        for row in rows:
            roles = ",".join(f"{grant.role.value}@{grant.organisation_short_name}" for grant in row.grants)
            click.echo(f"{row.username}\t{row.full_name}\t{roles or '-'}")
        if cursor is None:
            return


def _unit_for(session: Session, text: str | None, now: datetime) -> Organisation:
    """Return the unit named; else the first one; on an empty installation, one made for administration."""
    if text is not None:
        return get_organisation_by_code(session, text)
    unit = find_first_organisation(session)
    if unit is not None:
        return unit
    today = date_in_hanoi(now)
    place = LocalityDraft(name=_("Province (to be named)"), kind=LocalityKind.PROVINCE, valid_from=today)
    draft = OrganisationDraft(
        name=_("Administration of the system"),
        short_name=_("Administration"),
        kind=OrganisationKind.OTHER,
        level=Level.PROVINCE,
        locality_id=create_locality(session, place, actor=SYSTEM, now=now).id,
        valid_from=today,
        code="quan-tri",
    )
    return create_organisation(session, draft, actor=SYSTEM, now=now)


def _password_from_stdin() -> str:
    line = sys.stdin.readline()
    return line.rstrip("\r\n")


def _tell(said: dict[str, str | None], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    click.echo(_("Account %(username)s (%(name)s)", username=said["username"], name=said["name"]))
    if said.get("role"):
        click.echo(_("Role: %(role)s, %(organisation)s", role=said["role"], organisation=said["organisation"]))
    if said["password"]:
        click.echo(_("Password: %(password)s", password=said["password"]))
        click.echo(_("It is shown only this once and has to be changed at the first sign-in."))
    if "role" in said and not said["role"]:
        click.echo(_("No role yet. Grant one with: petitions accounts grant USERNAME --role ROLE --organisation CODE"))
