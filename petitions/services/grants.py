"""Roles given to people in units and taken back; a grant is never deleted, so that its history can be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.admin_vocabulary import AdminAction, AdminSubject
from petitions.domain.errors import (
    AlreadyTakenError,
    ChangedMeanwhileError,
    NotFoundError,
    OwnGrantError,
    RoleDoesNotFitError,
    UnknownChoiceError,
)
from petitions.domain.grants import fits, has_area
from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.identity import Actor
from petitions.domain.policy import Permission, insist
from petitions.domain.vocabulary import Role
from petitions.models import Locality, Organisation, Person, PersonGrant
from petitions.services.accounts import get_person
from petitions.services.administration import check_administrator_remains, note


@dataclass(frozen=True, slots=True)
class GrantDraft:
    """One role in one unit, for a deputy narrowed to one area."""

    role: Role
    organisation_id: int
    locality_id: int | None = None


def give_grant(session: Session, person_id: int, draft: GrantDraft, *, actor: Actor, now: datetime) -> PersonGrant:
    """Give a person a role; it counts at once.

    Raises:
        OwnGrantError: it would be the actor's own.
        RoleDoesNotFitError: a unit of this kind has no such role.
        AlreadyTakenError: the person holds it already.
        UnknownChoiceError: the unit or area does not exist, or has ended.

    """
    insist(actor, Permission.ADMINISTER)
    if person_id == actor.person_id:
        raise OwnGrantError
    person, unit = get_person(session, person_id), _living_unit(session, draft.organisation_id, now)
    if not fits(draft.role, unit.kind):
        raise RoleDoesNotFitError("role")
    area = _area(session, draft, now)
    if find_grant(session, person_id, draft) is not None:
        raise AlreadyTakenError("role")
    grant = PersonGrant(
        person_id=person_id,
        organisation_id=unit.id,
        role=draft.role,
        locality_id=area.id if area else None,
        granted_at=now,
        granted_by_id=actor.person_id or None,
    )
    session.add(grant)
    session.flush()
    facts = _facts(draft.role, unit.name, area)
    note(session, AdminAction.GRANT, _subject(person), actor=actor, now=now, facts=facts)
    return grant


def revoke_grant(
    session: Session, person_id: int, grant_id: int, reason: str, *, actor: Actor, now: datetime
) -> PersonGrant:
    """Take a role back; it stops counting at once, what was done with it stands.

    Raises:
        OwnGrantError: it is the actor's own.
        LastAdministratorError: nobody could administer any more.
        ChangedMeanwhileError: it has been revoked already.

    """
    insist(actor, Permission.ADMINISTER)
    person = get_person(session, person_id)
    grant = session.get(PersonGrant, grant_id, with_for_update=True)
    if grant is None or grant.person_id != person_id:
        raise NotFoundError
    if person_id == actor.person_id:
        raise OwnGrantError
    if grant.revoked_at is not None:
        raise ChangedMeanwhileError
    grant.revoked_at = now
    grant.revoked_by_id = actor.person_id or None
    if grant.role is Role.ADMINISTRATOR:
        check_administrator_remains(session, now=now)
    unit = session.get_one(Organisation, grant.organisation_id)
    area = session.get(Locality, grant.locality_id) if grant.locality_id else None
    facts = _facts(grant.role, unit.name, area)
    note(session, AdminAction.REVOKE, _subject(person), actor=actor, now=now, reason=reason, facts=facts)
    return grant


def find_grant(session: Session, person_id: int, draft: GrantDraft) -> PersonGrant | None:
    """Return the living grant that says the same, or None."""
    return session.scalar(
        sa.select(PersonGrant).where(
            PersonGrant.person_id == person_id,
            PersonGrant.organisation_id == draft.organisation_id,
            PersonGrant.role == draft.role,
            PersonGrant.locality_id.is_not_distinct_from(draft.locality_id),
            PersonGrant.revoked_at.is_(None),
        )
    )


def _living_unit(session: Session, organisation_id: int, now: datetime) -> Organisation:
    unit = session.get(Organisation, organisation_id)
    if unit is None or (unit.valid_to is not None and unit.valid_to < date_in_hanoi(now)):
        raise UnknownChoiceError("organisation_id")
    return unit


def _area(session: Session, draft: GrantDraft, now: datetime) -> Locality | None:
    """Return the area of a deputy's grant; an area on any other role is refused."""
    if draft.locality_id is None:
        return None
    place = session.get(Locality, draft.locality_id)
    has_ended = place is not None and place.valid_to is not None and place.valid_to < date_in_hanoi(now)
    if place is None or has_ended or not has_area(draft.role):
        raise UnknownChoiceError("locality_id")
    return place


def _subject(person: Person) -> tuple[AdminSubject, int, str]:
    return AdminSubject.PERSON, person.id, f"{person.full_name} ({person.username})"


def _facts(role: Role, unit: str, area: Locality | None) -> dict[str, str]:
    return {"role": role.value, "organisation": unit, **({"locality": area.name} if area else {})}
