"""The closed word lists of clocks: what they measure, what happens to them, what is asked and decided about them."""

from enum import StrEnum


class Stage(StrEnum):
    """What one clock measures; each has its own dates and whoever owes it."""

    CLASSIFICATION = "classification"
    ACCEPTANCE = "acceptance"
    RESPONSE = "response"
    COORDINATION = "coordination"
    EVALUATION = "evaluation"
    COMMITMENT = "commitment"
    FOLLOW_UP = "follow_up"


class ClockEventKind(StrEnum):
    """What happens to a clock; its ledger is these, written once and never changed."""

    STARTED = "started"
    REBASED = "rebased"
    PAUSED = "paused"
    RESUMED = "resumed"
    EXTENSION_ASKED = "extension_asked"
    EXTENSION_GRANTED = "extension_granted"
    EXTENSION_REFUSED = "extension_refused"
    PAUSE_ASKED = "pause_asked"
    PAUSE_REFUSED = "pause_refused"
    STOPPED = "stopped"
    REOPENED = "reopened"
    RECALCULATED = "recalculated"
    EXCLUDED = "excluded"


class ClockOutcome(StrEnum):
    """How a clock that stands ended: what it measured was done, or nobody owes it any more."""

    DONE = "done"
    DROPPED = "dropped"


class RequestKind(StrEnum):
    """What the lead agency may ask the council for about its answer clock."""

    EXTENSION = "extension"
    PAUSE = "pause"


class RequestDecision(StrEnum):
    """What is decided on such a request."""

    GRANT = "grant"
    REFUSE = "refuse"
