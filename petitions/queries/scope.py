"""visible_to(actor): the one rule of what exists for whom; lists, pages, counts and search all use it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.identity import SYSTEM, Actor
from petitions.domain.policy import READERS, VOTER_READERS
from petitions.domain.vocabulary import PartyCapacity, Role
from petitions.models import Case, CaseParty
from petitions.queries.places import within

SMALL_SCOPE = 5_000
"""Up to so many cases a scope is gathered first and then sorted; beyond, the index is walked."""

FEW_UNITS = 3


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


@dataclass(frozen=True, slots=True)
class Visible:
    """What the actor may see, shaped by how much it is.

    ``condition`` holds for it on ``Case``. A small scope also has its ``ids`` (a statement that
    gives each visible case's key, perhaps twice) and its ``size``; a large one has neither.
    """

    condition: sa.ColumnElement[bool]
    ids: sa.Select[tuple[int]] | sa.CompoundSelect[tuple[int]] | None = None
    size: int | None = None
    at_least: int = 0
    """So many cases there are for certain; nought when nobody counted."""


def measure_scope(session: Session, actor: Actor) -> Visible:
    """Return what ``visible_to`` returns, shaped for lists by the size of the scope.

    A small scope is gathered as a set of keys, so that a commune with thirty cases among a million
    reads thirty rows; a large one is probed while the list's own index is walked. One cheap
    statement tells which, and none is needed for who sees everything or nothing.
    """
    scope = scope_of(actor)
    if scope.sees_everything:
        return Visible(visible_to(actor))
    if not scope.organisation_ids and not scope.areas:
        return Visible(sa.false(), sa.select(Case.id).where(sa.false()), 0)
    ids = _visible_ids(scope)
    size = session.scalar(sa.select(sa.func.count()).select_from(ids.limit(SMALL_SCOPE + 1).subquery())) or 0
    if size <= SMALL_SCOPE:
        return Visible(Case.id.in_(ids), ids, size)
    # A case may have come up once for each of the actor's units and areas.
    return Visible(visible_to(actor), at_least=size // (len(scope.organisation_ids) + len(scope.areas)))


def visible_within(session: Session, actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition of ``measure_scope`` alone."""
    return measure_scope(session, actor).condition


def voter_open_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition on ``Case`` that its voter is open to the actor; twin of ``policy.sees_voter``."""
    if actor is SYSTEM or actor.holds(Role.AUDITOR):
        return sa.true()
    homes = sorted(actor.units_as(*VOTER_READERS))
    if not homes:
        return sa.false()
    held_it = _is_party(homes, CaseParty.capacity == PartyCapacity.COUNCIL)
    return sa.or_(Case.council_id.in_(homes), Case.origin_id.in_(homes), held_it)


def _visible_ids(scope: Scope) -> sa.Select[tuple[int]] | sa.CompoundSelect[tuple[int]]:
    """Return the statement that gives the keys: by the units' own index, by the index of places."""
    parts = [sa.select(Case.id).where(condition).correlate(None) for condition in _area_conditions(scope)]
    if scope.organisation_ids:
        parts.append(sa.select(CaseParty.case_id).where(CaseParty.organisation_id.in_(sorted(scope.organisation_ids))))
    return parts[0] if len(parts) == 1 else sa.union_all(*parts)


def _party_probe(scope: Scope) -> list[sa.ColumnElement[bool]]:
    return [_is_party(sorted(scope.organisation_ids))] if scope.organisation_ids else []


def _is_party(units: list[int], *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Ask of one case whether a unit takes part; a scalar, since PostgreSQL would turn EXISTS into a join of it all."""
    # Of few units each is looked up; for many, the case's own parties are, which the sum brings about.
    unit = CaseParty.organisation_id if len(units) <= FEW_UNITS else CaseParty.organisation_id + 0
    probe = sa.select(sa.literal(1)).where(CaseParty.case_id == Case.id, unit.in_(units), *conditions)
    return probe.limit(1).correlate(Case).scalar_subquery().is_not(None)


def _area_conditions(scope: Scope) -> list[sa.ColumnElement[bool]]:
    """Return a condition an area: the place and what lies in it.

    The sum keeps SQLite from reading a whole council's index when the place has few cases.
    """
    return [
        sa.and_(Case.council_id + 0 == council_id, Case.locality_id.in_(within([locality_id])))
        for council_id, locality_id in sorted(scope.areas)
    ]
