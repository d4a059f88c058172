"""The transition table of the process; guard, buttons, docs and tests are all read from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto

from petitions.domain.errors import NotPermittedError, TransitionNotAllowedError
from petitions.domain.merging import BEFORE_AN_ANSWER
from petitions.domain.vocabulary import Action, State


class Position(Flag):
    """How a person stands to one case; computed from grants and the case's own units."""

    NONE = 0
    CLERK = auto()  # clerk of the unit that recorded it
    OFFICE = auto()  # office of the council it belongs to
    OFFICE_RECORDER = auto()  # ditto, and the council's own office recorded it
    OFFICE_DELEGATED = auto()  # ditto, and the Board delegated filing and closing
    OFFICE_COPYIST = auto()  # ditto, and the answer in force came on paper, copied by that office
    BOARD = auto()  # Standing Board of that council
    LEAD_OFFICER = auto()  # officer of the lead agency
    LEAD_SENDER = auto()  # ditto, where no approval is set up
    LEAD_LEADER = auto()  # leader of the lead agency
    COORDINATING = auto()  # officer or leader of a coordinating agency that owes its opinion
    OFFICE_APPROVER = auto()  # office of the council, where the rule leaves extensions and pauses to it


CLERK = Position.CLERK
OFFICE = Position.OFFICE
OWN_ENTRY = Position.OFFICE_RECORDER
DELEGATED = Position.OFFICE_DELEGATED
COPYIST = Position.OFFICE_COPYIST
BOARD = Position.BOARD
OFFICER = Position.LEAD_OFFICER
SENDER = Position.LEAD_SENDER
LEADER = Position.LEAD_LEADER
APPROVER = BOARD | DELEGATED | Position.OFFICE_APPROVER
LEAD_SIDE = OFFICER | SENDER | LEADER
"""Everybody who works on the case for its lead agency."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: from where, by what, to where, and who (any of); no target is the state it was in before."""

    source: State
    action: Action
    target: State | None
    who: Position
    needs: tuple[str, ...] = ()


REASON, NOTE, LETTER, RESPONSE = "reason", "note", "letter", "response"

# fmt: off
TRANSITIONS: tuple[Transition, ...] = (
    #          from                action                   to                      who (any of)        needs
    Transition(State.DRAFT,        Action.SUBMIT,           State.SUBMITTED,        CLERK | OWN_ENTRY),
    Transition(State.RETURNED,     Action.SUBMIT,           State.SUBMITTED,        CLERK | OWN_ENTRY),
    Transition(State.DRAFT,        Action.RECORD_ON_SPOT,   State.ANSWERED_ON_SPOT, CLERK | OFFICE,     ("answered_by", "answer")),
    Transition(State.SUBMITTED,    Action.RECORD_ON_SPOT,   State.ANSWERED_ON_SPOT, OFFICE,             ("answered_by", "answer")),
    Transition(State.SUBMITTED,    Action.CLASSIFY,         State.CLASSIFIED,       OFFICE,             ("authority", "subject_field_id", "summary")),
    Transition(State.CLASSIFIED,   Action.CLASSIFY,         State.CLASSIFIED,       OFFICE,             ("authority", "subject_field_id", "summary", NOTE)),
    Transition(State.CLASSIFIED,   Action.ASSIGN,           State.ASSIGNED,         OFFICE | BOARD,     ("lead_id", LETTER)),
    Transition(State.SUBMITTED,    Action.RETURN,           State.RETURNED,         OFFICE,             (REASON,)),
    Transition(State.CLASSIFIED,   Action.RETURN,           State.RETURNED,         OFFICE,             (REASON,)),
    Transition(State.SUBMITTED,    Action.HAND_OVER,        State.SUBMITTED,        OFFICE,             ("council_id", LETTER)),
    Transition(State.CLASSIFIED,   Action.HAND_OVER,        State.SUBMITTED,        OFFICE,             ("council_id", LETTER)),
    Transition(State.CLASSIFIED,   Action.FORWARD_UP,       State.FORWARDED_UP,     OFFICE | BOARD,     ("recipient", LETTER)),
    Transition(State.FORWARDED_UP, Action.TAKE_BACK,        State.CLASSIFIED,       OFFICE,             (REASON,)),
    Transition(State.SUBMITTED,    Action.FILE,             State.FILED,            BOARD | DELEGATED,  (REASON, NOTE)),
    Transition(State.CLASSIFIED,   Action.FILE,             State.FILED,            BOARD | DELEGATED,  (REASON, NOTE)),
    Transition(State.ASSIGNED,     Action.ACCEPT,           State.IN_PROGRESS,      OFFICER | LEADER),
    Transition(State.ASSIGNED,     Action.DECLINE,          State.CLASSIFIED,       OFFICER | LEADER,   (REASON,)),
    Transition(State.IN_PROGRESS,  Action.DECLINE,          State.CLASSIFIED,       OFFICER | LEADER,   (REASON,)),
    Transition(State.ASSIGNED,     Action.RESPOND,          State.ANSWERED,         SENDER | LEADER,    (RESPONSE,)),
    Transition(State.IN_PROGRESS,  Action.RESPOND,          State.ANSWERED,         SENDER | LEADER,    (RESPONSE,)),
    Transition(State.FOLLOWING,    Action.RESPOND,          State.ANSWERED,         SENDER | LEADER,    (RESPONSE,)),
    Transition(State.ASSIGNED,     Action.PREPARE_RESPONSE, State.ASSIGNED,         OFFICER,            (RESPONSE,)),
    Transition(State.IN_PROGRESS,  Action.PREPARE_RESPONSE, State.IN_PROGRESS,      OFFICER,            (RESPONSE,)),
    Transition(State.FOLLOWING,    Action.PREPARE_RESPONSE, State.FOLLOWING,        OFFICER,            (RESPONSE,)),
    *(  # the lead asks for time, the council decides; a coordinating agency says what it has to say
        Transition(state, action, state, who, needs)
        for state in (State.ASSIGNED, State.IN_PROGRESS)
        for action, who, needs in (
            (Action.ASK_EXTENSION,    OFFICER | LEADER | OFFICE, (REASON, "new_due_on")),
            (Action.DECIDE_EXTENSION, APPROVER,                  ("decision", NOTE)),
            (Action.ASK_PAUSE,        OFFICER | LEADER | OFFICE, (REASON, "pause_from", "pause_to")),
            (Action.DECIDE_PAUSE,     APPROVER,                  ("decision", NOTE)),
            (Action.RESUME,           OFFICE | BOARD,            (REASON,)),
            (Action.GIVE_OPINION,     Position.COORDINATING,     ("content",)),
        )
    ),
    *(  # a long roadmap approved in writing leaves the on-time rate
        Transition(state, Action.EXCLUDE, state, BOARD, (REASON, "document_number"))
        for state in (State.ASSIGNED, State.IN_PROGRESS, State.ANSWERED, State.FOLLOWING, State.CLOSED)
    ),
    Transition(State.ANSWERED,     Action.CORRECT_RESPONSE, State.ANSWERED,         LEADER | COPYIST,   (REASON, RESPONSE)),
    Transition(State.ASSIGNED,     Action.RECALL,           State.CLASSIFIED,       OFFICE,             (REASON,)),
    Transition(State.IN_PROGRESS,  Action.REASSIGN,         State.ASSIGNED,         OFFICE | BOARD,     (REASON, "lead_id", LETTER)),
    Transition(State.FOLLOWING,    Action.REASSIGN,         State.ASSIGNED,         OFFICE | BOARD,     (REASON, "lead_id", LETTER)),
    Transition(State.ASSIGNED,     Action.RECORD_RESPONSE,  State.ANSWERED,         OFFICE,             (RESPONSE, "files")),
    Transition(State.IN_PROGRESS,  Action.RECORD_RESPONSE,  State.ANSWERED,         OFFICE,             (RESPONSE, "files")),
    Transition(State.FOLLOWING,    Action.RECORD_RESPONSE,  State.ANSWERED,         OFFICE,             (RESPONSE, "files")),
    Transition(State.FORWARDED_UP, Action.RECORD_RESPONSE,  State.ANSWERED,         OFFICE,             (RESPONSE, "files")),
    Transition(State.ANSWERED,     Action.CLOSE,            State.CLOSED,           BOARD | DELEGATED,  (NOTE,)),
    Transition(State.ANSWERED,     Action.FOLLOW,           State.FOLLOWING,        BOARD | OFFICE,     (NOTE, "due_on")),
    Transition(State.ANSWERED,     Action.REVISE,           State.IN_PROGRESS,      BOARD | OFFICE,     (NOTE, "due_on")),
    Transition(State.FOLLOWING,    Action.FOLLOW,           State.FOLLOWING,        BOARD | OFFICE,     (NOTE, "due_on")),
    Transition(State.FOLLOWING,    Action.CLOSE,            State.CLOSED,           BOARD | DELEGATED,  (NOTE,)),
    Transition(State.FOLLOWING,    Action.REVISE,           State.IN_PROGRESS,      BOARD | OFFICE,     (NOTE, "due_on")),
    Transition(State.ASSIGNED,     Action.REMIND,           State.ASSIGNED,         BOARD | OFFICE,     (LETTER,)),
    Transition(State.IN_PROGRESS,  Action.REMIND,           State.IN_PROGRESS,      BOARD | OFFICE,     (LETTER,)),
    Transition(State.CLOSED,       Action.REOPEN,           State.CLASSIFIED,       BOARD,              (REASON,)),
    Transition(State.FILED,        Action.REOPEN,           State.SUBMITTED,        OFFICE,             (REASON,)),
    Transition(State.ANSWERED_ON_SPOT, Action.REOPEN,       State.SUBMITTED,        OFFICE,             (REASON,)),
    Transition(State.WITHDRAWN,    Action.REOPEN,           State.SUBMITTED,        OFFICE,             (REASON,)),
    Transition(State.DRAFT,        Action.WITHDRAW,         State.WITHDRAWN,        OFFICE | CLERK,     (REASON,)),
    Transition(State.RETURNED,     Action.WITHDRAW,         State.WITHDRAWN,        OFFICE | CLERK,     (REASON,)),
    Transition(State.SUBMITTED,    Action.WITHDRAW,         State.WITHDRAWN,        OFFICE,             (REASON,)),
    Transition(State.CLASSIFIED,   Action.WITHDRAW,         State.WITHDRAWN,        OFFICE,             (REASON,)),
    Transition(State.ASSIGNED,     Action.WITHDRAW,         State.WITHDRAWN,        OFFICE,             (REASON,)),
    Transition(State.IN_PROGRESS,  Action.WITHDRAW,         State.WITHDRAWN,        OFFICE,             (REASON,)),
    Transition(State.ANSWERED,     Action.WITHDRAW,         State.WITHDRAWN,        OFFICE,             (REASON,)),
    Transition(State.FOLLOWING,    Action.WITHDRAW,         State.WITHDRAWN,        OFFICE,             (REASON,)),
    Transition(State.FORWARDED_UP, Action.WITHDRAW,         State.WITHDRAWN,        OFFICE,             (REASON,)),
    *(  # one matter told twice becomes one case; what lies before an answer can be undone
        Transition(state, Action.MERGE, State.MERGED, OFFICE | (CLERK if state is State.DRAFT else Position.NONE), ("target_code",))
        for state in BEFORE_AN_ANSWER
    ),
    Transition(State.MERGED,       Action.UNMERGE,          None,                   OFFICE,             (REASON,)),
    *(  # several matters told as one become several cases
        Transition(state, action, state, OFFICE, needs)
        for state in (State.SUBMITTED, State.CLASSIFIED)
        for action, needs in ((Action.SPLIT, ("parts",)), (Action.UNDO_SPLIT, (REASON,)))
    ),
    *(  # what voters raise again is linked to what was answered then
        Transition(state, Action.RE_RAISE, state, OFFICE | (CLERK if state in {State.DRAFT, State.RETURNED} else Position.NONE), ("re_raised_code",))
        for state in (*BEFORE_AN_ANSWER, State.ANSWERED, State.FOLLOWING, State.FORWARDED_UP)
    ),
    *(  # the entry itself is corrected by its author's unit until an agency has it; by the office later too
        Transition(state, Action.CORRECT_ENTRY, state, who, (REASON,))
        for state, who in (
            (State.DRAFT, CLERK | OWN_ENTRY), (State.RETURNED, CLERK | OWN_ENTRY), (State.SUBMITTED, CLERK | OFFICE),
            (State.CLASSIFIED, OFFICE), (State.ASSIGNED, OFFICE), (State.IN_PROGRESS, OFFICE),
        )
    ),
    *(  # intake scans may be added, and a wrong file withdrawn, wherever the file stands
        Transition(state, action, state, CLERK | OFFICE | (OFFICER | LEADER if action is Action.WITHDRAW_FILE else Position.NONE), needs)
        for state in State
        for action, needs in ((Action.ADD_FILE, ("files",)), (Action.WITHDRAW_FILE, (REASON,)))
    ),
)
# fmt: on

SHARED_ACTIONS = frozenset(
    {
        Action.ASSIGN,
        Action.REASSIGN,
        Action.RECALL,
        Action.ACCEPT,
        Action.DECLINE,
        Action.PREPARE_RESPONSE,
        Action.RESPOND,
        Action.CORRECT_RESPONSE,
        Action.RECORD_RESPONSE,
        Action.REVISE,
        Action.FOLLOW,
        Action.CLOSE,
        Action.REOPEN,
        Action.REMIND,
        Action.ASK_EXTENSION,
        Action.DECIDE_EXTENSION,
        Action.ASK_PAUSE,
        Action.DECIDE_PAUSE,
        Action.RESUME,
        Action.GIVE_OPINION,
        Action.EXCLUDE,
        Action.RECALCULATE,
        Action.TAKE_IN,
        Action.LET_GO,
    }
)
"""The steps whose events agencies may read; intake and classification stay with the council side."""

_ROWS = {(row.source, row.action): row for row in TRANSITIONS}


def transition_for(state: State, action: Action) -> Transition | None:
    """Return the row for taking ``action`` from ``state``, or None when there is no such step."""
    return _ROWS.get((state, action))


def actions_from(state: State, position: Position) -> tuple[Action, ...]:
    """Return the steps a person so placed may take now, in table order."""
    return tuple(row.action for row in TRANSITIONS if row.source is state and row.who & position)


def require_transition(state: State, action: Action, position: Position) -> Transition:
    """Return the step about to be taken, or refuse.

    Raises:
        TransitionNotAllowedError: a person so placed takes this step, but not from this state.
        NotPermittedError: the step belongs to somebody else.

    """
    row = transition_for(state, action)
    if row is not None and row.who & position:
        return row
    if is_ever_taken_by(action, position):
        raise TransitionNotAllowedError(state, action)
    raise NotPermittedError


def is_ever_taken_by(action: Action, position: Position) -> bool:
    """Tell whether a person so placed takes this step from any state at all."""
    return any(row.action is action and bool(row.who & position) for row in TRANSITIONS)
