"""Whose name stands at the head of a paper."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.models import Locality, Organisation


@dataclass(frozen=True, slots=True)
class Issuer:
    """A council or another unit, with the name of its place."""

    name: str
    place: str


def get_issuer(session: Session, organisation_id: int) -> Issuer:
    """Return a unit as it heads its papers."""
    row = session.execute(
        sa.select(Organisation.name, Locality.name)
        .join(Locality, Locality.id == Organisation.locality_id)
        .where(Organisation.id == organisation_id)
    ).one()
    return Issuer(*row)
