"""visible_to(actor): the one rule of what exists for whom; lists, pages, counts and search all use it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.identity import SYSTEM, Actor
from petitions.domain.policy import READERS
from petitions.domain.vocabulary import Role
from petitions.models import Case, CaseParty, Locality

SMALL_SCOPE = 5_000
"""Up to so many cases a scope is gathered first and then sorted; beyond, the index is walked."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What an actor sees: everything, the cases some units take part in, those of some areas."""

    sees_everything: bool
    organisation_ids: frozenset[int]
    areas: frozenset[tuple[int, int]]
    """Pairs of council and locality: a deputy sees his own area's cases of his own council."""


def scope_of(actor: Actor) -> Scope:
    """Return the actor's scope; grants add up."""
    if actor is SYSTEM or actor.holds(Role.AUDITOR):
        return Scope(sees_everything=True, organisation_ids=frozenset(), areas=frozenset())
    units: set[int] = set()
    areas: set[tuple[int, int]] = set()
    for grant in actor.grants:
        if grant.role is Role.DEPUTY and grant.locality_id is not None:
            areas.add((grant.organisation_id, grant.locality_id))
        elif grant.role in READERS:
            units.add(grant.organisation_id)
    return Scope(
        sees_everything=False, organisation_ids=frozenset(units) | actor.coordinated_ids, areas=frozenset(areas)
    )


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition on ``Case`` for what the actor may see, as a probe per row."""
    scope = scope_of(actor)
    if scope.sees_everything:
        return sa.true()
    return sa.or_(sa.false(), *_party_probe(scope), *_area_conditions(scope))


def visible_within(session: Session, actor: Actor) -> sa.ColumnElement[bool]:
    """Return the same condition as ``visible_to``, shaped for lists by the size of the scope.

    A small scope is gathered as a set of keys, so that a commune with thirty cases among a million
    reads thirty rows; a large one is probed while the list's own index is walked. One cheap
    statement tells which.
    """
    scope = scope_of(actor)
    if scope.sees_everything or scope.areas or not scope.organisation_ids:
        return visible_to(actor)
    mine = sa.select(CaseParty.case_id).where(CaseParty.organisation_id.in_(sorted(scope.organisation_ids)))
    size = session.scalar(sa.select(sa.func.count()).select_from(mine.limit(SMALL_SCOPE + 1).subquery()))
    if (size or 0) > SMALL_SCOPE:
        return visible_to(actor)
    return Case.id.in_(mine)


def _party_probe(scope: Scope) -> list[sa.ColumnElement[bool]]:
    if not scope.organisation_ids:
        return []
    return [
        sa.exists()
        .where(CaseParty.case_id == Case.id, CaseParty.organisation_id.in_(sorted(scope.organisation_ids)))
        .correlate(Case)
    ]


def _area_conditions(scope: Scope) -> list[sa.ColumnElement[bool]]:
    """Return a condition an area: the place and what lies in it, two levels down (to the village)."""
    conditions: list[sa.ColumnElement[bool]] = []
    for council_id, locality_id in sorted(scope.areas):
        children = sa.select(Locality.id).where(Locality.parent_id == locality_id)
        grandchildren = sa.select(Locality.id).where(Locality.parent_id.in_(children))
        place = sa.or_(
            Case.locality_id == locality_id, Case.locality_id.in_(children), Case.locality_id.in_(grandchildren)
        )
        conditions.append(sa.and_(Case.council_id == council_id, place))
    return conditions
