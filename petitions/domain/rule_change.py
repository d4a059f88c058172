"""What may be changed in the deadline rules: a version entered, put right, taken out; judged without a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from petitions.domain.calendar_change import FIRST_YEAR, LAST_YEAR
from petitions.domain.change_errors import (
    ExtensionContradictionError,
    LengthRefusedError,
    OffsetsRefusedError,
    TargetAfterLegalError,
)
from petitions.domain.deadline_rule import LONGEST, Approver, Rule, StartEvent, Unit
from petitions.domain.errors import DateAfterError, DateBeforeError, MissingError
from petitions.domain.text import one_line
from petitions.domain.vocabulary import PartyCapacity, Rung

MOST_TIMES = 9
"""So often a term may be extended at most; nobody has seen more than four."""

MOST_WARNINGS = 6
LONGEST_OFFSET = 365


class RuleStep(StrEnum):
    """What is done to a version of a rule."""

    ADD = "add"
    EDIT = "edit"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A version of a rule as it is to stand; what the values mean, ``domain.deadline_rule.Rule`` says."""

    valid_from: date
    length: int
    target: int | None
    unit: Unit
    rolls_forward: bool
    owed_by: PartyCapacity
    start_event: StartEvent
    is_pausable: bool
    extension_times: int
    extension_length: int | None
    approver: Approver
    warning_offsets: tuple[int, ...]
    escalation: tuple[int, ...]
    source: str
    is_verified: bool

    def rule(self, code: str, key: int | None = None) -> Rule:
        """Return what the engine would count with."""
        return Rule(
            code=code,
            length=self.length,
            unit=self.unit,
            rolls_forward=self.rolls_forward,
            source=self.source,
            is_verified=self.is_verified,
            target=self.target,
            warning_offsets=self.warning_offsets,
            escalation=self.escalation,
            owed_by=self.owed_by,
            start_event=self.start_event,
            is_pausable=self.is_pausable,
            extension_times=self.extension_times,
            extension_length=self.extension_length,
            approver=self.approver,
            id=key,
        )

    def check(self) -> None:
        """Refuse a version whose values are absurd or contradict each other.

        Raises:
            FieldError: with the first value that cannot stand.

        """
        if self.valid_from.year < FIRST_YEAR:
            raise DateBeforeError("valid_from", date(FIRST_YEAR, 1, 1))
        if self.valid_from.year > LAST_YEAR:
            raise DateAfterError("valid_from", date(LAST_YEAR, 12, 31))
        _check_length("length", self.length)
        if self.target is not None:
            _check_length("target", self.target)
            if self.target > self.length:
                raise TargetAfterLegalError("target")
        self._check_extension()
        _check_offsets("warning_offsets", self.warning_offsets, most=MOST_WARNINGS, falls=True)
        _check_offsets("escalation", self.escalation, most=len(Rung), falls=False)
        if not one_line(self.source):
            raise MissingError("source")

    def _check_extension(self) -> None:
        if not 0 <= self.extension_times <= MOST_TIMES:
            raise ExtensionContradictionError("extension_times")
        if self.extension_length is not None:
            if self.extension_times == 0:
                raise ExtensionContradictionError("extension_length")
            _check_length("extension_length", self.extension_length)


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One version of one rule changed; ``rule_id`` is the row that is edited or removed."""

    step: RuleStep
    code: str
    rule_id: int | None = None
    draft: RuleDraft | None = None


def _check_length(field: str, value: int) -> None:
    if not 1 <= value <= LONGEST:
        raise LengthRefusedError(field)


def _check_offsets(field: str, offsets: tuple[int, ...], *, most: int, falls: bool) -> None:
    """Warnings fall, from the earliest to the last before the date; the ladder rises with the days late."""
    in_order = tuple(sorted(set(offsets), reverse=falls))
    if len(offsets) > most or in_order != offsets or any(not 1 <= each <= LONGEST_OFFSET for each in offsets):
        raise OffsetsRefusedError(field)


def as_payload(change: RuleChange) -> dict[str, Any]:
    """Return the change as plain values that JSON keeps."""
    draft = change.draft
    values = None
    if draft is not None:
        values = {name: getattr(draft, name) for name in RuleDraft.__dataclass_fields__}
        values |= {
            "valid_from": draft.valid_from.isoformat(),
            "unit": draft.unit.value,
            "owed_by": draft.owed_by.value,
            "start_event": draft.start_event.value,
            "approver": draft.approver.value,
            "warning_offsets": list(draft.warning_offsets),
            "escalation": list(draft.escalation),
        }
    return {"step": change.step.value, "code": change.code, "rule_id": change.rule_id, "draft": values}


def from_payload(payload: Mapping[str, Any]) -> RuleChange:
    """Return the change that ``as_payload`` wrote down."""
    values = payload["draft"]
    draft = None
    if values is not None:
        draft = RuleDraft(
            **values
            | {
                "valid_from": date.fromisoformat(values["valid_from"]),
                "unit": Unit(values["unit"]),
                "owed_by": PartyCapacity(values["owed_by"]),
                "start_event": StartEvent(values["start_event"]),
                "approver": Approver(values["approver"]),
                "warning_offsets": tuple(values["warning_offsets"]),
                "escalation": tuple(values["escalation"]),
            }
        )
    return RuleChange(RuleStep(payload["step"]), payload["code"], payload["rule_id"], draft)
