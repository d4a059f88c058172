"""Named refusals of changes to the calendar and the rules; ``errors`` has all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from petitions.domain.errors import ChangedMeanwhileError, FieldError

if TYPE_CHECKING:
    from datetime import date


class MakeupOnWorkingDayError(FieldError):
    """A make-up day would fall on a day on which offices work anyway."""

    def __init__(self, field: str, on: date) -> None:
        super().__init__(field)
        self.on = on


class NoWorkingDayError(FieldError):
    """A weekly pattern on which nobody would ever work."""


class LengthRefusedError(FieldError):
    """A length is zero, negative or longer than anybody believes."""


class TargetAfterLegalError(FieldError):
    """The term a house sets itself is longer than the legal one."""


class ExtensionContradictionError(FieldError):
    """How often, how long: the settings of an extension contradict each other."""


class OffsetsRefusedError(FieldError):
    """Days of warnings or reminders are not in order, not positive, or too many."""


class RuleInUseError(ChangedMeanwhileError):
    """Clocks rest on this version, so its numbers stay; a new version takes its place from a day on."""


class LastVersionError(ChangedMeanwhileError):
    """A rule cannot lose its only version."""


class ChangeAtWorkError(ChangedMeanwhileError):
    """Another change of calendar or rules is being applied; this one has to wait for it."""
