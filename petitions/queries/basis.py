"""Rules and calendar together, what every date is counted by, in one statement."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.work_calendar import WorkCalendar
from petitions.models import DeadlineRule
from petitions.queries.calendar import calendar_selects, work_calendar_of
from petitions.queries.rules import RULE_COLUMNS, RuleBook


@dataclass(frozen=True, slots=True)
class Basis:
    """Rules and calendar as they stand."""

    rules: RuleBook
    calendar: WorkCalendar


def load_basis(session: Session, codes: Collection[str]) -> Basis:
    """Return every version of these rules, and the calendar."""
    statement, width = _statement()
    rows: list[Any] = session.execute(statement, {"codes": list(codes)}).all()  # type: ignore[assignment]  # rows are tuples
    book = RuleBook.of_versions((row[0], row[1:width]) for row in rows if row[0] is not None)
    return Basis(book, work_calendar_of(row[width:] for row in rows if row[0] is None))


@cache
def _statement() -> tuple[sa.CompoundSelect[Any], int]:
    """Return the statement, and how many of its columns are the rules'; made once, for every step asks it.

    Rows of both come side by side, each padded with nothing where the other has its columns.
    """
    columns = [DeadlineRule.valid_from, *(getattr(DeadlineRule, name) for name in RULE_COLUMNS)]
    calendar = calendar_selects()
    no_day = [sa.cast(sa.null(), column.type) for column in calendar[0].selected_columns]
    no_rule = [sa.cast(sa.null(), column.type) for column in columns]
    codes: sa.BindParameter[str] = sa.bindparam("codes", expanding=True)
    rules = sa.select(*columns, *no_day).where(DeadlineRule.code.in_(codes))
    days = [sa.select(*no_rule, *part.subquery().c) for part in calendar]
    return sa.union_all(rules, *days), len(columns)
