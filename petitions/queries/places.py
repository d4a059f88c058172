"""The tree of places: what lies in a place, and what a place lies in."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

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
