"""Who can be told something for a unit: its people, else its mailbox, else those above it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from petitions.domain.vocabulary import Role
from petitions.models import Organisation, Person, PersonGrant

HIGHEST = 4
"""So many levels above a unit are asked at most."""

_ABOVE = frozenset({Role.COORDINATOR})
"""Who, in a unit above, sees what was sent to those beneath it."""

_STAND_IN = {Role.OFFICE: frozenset({Role.BOARD}), Role.OFFICER: frozenset({Role.LEADER})}
"""Who is told where nobody holds the role."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A person, or a unit's mailbox."""

    person_id: int | None = None
    organisation_id: int | None = None

    @property
    def key(self) -> str:
        """Return a short name that no other reader has."""
        return f"p{self.person_id}" if self.person_id is not None else f"o{self.organisation_id}"


@dataclass(frozen=True, slots=True)
class _Member:
    person_id: int
    role: Role
    has_mail: bool


@dataclass(slots=True)
class _Unit:
    id: int
    mailbox: str | None
    members: list[_Member] = field(default_factory=list)

    def holding(self, roles: Collection[Role]) -> list[_Member]:
        return [member for member in self.members if member.role in roles]


class Directory:
    """The people of units, looked up once for each unit: ask for many units at once, then for each its readers."""

    def __init__(self, session: Session, *, today: date) -> None:
        self._session = session
        self._today = today
        self._chains: dict[int, list[_Unit]] = {}

    def look_up(self, unit_ids: Iterable[int]) -> None:
        """Load the units that are not known yet, with those above them. One statement, or none."""
        wanted = sorted(set(unit_ids) - self._chains.keys())
        if not wanted:
            return
        for unit_id in wanted:
            self._chains[unit_id] = []
        for row in self._session.execute(_statement(), {"unit_ids": wanted, "today": self._today}):
            chain = self._chains[row.root]
            if not chain or chain[-1].id != row.id:
                chain.append(_Unit(row.id, row.mailbox))
            if row.person_id is not None:
                chain[-1].members.append(_Member(row.person_id, row.role, bool(row.email)))

    def readers(self, unit_id: int, roles: Collection[Role]) -> list[Reader]:
        """Return who is told for the unit; empty when there is nobody far and wide.

        Its people in these roles see it in the system; where none of them has an e-mail address, the
        nearest mailbox gets it as well. Where nobody is active: the unit's mailbox, else the people or
        the mailbox above.
        """
        self.look_up([unit_id])
        chain = self._chains[unit_id]
        members = _members(chain, roles)
        if members:
            people = [Reader(person_id=key) for key in dict.fromkeys(member.person_id for member in members)]
            return people if any(member.has_mail for member in members) else [*people, *_nearest_mailbox(chain)]
        return _beyond(chain)


def _members(chain: list[_Unit], roles: Collection[Role]) -> list[_Member]:
    if not chain:
        return []
    found = chain[0].holding(roles)
    stand_ins = {stand_in for role in roles for stand_in in _STAND_IN.get(role, ())}
    return found or chain[0].holding(stand_ins)


def _beyond(chain: list[_Unit]) -> list[Reader]:
    for height, unit in enumerate(chain):
        above = unit.holding(_ABOVE) if height else []
        if above:
            people = [Reader(person_id=key) for key in dict.fromkeys(member.person_id for member in above)]
            has_mail = any(member.has_mail for member in above)
            return people if has_mail else [*people, *_nearest_mailbox(chain[height:])]
        if unit.mailbox:
            return [Reader(organisation_id=unit.id)]
    return []


def _nearest_mailbox(chain: list[_Unit]) -> Iterator[Reader]:
    unit = next((unit for unit in chain if unit.mailbox), None)
    if unit is not None:
        yield Reader(organisation_id=unit.id)


@cache
def _statement() -> sa.Select[tuple[int, int, str, Role, int, str]]:
    """Return each unit and those above it, the nearest first, with a row for each role held there.

    Made once, for every step asks it: of which ``unit_ids``, and what counts ``today``.
    """
    unit_ids: sa.BindParameter[int] = sa.bindparam("unit_ids", expanding=True)
    today = sa.bindparam("today", type_=sa.Date())
    own = sa.select(
        Organisation.id.label("root"), Organisation.id, Organisation.parent_id, sa.literal(0).label("height")
    ).where(Organisation.id.in_(unit_ids))
    chain = own.cte("chain", recursive=True)
    parent = aliased(Organisation)
    chain = chain.union_all(
        sa.select(chain.c.root, parent.id, parent.parent_id, chain.c.height + 1)
        .join(parent, parent.id == chain.c.parent_id)
        .where(chain.c.height < HIGHEST)
    )
    unit = aliased(Organisation)
    lives = sa.or_(unit.valid_to.is_(None), unit.valid_to >= today)
    holder = (
        sa.select(PersonGrant.id.label("grant_id"), PersonGrant.organisation_id, PersonGrant.role, Person.email)
        .add_columns(Person.id.label("person_id"))
        .join(Person, sa.and_(Person.id == PersonGrant.person_id, Person.is_active))
        .where(PersonGrant.revoked_at.is_(None))
        .subquery()
    )
    counts = sa.or_(chain.c.height == 0, holder.c.role.in_(_ABOVE))
    return (
        sa.select(chain.c.root, unit.id, unit.mailbox, holder.c.role, holder.c.person_id, holder.c.email)
        .select_from(chain)
        .join(unit, unit.id == chain.c.id)
        .outerjoin(holder, sa.and_(holder.c.organisation_id == unit.id, lives, counts))
        .order_by(chain.c.root, chain.c.height, holder.c.grant_id)
    )
