"""For which unit, council, place and field somebody may enter something; the select only offers, this decides."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.errors import DateInFutureError, UnknownChoiceError
from petitions.domain.identity import SYSTEM, Actor
from petitions.domain.vocabulary import Level, OrganisationKind, Role
from petitions.models import Locality, Organisation, SubjectField
from petitions.queries.choices import RECORDERS, council_above, exists_on
from petitions.queries.places import at_or_above


def recording_unit(session: Session, actor: Actor, locality_id: int, *, today: date) -> Organisation:
    """Return the unit for which the actor enters something about a place; a clerk's before an office's.

    Raises:
        UnknownChoiceError: the place does not exist, ended, or lies outside every area he records for.

    """
    place = sa.select(Locality.id).where(Locality.id == locality_id, exists_on(Locality, today))
    covering = {
        unit.id: unit
        for unit in session.scalars(
            sa.select(Organisation).where(
                Organisation.id.in_(sorted(actor.units_as(*RECORDERS))),
                Organisation.locality_id.in_(at_or_above(place)),
            )
        )
    }
    for role in RECORDERS:
        for grant in actor.grants:
            if grant.role is role and grant.organisation_id in covering:
                return covering[grant.organisation_id]
    raise UnknownChoiceError("locality_id")


def own_unit(actor: Actor, council_id: int | None = None) -> int:
    """Return the unit for which the actor plans: the council itself where he works for it, else his own.

    Raises:
        UnknownChoiceError: he records for no unit at all.

    """
    units = [grant.organisation_id for grant in actor.grants if grant.role in RECORDERS]
    if not units:
        raise UnknownChoiceError("council_id")
    return council_id if council_id in units else units[0]


def check_council(session: Session, actor: Actor, council_id: int, *, locality_id: int | None, today: date) -> None:
    """Refuse with UnknownChoiceError a council that the actor does not record for, or not for this place."""
    conditions = [Organisation.id == council_id, exists_on(Organisation, today)]
    if actor is SYSTEM:
        conditions.append(Organisation.kind == OrganisationKind.COUNCIL)
    else:
        conditions.append(council_above(actor, RECORDERS))
    if locality_id is not None:
        place = sa.select(Locality.id).where(Locality.id == locality_id)
        conditions.append(Organisation.locality_id.in_(at_or_above(place)))
    if session.scalar(sa.select(Organisation.id).where(*conditions)) is None:
        raise UnknownChoiceError("council_id")


def check_subject_field(session: Session, subject_field_id: int | None, *, kept: int | None = None) -> None:
    """Refuse with UnknownChoiceError a field that is not in use, unless the entry holds it already."""
    if subject_field_id is None or subject_field_id == kept:
        return
    field = session.get(SubjectField, subject_field_id)
    if field is None or not field.is_active:
        raise UnknownChoiceError("subject_field_id")


def check_not_in_future(day: date, field: str, *, today: date) -> None:
    """Refuse with DateInFutureError a day that has not come yet."""
    if day > today:
        raise DateInFutureError(field)


def preset_council(session: Session, actor: Actor, *, today: date) -> int | None:
    """Return the council a case entered alone usually goes to: the highest above the person's own place.

    Where the province's council works in this installation, that is it; else the commune's own.
    """
    if Role.OFFICE in {grant.role for grant in actor.grants} and not actor.units_as(Role.CLERK):
        return own_unit(actor)
    rows = session.execute(
        sa.select(Organisation.id, Organisation.level).where(
            council_above(actor, RECORDERS), exists_on(Organisation, today)
        )
    ).all()
    order = list(Level)
    return min(rows, key=lambda row: (order.index(row.level), row.id)).id if rows else None
