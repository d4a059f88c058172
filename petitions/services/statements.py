"""What voters said at a meeting: written down one after another, put right while no case rests on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.errors import ChangedMeanwhileError, NotPermittedError, StatementInUseError
from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.identity import Actor
from petitions.domain.meeting_errors import NotHeldYetError
from petitions.models import ContactMeeting, RemovedStatement, Statement
from petitions.models.meeting import new_entry_key
from petitions.queries.meetings import get_meeting, may_record_for
from petitions.queries.statements import get_statement, is_used
from petitions.services.recording import check_subject_field

_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class StatementDraft:
    """One opinion. Whoever names who answered means that it was answered in the room."""

    content: str
    speaker_name: str | None = None
    village: str | None = None
    subject_field_id: int | None = None
    answered_on_spot: bool = False
    answered_by: str | None = None
    speaker_phone: str | None = None


def register_statement(
    session: Session,
    meeting_id: int,
    draft: StatementDraft,
    *,
    actor: Actor,
    now: datetime,
    entry_key: str | None = None,
) -> Statement:
    """Write down the next statement of a meeting whose minutes the actor keeps.

    ``entry_key`` is the one the row got where it was typed; its caller knows that no row has it yet.

    Raises:
        NotFoundError: the minutes are not open to the actor.
        NotPermittedError: another unit keeps them.
        NotHeldYetError: the meeting is planned for a day to come.
        UnknownChoiceError: the subject field is not in use.

    """
    _open_minutes(session, meeting_id, actor=actor, now=now)
    check_subject_field(session, draft.subject_field_id)
    row = Statement(
        contact_meeting_id=meeting_id,
        position=next_position(session, meeting_id),
        recorded_at=now,
        entry_key=entry_key or new_entry_key(),
        **_said(draft),
    )
    session.add(row)
    session.flush()
    return row


def register_statements(
    session: Session, meeting_id: int, drafts: Sequence[StatementDraft], *, actor: Actor, now: datetime
) -> int:
    """Write down many statements after the last one of a meeting, in their order; return the position of the first.

    Raises:
        as ``register_statement``; nothing is written then.

    """
    _open_minutes(session, meeting_id, actor=actor, now=now)
    for field_id in {draft.subject_field_id for draft in drafts}:
        check_subject_field(session, field_id)
    first = next_position(session, meeting_id)
    for start in range(0, len(drafts), _AT_ONCE):
        rows = [
            {
                **_said(draft),
                "contact_meeting_id": meeting_id,
                "position": first + start + number,
                "recorded_at": now,
                "version": 1,
            }
            for number, draft in enumerate(drafts[start : start + _AT_ONCE])
        ]
        # Without the nulls every other row would be a statement of its own.
        session.execute(sa.insert(Statement).execution_options(render_nulls=True), rows)
    return first


def _said(draft: StatementDraft) -> dict[str, Any]:
    """Return what a row holds of the draft, by its columns."""
    return {
        "content": draft.content,
        "speaker_name": draft.speaker_name,
        "speaker_phone": draft.speaker_phone,
        "village": draft.village,
        "subject_field_id": draft.subject_field_id,
        "answered_on_spot": draft.answered_on_spot or draft.answered_by is not None,
        "answered_by": draft.answered_by,
    }


def _open_minutes(session: Session, meeting_id: int, *, actor: Actor, now: datetime) -> None:
    """Lock the minutes of a meeting that was held; refuse as ``register_statement`` says."""
    meeting = lock_minutes(session, meeting_id, actor=actor)
    if meeting.held_on > date_in_hanoi(now):
        raise NotHeldYetError(meeting.held_on)


def lock_minutes(session: Session, meeting_id: int, *, actor: Actor) -> ContactMeeting:
    """Lock the meeting whose minutes the actor keeps, so that two who type at once get two numbers; else refuse."""
    meeting = get_meeting(session, meeting_id, actor=actor, for_update=True)
    if not may_record_for(actor, meeting.recorded_by_id):
        raise NotPermittedError
    return meeting


def next_position(session: Session, meeting_id: int) -> int:
    """Return the number of the next statement of a locked meeting; one taken off the end leaves its number."""
    last = session.scalar(sa.select(sa.func.max(Statement.position)).where(Statement.contact_meeting_id == meeting_id))
    return (last or 0) + 1


def correct_statement(
    session: Session,
    meeting_id: int,
    statement_id: int,
    draft: StatementDraft,
    *,
    actor: Actor,
    seen_version: int | None = None,
) -> Statement:
    """Put a statement right.

    Raises:
        NotFoundError, NotPermittedError: as for ``register_statement``.
        StatementInUseError: a case was made from it; the case's own entry is corrected instead.
        ChangedMeanwhileError: somebody changed it after the actor opened the page.

    """
    row = _take(session, meeting_id, statement_id, actor=actor, seen_version=seen_version)
    check_subject_field(session, draft.subject_field_id, kept=row.subject_field_id)
    for name, value in _said(draft).items():
        setattr(row, name, value)
    session.flush()
    return row


def remove_statement(
    session: Session,
    meeting_id: int,
    statement_id: int,
    *,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> None:
    """Take a statement off the minutes, kept as it stood; refuses as ``correct_statement`` does."""
    row = _take(session, meeting_id, statement_id, actor=actor, seen_version=seen_version)
    kept = {name: getattr(row, name) for name in KEPT_WHEN_REMOVED}
    session.add(RemovedStatement(**kept, removed_at=now, removed_by_id=actor.person_id))
    session.delete(row)
    session.flush()


KEPT_WHEN_REMOVED = (
    "contact_meeting_id",
    "entry_key",
    "position",
    "version",
    "speaker_name",
    "village",
    "content",
    "subject_field_id",
    "answered_on_spot",
    "answered_by",
    "speaker_phone",
    "recorded_at",
)


def _take(session: Session, meeting_id: int, statement_id: int, *, actor: Actor, seen_version: int | None) -> Statement:
    lock_minutes(session, meeting_id, actor=actor)
    row = get_statement(session, meeting_id, statement_id)
    if is_used(session, statement_id):
        raise StatementInUseError
    if seen_version is not None and seen_version != row.version:
        raise ChangedMeanwhileError
    return row
