"""Who is acting: a person with grants that add up, frozen for the length of one request."""

from __future__ import annotations

from dataclasses import dataclass

from petitions.domain.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Grant:
    """One role held in one unit, for a deputy narrowed to one area."""

    role: Role
    organisation_id: int
    locality_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """The person acting.

    ``below`` maps a unit in which the person coordinates to the units directly beneath it, so that
    a People's Committee's office sees what was sent to its departments.
    """

    person_id: int
    name: str
    grants: tuple[Grant, ...] = ()
    organisation_id: int | None = None
    organisation_name: str = ""
    coordinated_ids: frozenset[int] = frozenset()

    def holds(self, role: Role, organisation_id: int | None = None) -> bool:
        """Tell whether the actor holds ``role``, in the given unit or in any."""
        return any(grant.role is role and organisation_id in (None, grant.organisation_id) for grant in self.grants)

    def units_as(self, *roles: Role) -> frozenset[int]:
        """Return the units in which the actor holds one of ``roles``."""
        return frozenset(grant.organisation_id for grant in self.grants if grant.role in roles)


SYSTEM = Actor(person_id=0, name="")
"""The installation itself: command line, scheduler; sees everything, stands in no history as a person."""
