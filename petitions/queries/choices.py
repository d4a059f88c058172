"""What a person may choose from in a form: fields, places, councils, council sessions, agencies.

Every list is pairs of key and name, ready for a select. Places and units that ended are left out;
``also`` keeps the one that a row being corrected holds already.
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from petitions.domain.identity import Actor
from petitions.domain.text import fold
from petitions.domain.vocabulary import Level, LocalityKind, OrganisationKind, Role
from petitions.models import CouncilSession, CouncilTerm, Locality, Organisation, SubjectField
from petitions.queries.places import at_or_above, at_or_below

Options = list[tuple[int, str]]

RECORDERS = (Role.CLERK, Role.OFFICE)
"""Roles that enter rounds, meetings and cases for their unit."""

COUNCIL_SIDE = (Role.CLERK, Role.OFFICE, Role.BOARD)
"""Roles that read the rounds and minutes of their unit."""

MOST_COUNCIL_SESSIONS = 60


def list_subject_fields(session: Session, *, also: int | None = None) -> Options:
    """Return the fields in use, in the administrator's order."""
    rows = session.execute(
        sa.select(SubjectField.id, SubjectField.name)
        .where(sa.or_(SubjectField.is_active, SubjectField.id == also))
        .order_by(SubjectField.position, SubjectField.id)
    )
    return [(key, name) for key, name in rows]


def find_catch_all_field(session: Session) -> int | None:
    """Return the field for whatever fits no other: an honest preset until somebody chooses."""
    return session.scalar(
        sa.select(SubjectField.id)
        .where(SubjectField.is_active)
        .order_by(sa.case((SubjectField.code == "other", 0), else_=1), SubjectField.position, SubjectField.id)
        .limit(1)
    )


def list_localities_for(session: Session, actor: Actor, *, today: date, also: int | None = None) -> Options:
    """Return the places of the actor's units, largest first: a commune with its villages, a province with its communes.

    The villages of a whole province are not offered: nobody finds his own among thousands.
    """
    homes = sa.select(Organisation.locality_id).where(Organisation.id.in_(_units(actor, RECORDERS)))
    own = sa.and_(sa.or_(Locality.id.in_(homes), Locality.parent_id.in_(homes)), exists_on(Locality, today))
    offered = sa.or_(own, Locality.id == also)
    rows = session.execute(sa.select(Locality.id, Locality.name, Locality.kind).where(offered)).all()
    order = {kind: place for place, kind in enumerate(LocalityKind)}
    return [(row.id, row.name) for row in sorted(rows, key=lambda r: (order[r.kind], fold(r.name), r.id))]


def list_councils(session: Session, *, today: date, but: int | None = None) -> Options:
    """Return every council of this installation, but for one; a province's before those of communes."""
    return _named(
        session, Organisation.kind == OrganisationKind.COUNCIL, exists_on(Organisation, today), Organisation.id != but
    )


def list_councils_for(session: Session, actor: Actor, *, today: date, also: int | None = None) -> Options:
    """Return the councils the actor may record for: those of his own places and of the levels above them."""
    condition = sa.and_(council_above(actor, RECORDERS), exists_on(Organisation, today))
    return _named(session, sa.or_(condition, Organisation.id == also))


def council_above(actor: Actor, roles: tuple[Role, ...] = COUNCIL_SIDE) -> sa.ColumnElement[bool]:
    """Return the condition on ``Organisation``: a council at, or above, a place where the actor holds a role."""
    own = aliased(Organisation)
    homes = sa.select(own.locality_id).where(own.id.in_(_units(actor, roles)))
    return sa.and_(Organisation.kind == OrganisationKind.COUNCIL, Organisation.locality_id.in_(at_or_above(homes)))


def list_council_sessions(session: Session, council_ids: list[int], *, also: int | None = None) -> Options:
    """Return the council sessions of these councils, the coming and latest first, each with its council's name."""
    rows = session.execute(
        sa.select(CouncilSession.id, CouncilSession.name, CouncilTerm.name, Organisation.short_name)
        .join(CouncilTerm, CouncilTerm.id == CouncilSession.council_term_id)
        .join(Organisation, Organisation.id == CouncilTerm.council_id)
        .where(sa.or_(CouncilTerm.council_id.in_(council_ids), CouncilSession.id == also))
        .order_by(
            sa.func.coalesce(CouncilSession.held_on, date(2999, 1, 1)).desc(),
            CouncilTerm.starts_on.desc(),
            CouncilSession.id.desc(),
        )
        .limit(MOST_COUNCIL_SESSIONS)
    )
    return [(key, f"{council}: {name}, {term}") for key, name, term, council in rows]


def list_agencies(session: Session, council: Organisation, *, today: date, also: int | None = None) -> Options:
    """Return the units that can answer for a council's area: its own level first, then by name."""
    return _named(session, sa.or_(can_answer(council, today), Organisation.id == also), first=council.level)


def can_answer(council: Organisation, today: date) -> sa.ColumnElement[bool]:
    """Return the condition on ``Organisation``: an agency of the council's province, of any level, or a central one.

    Councils answer nobody; who has ended answers no more.
    """
    own = sa.select(Locality.id).where(Locality.id == council.locality_id)
    province = sa.select(Locality.id).where(Locality.id.in_(at_or_above(own)), Locality.kind == LocalityKind.PROVINCE)
    area = sa.or_(
        Organisation.locality_id.in_(at_or_below(own)),
        Organisation.locality_id.in_(at_or_below(province)),
        Organisation.level == Level.CENTRAL,
    )
    return sa.and_(area, Organisation.kind != OrganisationKind.COUNCIL, exists_on(Organisation, today))


def exists_on(table: type[Organisation | Locality], day: date) -> sa.ColumnElement[bool]:
    """Return the condition that a unit or place exists on a day."""
    return sa.and_(table.valid_from <= day, sa.or_(table.valid_to.is_(None), table.valid_to >= day))


def _named(session: Session, *conditions: sa.ColumnElement[bool], first: Level | None = None) -> Options:
    rows = session.execute(sa.select(Organisation.id, Organisation.name, Organisation.level).where(*conditions)).all()
    order = {level: place for place, level in enumerate(Level)}
    ranked = sorted(rows, key=lambda r: (r.level is not first, order[r.level], fold(r.name), r.id))
    return [(row.id, row.name) for row in ranked]


def _units(actor: Actor, roles: tuple[Role, ...]) -> list[int]:
    return sorted(actor.units_as(*roles))
