"""What a role may do: outside cases a table role × permission, on a case the transition table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from petitions.domain.clock_vocabulary import RequestKind
from petitions.domain.errors import DeclineLimitError, NotPermittedError, TransitionNotAllowedError
from petitions.domain.identity import SYSTEM, Actor
from petitions.domain.vocabulary import Action, Kind, Role, State
from petitions.domain.workflow import Position, Transition, actions_from, require_transition


class Permission(StrEnum):
    """Something a role allows that is not a step on one case."""

    READ_CASES = "read_cases"
    RECORD_CASES = "record_cases"
    READ_MEETINGS = "read_meetings"
    RECORD_MEETINGS = "record_meetings"
    PLAN_ROUNDS = "plan_rounds"
    READ_FORWARDINGS = "read_forwardings"
    CORRECT_FORWARDINGS = "correct_forwardings"
    MONITOR = "monitor"
    READ_REMINDERS = "read_reminders"
    REMIND = "remind"
    ADMINISTER = "administer"
    WATCH_SYSTEM = "watch_system"


TOLD_KINDS = frozenset({Kind.PETITION, Kind.FEEDBACK})
"""The kinds read out at meetings and looked up by receipt; complaints and denunciations never are."""

READERS = frozenset(Role) - {Role.ADMINISTRATOR, Role.LETTERS}

GRANTED: dict[Permission, frozenset[Role]] = {
    Permission.READ_CASES: READERS,
    Permission.RECORD_CASES: frozenset({Role.CLERK, Role.OFFICE}),
    Permission.READ_MEETINGS: frozenset({Role.CLERK, Role.OFFICE, Role.BOARD, Role.AUDITOR}),
    Permission.RECORD_MEETINGS: frozenset({Role.CLERK, Role.OFFICE}),
    Permission.PLAN_ROUNDS: frozenset({Role.CLERK, Role.OFFICE}),
    Permission.READ_FORWARDINGS: frozenset({Role.OFFICE, Role.BOARD, Role.AUDITOR}),
    Permission.CORRECT_FORWARDINGS: frozenset({Role.OFFICE}),
    Permission.MONITOR: READERS - {Role.CLERK, Role.OFFICER},
    Permission.READ_REMINDERS: frozenset({Role.OFFICE, Role.BOARD, Role.AUDITOR}),
    Permission.REMIND: frozenset({Role.OFFICE, Role.BOARD}),
    Permission.ADMINISTER: frozenset({Role.ADMINISTRATOR}),
    Permission.WATCH_SYSTEM: frozenset({Role.OFFICE, Role.ADMINISTRATOR}),
}

VOTER_READERS = frozenset({Role.CLERK, Role.OFFICE, Role.BOARD})
"""Roles that, in the recording unit or the case's council, see the voter and internal papers."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the policy needs to know of a case; taken from the row by the caller."""

    state: State
    council_id: int
    origin_id: int
    lead_id: int | None
    lead_needs_approval: bool = False
    council_delegates: bool = False
    answered_on_paper: bool = False
    decline_count: int = 0
    decline_limit: int = 3
    council_ids: frozenset[int] = frozenset()
    """Every council that has held the case; an earlier one keeps its sight of the voter."""
    owing_ids: frozenset[int] = frozenset()
    """The coordinating agencies whose opinion is still owed."""
    pending: RequestKind | None = None
    """What the lead has asked the council for."""
    office_decides: bool = False
    is_paused: bool = False
    part_count: int = 0
    """How many cases were split off and have not come back."""


def may(actor: Actor, permission: Permission) -> bool:
    """Tell whether one of the actor's grants allows ``permission``."""
    return actor is SYSTEM or any(grant.role in GRANTED[permission] for grant in actor.grants)


def insist(actor: Actor, permission: Permission) -> None:
    """Refuse with NotPermittedError unless the actor may."""
    if not may(actor, permission):
        raise NotPermittedError


def position_of(actor: Actor, case: CaseFacts) -> Position:
    """Return how the actor stands to the case; grants add up."""
    position = Position.NONE
    for grant in actor.grants:
        position |= _position_by(grant.role, grant.organisation_id, case)
    return position


def _position_by(role: Role, organisation_id: int, case: CaseFacts) -> Position:
    match role:
        case Role.CLERK if organisation_id == case.origin_id:
            return Position.CLERK
        case Role.OFFICE if organisation_id == case.council_id:
            own = Position.OFFICE_RECORDER if case.origin_id == organisation_id else Position.NONE
            delegated = Position.OFFICE_DELEGATED if case.council_delegates else Position.NONE
            copied = Position.OFFICE_COPYIST if case.answered_on_paper else Position.NONE
            approves = Position.OFFICE_APPROVER if case.office_decides else Position.NONE
            return Position.OFFICE | own | delegated | copied | approves
        case Role.BOARD if organisation_id == case.council_id:
            return Position.BOARD
        case Role.OFFICER | Role.LEADER:
            return _of_an_agency(role, organisation_id, case)
        case _:
            return Position.NONE


def _of_an_agency(role: Role, organisation_id: int, case: CaseFacts) -> Position:
    if organisation_id != case.lead_id:
        return Position.COORDINATING if organisation_id in case.owing_ids else Position.NONE
    if role is Role.LEADER:
        return Position.LEAD_LEADER
    return Position.LEAD_OFFICER | (Position.NONE if case.lead_needs_approval else Position.LEAD_SENDER)


def steps_for(actor: Actor, case: CaseFacts) -> tuple[Action, ...]:
    """Return the steps the actor may take on the case as it stands now, in table order."""
    actions = actions_from(case.state, position_of(actor, case))
    return tuple(a for a in actions if _allowed_by_limit(actor, a, case) and _is_called_for(a, case))


def can(actor: Actor, action: Action, case: CaseFacts) -> bool:
    """Tell whether the actor may take ``action`` now."""
    return action in steps_for(actor, case)


def require(actor: Actor, action: Action, case: CaseFacts) -> Transition:
    """Return the step about to be taken, or refuse (see ``require_transition``)."""
    row = require_transition(case.state, action, position_of(actor, case))
    if not _allowed_by_limit(actor, action, case):
        raise DeclineLimitError(case.decline_count)
    if not _is_called_for(action, case):
        raise TransitionNotAllowedError(case.state, action)
    return row


def _is_called_for(action: Action, case: CaseFacts) -> bool:
    """Tell whether the clock stands so that the step makes sense: one request at a time, decided once."""
    match action:
        case Action.ASK_EXTENSION | Action.ASK_PAUSE:
            return case.pending is None
        case Action.DECIDE_EXTENSION:
            return case.pending is RequestKind.EXTENSION
        case Action.DECIDE_PAUSE:
            return case.pending is RequestKind.PAUSE
        case Action.RESUME:
            return case.is_paused
        case Action.UNDO_SPLIT:
            return case.part_count > 0
        case _:
            return True


def _allowed_by_limit(actor: Actor, action: Action, case: CaseFacts) -> bool:
    """After so many declines only the Board assigns (domain: "after three, the Board decides")."""
    if action is not Action.ASSIGN or case.decline_count < case.decline_limit:
        return True
    return bool(position_of(actor, case) & Position.BOARD)


def gives_receipts(actor: Actor, case: CaseFacts) -> bool:
    """Tell whether the actor gives the receipt for a case: its clerk, or the office of its council, in any state."""
    return bool(position_of(actor, case) & (Position.CLERK | Position.OFFICE))


def sees_voter(actor: Actor, case: CaseFacts) -> bool:
    """Tell whether the voter's name, phone and address, and internal papers, are open to the actor.

    They stay with the commune and council office: a person who is also an agency's officer sees
    them only through a council-side grant of his own.
    """
    homes = {case.origin_id, case.council_id} | case.council_ids
    return (
        actor is SYSTEM
        or actor.holds(Role.AUDITOR)
        or any(g.role in VOTER_READERS and g.organisation_id in homes for g in actor.grants)
    )
