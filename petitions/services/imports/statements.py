"""A list of statements written into a meeting at once, without a person looking at it first: the terminal's way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from petitions.domain.errors import FieldError
from petitions.domain.identity import Actor
from petitions.domain.import_errors import NothingToWriteError
from petitions.domain.sheet import Sheet
from petitions.domain.statement_columns import Layout
from petitions.domain.statement_faults import CellFault, Proposed
from petitions.domain.statement_import import ImportKind, ImportPhase
from petitions.domain.statement_rows import ReadRow, RowKind
from petitions.models import ContactMeeting, StatementImport
from petitions.queries.meetings import get_kept_meeting
from petitions.services.imports.staging import LONGEST_NAME, check_columns
from petitions.services.imports.statement_lists import choose_sheet, rows_of, with_memory
from petitions.services.imports.statement_words import words_for_lists
from petitions.services.imports.statement_writing import insist_on_new
from petitions.services.statements import StatementDraft, register_statements


@dataclass(frozen=True, slots=True)
class PlacedFault:
    """A fault with its row and column as the spreadsheet shows them; no column where it is about the row."""

    row: int
    column: str | None
    fault: CellFault


@dataclass(slots=True)
class ListResult:
    """How many rows became statements, how many are none, and what is strange about them."""

    accepted: int = 0
    skipped: int = 0
    warnings: list[PlacedFault] = field(default_factory=list)


class RowsRefusedError(FieldError):
    """Rows of the list are faulty; nothing of it was written."""

    def __init__(self, faults: Sequence[PlacedFault]) -> None:
        super().__init__("file")
        self.faults = tuple(faults)


def import_statements(
    session: Session,
    meeting_id: int,
    sheets: Sequence[Sheet],
    *,
    name: str,
    digest: str,
    again: bool = False,
    actor: Actor,
    now: datetime,
) -> ListResult:
    """Write every statement of the list, or none, its columns read as the unit had them read before.

    Raises:
        NotFoundError, NotPermittedError: the minutes are not the actor's to keep.
        WrittenBeforeError: the same file was written into this meeting before.
        NoContentColumnError, NothingToWriteError, RowsRefusedError: the list says nothing, or has faults.

    """
    meeting = get_kept_meeting(session, meeting_id, actor=actor)
    if not again:
        insist_on_new(session, meeting_id, digest, field="file")
    drafts, result = _read(session, meeting, sheets)
    first = register_statements(session, meeting_id, drafts, actor=actor, now=now)
    done = _done(meeting_id, name=name, digest=digest, actor=actor, now=now)
    done.written_count, done.first_position = len(drafts), first
    session.add(done)
    session.flush()
    return result


def _read(
    session: Session, meeting: ContactMeeting, sheets: Sequence[Sheet]
) -> tuple[list[StatementDraft], ListResult]:
    """Return what would be written, and what is told of it; refuses as ``import_statements`` does."""
    words = words_for_lists(session)
    chosen = choose_sheet(sheets, words)
    layout = with_memory(session, chosen.layout, meeting.recorded_by_id)
    check_columns(layout)
    read = rows_of(sheets[chosen.sheet], layout, words, held_on=meeting.held_on)
    drafts = [draft_of(each.proposed) for each in read if each.kind is RowKind.STATEMENT]
    placed = placed_faults(read, layout)
    if faulty := [each for each in placed if each.fault.is_error]:
        raise RowsRefusedError(faulty)
    if not drafts:
        raise NothingToWriteError("file")
    return drafts, ListResult(len(drafts), len(read) - len(drafts), placed)


def _done(meeting_id: int, *, name: str, digest: str, actor: Actor, now: datetime) -> StatementImport:
    """Return the row by which the same file is known again."""
    return StatementImport(
        contact_meeting_id=meeting_id,
        kind=ImportKind.TABLE,
        phase=ImportPhase.WRITTEN,
        name=name[-LONGEST_NAME:],
        digest=digest,
        created_by_name=actor.name,
        created_at=now,
        touched_at=now,
        written_at=now,
    )


def draft_of(proposed: Proposed) -> StatementDraft:
    """Return what is written of a proposed statement."""
    return StatementDraft(**asdict(proposed))


def placed_faults(read: Sequence[ReadRow], layout: Layout) -> list[PlacedFault]:
    """Return every fault with its row and column."""
    return [PlacedFault(each.row.number, column_of(fault, layout), fault) for each in read for fault in each.faults]


def column_of(fault: CellFault, layout: Layout) -> str | None:
    """Return what the list calls the column of a fault."""
    return None if fault.place is None else layout.title_of(fault.place)
