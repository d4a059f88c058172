"""Refusals around meetings with voters and the papers printed of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from petitions.domain.errors import DomainError, FieldError

if TYPE_CHECKING:
    from datetime import date


class NotHeldYetError(DomainError):
    """The meeting is planned for a day to come, so nothing was said there yet."""

    def __init__(self, held_on: date) -> None:
        super().__init__(held_on)
        self.held_on = held_on


class MoreSpeakersError(FieldError):
    """More voters spoke than were there; ``voter_count`` is how many came."""

    def __init__(self, field: str, voter_count: int) -> None:
        super().__init__(field)
        self.voter_count = voter_count


class StatementTakenError(FieldError):
    """Cases were made from a chosen statement that who chose it has not seen yet; ``codes`` are those cases."""

    def __init__(self, field: str, codes: tuple[str, ...]) -> None:
        super().__init__(field)
        self.codes = codes
