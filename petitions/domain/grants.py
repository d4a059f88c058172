"""Which role is held in a unit of which kind; a grant elsewhere would give its person nothing to do."""

from __future__ import annotations

from petitions.domain.vocabulary import OrganisationKind, Role

_COUNCIL = frozenset({OrganisationKind.COUNCIL})
_ANSWERING = frozenset(OrganisationKind) - {OrganisationKind.COUNCIL}

UNITS_OF_ROLE: dict[Role, frozenset[OrganisationKind]] = {
    Role.CLERK: frozenset({OrganisationKind.COUNCIL, OrganisationKind.PEOPLE_COMMITTEE, OrganisationKind.FRONT}),
    Role.OFFICE: _COUNCIL,
    Role.BOARD: _COUNCIL,
    Role.COMMITTEE: _COUNCIL,
    Role.DEPUTY: _COUNCIL,
    Role.COORDINATOR: frozenset({OrganisationKind.PEOPLE_COMMITTEE}),
    Role.OFFICER: _ANSWERING,
    Role.LEADER: _ANSWERING,
    Role.LETTERS: frozenset(OrganisationKind),
    Role.AUDITOR: frozenset(OrganisationKind),
    Role.ADMINISTRATOR: frozenset(OrganisationKind),
}


def fits(role: Role, kind: OrganisationKind) -> bool:
    """Tell whether ``role`` is held in units of ``kind``."""
    return kind in UNITS_OF_ROLE[role]


def has_area(role: Role) -> bool:
    """Tell whether the role may be narrowed to one area: a deputy's constituency."""
    return role is Role.DEPUTY
