"""The names that must not reach agencies; asked only on behalf of who sees the voter."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.models import CaseStatement, CaseVoter, Statement


def list_voter_names(session: Session, *case_ids: int) -> tuple[str, ...]:
    """Return the voter's name of each case, and those of everybody whose statement it was made from. One statement."""
    spoke = (
        sa.select(Statement.speaker_name)
        .join(CaseStatement, CaseStatement.statement_id == Statement.id)
        .where(CaseStatement.case_id.in_(case_ids))
    )
    names = session.scalars(sa.select(CaseVoter.name).where(CaseVoter.case_id.in_(case_ids)).union(spoke))
    return tuple(sorted(name for name in names if name))
