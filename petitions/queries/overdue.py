"""Overdue as an SQL expression, written once; lists, counters, the first screen and the command line use it."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from petitions.domain.vocabulary import ANSWER_CLOCK_RUNS, State
from petitions.models import Case

_RUNNING = tuple(sa.literal_column(f"'{state.value}'", sa.String) for state in State if state in ANSWER_CLOCK_RUNS)


def clock_runs() -> sa.ColumnElement[bool]:
    """Return the condition on ``Case`` that the lead's answer clock is open.

    Its states are written out in the order of the partial indexes, which else would not be used.
    """
    return sa.type_coerce(Case.state, sa.String).in_(_RUNNING)


def is_overdue(today: date) -> sa.ColumnElement[bool]:
    """Return the condition on ``Case`` that it is overdue; twin of ``domain.deadlines.is_overdue``."""
    return sa.and_(clock_runs(), Case.due_on < today)
