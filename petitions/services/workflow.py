"""advance(): the only writer of a state, and of the event that tells of it, in the same breath."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.clocks import turn_of
from petitions.domain.errors import ChangedMeanwhileError
from petitions.domain.identity import Actor
from petitions.domain.policy import CaseFacts, position_of, require
from petitions.domain.vocabulary import Action, Kind, PartyCapacity, Role, State
from petitions.domain.workflow import LEAD_SIDE, SHARED_ACTIONS, Position
from petitions.models import Case, CaseEvent, CaseParty, Organisation
from petitions.queries.cases import facts_of, get_case
from petitions.services.clocks import By, Grounds, turn_clocks
from petitions.services.notices import tell_of_step

BESIDE_THE_CASE = frozenset({Action.ADD_FILE, Action.WITHDRAW_FILE, Action.PREPARE_RESPONSE, Action.REMIND})
"""Steps that leave the case row alone, so that they are nobody's conflict."""

NOTHING_SPECIAL = Grounds()


def take_case(session: Session, code: str, action: Action, *, actor: Actor, seen_version: int | None = None) -> Case:
    """Return the case, locked, when the actor may take ``action`` on it now.

    ``seen_version`` is what the actor's page showed; None skips the comparison (scripts).

    Raises:
        NotFoundError, NotPermittedError, TransitionNotAllowedError: see ``policy.require``.
        ChangedMeanwhileError: somebody changed the case after the actor opened the page.

    """
    case = get_case(session, code, actor=actor, for_update=True)
    require(actor, action, facts_of(case))
    if seen_version is not None and seen_version != case.version:
        raise ChangedMeanwhileError
    return case


def advance(
    session: Session,
    case: Case,
    action: Action,
    *,
    actor: Actor,
    now: datetime,
    note: str | None = None,
    facts: dict[str, Any] | None = None,
    is_shared: bool | None = None,
    grounds: Grounds = NOTHING_SPECIAL,
    back_to: State | None = None,
) -> CaseEvent:
    """Take the step on a case from ``take_case``: set its state, write its event, turn its clocks, tell of it.

    The caller fills the columns the step carries before or after; the database checks both.
    ``is_shared`` overrides whether agencies read the event (a file's event follows the file).
    ``grounds`` is what clocks that the step starts or stops rest on; ``back_to`` the state before,
    for the step whose row names none.
    """
    row = require(actor, action, facts_of(case))
    unit = acting_unit(actor, case, action)
    source = case.state
    if action not in BESIDE_THE_CASE:
        case.state, case.changed_at = row.target or back_to or source, now
    event = _write_event(
        session, case, action, source, actor=actor, unit=unit, now=now, note=note, facts=facts, is_shared=is_shared
    )
    turn_clocks(session, case, turn_of(source, action, case.state), grounds, By(actor, event.organisation_name, now))
    session.flush()
    tell_of_step(session, case, event, actor=actor, now=now)
    return event


def begin(session: Session, case: Case, *, actor: Actor, now: datetime) -> CaseEvent:
    """Put a new draft on file with its first event and its first parties."""
    session.add(case)
    session.flush()
    capacities = {case.origin_id: PartyCapacity.RECORDER} | {case.council_id: PartyCapacity.COUNCIL}
    session.add_all(
        CaseParty(organisation_id=unit, case_id=case.id, capacity=capacity) for unit, capacity in capacities.items()
    )
    return _write_event(session, case, Action.RECORD, None, actor=actor, unit=case.origin_id, now=now)


def begin_part(session: Session, part: Case, whole: Case, *, actor: Actor, now: datetime) -> CaseEvent:
    """Put a new case that was split from another on file: classified, seen by whoever sees the other.

    Agencies do not: a case that is split has none.
    """
    part.state = State.CLASSIFIED
    session.add(part)
    session.flush()
    session.add_all(
        CaseParty(organisation_id=party.organisation_id, case_id=part.id, capacity=party.capacity)
        for party in whole.parties
        if party.capacity in {PartyCapacity.RECORDER, PartyCapacity.COUNCIL}
    )
    facts = {"split_from": whole.code}
    return _write_event(session, part, Action.RECORD, None, actor=actor, unit=whole.council_id, now=now, facts=facts)


def note_beside(
    session: Session, case: Case, action: Action, *, actor: Actor, now: datetime, facts: dict[str, Any]
) -> CaseEvent:
    """Write into the history of a case what happened to it without being a step on it, and mark it changed."""
    case.changed_at = now
    return _write_event(session, case, action, case.state, actor=actor, unit=case.council_id, now=now, facts=facts)


def add_party(session: Session, case: Case, organisation_id: int, capacity: PartyCapacity) -> None:
    """Let a unit see the case from now on; a stronger capacity replaces a weaker one."""
    session.flush()
    party = session.get(CaseParty, (organisation_id, case.id))
    if party is None:
        session.add(CaseParty(organisation_id=organisation_id, case_id=case.id, capacity=capacity))
    elif party.capacity is PartyCapacity.COORDINATING:
        party.capacity = capacity
    session.flush()


def add_parties(session: Session, case: Case, units: dict[int, PartyCapacity], *, owing: Container[int] = ()) -> None:
    """Do the same for several units of a case from ``take_case``, whose parties are at hand: no statement each.

    ``owing`` are those that owe the lead an opinion from now on.
    """
    known = {party.organisation_id: party for party in case.parties}
    for organisation_id, capacity in units.items():
        party = known.get(organisation_id)
        if party is None:
            party = CaseParty(organisation_id=organisation_id, case_id=case.id, capacity=capacity)
            case.parties.append(party)
        elif party.capacity is PartyCapacity.COORDINATING:
            party.capacity = capacity
        party.owes_opinion = organisation_id in owing
    session.flush()


def acting_unit(actor: Actor, case: Case, action: Action) -> int:
    """Return the unit for which the actor takes the step open to him: agency, council or recording unit."""
    facts = facts_of(case)
    position = position_of(actor, facts) & require(actor, action, facts).who
    if case.lead_id is not None and position & LEAD_SIDE:
        return case.lead_id
    if position & Position.COORDINATING:
        return min(facts.owing_ids & actor.units_as(Role.OFFICER, Role.LEADER))
    return case.origin_id if position & (Position.CLERK | Position.OFFICE_RECORDER) else case.council_id


def note_letter_corrected(
    session: Session,
    cases: Iterable[tuple[int, State]],
    *,
    council: Organisation,
    actor: Actor,
    now: datetime,
    reason: str,
    facts: dict[str, Any],
) -> None:
    """Write into the history of these cases, each with its state, that the letter was put right. One statement."""
    _write_events(
        session, cases, Action.CORRECT_LETTER, council=council, actor=actor, now=now, note=reason, facts=facts
    )


def note_reminders(
    session: Session,
    cases: Iterable[tuple[int, State]],
    *,
    council: Organisation,
    actor: Actor,
    now: datetime,
    facts: dict[str, Any],
) -> None:
    """Write into the history of these cases, each with its state, that one letter reminded of them. One statement.

    Raises:
        NotPermittedError, TransitionNotAllowedError: the actor may not remind of one of them as it stands.

    """
    known = list(cases)
    for state in {state for _case_id, state in known}:
        require(actor, Action.REMIND, CaseFacts(state=state, council_id=council.id, origin_id=0, lead_id=None))
    _write_events(session, known, Action.REMIND, council=council, actor=actor, now=now, note=None, facts=facts)


def new_case_row(**values: Any) -> Case:
    """Return an unsaved draft; its state is written nowhere but here and in ``advance``."""
    return Case(state=State.DRAFT, kind=values.pop("kind", Kind.PETITION), **values)


def _write_events(
    session: Session,
    cases: Iterable[tuple[int, State]],
    action: Action,
    *,
    council: Organisation,
    actor: Actor,
    now: datetime,
    note: str | None,
    facts: dict[str, Any],
) -> None:
    """Write the same shared event, which leaves the state, into the history of several cases."""
    same = {
        "action": action,
        "at": now,
        "actor_id": actor.person_id or None,
        "actor_name": actor.name,
        "organisation_name": council.name,
        "is_shared": True,
        "note": note,
        "facts": facts,
    }
    rows = [{**same, "case_id": case_id, "source": state, "target": state} for case_id, state in cases]
    if rows:
        session.execute(sa.insert(CaseEvent), rows)


def _write_event(
    session: Session,
    case: Case,
    action: Action,
    source: State | None,
    *,
    actor: Actor,
    unit: int | None,
    now: datetime,
    note: str | None = None,
    facts: dict[str, Any] | None = None,
    is_shared: bool | None = None,
) -> CaseEvent:
    organisation = None if unit is None else session.get(Organisation, unit)
    event = CaseEvent(
        case_id=case.id,
        action=action,
        source=source,
        target=case.state,
        at=now,
        actor_id=actor.person_id or None,
        actor_name=actor.name,
        organisation_name=organisation.name if organisation else actor.organisation_name,
        is_shared=action in SHARED_ACTIONS if is_shared is None else is_shared,
        note=note,
        facts=facts or {},
    )
    session.add(event)
    session.flush()
    return event
