"""A period fixed by law or a council, as data: how long, counted how, lengthened by whom, with its source."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from petitions.domain.vocabulary import PartyCapacity

LONGEST = 3650
"""The longest term or extension that is believed, in the rule's unit: ten years."""


class Unit(StrEnum):
    """How a rule counts."""

    DAY = "day"
    WORKING_DAY = "working_day"


class StartEvent(StrEnum):
    """What day zero of a rule's clock is the day of."""

    ROUND_END = "round_end"
    SUBMISSION = "submission"
    FORWARDING = "forwarding"
    RECEIPT = "receipt"
    REQUEST = "request"
    ACCEPTANCE = "acceptance"
    ANSWER = "answer"
    RECEPTION = "reception"


class Approver(StrEnum):
    """Who grants an extension or a pause."""

    BOARD = "board"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a rule, with the place that fixes it; the code says lane and stage.

    ``length`` is the legal one; ``target`` the shorter one a house sets itself (the legal one when
    None). ``extension_times`` is how often the term may be extended (0: never), ``extension_length``
    the most that one extension may add, in the rule's unit (None: no limit is set).
    ``warning_offsets`` are calendar days before the due date; ``escalation`` days late at which each
    step of the ladder of reminders is proposed, first to last.
    """

    code: str
    length: int
    unit: Unit
    rolls_forward: bool
    source: str
    is_verified: bool
    target: int | None = None
    warning_offsets: tuple[int, ...] = (15, 7, 3)
    escalation: tuple[int, ...] = ()
    owed_by: PartyCapacity = PartyCapacity.LEAD
    start_event: StartEvent = StartEvent.RECEIPT
    is_pausable: bool = False
    extension_times: int = 0
    extension_length: int | None = None
    approver: Approver = Approver.BOARD
    id: int | None = None
    """The key of the row it was read from."""
