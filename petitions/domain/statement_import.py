"""A list or minutes on the way into a meeting: read, shown, put right, and only then written, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any


class ImportKind(StrEnum):
    """What was handed in."""

    TABLE = "table"
    MINUTES = "minutes"


class ImportPhase(StrEnum):
    """How far it has come."""

    COLUMNS = "columns"
    """The columns of a list wait to be confirmed."""
    READY = "ready"
    """The statements wait to be confirmed."""
    WRITING = "writing"
    WRITTEN = "written"
    REFUSED = "refused"
    """Confirmed, but something had changed by the time it was written; nothing was."""


OPEN = frozenset({ImportPhase.COLUMNS, ImportPhase.READY, ImportPhase.REFUSED})
"""Phases in which a person can still change or drop it."""

AT_ONCE = 2_000
"""So many statements are written while the person waits; more are left to the worker."""

BATCH = 1_000
"""So many rows the worker looks at between two signs of life."""

KEPT_FOR = timedelta(days=14)
"""So long after the last touch what was never confirmed is kept."""


@dataclass(frozen=True, slots=True)
class FieldReason:
    """Why a field is proposed that nobody chose: the heading it stands under, or words of its own."""

    heading: str = ""
    words: tuple[str, ...] = ()

    def as_payload(self) -> dict[str, Any]:
        """Return what JSON can carry."""
        return {"heading": self.heading, "words": list(self.words)}

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> FieldReason:
        """Return what ``as_payload`` wrote down."""
        return cls(payload["heading"], tuple(payload["words"]))
