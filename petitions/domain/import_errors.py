"""Refusals on the way of a list or of minutes into a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from petitions.domain.errors import FieldError

if TYPE_CHECKING:
    from datetime import datetime


class NoContentColumnError(FieldError):
    """No column of the sheet was named as the one that holds what voters said."""


class ColumnTwiceError(FieldError):
    """Two columns were given the same meaning."""

    def __init__(self, field: str, title: str) -> None:
        super().__init__(field)
        self.title = title


class NothingToReadError(FieldError):
    """Neither a file nor a text was given."""


class NothingToWriteError(FieldError):
    """No row is left that would become a statement."""


class FaultyRowsError(FieldError):
    """So many rows cannot be written as they stand; they have to be corrected or left out."""

    def __init__(self, field: str, count: int) -> None:
        super().__init__(field)
        self.count = count


class WrittenBeforeError(FieldError):
    """The same file was written into this meeting before."""

    def __init__(self, field: str, written_at: datetime, count: int) -> None:
        super().__init__(field)
        self.written_at = written_at
        self.count = count


ALL = (
    NoContentColumnError,
    ColumnTwiceError,
    NothingToReadError,
    NothingToWriteError,
    FaultyRowsError,
    WrittenBeforeError,
)
