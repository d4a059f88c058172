"""The places, units, people, terms and rounds of the demo, entered as an administrator would."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.accounts import DEMO_PASSWORD
from petitions.domain.deadline_rule import Rule
from petitions.domain.identity import SYSTEM, Actor
from petitions.domain.vocabulary import ContactForm, Level, LocalityKind, OrganisationKind, Role, RoundPhase
from petitions.models import Locality, Organisation, SubjectField
from petitions.queries.identity import get_actor
from petitions.queries.rules import find_rule
from petitions.services.accounts import PersonDraft, create_demo_person
from petitions.services.authentication import hash_password
from petitions.services.council_terms import (
    CouncilSessionDraft,
    CouncilTermDraft,
    add_council_session,
    create_council_term,
)
from petitions.services.deadlines import ANSWER_RULE
from petitions.services.demo.book import Book, Row
from petitions.services.demo.days import FURTHEST, Days, Pen
from petitions.services.grants import GrantDraft, give_grant
from petitions.services.localities import LocalityDraft, create_locality, end_locality
from petitions.services.organisations import OrganisationDraft, create_organisation, end_organisation
from petitions.services.rounds import RoundDraft, plan_round

RECORDERS = (Role.CLERK, Role.OFFICE)


@dataclass(slots=True)
class World:
    """What stands before the first meeting: keys of the data files, and what the database made of them."""

    session: Session
    book: Book
    days: Days
    rule: Rule | None
    fields: dict[str, int]
    places: dict[str, int] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)
    councils: dict[str, str] = field(default_factory=dict)
    """The council, by its key, that sits at a place."""
    staff: dict[tuple[str, Role], list[Actor]] = field(default_factory=dict)
    coming_sessions: dict[str, int] = field(default_factory=dict)
    """The council session to come, by its council's key."""
    rounds: dict[str, int] = field(default_factory=dict)
    meetings: dict[str, int] = field(default_factory=dict)
    statements: dict[str, list[int]] = field(default_factory=dict)
    """The statements a case rests on, by the case's key."""
    codes: dict[str, str] = field(default_factory=dict)
    """The code a case got, by its key."""
    kept: list[object] = field(default_factory=list)
    """Rows that every step asks for again: as long as somebody holds them, the session need not read them anew."""

    def person(self, unit: str, *roles: Role, turn: str = "") -> Actor:
        """Return who holds the first of ``roles`` that anybody holds in the unit; ``turn`` picks among many."""
        for role in roles:
            if people := self.staff.get((unit, role)):
                return people[sum(turn.encode()) % len(people)]
        raise LookupError(unit, *roles)


def build_world(session: Session, book: Book, days: Days) -> World:
    """Enter everything that is there before voters speak."""
    world = World(
        session=session,
        book=book,
        days=days,
        rule=find_rule(session, ANSWER_RULE, on=days.today),
        fields={row.code: row.id for row in session.execute(sa.select(SubjectField.code, SubjectField.id))},
    )
    pen = Pen(days, "administrator")
    now = pen.on(days.ago(FURTHEST))
    _enter_places(world, now=now)
    _enter_units(world, now=now)
    _enter_people(world, now=now)
    _enter_endings(world, now=now)
    sessions = _enter_council_sessions(world, now=now)
    _plan_rounds(world, sessions)
    for table in (SubjectField, Locality, Organisation):
        world.kept += session.scalars(sa.select(table))
    return world


def _enter_places(world: World, *, now: datetime) -> None:
    for row in world.book.localities:
        draft = LocalityDraft(
            name=row["name"],
            kind=LocalityKind(row["kind"]),
            valid_from=_valid_from(world, row),
            parent_id=_key(world.places, row.get("parent")),
            code=row.get("code"),
            valid_to=row.get("valid_to"),
        )
        world.places[row["key"]] = create_locality(world.session, draft, actor=SYSTEM, now=now).id


def _enter_units(world: World, *, now: datetime) -> None:
    for row in world.book.organisations:
        draft = OrganisationDraft(
            name=row["name"],
            short_name=row["short_name"],
            kind=OrganisationKind(row["kind"]),
            level=Level(row["level"]),
            locality_id=world.places[row["locality"]],
            parent_id=_key(world.units, row.get("parent")),
            mailbox=row.get("mailbox"),
            approval_required=row.get("approval_required", False),
            delegates_to_office=row.get("delegates_to_office", False),
            valid_from=_valid_from(world, row),
            valid_to=row.get("valid_to"),
        )
        world.units[row["key"]] = create_organisation(world.session, draft, actor=SYSTEM, now=now).id
        world.rows[row["key"]] = row
        if draft.kind is OrganisationKind.COUNCIL:
            world.councils[row["locality"]] = row["key"]


def _enter_people(world: World, *, now: datetime) -> None:
    """Enter the accounts; the password that all of them share is hashed once."""
    password_hash = hash_password(DEMO_PASSWORD)
    for row in world.book.people:
        draft = PersonDraft(username=row["username"], full_name=row["full_name"])
        person = create_demo_person(world.session, draft, password_hash=password_hash, actor=SYSTEM, now=now)
        for grant in row["grants"]:
            given = GrantDraft(
                Role(grant["role"]), world.units[grant["organisation"]], _key(world.places, grant.get("locality"))
            )
            give_grant(world.session, person.id, given, actor=SYSTEM, now=now)
        actor = get_actor(world.session, person.id, today=world.days.today)
        for grant in row["grants"]:
            world.staff.setdefault((grant["organisation"], Role(grant["role"])), []).append(actor)


def _enter_endings(world: World, *, now: datetime) -> None:
    """Say what took over from the places and units of before; somebody has to be able to administer by then."""
    endings = (
        (end_locality, world.places, world.book.localities),
        (end_organisation, world.units, world.book.organisations),
    )
    for end, keys, rows in endings:
        for row in rows:
            if "successors" in row:
                successors = [keys[key] for key in row["successors"]]
                reason = world.book.texts["ended_reason"]
                end(world.session, keys[row["key"]], row["valid_to"], successors, reason, actor=SYSTEM, now=now)


def _enter_council_sessions(world: World, *, now: datetime) -> dict[str, int]:
    """Enter terms and council sessions: each session in the term that its date falls into, if there is one."""
    terms = {row["key"]: row for row in world.book.terms}
    ids = {}
    for key, row in terms.items():
        council_term = CouncilTermDraft(world.units[row["council"]], row["name"], row["starts_on"], row["ends_on"])
        ids[key] = create_council_term(world.session, council_term, actor=SYSTEM, now=now).id
    sessions = {}
    for row in world.book.council_sessions:
        held_on = world.days.office_day(-row["held_days_ago"])
        council = terms[row["term"]]["council"]
        of_day = next((k for k, t in terms.items() if t["council"] == council and _holds(t, held_on)), None)
        draft = CouncilSessionDraft(row["name"], held_on if of_day else None)
        term_id = ids[of_day or row["term"]]
        sessions[row["key"]] = add_council_session(world.session, term_id, draft, actor=SYSTEM, now=now).id
        if draft.held_on is not None and draft.held_on > world.days.today:
            world.coming_sessions.setdefault(council, sessions[row["key"]])
    return sessions


def _plan_rounds(world: World, sessions: dict[str, int]) -> None:
    for row in world.book.rounds:
        starts_on = world.days.ago(row["starts_days_ago"])
        draft = RoundDraft(
            name=row["name"],
            phase=RoundPhase(row["phase"]),
            council_id=world.units[row["council"]],
            council_session_id=sessions[row["session"]],
            plan_number=row["plan_number"],
            plan_on=world.days.working(world.days.ago(row["starts_days_ago"] + 15)),
            form=ContactForm(row.get("form", ContactForm.IN_PERSON)),
            joined_levels=tuple(Level(level) for level in row.get("joined_levels", ())),
            starts_on=starts_on,
            ends_on=world.days.ago(row["ends_days_ago"]),
        )
        office = world.person(row["council"], Role.OFFICE, turn=row["key"])
        now = Pen(world.days, row["key"]).on(world.days.ago(row["starts_days_ago"] + 15))
        world.rounds[row["key"]] = plan_round(world.session, draft, actor=office, now=now).id


def _valid_from(world: World, row: Row) -> date:
    """Return the first day of a place or unit; what lives today lived through all of the demo, however early it is."""
    first: date = row["valid_from"]
    return first if "valid_to" in row else min(first, world.days.ago(FURTHEST + 20))


def _holds(term: Row, day: date) -> bool:
    return bool(term["starts_on"] <= day <= term["ends_on"])


def _key(known: dict[str, int], name: Any) -> int | None:
    return None if name is None else known[name]
