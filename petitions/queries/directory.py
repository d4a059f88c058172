"""People, units and places found by what somebody types on the command line: user name, code or name."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.accounts import username_of
from petitions.domain.errors import NotFoundError, UnknownChoiceError
from petitions.domain.text import fold, one_line
from petitions.domain.vocabulary import Role
from petitions.models import Locality, Organisation, Person, PersonGrant


def get_person_by_username(session: Session, username: str) -> Person:
    """Return the person of this user name, in whatever case it is typed, or raise NotFoundError."""
    person = session.scalar(sa.select(Person).where(Person.username == username_of(username)))
    if person is None:
        raise NotFoundError
    return person


def get_organisation_by_code(session: Session, text: str) -> Organisation:
    """Return the unit of this code, else the only one of this name or short name.

    Raises:
        UnknownChoiceError: there is none, or several of this name.

    """
    typed = one_line(text)
    unit = session.scalar(sa.select(Organisation).where(Organisation.code == typed))
    if unit is not None:
        return unit
    named = session.scalars(sa.select(Organisation).where(Organisation.folded.contains(fold(typed), autoescape=True)))
    found = [row for row in named if fold(typed) in (fold(row.name), fold(row.short_name))]
    if len(found) != 1:
        raise UnknownChoiceError("organisation")
    return found[0]


def get_locality_by_code(session: Session, text: str) -> Locality:
    """Return the place of this code, else the only one of this name, or raise UnknownChoiceError."""
    typed = one_line(text)
    place = session.scalar(sa.select(Locality).where(Locality.code == typed))
    if place is not None:
        return place
    named = session.scalars(sa.select(Locality).where(Locality.folded.contains(fold(typed), autoescape=True)))
    found = [row for row in named if fold(row.name) == fold(typed)]
    if len(found) != 1:
        raise UnknownChoiceError("locality")
    return found[0]


def has_administrator(session: Session) -> bool:
    """Tell whether anybody active was ever granted administration and still holds it."""
    held = sa.exists().where(
        PersonGrant.role == Role.ADMINISTRATOR,
        PersonGrant.revoked_at.is_(None),
        PersonGrant.person_id == Person.id,
        Person.is_active,
    )
    return bool(session.scalar(sa.select(held)))


def find_first_organisation(session: Session) -> Organisation | None:
    """Return the unit that was entered first, None while there is none."""
    return session.scalar(sa.select(Organisation).order_by(Organisation.id).limit(1))
