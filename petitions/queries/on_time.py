"""The on-time rate: of the answer clocks past their date, less approved exclusions, the share answered by then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.clock_vocabulary import ClockOutcome, Stage
from petitions.models import Case, Clock, Organisation
from petitions.queries.scope import Visible

MOST_GATHERED = 20_000
"""Of so many clocks, the latest due, the rates are made; beyond, the page says so."""


@dataclass(frozen=True, slots=True)
class AgencyOnTime:
    """One agency's answers that fell due: how many, how many came by then, how many a decision leaves out."""

    agency_id: int
    name: str
    due: int
    in_time: int
    excluded: int

    @property
    def percent(self) -> int | None:
        """Return the share in time, of a hundred; None where nothing fell due."""
        return round(100 * self.in_time / self.due) if self.due else None


@dataclass(frozen=True, slots=True)
class OnTime:
    """The agencies, most due first; ``is_capped`` when there were more clocks than were gathered."""

    agencies: tuple[AgencyOnTime, ...]
    is_capped: bool


def list_on_time_by_agency(session: Session, visible: Visible, *, since: date, today: date) -> OnTime:
    """Return the rates of answers due from ``since`` to yesterday within a scope. One statement.

    A clock that nobody owes any more (declined, recalled, passed on) has no verdict and is not among them.
    """
    is_judged = sa.or_(Clock.outcome.is_(None), Clock.outcome == ClockOutcome.DONE)
    gathered = (
        sa.select(Clock.organisation_id, Clock.due_on, Clock.stopped_on, Clock.is_excluded)
        .join(Case, Case.id == Clock.case_id)
        .where(Clock.stage == Stage.RESPONSE, Clock.due_on >= since, Clock.due_on < today, is_judged, visible.condition)
        .order_by(Clock.due_on.desc(), Clock.id.desc())
        .limit(MOST_GATHERED)
        .subquery()
    )
    counts = sa.not_(gathered.c.is_excluded)
    grouped = (
        sa.select(
            gathered.c.organisation_id,
            sa.func.count().filter(counts).label("due"),
            sa.func.count().filter(counts, gathered.c.stopped_on <= gathered.c.due_on).label("in_time"),
            sa.func.count().filter(gathered.c.is_excluded).label("excluded"),
        )
        .group_by(gathered.c.organisation_id)
        .subquery()
    )
    rows = session.execute(
        sa.select(Organisation.id, Organisation.name, grouped.c.due, grouped.c.in_time, grouped.c.excluded)
        .join(grouped, grouped.c.organisation_id == Organisation.id)
        .order_by(grouped.c.due.desc(), Organisation.id)
    )
    agencies = tuple(AgencyOnTime(*row) for row in rows)
    return OnTime(agencies, is_capped=sum(each.due + each.excluded for each in agencies) >= MOST_GATHERED)
