"""Who can be asked to answer a case, nearest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.text import fold
from petitions.domain.vocabulary import Authority, Level, OrganisationKind
from petitions.models import Case, Locality, Organisation
from petitions.queries.choices import can_answer, exists_on
from petitions.queries.places import at_or_above


class Nearness(StrEnum):
    """Where an agency stands to the place a case is about."""

    PLACE = "place"
    PROVINCE = "province"
    OTHER_COMMUNE = "other_commune"
    CENTRAL = "central"


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency on offer."""

    id: int
    name: str
    kind: OrganisationKind
    nearness: Nearness


def list_agencies_for(session: Session, case: Case, *, today: date) -> list[Agency]:
    """Return who can answer this case, by nearness and name; a case from ``get_case``.

    A province's council sees its own level first, a commune's council the commune.
    """
    rows = session.execute(
        sa.select(
            Organisation.id, Organisation.name, Organisation.kind, Organisation.level, Organisation.locality_id
        ).where(can_answer(case.council, today))
    )
    place = {case.locality_id, case.locality.parent_id}
    found = [Agency(r.id, r.name, r.kind, _nearness(r.level, is_here=r.locality_id in place)) for r in rows]
    order = {nearness: rank for rank, nearness in enumerate(Nearness)}
    if case.council.level is Level.PROVINCE:
        order[Nearness.PROVINCE] = -1
    return sorted(found, key=lambda agency: (order[agency.nearness], fold(agency.name), agency.id))


def competent_agency(agencies: Iterable[Agency], authority: Authority | None) -> int | None:
    """Return the People's Committee of the competent level, else the first agency.

    A committee may be asked by law whatever the matter; it is a safe preset, rarely the last word.
    """
    wanted = Nearness.PLACE if authority is Authority.COMMUNE else Nearness.PROVINCE
    offered = list(agencies)
    committees = [a.id for a in offered if a.kind is OrganisationKind.PEOPLE_COMMITTEE and a.nearness is wanted]
    return next(iter(committees), offered[0].id if offered else None)


def find_other_council(session: Session, case: Case, *, today: date) -> int | None:
    """Return the council above or below the case's own that the place belongs to: where most go that are not ours."""
    place = sa.select(Locality.id).where(Locality.id == case.locality_id)
    return session.scalar(
        sa.select(Organisation.id)
        .where(
            Organisation.kind == OrganisationKind.COUNCIL,
            Organisation.id != case.council_id,
            Organisation.locality_id.in_(at_or_above(place)),
            exists_on(Organisation, today),
        )
        .order_by(Organisation.id.desc())
        .limit(1)
    )


def _nearness(level: Level, *, is_here: bool) -> Nearness:
    match level:
        case Level.CENTRAL:
            return Nearness.CENTRAL
        case Level.PROVINCE:
            return Nearness.PROVINCE
        case Level.DISTRICT | Level.COMMUNE:
            return Nearness.PLACE if is_here else Nearness.OTHER_COMMUNE
