"""How a council decided its latest cases of a field: whose matter they were, and which agency took the lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.vocabulary import Authority
from petitions.models import Case, Organisation, SubjectField

LATEST = 200


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision."""

    authority: Authority | None
    lead_id: int | None


def list_decided(session: Session, council_id: int, field_id: int) -> list[Decided]:
    """Return the decisions on the council's latest cases of the field. One statement."""
    rows: Any = session.execute(
        sa.select(Case.authority, Case.lead_id)
        .where(
            Case.subject_field_id == field_id,
            Case.council_id + 0 == council_id,  # the field's own order leads
            Case.authority.is_not(None),
        )
        .order_by(Case.received_on.desc(), Case.id.desc())
        .limit(LATEST)
    )
    return [Decided(row.authority, row.lead_id) for row in rows]


def list_field_ids(session: Session) -> dict[str, tuple[int, str]]:
    """Return key and name of each field in use, by its code. One statement."""
    rows = session.execute(
        sa.select(SubjectField.code, SubjectField.id, SubjectField.name).where(SubjectField.is_active)
    )
    return {row.code: (row.id, row.name) for row in rows}


def name_of_unit(session: Session, organisation_id: int) -> str:
    """Return what a unit is called."""
    return session.scalar(sa.select(Organisation.name).where(Organisation.id == organisation_id)) or ""
