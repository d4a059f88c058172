"""The deadline rules as they stand on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.deadline_rule import Rule
from petitions.domain.errors import NotFoundError
from petitions.models import DeadlineRule

RULE_COLUMNS = tuple(each.name for each in fields(Rule))
"""The columns of ``deadline_rule`` that the engine wants, in its order."""


@dataclass(frozen=True)
class RuleBook:
    """Every version of some rules, each with the day from which it is in force."""

    versions: dict[str, list[tuple[date, Rule]]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[DeadlineRule]) -> RuleBook:
        """Return a book of these versions, in whatever order they come."""
        return cls.of_versions((row.valid_from, [getattr(row, name) for name in RULE_COLUMNS]) for row in rows)

    @classmethod
    def of_versions(cls, rows: Iterable[tuple[date, Sequence[Any]]]) -> RuleBook:
        """Return a book of versions told as their first day and the values of ``RULE_COLUMNS``."""
        book = cls()
        for valid_from, values in sorted(rows, key=lambda each: each[0]):
            rule = Rule(**dict(zip(RULE_COLUMNS, values, strict=True)))
            book.versions.setdefault(rule.code, []).append((valid_from, rule))
        return book

    def in_force(self, code: str, on: date) -> Rule | None:
        """Return the version in force on a day, or None when there is no such rule.

        A day before the first version falls under the first: old papers are registered too.
        """
        versions = self.versions.get(code)
        if not versions:
            return None
        place = bisect_right(versions, on, key=lambda version: version[0])
        return versions[max(place - 1, 0)][1]

    def begins_on(self, code: str) -> date:
        """Return the first day of the first version of a rule that is there."""
        return self.versions[code][0][0]


def load_rules(session: Session, codes: Collection[str] | None = None) -> RuleBook:
    """Return every version of the rules with these codes, or of all. One statement."""
    statement = sa.select(DeadlineRule)
    if codes is not None:
        statement = statement.where(DeadlineRule.code.in_(codes))
    return RuleBook.of(session.scalars(statement))


def find_rule(session: Session, code: str, *, on: date) -> Rule | None:
    """Return the version in force on a day, or None when there is no such rule (see ``RuleBook.in_force``)."""
    return load_rules(session, [code]).in_force(code, on)


def list_rule_codes(session: Session) -> list[str]:
    """Return the code of every rule once, petitions first, then by name."""
    codes = session.scalars(sa.select(DeadlineRule.code).distinct())
    return sorted(codes, key=lambda code: (not code.startswith("petition."), code))


def rule_of(row: DeadlineRule) -> Rule:
    """Return the row as the engine wants it."""
    return Rule(**{name: getattr(row, name) for name in RULE_COLUMNS})


def list_rule_versions(session: Session, code: str) -> list[DeadlineRule]:
    """Return every version of one rule, the oldest first, or raise NotFoundError when there is none."""
    versions = session.scalars(
        sa.select(DeadlineRule).where(DeadlineRule.code == code).order_by(DeadlineRule.valid_from)
    ).all()
    if not versions:
        raise NotFoundError
    return list(versions)


def get_rule_version(session: Session, code: str, rule_id: int) -> DeadlineRule:
    """Return one version of a rule, or raise NotFoundError."""
    row = session.get(DeadlineRule, rule_id)
    if row is None or row.code != code:
        raise NotFoundError
    return row
