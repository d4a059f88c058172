"""Who a token, a name or a key belongs to, as the frozen Actor the rest of the house works with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from petitions.domain.identity import Actor, Grant
from petitions.domain.vocabulary import Role
from petitions.models import Organisation, Person, PersonGrant, UserSession


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A living session: its key, its person, and what the door has to know of both."""

    session_id: int
    actor: Actor
    must_change_password: bool
    is_demo: bool
    last_used_at: datetime


def find_signed_in(session: Session, token_hash: str, *, now: datetime, today: date) -> SignedIn | None:
    """Return whom a session token belongs to while it lives, else None. Two statements."""
    row = session.execute(
        sa.select(UserSession.id, UserSession.last_used_at, Person)
        .join(Person, Person.id == UserSession.person_id)
        .where(
            UserSession.token_hash == token_hash,
            UserSession.revoked_at.is_(None),
            UserSession.expires_at > now,
            Person.is_active,
        )
    ).one_or_none()
    if row is None:
        return None
    session_id, last_used_at, person = row
    return SignedIn(
        session_id=session_id,
        actor=_actor_for(session, person, today=today),
        must_change_password=person.must_change_password,
        is_demo=person.is_demo,
        last_used_at=last_used_at,
    )


def get_actor(session: Session, person_id: int, *, today: date) -> Actor:
    """Return the actor for a person's key, or raise NoResultFound."""
    person = session.execute(sa.select(Person).where(Person.id == person_id)).scalar_one()
    return _actor_for(session, person, today=today)


def _actor_for(session: Session, person: Person, *, today: date) -> Actor:
    """Read the grants in units that exist today, and the units beneath those that are coordinated."""
    below = aliased(Organisation)
    rows = session.execute(
        sa.select(PersonGrant, Organisation.name, below.id)
        .join(Organisation, Organisation.id == PersonGrant.organisation_id)
        .outerjoin(below, sa.and_(below.parent_id == Organisation.id, PersonGrant.role == Role.COORDINATOR))
        .where(
            PersonGrant.person_id == person.id,
            PersonGrant.revoked_at.is_(None),
            sa.or_(Organisation.valid_to.is_(None), Organisation.valid_to >= today),
        )
        .order_by(PersonGrant.id)
    ).all()
    grants = tuple(dict.fromkeys(Grant(g.role, g.organisation_id, g.locality_id) for g, _, _ in rows))
    return Actor(
        person_id=person.id,
        name=person.full_name,
        grants=grants,
        organisation_id=rows[0][0].organisation_id if rows else None,
        organisation_name=rows[0][1] if rows else "",
        coordinated_ids=frozenset(below_id for _, _, below_id in rows if below_id is not None),
    )
