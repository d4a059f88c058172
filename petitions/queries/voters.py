"""The names and houses that must not reach agencies; asked only on behalf of who sees the voter."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.voter_houses import houses_in
from petitions.models import CaseMerge, CaseStatement, CaseVoter, Statement


def list_voter_names(session: Session, *case_ids: int) -> tuple[str, ...]:
    """Return what tells who asked: of voters their names, houses and lanes, of speakers their names. One statement.

    Those of everything that became part of a case are among them.
    """
    merged = sa.select(CaseMerge.merged_id).where(CaseMerge.survivor_id.in_(case_ids))
    spoke = (
        sa.select(Statement.speaker_name, sa.null())
        .join(CaseStatement, CaseStatement.statement_id == Statement.id)
        .where(sa.or_(CaseStatement.case_id.in_(case_ids), CaseStatement.case_id.in_(merged)))
    )
    wrote = sa.select(CaseVoter.name, CaseVoter.address).where(
        sa.or_(CaseVoter.case_id.in_(case_ids), CaseVoter.case_id.in_(merged))
    )
    rows = session.execute(wrote.union(spoke)).tuples().all()
    names = {name for name, _address in rows if name}
    return tuple(sorted(names.union(*(houses_in(address) for _name, address in rows if address))))
