"""The deadline rules as they stand on a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.deadlines import Rule
from petitions.models import DeadlineRule


def find_rule(session: Session, code: str, *, on: date) -> Rule | None:
    """Return the version in force on a day, or None when there is no such rule.

    A day before the first version falls under the first: old papers are registered too.
    """
    in_force = sa.case((DeadlineRule.valid_from <= on, 1), else_=0)
    first_when_none = sa.case((DeadlineRule.valid_from > on, DeadlineRule.valid_from))
    row = session.scalars(
        sa.select(DeadlineRule)
        .where(DeadlineRule.code == code)
        .order_by(in_force.desc(), first_when_none, DeadlineRule.valid_from.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else _rule_of(row)


def list_rule_codes(session: Session) -> list[str]:
    """Return the code of every rule once, petitions first, then by name."""
    codes = session.scalars(sa.select(DeadlineRule.code).distinct())
    return sorted(codes, key=lambda code: (not code.startswith("petition."), code))


def find_rules(session: Session, codes: Collection[str], *, on: date) -> dict[str, Rule]:
    """Return the versions of several rules in force on a day, by code; a rule that does not exist is left out."""
    rows = session.scalars(
        sa.select(DeadlineRule).where(DeadlineRule.code.in_(codes)).order_by(DeadlineRule.valid_from)
    )
    chosen: dict[str, DeadlineRule] = {}
    for row in rows:
        if row.code not in chosen or row.valid_from <= on:
            chosen[row.code] = row
    return {code: _rule_of(row) for code, row in chosen.items()}


def _rule_of(row: DeadlineRule) -> Rule:
    return Rule(
        code=row.code,
        length=row.length,
        unit=row.unit,
        rolls_forward=row.rolls_forward,
        source=row.source,
        is_verified=row.is_verified,
    )
