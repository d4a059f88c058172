"""Why a list or minutes cannot be read at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

import structlog

from petitions.adapters.contents import ActiveContentError, ContentError, LockedContentError, TooMuchContentError
from petitions.domain.errors import FieldError

log = structlog.get_logger(__name__)


class TableFault(StrEnum):
    """What is wrong with the whole file."""

    ABSENT = "absent"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    TOO_WIDE = "too_wide"
    TOO_SPARSE = "too_sparse"
    BURSTS = "bursts"
    NOT_UTF8 = "not_utf8"
    OPEN_QUOTE = "open_quote"
    UNREADABLE = "unreadable"
    LOCKED = "locked"
    HAS_PROGRAM = "has_program"
    OTHER_KIND = "other_kind"


class TableRefusedError(FieldError):
    """The file is no table that can be read.

    ``line`` and ``column`` say where, as far as that is known; ``found`` is what the file is instead, as an extension.
    """

    def __init__(
        self, fault: TableFault, line: int | None = None, *, column: str | None = None, found: str | None = None
    ) -> None:
        super().__init__("file")
        self.fault = fault
        self.line = line
        self.column = column
        self.found = found


@contextmanager
def refusals() -> Iterator[None]:
    """Turn whatever a reader stumbles over into the refusal that names it."""
    try:
        yield
    except TableRefusedError:
        raise
    except TooMuchContentError as error:
        raise TableRefusedError(TableFault.BURSTS) from error
    except LockedContentError as error:
        raise TableRefusedError(TableFault.LOCKED) from error
    except ActiveContentError as error:
        raise TableRefusedError(TableFault.HAS_PROGRAM) from error
    except ContentError as error:
        raise TableRefusedError(TableFault.UNREADABLE) from error
    except Exception as error:  # a forged file can break its reader anywhere; its sender gets a sentence, we the kind
        log.warning("reader stumbled", kind=type(error).__name__)
        raise TableRefusedError(TableFault.UNREADABLE) from error
