"""Refusals around cases that become one, are split, or are linked to what was raised before."""

from __future__ import annotations

from petitions.domain.errors import DomainError, FieldError, UnknownChoiceError
from petitions.domain.merging import MergeFault, UnmergeFault


class CaseUnknownError(UnknownChoiceError):
    """Of cases named by their codes, these do not exist or are not the actor's to see: the two look alike."""

    def __init__(self, field: str, *codes: str) -> None:
        super().__init__(field)
        self.codes = codes


class MergeRefusedError(FieldError):
    """Two cases cannot become one; ``code`` is the case at fault, mostly the one that was to take the other in."""

    def __init__(self, field: str, fault: MergeFault, code: str) -> None:
        super().__init__(field)
        self.fault = fault
        self.code = code


class UnmergeRefusedError(DomainError):
    """A case stays part of another one, which has been answered or is part of a third."""

    def __init__(self, fault: UnmergeFault, code: str) -> None:
        super().__init__(fault, code)
        self.fault = fault
        self.code = code


class PartsInUseError(DomainError):
    """A part that was split off has gone on, so that the split stands; ``codes`` are those parts."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(codes)
        self.codes = codes


class StatementLeftOutError(FieldError):
    """A statement is in none of the parts; ``position`` is its number on the minutes."""

    def __init__(self, field: str, position: int) -> None:
        super().__init__(field)
        self.position = position


class RaisedInCircleError(FieldError):
    """The earlier case was itself raised again from this one, or is this one."""
