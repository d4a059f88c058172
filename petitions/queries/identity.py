"""Who a token, a name or a key belongs to, as the frozen Actor the rest of the house works with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from petitions.domain.identity import Actor, Grant
from petitions.domain.vocabulary import Role
from petitions.models import Organisation, Person, PersonGrant, UserSession, UtcDateTime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A living session: its key, its person, and what the door has to know of both."""

    session_id: int
    actor: Actor
    must_change_password: bool
    is_demo: bool
    last_used_at: datetime


def find_signed_in(session: Session, token_hash: str, *, now: datetime, today: date) -> SignedIn | None:
    """Return whom a session token belongs to while it lives, else None. One statement, on every page."""
    rows = session.connection().execute(_SIGNED_IN, {"token_hash": token_hash, "now": now, "today": today}).all()
    if not rows:
        return None
    first = rows[0]
    return SignedIn(
        session_id=first.session_id,
        actor=_actor_of(rows),
        must_change_password=first.must_change_password,
        is_demo=first.is_demo,
        last_used_at=first.last_used_at,
    )


def get_actor(session: Session, person_id: int, *, today: date) -> Actor:
    """Return the actor for a person's key, or raise NoResultFound."""
    session.flush()
    rows = session.connection().execute(_PERSON, {"person_id": person_id, "today": today}).all()
    if not rows:
        raise NoResultFound
    return _actor_of(rows)


def get_key_salt(session: Session, person_id: int) -> str:
    """Return what makes the keys of a person unlike those of anybody else."""
    return session.execute(sa.select(Person.key_salt).where(Person.id == person_id)).scalar_one()


def _actor_of(rows: Sequence[Any]) -> Actor:
    """Return the actor from a row for each grant, or for each unit beneath one that is coordinated."""
    granted = [row for row in rows if row.organisation_id is not None]
    return Actor(
        person_id=rows[0].person_id,
        name=rows[0].full_name,
        grants=tuple(dict.fromkeys(Grant(row.role, row.organisation_id, row.locality_id) for row in granted)),
        organisation_id=granted[0].organisation_id if granted else None,
        organisation_name=granted[0].organisation_name if granted else "",
        coordinated_ids=frozenset(row.below_id for row in granted if row.below_id is not None),
    )


# Built once and without the object mapper: this is part of the price of every page.
_person, _session = Person.__table__, UserSession.__table__
_grant, _unit = PersonGrant.__table__, Organisation.__table__
_below = _unit.alias("below")
_exists_today = sa.or_(_unit.c.valid_to.is_(None), _unit.c.valid_to >= sa.bindparam("today", type_=sa.Date))
# A grant whose unit has ended comes without a unit, and counts for nothing.
_with_grants = (
    _person.outerjoin(_grant, sa.and_(_grant.c.person_id == _person.c.id, _grant.c.revoked_at.is_(None)))
    .outerjoin(_unit, sa.and_(_unit.c.id == _grant.c.organisation_id, _exists_today))
    .outerjoin(_below, sa.and_(_below.c.parent_id == _unit.c.id, _grant.c.role == Role.COORDINATOR))
)
_columns = (
    _person.c.id.label("person_id"),
    _person.c.full_name,
    _grant.c.role,
    _grant.c.locality_id,
    _unit.c.id.label("organisation_id"),
    _unit.c.name.label("organisation_name"),
    _below.c.id.label("below_id"),
)
_PERSON = (
    sa.select(*_columns)
    .select_from(_with_grants)
    .where(_person.c.id == sa.bindparam("person_id"))
    .order_by(_grant.c.id)
)
_SIGNED_IN = (
    sa.select(
        _session.c.id.label("session_id"),
        _session.c.last_used_at,
        _person.c.must_change_password,
        _person.c.is_demo,
        *_columns,
    )
    .select_from(_with_grants.join(_session, _session.c.person_id == _person.c.id))
    .where(
        _session.c.token_hash == sa.bindparam("token_hash"),
        _session.c.revoked_at.is_(None),
        _session.c.expires_at > sa.bindparam("now", type_=UtcDateTime()),
        _person.c.is_active,
    )
    .order_by(_grant.c.id)
)
