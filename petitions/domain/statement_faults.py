"""What can be wrong with one proposed statement, told of its row and column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from petitions.domain.statement_columns import Target

LONGEST_CONTENT = 20_000
LONGEST_SPEAKER = 120
LONGEST_VILLAGE = 200
LONGEST_ANSWERED_BY = 200
LONGEST_PHONE = 20
_SHOWN = 60


class CellFaultKind(StrEnum):
    """What is wrong, or only strange."""

    MISSING_CONTENT = "missing_content"
    TOO_LONG = "too_long"
    CELL_ERROR = "cell_error"
    NOT_COMPUTED = "not_computed"
    FIELD_ENDED = "field_ended"
    INVISIBLE = "invisible"
    LOST_ZERO = "lost_zero"
    BAD_PHONE = "bad_phone"
    BAD_DATE = "bad_date"
    OTHER_DAY = "other_day"
    UNKNOWN_FIELD = "unknown_field"
    SEVERAL_FIELDS = "several_fields"
    UNKNOWN_MARK = "unknown_mark"
    UNCLEAR_ANSWER = "unclear_answer"
    NOT_ANSWERED = "not_answered"
    CONTINUES = "continues"
    HIDDEN_ROW = "hidden_row"
    SAID_TWICE = "said_twice"


ERRORS = frozenset(
    {
        CellFaultKind.MISSING_CONTENT,
        CellFaultKind.TOO_LONG,
        CellFaultKind.CELL_ERROR,
        CellFaultKind.NOT_COMPUTED,
        CellFaultKind.FIELD_ENDED,
    }
)
"""Faults with which a statement cannot be written; the others are warnings."""


@dataclass(frozen=True, slots=True)
class CellFault:
    """One fault: the column by what it holds and, where it has one, its place; and the beginning of the cell's text."""

    kind: CellFaultKind
    target: str = ""
    place: int | None = None
    value: str = ""

    @property
    def is_error(self) -> bool:
        """Tell whether the row cannot be written with it."""
        return self.kind in ERRORS

    def as_payload(self) -> dict[str, Any]:
        """Return what JSON can carry."""
        return {"kind": self.kind.value, "target": self.target, "place": self.place, "value": self.value}

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> CellFault:
        """Return what ``as_payload`` wrote down."""
        return cls(CellFaultKind(payload["kind"]), payload["target"], payload["place"], payload["value"])


def shown(text: str) -> str:
    """Return the beginning of a cell's text, as a fault tells it."""
    flat = " ".join(text[: 2 * _SHOWN].split())
    return flat if len(flat) <= _SHOWN else flat[:_SHOWN].rstrip() + "\u2026"


@dataclass(frozen=True, slots=True)
class Proposed:
    """A statement as it would be written."""

    content: str = ""
    speaker_name: str | None = None
    village: str | None = None
    subject_field_id: int | None = None
    answered_on_spot: bool = False
    answered_by: str | None = None
    speaker_phone: str | None = None
    """As it was written; it need not be one that can be dialled."""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all was said, by nobody."""
        return not (self.content or self.speaker_name or self.village or self.answered_by or self.speaker_phone)


PROPOSED = tuple(each.name for each in fields(Proposed))
"""What a statement holds of what was said, wherever it stands: in a row laid down, in a form, in the minutes."""


def faults_of(proposed: Proposed) -> list[CellFault]:
    """Return what keeps a statement from being written, whatever it was read from."""
    faults = []
    if not proposed.content:
        faults.append(CellFault(CellFaultKind.MISSING_CONTENT, Target.CONTENT))
    for target, text, longest in (
        (Target.CONTENT, proposed.content, LONGEST_CONTENT),
        (Target.SPEAKER, proposed.speaker_name, LONGEST_SPEAKER),
        (Target.VILLAGE, proposed.village, LONGEST_VILLAGE),
        (Target.ANSWERED_BY, proposed.answered_by, LONGEST_ANSWERED_BY),
        (Target.PHONE, proposed.speaker_phone, LONGEST_PHONE),
    ):
        if text and len(text) > longest:
            faults.append(CellFault(CellFaultKind.TOO_LONG, target, value=shown(text)))
    return faults
