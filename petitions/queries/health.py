"""What an installation still lacks before it can be worked with: gaps in its units, people and rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from petitions.domain.vocabulary import FINAL_STATES, OrganisationKind, Role, State
from petitions.models import (
    Case,
    Clock,
    CouncilTerm,
    DeadlineRule,
    Locality,
    Organisation,
    OrganisationSuccession,
    Person,
    PersonGrant,
    SubjectField,
)
from petitions.queries.accounts import has_demo_accounts
from petitions.queries.calendar import get_work_calendar
from petitions.queries.overdue import clock_is_open

MOST_NAMED = 10
YEARS_AHEAD = 2
"""How far a date fixed in a letter draws the calendar's attention; no rule reaches further."""
ANSWER_RULE = "petition.response"


class GapKind(StrEnum):
    """What may be missing or wrong; the door that shows it has a sentence and an advice for each."""

    NO_ADMINISTRATOR = "no_administrator"
    NO_SUBJECT_FIELD = "no_subject_field"
    NO_ANSWER_RULE = "no_answer_rule"
    NO_PLACE = "no_place"
    NO_COUNCIL = "no_council"
    COUNCIL_WITHOUT_OFFICE = "council_without_office"
    COUNCIL_WITHOUT_BOARD = "council_without_board"
    COUNCIL_WITHOUT_TERM = "council_without_term"
    AGENCY_WITHOUT_PERSON = "agency_without_person"
    AGENCY_WITHOUT_LEADER = "agency_without_leader"
    UNIT_WITHOUT_MAILBOX = "unit_without_mailbox"
    ENDED_UNIT_WITH_WORK = "ended_unit_with_work"
    PERSON_WITHOUT_ROLE = "person_without_role"
    ASSIGNED_WITHOUT_DATE = "assigned_without_date"
    YEAR_NOT_CONFIRMED = "year_not_confirmed"
    DEMO_ACCOUNTS = "demo_accounts"


BROKEN = frozenset({GapKind.NO_ADMINISTRATOR, GapKind.NO_SUBJECT_FIELD, GapKind.ASSIGNED_WITHOUT_DATE})
"""Gaps with which the work cannot be done at all; the others are to be closed, in time."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing missing: how often, and the names of the first few it is missing at."""

    kind: GapKind
    count: int = 1
    names: tuple[str, ...] = ()

    @property
    def is_broken(self) -> bool:
        """Tell whether the work stops until this is mended."""
        return self.kind in BROKEN


def list_gaps(session: Session, *, today: date) -> list[Gap]:
    """Return everything that is missing, what stops the work first."""
    gaps = [*_single_gaps(session, today), *_named_gaps(session, today)]
    return sorted(gaps, key=lambda gap: not gap.is_broken)


def _single_gaps(session: Session, today: date) -> Iterator[Gap]:
    held = sa.exists().where(PersonGrant.role == Role.ADMINISTRATOR, *_holds(today))
    rows = {
        GapKind.NO_ADMINISTRATOR: held,
        GapKind.NO_SUBJECT_FIELD: sa.exists().where(SubjectField.is_active),
        GapKind.NO_ANSWER_RULE: sa.exists().where(DeadlineRule.code == ANSWER_RULE, DeadlineRule.valid_from <= today),
        GapKind.NO_PLACE: sa.exists(sa.select(Locality.id)),
        GapKind.NO_COUNCIL: sa.exists().where(Organisation.kind == OrganisationKind.COUNCIL, _lives(today)),
    }
    present = session.execute(sa.select(*rows.values())).one()
    yield from (Gap(kind) for kind, is_there in zip(rows, present, strict=True) if not is_there)
    if has_demo_accounts(session):
        yield Gap(GapKind.DEMO_ACCOUNTS)


def _named_gaps(session: Session, today: date) -> Iterator[Gap]:
    council = sa.and_(Organisation.kind == OrganisationKind.COUNCIL, _lives(today))
    agency = sa.and_(
        Organisation.kind.not_in([OrganisationKind.COUNCIL, OrganisationKind.FRONT, OrganisationKind.OTHER]),
        _lives(today),
    )
    term = sa.exists().where(CouncilTerm.council_id == Organisation.id)
    conditions = {
        GapKind.COUNCIL_WITHOUT_OFFICE: sa.and_(council, ~_staffed(Role.OFFICE)),
        GapKind.COUNCIL_WITHOUT_BOARD: sa.and_(
            council, ~_staffed(Role.BOARD), Organisation.delegates_to_office.is_(False)
        ),
        GapKind.COUNCIL_WITHOUT_TERM: sa.and_(council, ~term),
        GapKind.AGENCY_WITHOUT_PERSON: sa.and_(agency, ~_staffed(Role.OFFICER, Role.LEADER, Role.COORDINATOR)),
        GapKind.AGENCY_WITHOUT_LEADER: sa.and_(
            agency, Organisation.approval_required, _staffed(Role.OFFICER), ~_staffed(Role.LEADER)
        ),
        GapKind.UNIT_WITHOUT_MAILBOX: sa.and_(sa.or_(agency, council), Organisation.mailbox.is_(None)),
        GapKind.ENDED_UNIT_WITH_WORK: _ended_with_work(today),
    }
    for kind, condition in conditions.items():
        yield from _named(session, kind, Organisation.name, condition)
    no_role = sa.and_(Person.is_active, ~sa.exists().where(PersonGrant.person_id == Person.id, *_holds(today)))
    yield from _named(session, GapKind.PERSON_WITHOUT_ROLE, Person.username, no_role)
    undated = sa.and_(Case.state.in_([State.ASSIGNED, State.IN_PROGRESS]), Case.due_on.is_(None))
    yield from _named(session, GapKind.ASSIGNED_WITHOUT_DATE, Case.code, undated)
    yield from _unconfirmed_years(session, today)


def _unconfirmed_years(session: Session, today: date) -> Iterator[Gap]:
    """Return the years that today's or an open clock's date reaches into and that may still change."""
    last = session.scalar(sa.select(sa.func.max(Clock.due_on)).where(clock_is_open())) or today
    reach = min(max(last, today), date(today.year + YEARS_AHEAD, 12, 31))
    years = get_work_calendar(session).unconfirmed_years(today, reach)
    if years:
        yield Gap(GapKind.YEAR_NOT_CONFIRMED, len(years), tuple(map(str, years)))


def _named(
    session: Session, kind: GapKind, name: InstrumentedAttribute[str], condition: sa.ColumnElement[bool]
) -> Iterator[Gap]:
    """Return the gap when a row has it, with its number and the first few names. One statement."""
    rows = session.execute(
        sa.select(name, sa.func.count().over()).where(condition).order_by(name).limit(MOST_NAMED)
    ).all()
    if rows:
        yield Gap(kind, rows[0][1], tuple(row[0] for row in rows))


def _lives(today: date) -> sa.ColumnElement[bool]:
    return sa.or_(Organisation.valid_to.is_(None), Organisation.valid_to >= today)


def _holds(today: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions under which a grant counts today, with its person and unit."""
    living = sa.select(Organisation.id).where(_lives(today))
    active = sa.select(Person.id).where(Person.is_active)
    return (
        PersonGrant.revoked_at.is_(None),
        PersonGrant.organisation_id.in_(living),
        PersonGrant.person_id.in_(active),
    )


def _staffed(*roles: Role) -> sa.ColumnElement[bool]:
    """Return the condition that somebody active holds one of the roles in the unit."""
    active = sa.select(Person.id).where(Person.is_active)
    return (
        sa.exists()
        .where(
            PersonGrant.organisation_id == Organisation.id,
            PersonGrant.role.in_(roles),
            PersonGrant.revoked_at.is_(None),
            PersonGrant.person_id.in_(active),
        )
        .correlate(Organisation)
    )


def _ended_with_work(today: date) -> sa.ColumnElement[bool]:
    """Return the condition for a unit that has ended, has no successor, and still holds open cases."""
    leads = Case.state.in_([State.ASSIGNED, State.IN_PROGRESS, State.FOLLOWING])
    work = sa.exists().where(
        sa.or_(
            sa.and_(Case.lead_id == Organisation.id, leads),
            sa.and_(Case.council_id == Organisation.id, Case.state.not_in(FINAL_STATES)),
        )
    )
    followed = sa.exists().where(OrganisationSuccession.predecessor_id == Organisation.id)
    return sa.and_(Organisation.valid_to < today, work.correlate(Organisation), ~followed.correlate(Organisation))
