"""Single things the first screen asks beside lists and counts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.vocabulary import Action
from petitions.models import CaseEvent, Organisation, Person, UserSession


@dataclass(frozen=True, slots=True)
class Installation:
    """How many people may sign in and how many units there are."""

    people: int
    units: int


def find_last_visit(session: Session, person_id: int, *, but: int) -> datetime | None:
    """Return when the person was last here in another session than this one."""
    return session.scalar(
        sa.select(sa.func.max(UserSession.last_used_at)).where(
            UserSession.person_id == person_id, UserSession.id != but
        )
    )


def find_last_notes(session: Session, case_ids: Collection[int], action: Action) -> dict[int, str]:
    """Return, by case, what was noted when this step was last taken."""
    if not case_ids:
        return {}
    last = (
        sa.select(sa.func.max(CaseEvent.id))
        .where(CaseEvent.case_id.in_(case_ids), CaseEvent.action == action)
        .group_by(CaseEvent.case_id)
    )
    rows = session.execute(sa.select(CaseEvent.case_id, CaseEvent.note).where(CaseEvent.id.in_(last)))
    return {case_id: note for case_id, note in rows if note}


def count_installation(session: Session) -> Installation:
    """Return the numbers an administrator begins with. One statement."""
    people = sa.select(sa.func.count()).select_from(Person).where(Person.is_active).scalar_subquery()
    units = sa.select(sa.func.count()).select_from(Organisation).where(Organisation.valid_to.is_(None))
    return Installation(*session.execute(sa.select(people, units.scalar_subquery())).one())
