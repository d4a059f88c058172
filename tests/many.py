"""Many cases at once: copies of one that was brought into its state step by step."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from petitions.domain.case_code import new_case_code
from petitions.models import Assignment, Case, CaseEvent, CaseParty
from petitions.services.search_index import index_cases

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def copies_of(
    session: Session, case: Case, count: int, vary: Callable[[int], dict[str, Any]] = lambda _n: {}
) -> list[int]:
    """Put `count` copies of a case on file, with its parties, turns and history, and return their keys.

    `vary` gives the columns in which the n-th copy differs.
    """
    session.flush()
    original = _row(session, Case, case.id)
    del original["id"]
    if not count:
        return []
    insert = sa.insert(Case.__table__).returning(Case.__table__.c.id, sort_by_parameter_order=True)
    keys = list(session.scalars(insert, [original | {"code": new_case_code()} | vary(n) for n in range(count)]))
    for table in (CaseParty, Assignment, CaseEvent):
        mine = [
            dict(row._mapping) for row in session.execute(sa.select(table.__table__).where(table.case_id == case.id))
        ]
        for row in mine:
            row.pop("id", None)
        _insert(session, table, [row | {"case_id": key} for key in keys for row in mine])
    for start in range(0, count, 500):
        index_cases(session, keys[start : start + 500])
    session.flush()
    return keys


def _row(session: Session, table: Any, key: int) -> dict[str, Any]:
    return dict(session.execute(sa.select(table.__table__).where(table.id == key)).one()._mapping)


def _insert(session: Session, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(sa.insert(table.__table__), rows)
