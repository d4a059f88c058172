"""Overdue as an SQL expression, written once; lists, counters, the first screen and the command line use it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.vocabulary import ANSWER_CLOCK_RUNS, State
from petitions.models import Case, Clock, Organisation

_RUNNING = tuple(sa.literal_column(f"'{state.value}'", sa.String) for state in State if state in ANSWER_CLOCK_RUNS)


def clock_runs() -> sa.ColumnElement[bool]:
    """Return the condition on ``Case`` that the lead's answer clock is open.

    Its states are written out in the order of the partial indexes, which else would not be used.
    """
    return sa.type_coerce(Case.state, sa.String).in_(_RUNNING)


def is_overdue(today: date) -> sa.ColumnElement[bool]:
    """Return the condition on ``Case`` that it is overdue; twin of ``domain.deadlines.is_overdue``.

    ``Case.due_on`` is kept equal to the date of the lead's open answer clock.
    """
    return _is_past(clock_runs(), Case.due_on, today)


def clock_is_open() -> sa.ColumnElement[Any]:
    """Return the condition on ``Clock`` that it is open, written as in its partial indexes, which else go unused."""
    return sa.literal_column(f"{Clock.__tablename__}.is_open")


def has_target() -> sa.ColumnElement[Any]:
    """Return the condition on ``Clock`` that the house's own date is an earlier one, written as in its index."""
    table = Clock.__tablename__
    return sa.literal_column(f"({table}.target_on < {table}.due_on)")


def is_late(today: date) -> sa.ColumnElement[bool]:
    """Return the condition on ``Clock`` that it is open and past its date: for the lead's answer, overdue."""
    return _is_past(clock_is_open(), Clock.due_on, today)


def _is_past(runs: sa.ColumnElement[Any], due_on: Any, today: date) -> sa.ColumnElement[bool]:
    return sa.and_(runs, due_on < today)


@dataclass(frozen=True, slots=True)
class OverdueCase:
    """One overdue case as scripts want it."""

    code: str
    agency: str
    due_on: date


def stream_overdue(session: Session, *, today: date) -> Iterator[OverdueCase]:
    """Give every overdue case of the installation, longest overdue first, without holding them all."""
    rows = session.execute(
        sa.select(Case.code, Organisation.name, Case.due_on)
        .join(Organisation, Organisation.id == Case.lead_id)
        .where(is_overdue(today))
        .order_by(Case.due_on, Case.id)
        .execution_options(yield_per=1000)
    )
    return (OverdueCase(code, agency, due_on) for code, agency, due_on in rows)
