"""One row of a staged list, or one piece of staged minutes: put right, left out, cut, joined with the next."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from petitions.domain.errors import NotFoundError, UnknownChoiceError
from petitions.domain.identity import Actor
from petitions.domain.minutes import places_to_cut
from petitions.domain.statement_faults import PROPOSED, Proposed, faults_of
from petitions.domain.statement_import import FieldReason, ImportKind
from petitions.domain.statement_rows import RowKind
from petitions.domain.text import clean
from petitions.models import StatementImport, StatementImportRow
from petitions.queries.statement_imports import find_next, get_row
from petitions.services.imports.proposed_fields import FieldBook
from petitions.services.imports.staging import take_open, touch
from petitions.services.recording import check_subject_field


def correct_row(
    session: Session,
    meeting_id: int,
    import_id: int,
    number: int,
    proposed: Proposed,
    *,
    is_left_out: bool,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> StatementImportRow:
    """Write down what a row is to become, or that it is left out; also a row that was no statement before.

    Raises:
        ChangedMeanwhileError: the import is no longer what the person saw, or is being written.
        UnknownChoiceError: the subject field is not in use.

    """
    staged = take_open(session, meeting_id, import_id, actor=actor, seen_version=seen_version)
    row = get_row(session, staged.row, number)
    if is_left_out:
        row.is_skipped = True
    else:
        check_subject_field(session, proposed.subject_field_id, kept=row.subject_field_id)
        row.is_skipped, row.kind = False, RowKind.STATEMENT
        _propose(row, proposed)
        row.field_reason = None
    row.is_corrected = True
    touch(staged.row, now=now)
    session.flush()
    return row


def cut_piece(
    session: Session,
    meeting_id: int,
    import_id: int,
    number: int,
    at: int,
    *,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> StatementImportRow:
    """Let a new piece of the same speaker begin at a sentence of this one; both read as in the minutes again.

    Raises:
        UnknownChoiceError: no sentence begins there.

    """
    staged = take_open(session, meeting_id, import_id, actor=actor, seen_version=seen_version)
    first = get_row(session, _minutes(staged.row), number)
    end = end_of_piece(session, staged.row, first)
    if at not in places_to_cut(staged.row.source, begin_of_words(first), end):
        raise UnknownChoiceError("at")
    second = StatementImportRow(
        import_id=first.import_id,
        sheet=first.sheet,
        number=at + 1,
        text_start=at,
        kind=RowKind.STATEMENT,
        is_skipped=first.is_skipped,
    )
    _take_over(second, first)
    session.add(second)
    fields = FieldBook.of(session)
    _read_anew(first, staged.row, at, fields)
    _read_anew(second, staged.row, end, fields)
    touch(staged.row, now=now)
    session.flush()
    return second


def join_piece(
    session: Session,
    meeting_id: int,
    import_id: int,
    number: int,
    *,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> StatementImportRow:
    """Make one piece of this one and the next: the speaker is the first one's, of an unused one the second's.

    Raises:
        NotFoundError: it is the last piece.

    """
    staged = take_open(session, meeting_id, import_id, actor=actor, seen_version=seen_version)
    first = get_row(session, _minutes(staged.row), number)
    second = find_next(session, staged.row, number)
    if second is None:
        raise NotFoundError
    end = end_of_piece(session, staged.row, second)
    if first.is_skipped and not second.is_skipped:
        _take_over(first, second)
        first.is_skipped, first.text_start = False, begin_of_piece(first)
    session.delete(second)
    session.flush()
    _read_anew(first, staged.row, end, FieldBook.of(session))
    touch(staged.row, now=now)
    session.flush()
    return first


def end_of_piece(session: Session, row: StatementImport, piece: StatementImportRow) -> int:
    """Return where a piece of minutes ends."""
    following = find_next(session, row, piece.number)
    return len(row.source) if following is None else begin_of_piece(following)


def begin_of_piece(piece: StatementImportRow) -> int:
    """Return where a piece of minutes begins."""
    return piece.number - 1


def begin_of_words(piece: StatementImportRow) -> int:
    """Return where what was said begins in a piece of minutes."""
    return begin_of_piece(piece) if piece.text_start is None else piece.text_start


def text_of_piece(row: StatementImport, piece: StatementImportRow, end: int) -> str:
    """Return what was said in a piece, as the minutes have it."""
    return clean(row.source[begin_of_words(piece) : end])


def _minutes(row: StatementImport) -> StatementImport:
    """Return the import when it is of minutes; rows of a list are neither cut nor joined."""
    if row.kind is not ImportKind.MINUTES:
        raise NotFoundError
    return row


def _take_over(piece: StatementImportRow, other: StatementImportRow) -> None:
    """Give a piece the speaker of another, the field, and who answered."""
    for name in {*PROPOSED, "field_reason"} - {"content"}:
        setattr(piece, name, getattr(other, name))


def _read_anew(piece: StatementImportRow, row: StatementImport, end: int, fields: FieldBook) -> None:
    said = text_of_piece(row, piece, end)
    if _is_field_open(piece):
        piece.subject_field_id, reason = fields.propose(said)
        piece.field_reason = reason.as_payload() if reason else None
    _propose(piece, Proposed(**{name: getattr(piece, name) for name in PROPOSED} | {"content": said}))


def _is_field_open(piece: StatementImportRow) -> bool:
    """Tell whether the words of a piece decide on its field: no heading does, and no person did."""
    if piece.field_reason is not None:
        return not FieldReason.from_payload(piece.field_reason).heading
    return piece.subject_field_id is None and not piece.is_corrected and not piece.is_skipped


def _propose(row: StatementImportRow, proposed: Proposed) -> None:
    """Write what the row would become, with what is wrong with it; what the cells were warned of is settled."""
    for name, value in asdict(proposed).items():
        setattr(row, name, value)
    row.answered_on_spot = proposed.answered_on_spot or proposed.answered_by is not None
    faults = faults_of(proposed)
    row.faults = [fault.as_payload() for fault in faults]
    row.has_errors, row.has_warnings = any(fault.is_error for fault in faults), False
