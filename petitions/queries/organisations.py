"""Units as the administrator sees them: lists, one unit with what it follows and what follows it, choices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from petitions.domain.errors import NotFoundError
from petitions.domain.text import fold
from petitions.domain.vocabulary import FINAL_STATES, Level, OrganisationKind, State
from petitions.models import Case, Locality, Organisation, OrganisationSuccession, PersonGrant

UNITS_A_PAGE = 25
MOST_COUNTED = 1000

Cursor = tuple[str, int]
Options = list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """One line of the list of units."""

    id: int
    name: str
    kind: OrganisationKind
    level: Level
    code: str | None
    parent_name: str | None
    locality_name: str
    mailbox: str | None
    valid_from: date
    valid_to: date | None
    person_count: int


def list_organisations(
    session: Session,
    *,
    query: str = "",
    kind: OrganisationKind | None = None,
    living_on: date | None = None,
    ended_before: date | None = None,
    after: Cursor | None = None,
) -> tuple[list[OrganisationRow], Cursor | None]:
    """Return one page of units by name, and where the next begins. One statement.

    ``living_on`` leaves out what has ended by that day, ``ended_before`` everything else.
    """
    parent = aliased(Organisation)
    statement = (
        sa.select(Organisation, parent.name, Locality.name, _people_count())
        .join(Locality, Locality.id == Organisation.locality_id)
        .outerjoin(parent, parent.id == Organisation.parent_id)
        .where(*(Organisation.folded.contains(word, autoescape=True) for word in fold(query).split()[:8]))
        .order_by(Organisation.folded, Organisation.id)
        .limit(UNITS_A_PAGE + 1)
    )
    if kind is not None:
        statement = statement.where(Organisation.kind == kind)
    if living_on is not None:
        statement = statement.where(sa.or_(Organisation.valid_to.is_(None), Organisation.valid_to >= living_on))
    if ended_before is not None:
        statement = statement.where(Organisation.valid_to < ended_before)
    if after is not None:
        later = sa.and_(Organisation.folded == after[0], Organisation.id > after[1])
        statement = statement.where(sa.or_(Organisation.folded > after[0], later))
    found = session.execute(statement).tuples().all()
    page = found[:UNITS_A_PAGE]
    cursor = (page[-1][0].folded, page[-1][0].id) if len(found) > UNITS_A_PAGE else None
    return [_row(*columns) for columns in page], cursor


def get_organisation_page(session: Session, organisation_id: int) -> Organisation:
    """Return a unit with its place and the unit above it, or raise NotFoundError."""
    unit = session.execute(
        sa.select(Organisation)
        .where(Organisation.id == organisation_id)
        .options(joinedload(Organisation.locality), joinedload(Organisation.parent))
    ).scalar_one_or_none()
    if unit is None:
        raise NotFoundError
    return unit


def list_kin(session: Session, organisation_id: int) -> tuple[Options, Options]:
    """Return the units this one took over from, and those that took over from it."""
    rows = session.execute(
        sa.select(OrganisationSuccession.predecessor_id, Organisation.id, Organisation.name)
        .join(
            Organisation,
            sa.or_(
                sa.and_(
                    OrganisationSuccession.predecessor_id == organisation_id,
                    Organisation.id == OrganisationSuccession.successor_id,
                ),
                sa.and_(
                    OrganisationSuccession.successor_id == organisation_id,
                    Organisation.id == OrganisationSuccession.predecessor_id,
                ),
            ),
        )
        .order_by(Organisation.folded)
    ).all()
    before = [(key, name) for predecessor, key, name in rows if predecessor != organisation_id]
    after = [(key, name) for predecessor, key, name in rows if predecessor == organisation_id]
    return before, after


def list_units(
    session: Session,
    *,
    on: date,
    kinds: Sequence[OrganisationKind] = (),
    but: int | None = None,
    also: Sequence[int] = (),
) -> Options:
    """Return the units that exist on a day or later, for a select; ``also`` keeps those a row holds already."""
    living = sa.or_(Organisation.valid_to.is_(None), Organisation.valid_to >= on)
    if kinds:
        living = sa.and_(living, Organisation.kind.in_(kinds))
    rows = session.execute(
        sa.select(Organisation.id, Organisation.name)
        .where(sa.or_(living, Organisation.id.in_(also)), Organisation.id != (but or 0))
        .order_by(Organisation.folded, Organisation.id)
    ).tuples()
    return list(rows)


def count_open_work(session: Session, organisation_id: int) -> int:
    """Return how many open cases a unit leads or, as a council, holds; a thousand and one stands for more."""
    leads = sa.select(Case.id).where(
        Case.lead_id == organisation_id, Case.state.in_([State.ASSIGNED, State.IN_PROGRESS, State.FOLLOWING])
    )
    holds = sa.select(Case.id).where(Case.council_id == organisation_id, Case.state.not_in(FINAL_STATES))
    both = sa.union(leads, holds).limit(MOST_COUNTED + 1).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(both)) or 0


def _people_count() -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count(PersonGrant.person_id.distinct()))
        .where(PersonGrant.organisation_id == Organisation.id, PersonGrant.revoked_at.is_(None))
        .correlate(Organisation)
        .scalar_subquery()
    )


def _row(unit: Organisation, parent_name: str | None, locality_name: str, person_count: int) -> OrganisationRow:
    return OrganisationRow(
        id=unit.id,
        name=unit.name,
        kind=unit.kind,
        level=unit.level,
        code=unit.code,
        parent_name=parent_name,
        locality_name=locality_name,
        mailbox=unit.mailbox,
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
        person_count=person_count,
    )
