"""Single things a page asks of a case's history."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.vocabulary import Action
from petitions.models import CaseEvent


def find_last_decline(session: Session, case_id: int) -> CaseEvent | None:
    """Return the event of the last decline: which agency, when, why."""
    return session.scalars(
        sa.select(CaseEvent)
        .where(CaseEvent.case_id == case_id, CaseEvent.action == Action.DECLINE)
        .order_by(CaseEvent.id.desc())
        .limit(1)
    ).one_or_none()
