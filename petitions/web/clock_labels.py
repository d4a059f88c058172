"""What clocks, their events and the decisions about them are called."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from petitions.domain.clock_vocabulary import ClockEventKind, ClockOutcome, RequestDecision, RequestKind, Stage
from petitions.domain.deadline_rule import Approver, StartEvent, Unit
from petitions.domain.deadline_trace import Why

CLOCK_LABELS: tuple[Mapping[enum.Enum, LazyString], ...] = (
    {
        Unit.DAY: _l("days"),
        Unit.WORKING_DAY: _l("working days"),
    },
    {
        Why.START: _l("Day zero, not counted"),
        Why.COUNTED: _l("Counted"),
        Why.MAKEUP_DAY: _l("Make-up working day, counted"),
        Why.WEEKEND: _l("Weekend"),
        Why.DAY_OFF: _l("Day off"),
        Why.PAUSED: _l("Paused"),
        Why.ROLLED: _l("The term ends on a day off and runs on to this day"),
        Why.EXTENDED: _l("Extended"),
        Why.NAMED: _l("By the date that the letter names"),
    },
    {
        Stage.CLASSIFICATION: _l("Classification"),
        Stage.ACCEPTANCE: _l("Acceptance"),
        Stage.RESPONSE: _l("Answer to the council"),
        Stage.COORDINATION: _l("Opinion of a coordinating agency"),
        Stage.EVALUATION: _l("Evaluation of the answer"),
        Stage.COMMITMENT: _l("Commitment"),
        Stage.FOLLOW_UP: _l("Next look of the council"),
    },
    {
        ClockEventKind.STARTED: _l("The clock started"),
        ClockEventKind.REBASED: _l("The start was put right"),
        ClockEventKind.PAUSED: _l("Paused"),
        ClockEventKind.RESUMED: _l("The pause was ended"),
        ClockEventKind.EXTENSION_ASKED: _l("An extension was asked for"),
        ClockEventKind.EXTENSION_GRANTED: _l("Extended"),
        ClockEventKind.EXTENSION_REFUSED: _l("The extension was refused"),
        ClockEventKind.PAUSE_ASKED: _l("A pause was asked for"),
        ClockEventKind.PAUSE_REFUSED: _l("The pause was refused"),
        ClockEventKind.STOPPED: _l("The clock stopped"),
        ClockEventKind.REOPENED: _l("The clock was taken up again"),
        ClockEventKind.RECALCULATED: _l("Counted anew"),
        ClockEventKind.EXCLUDED: _l("Left out of the on-time rate"),
    },
    {
        ClockOutcome.DONE: _l("done"),
        ClockOutcome.DROPPED: _l("no longer owed"),
    },
    {
        RequestKind.EXTENSION: _l("Extension"),
        RequestKind.PAUSE: _l("Pause"),
    },
    {
        RequestDecision.GRANT: _l("Agree"),
        RequestDecision.REFUSE: _l("Refuse"),
    },
    {
        Approver.BOARD: _l("Standing Board"),
        Approver.OFFICE: _l("Council office"),
    },
    {
        StartEvent.ROUND_END: _l("the end of the round"),
        StartEvent.SUBMISSION: _l("the submission to the council office"),
        StartEvent.FORWARDING: _l("the forwarding"),
        StartEvent.RECEIPT: _l("the receipt"),
        StartEvent.REQUEST: _l("the lead agency's request"),
        StartEvent.ACCEPTANCE: _l("the acceptance"),
        StartEvent.ANSWER: _l("the answer"),
        StartEvent.RECEPTION: _l("the reception"),
    },
)
