"""People and their accounts, as the sign-in page, their owners and the administrator see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from petitions.domain.text import fold
from petitions.domain.vocabulary import Role
from petitions.models import Locality, Organisation, Person, PersonGrant, UserSession

PEOPLE_A_PAGE = 25

Cursor = tuple[str, int]
"""Where a list goes on: after the row of this name and key."""


@dataclass(frozen=True, slots=True)
class GrantRow:
    """One role of a person in a unit, living or revoked, with the names as they are now."""

    id: int
    person_id: int
    role: Role
    organisation_id: int
    organisation_name: str
    organisation_short_name: str
    organisation_ended_on: date | None
    locality_name: str | None
    granted_at: datetime
    granted_by: str | None
    revoked_at: datetime | None
    revoked_by: str | None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the list of people, with the living grants."""

    id: int
    username: str
    full_name: str
    is_active: bool
    must_change_password: bool
    grants: tuple[GrantRow, ...]
    last_used_at: datetime | None


def has_demo_accounts(session: Session) -> bool:
    """Tell whether an account of the demo lives in this installation."""
    return bool(session.scalar(sa.select(sa.exists().where(Person.is_demo, Person.is_active))))


def list_demo_accounts(session: Session) -> list[PersonRow]:
    """Return the living accounts of the demo in the order they were made, the well-known ones first."""
    people = session.scalars(sa.select(Person).where(Person.is_demo, Person.is_active).order_by(Person.id)).all()
    return _rows(session, [(person, None) for person in people])


def list_people(
    session: Session, *, query: str = "", role: Role | None = None, active: bool = True, after: Cursor | None = None
) -> tuple[list[PersonRow], Cursor | None]:
    """Return one page of people by name, and where the next begins. Two statements.

    ``query`` is looked for in names, user names and the names of their units, with or without accents.
    """
    last_used = (
        sa.select(sa.func.max(UserSession.last_used_at)).where(UserSession.person_id == Person.id).scalar_subquery()
    )
    statement = (
        sa.select(Person, last_used)
        .where(Person.is_active == active, *_matches(query), *_holds(role))
        .order_by(Person.folded, Person.id)
        .limit(PEOPLE_A_PAGE + 1)
    )
    if after is not None:
        statement = statement.where(
            sa.or_(Person.folded > after[0], sa.and_(Person.folded == after[0], Person.id > after[1]))
        )
    found = session.execute(statement).tuples().all()
    page = list(found[:PEOPLE_A_PAGE])
    cursor = (page[-1][0].folded, page[-1][0].id) if len(found) > PEOPLE_A_PAGE else None
    return _rows(session, page), cursor


def list_grants(
    session: Session, person_ids: list[int], *, living_only: bool, limit: int | None = None
) -> list[GrantRow]:
    """Return the grants of these people, the living first, the latest first among the revoked."""
    giver, taker = aliased(Person), aliased(Person)
    statement = (
        sa.select(
            PersonGrant.id,
            PersonGrant.person_id,
            PersonGrant.role,
            PersonGrant.organisation_id,
            Organisation.name,
            Organisation.short_name,
            Organisation.valid_to,
            Locality.name,
            PersonGrant.granted_at,
            giver.full_name,
            PersonGrant.revoked_at,
            taker.full_name,
        )
        .join(Organisation, Organisation.id == PersonGrant.organisation_id)
        .outerjoin(Locality, Locality.id == PersonGrant.locality_id)
        .outerjoin(giver, giver.id == PersonGrant.granted_by_id)
        .outerjoin(taker, taker.id == PersonGrant.revoked_by_id)
        .where(PersonGrant.person_id.in_(person_ids))
        .order_by(
            sa.case((PersonGrant.revoked_at.is_(None), 0), else_=1), PersonGrant.revoked_at.desc(), PersonGrant.id
        )
        .limit(limit)
    )
    if living_only:
        statement = statement.where(PersonGrant.revoked_at.is_(None))
    return [GrantRow(*row) for row in session.execute(statement).tuples()]


def list_people_of_unit(session: Session, organisation_id: int, *, limit: int) -> list[PersonRow]:
    """Return the active people who hold a role in a unit, by name."""
    holds = sa.exists().where(
        PersonGrant.person_id == Person.id,
        PersonGrant.organisation_id == organisation_id,
        PersonGrant.revoked_at.is_(None),
    )
    people = session.scalars(
        sa.select(Person).where(Person.is_active, holds).order_by(Person.folded, Person.id).limit(limit)
    ).all()
    return _rows(session, [(person, None) for person in people])


def list_sessions(session: Session, person_id: int, *, now: datetime, limit: int = 50) -> list[UserSession]:
    """Return where a person is signed in now, the latest used first."""
    return list(
        session.scalars(
            sa.select(UserSession)
            .where(UserSession.person_id == person_id, UserSession.revoked_at.is_(None), UserSession.expires_at > now)
            .order_by(UserSession.last_used_at.desc(), UserSession.id.desc())
            .limit(limit)
        )
    )


def _rows(session: Session, found: Sequence[tuple[Person, datetime | None]]) -> list[PersonRow]:
    by_person: dict[int, list[GrantRow]] = {}
    for grant in list_grants(session, [person.id for person, _ in found], living_only=True):
        by_person.setdefault(grant.person_id, []).append(grant)
    return [
        PersonRow(
            id=person.id,
            username=person.username,
            full_name=person.full_name,
            is_active=person.is_active,
            must_change_password=person.must_change_password,
            grants=tuple(by_person.get(person.id, ())),
            last_used_at=last_used_at,
        )
        for person, last_used_at in found
    ]


def _matches(query: str) -> list[sa.ColumnElement[bool]]:
    """Return one condition a word: in the person's names, or in those of a unit where a role is held."""
    conditions: list[sa.ColumnElement[bool]] = []
    for word in fold(query).split()[:8]:
        in_unit = (
            sa.select(PersonGrant.person_id)
            .join(Organisation, Organisation.id == PersonGrant.organisation_id)
            .where(PersonGrant.revoked_at.is_(None), Organisation.folded.contains(word, autoescape=True))
        )
        conditions.append(sa.or_(Person.folded.contains(word, autoescape=True), Person.id.in_(in_unit)))
    return conditions


def _holds(role: Role | None) -> list[sa.ColumnElement[bool]]:
    if role is None:
        return []
    holders = sa.select(PersonGrant.person_id).where(PersonGrant.role == role, PersonGrant.revoked_at.is_(None))
    return [Person.id.in_(holders)]
