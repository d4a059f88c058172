"""Small questions of the first steps: what the office asked for, who answered in the room."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.vocabulary import Action
from petitions.models import CaseEvent, CaseStatement, Statement


def find_return_reason(session: Session, case_id: int) -> str | None:
    """Return why the office last sent the case back, or None when it never did."""
    return session.scalar(
        sa.select(CaseEvent.note)
        .where(CaseEvent.case_id == case_id, CaseEvent.action == Action.RETURN)
        .order_by(CaseEvent.id.desc())
        .limit(1)
    )


def find_answered_by(session: Session, case_id: int) -> str | None:
    """Return who answered at the meeting, where the minutes of the case's statements name somebody."""
    return session.scalar(
        sa.select(Statement.answered_by)
        .join(CaseStatement, CaseStatement.statement_id == Statement.id)
        .where(CaseStatement.case_id == case_id, Statement.answered_by.is_not(None))
        .order_by(Statement.position)
        .limit(1)
    )
