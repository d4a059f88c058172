"""Who is late with how much: what is overdue gathered by agency, worst first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.models import Case, Organisation
from petitions.queries.overdue import is_overdue
from petitions.queries.scope import Visible

MOST_GATHERED = 20_000
"""Of so many overdue cases, the longest overdue, the groups are made; beyond, the page says so."""


@dataclass(frozen=True, slots=True)
class AgencyOverdue:
    """One agency's overdue cases: how many, and the due date of the one that is longest overdue."""

    agency_id: int
    name: str
    count: int
    worst_due_on: date


@dataclass(frozen=True, slots=True)
class OverdueByAgency:
    """The groups, most first; ``is_capped`` when there were more cases than were gathered."""

    agencies: tuple[AgencyOverdue, ...]
    is_capped: bool

    @property
    def total(self) -> int:
        """Return how many cases the groups hold together."""
        return sum(agency.count for agency in self.agencies)


def list_overdue_by_agency(session: Session, visible: Visible, *, today: date) -> OverdueByAgency:
    """Return what is overdue within a scope by lead agency, most cases first. One statement."""
    gathered = (
        sa.select(Case.lead_id, Case.due_on)
        .where(is_overdue(today), visible.condition)
        .order_by(Case.due_on, Case.id)
        .limit(MOST_GATHERED)
        .subquery()
    )
    grouped = (
        sa.select(
            gathered.c.lead_id,
            sa.func.count().label("count"),
            sa.func.min(gathered.c.due_on).label("worst_due_on"),
        )
        .group_by(gathered.c.lead_id)
        .subquery()
    )
    rows = session.execute(
        sa.select(Organisation.id, Organisation.name, grouped.c.count, grouped.c.worst_due_on)
        .join(grouped, grouped.c.lead_id == Organisation.id)
        .order_by(grouped.c.count.desc(), grouped.c.worst_due_on, Organisation.id)
    )
    agencies = tuple(AgencyOverdue(*row) for row in rows)
    return OverdueByAgency(agencies, is_capped=sum(agency.count for agency in agencies) >= MOST_GATHERED)
