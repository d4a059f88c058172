"""The tree of places: what lies in a place, and what a place lies in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from petitions.domain.vocabulary import LocalityKind
from petitions.models import Locality


def at_or_above(places: sa.Select[Any]) -> sa.Select[Any]:
    """Return the keys of these places and of everything they lie in: village, commune, province."""
    tree = places.correlate(None).cte(recursive=True)
    key, child = tree.c[0], aliased(Locality)
    tree = tree.union(sa.select(child.parent_id).join(tree, child.id == key).where(child.parent_id.is_not(None)))
    return sa.select(tree.c[0])


def at_or_below(places: sa.Select[Any]) -> sa.Select[Any]:
    """Return the keys of these places and of everything that lies in them."""
    tree = places.correlate(None).cte(recursive=True)
    key, child = tree.c[0], aliased(Locality)
    tree = tree.union(sa.select(child.id).join(tree, child.parent_id == key))
    return sa.select(tree.c[0])


def within(locality_ids: Sequence[int]) -> sa.CompoundSelect[tuple[int]]:
    """Return the keys of these places and of what lies in them, two levels down: province, commune, village.

    Three plain selects instead of a recursion, of which planners know how few rows they give.
    """
    inside, further = aliased(Locality), aliased(Locality)
    return sa.union_all(
        sa.select(Locality.id).where(Locality.id.in_(locality_ids)),
        sa.select(inside.id).where(inside.parent_id.in_(locality_ids)),
        sa.select(further.id).join(inside, inside.id == further.parent_id).where(inside.parent_id.in_(locality_ids)),
    )


def list_villages(session: Session, locality_id: int, *, today: date) -> list[str]:
    """Return the names of the villages of a commune, or of the commune around a village."""
    around = sa.select(sa.func.coalesce(Locality.parent_id, Locality.id)).where(
        Locality.id == locality_id, Locality.kind == LocalityKind.VILLAGE
    )
    return list(
        session.scalars(
            sa.select(Locality.name)
            .where(
                Locality.kind == LocalityKind.VILLAGE,
                sa.or_(Locality.parent_id == locality_id, Locality.parent_id.in_(around)),
                sa.or_(Locality.valid_to.is_(None), Locality.valid_to >= today),
            )
            .order_by(Locality.name, Locality.id)
        )
    )


def named_place(name: str, kind: LocalityKind, around: str | None) -> str:
    """Return a place as a list names it: a village with the commune around it, any other by itself."""
    return f"{name}, {around}" if kind is LocalityKind.VILLAGE and around else name
