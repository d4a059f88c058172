"""The turn that is running on a case: who leads, who helps, by which letter and date."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from petitions.models import Assignment, AssignmentOutcome, Coordination


def find_open_assignment(session: Session, case_id: int) -> Assignment | None:
    """Return the open assignment with lead, letter and coordinating agencies, or None. Two statements."""
    return session.scalars(
        sa.select(Assignment)
        .where(Assignment.case_id == case_id, Assignment.outcome == AssignmentOutcome.OPEN)
        .options(
            joinedload(Assignment.lead),
            joinedload(Assignment.forwarding),
            selectinload(Assignment.coordinations).joinedload(Coordination.organisation),
        )
    ).one_or_none()
