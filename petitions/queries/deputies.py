"""Deputies at meetings: who may be chosen, and who is to come or came."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.identity import Actor
from petitions.domain.text import fold
from petitions.domain.vocabulary import Role
from petitions.models import MeetingDeputy, Organisation, Person, PersonGrant
from petitions.queries.choices import RECORDERS, Options, council_above


def list_deputies_for(session: Session, actor: Actor, *, also: Sequence[int] = ()) -> Options:
    """Return the deputies of the councils that the actor records for, by name; ``also`` those chosen before."""
    councils = sa.select(Organisation.id).where(council_above(actor, RECORDERS))
    holds = sa.and_(
        PersonGrant.role == Role.DEPUTY,
        PersonGrant.organisation_id.in_(councils),
        PersonGrant.revoked_at.is_(None),
        Person.is_active,
    )
    rows = session.execute(
        sa.select(Person.id, Person.full_name)
        .outerjoin(PersonGrant, PersonGrant.person_id == Person.id)
        .where(sa.or_(holds, Person.id.in_(list(also))))
        .distinct()
    )
    return sorted(((key, name) for key, name in rows), key=lambda row: (fold(row[1]), row[0]))


def deputy_names(session: Session, keys: Sequence[int]) -> dict[int, str]:
    """Return the names of those of these people who are, or were, deputies."""
    if not keys:
        return {}
    is_deputy = sa.exists().where(PersonGrant.person_id == Person.id, PersonGrant.role == Role.DEPUTY)
    rows = session.execute(sa.select(Person.id, Person.full_name).where(Person.id.in_(list(keys)), is_deputy))
    return dict(rows.tuples().all())


def list_meeting_deputies(session: Session, meeting_id: int) -> list[MeetingDeputy]:
    """Return who is to come to a meeting, or came, in the order entered."""
    return list(
        session.scalars(
            sa.select(MeetingDeputy)
            .where(MeetingDeputy.contact_meeting_id == meeting_id)
            .order_by(MeetingDeputy.position)
        )
    )
