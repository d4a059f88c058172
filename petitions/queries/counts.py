"""How many cases a filter holds, counted to a cap: the same conditions as the list, so number and list agree."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.identity import Actor
from petitions.models import Case
from petitions.queries.case_filters import CaseFilters, conditions_of
from petitions.queries.scope import Visible
from petitions.queries.search import Closeness, Search

CAP = 1000
"""Counting stops here: a page says "1.000+" for anything above."""


def count_cases(
    session: Session,
    visible: Visible,
    filters: CaseFilters,
    *,
    actor: Actor,
    today: date,
    search: Search | None = None,
    only: sa.ColumnElement[bool] | None = None,
) -> int:
    """Return how many cases a list holds, ``CAP + 1`` standing for more than the cap.

    Nothing is asked when the scope alone tells.
    """
    conditions = conditions_of(filters, actor=actor, today=today) + ([] if only is None else [only])
    if visible.at_least > CAP and not conditions and search is None:
        return CAP + 1
    rows = sa.select(sa.literal(1)).select_from(Case).where(visible.condition, *conditions)
    if search is not None:
        gather = visible.size is None or search.is_gathered(Closeness.ANY, visible)
        rows = search.narrow(rows, Closeness.ANY, visible, gather=gather)
    return session.scalar(_counted(rows)) or 0


def count_each(
    session: Session, visible: Visible, wanted: Mapping[str, CaseFilters], *, actor: Actor, today: date
) -> dict[str, int]:
    """Return several such numbers under their names. One statement; filters with search words are not for this."""
    if not wanted:
        return {}
    numbers = [
        _counted(
            sa.select(sa.literal(1))
            .select_from(Case)
            .where(visible.condition, *conditions_of(filters, actor=actor, today=today))
        )
        .scalar_subquery()
        .label(name)
        for name, filters in wanted.items()
    ]
    return dict(session.execute(sa.select(*numbers)).one()._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it


def _counted(rows: sa.Select[tuple[int]]) -> sa.Select[tuple[int]]:
    return sa.select(sa.func.count()).select_from(rows.limit(CAP + 1).subquery())
