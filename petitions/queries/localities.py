"""Places as the administrator sees them: what lies in a place, the way up, choices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, joinedload

from petitions.domain.errors import NotFoundError
from petitions.domain.text import fold
from petitions.domain.vocabulary import LocalityKind
from petitions.models import Locality, LocalitySuccession

PLACES_A_PAGE = 50

Cursor = tuple[str, int]
Options = list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class LocalityRow:
    """One line of the list of places."""

    id: int
    name: str
    kind: LocalityKind
    code: str | None
    parent_name: str | None
    valid_from: date
    valid_to: date | None
    below_count: int


def list_localities(
    session: Session, *, parent_id: int | None, query: str = "", after: Cursor | None = None
) -> tuple[list[LocalityRow], Cursor | None]:
    """Return one page of what lies directly in a place (None: on top), or of all places a search finds."""
    parent, below = aliased(Locality), aliased(Locality)
    count = sa.select(sa.func.count()).where(below.parent_id == Locality.id).correlate(Locality).scalar_subquery()
    words = fold(query).split()[:8]
    statement = (
        sa.select(Locality, parent.name, count)
        .outerjoin(parent, parent.id == Locality.parent_id)
        .where(*(Locality.folded.contains(word, autoescape=True) for word in words))
        .order_by(Locality.folded, Locality.id)
        .limit(PLACES_A_PAGE + 1)
    )
    if not words:
        statement = statement.where(Locality.parent_id.is_not_distinct_from(parent_id))
    if after is not None:
        later = sa.and_(Locality.folded == after[0], Locality.id > after[1])
        statement = statement.where(sa.or_(Locality.folded > after[0], later))
    found = session.execute(statement).tuples().all()
    page = found[:PLACES_A_PAGE]
    cursor = (page[-1][0].folded, page[-1][0].id) if len(found) > PLACES_A_PAGE else None
    return [_row(*columns) for columns in page], cursor


def get_locality_page(session: Session, locality_id: int) -> Locality:
    """Return a place with the two above it, or raise NotFoundError."""
    place = session.execute(
        sa.select(Locality)
        .where(Locality.id == locality_id)
        .options(joinedload(Locality.parent).joinedload(Locality.parent).joinedload(Locality.parent))
    ).scalar_one_or_none()
    if place is None:
        raise NotFoundError
    return place


def list_kin(session: Session, locality_id: int) -> tuple[Options, Options]:
    """Return the places this one was made of, and those it went into."""
    before = _linked(session, LocalitySuccession.successor_id, LocalitySuccession.predecessor_id, locality_id)
    after = _linked(session, LocalitySuccession.predecessor_id, LocalitySuccession.successor_id, locality_id)
    return before, after


def list_places(session: Session, kinds: Iterable[LocalityKind], *, also: Iterable[int] = ()) -> Options:
    """Return the places of these kinds for a select, each with the place it lies in, the ended ones last."""
    parent = aliased(Locality)
    rows = session.execute(
        sa.select(Locality.id, Locality.name, parent.name, Locality.valid_to)
        .outerjoin(parent, parent.id == Locality.parent_id)
        .where(sa.or_(Locality.kind.in_(list(kinds)), Locality.id.in_(list(also))))
        .order_by(sa.case((Locality.valid_to.is_(None), 0), else_=1), Locality.folded, Locality.id)
    ).tuples()
    return [
        (key, ", ".join(filter(None, (name, above))) + (f" (\u2192 {valid_to:%d/%m/%Y})" if valid_to else ""))
        for key, name, above, valid_to in rows
    ]


def _linked(
    session: Session, here: InstrumentedAttribute[int], there: InstrumentedAttribute[int], locality_id: int
) -> Options:
    rows = session.execute(
        sa.select(Locality.id, Locality.name)
        .join(LocalitySuccession, there == Locality.id)
        .where(here == locality_id)
        .order_by(Locality.folded)
    ).tuples()
    return list(rows)


def _row(place: Locality, parent_name: str | None, below_count: int) -> LocalityRow:
    return LocalityRow(
        id=place.id,
        name=place.name,
        kind=place.kind,
        code=place.code,
        parent_name=parent_name,
        valid_from=place.valid_from,
        valid_to=place.valid_to,
        below_count=below_count,
    )
