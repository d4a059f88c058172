"""Rows of minutes as a browser sends them: each by its own key, any number of times, and still one row.

A browser that did not hear the answer sends again. Every change here can be repeated: what is already so stays so.
The rows are typed without the speaker's telephone number, so a change here leaves the one that stands as it is, unless
it makes somebody else the speaker: nobody is given the number of another.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.errors import ChangedMeanwhileError, NotFoundError, StatementRemovedError
from petitions.domain.identity import Actor
from petitions.domain.speakers import is_same_speaker
from petitions.models import Statement
from petitions.queries.statements import find_removed, find_statement_by_key
from petitions.services.statements import (
    KEPT_WHEN_REMOVED,
    StatementDraft,
    correct_statement,
    lock_minutes,
    next_position,
    register_statement,
    remove_statement,
)


def save_row(
    session: Session,
    meeting_id: int,
    entry_key: str,
    draft: StatementDraft,
    *,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> Statement:
    """Write the row down, or put it right when ``seen_version`` is the one it has; a row that reads so already is done.

    Raises:
        NotFoundError, NotPermittedError, UnknownChoiceError: as for ``register_statement``.
        StatementRemovedError: it was taken off the minutes meanwhile.
        ChangedMeanwhileError, StatementInUseError: it reads otherwise by now, or a case rests on it.

    """
    lock_minutes(session, meeting_id, actor=actor)
    row = find_statement_by_key(session, meeting_id, entry_key)
    if row is None:
        if find_removed(session, meeting_id, entry_key) is not None:
            raise StatementRemovedError
        return register_statement(session, meeting_id, draft, actor=actor, now=now, entry_key=entry_key)
    if _reads_so(row, draft):
        return row
    if seen_version is None:
        raise ChangedMeanwhileError
    draft = replace(draft, speaker_phone=row.speaker_phone if _is_same_speaker(row, draft) else None)
    return correct_statement(session, meeting_id, row.id, draft, actor=actor, seen_version=seen_version)


def remove_row(
    session: Session, meeting_id: int, entry_key: str, *, actor: Actor, now: datetime, seen_version: int | None = None
) -> None:
    """Take the row off the minutes, kept as it stood; one that is gone stays gone.

    Raises:
        NotFoundError: there never was such a row, or the minutes are not open to the actor.
        NotPermittedError, ChangedMeanwhileError, StatementInUseError: as for ``remove_statement``.

    """
    lock_minutes(session, meeting_id, actor=actor)
    row = find_statement_by_key(session, meeting_id, entry_key)
    if row is not None:
        remove_statement(session, meeting_id, row.id, actor=actor, now=now, seen_version=seen_version)
    elif find_removed(session, meeting_id, entry_key) is None:
        raise NotFoundError


def restore_row(session: Session, meeting_id: int, entry_key: str, *, actor: Actor) -> Statement:
    """Put a removed row back where it stood, or at the end when its number was given away; one that stands, stays.

    Raises:
        NotFoundError: no such row was removed, or the minutes are not open to the actor.
        NotPermittedError: another unit keeps them.

    """
    lock_minutes(session, meeting_id, actor=actor)
    row = find_statement_by_key(session, meeting_id, entry_key)
    if row is not None:
        return row
    removed = find_removed(session, meeting_id, entry_key)
    if removed is None:
        raise NotFoundError
    kept = {name: getattr(removed, name) for name in KEPT_WHEN_REMOVED if name != "version"}
    if _is_taken(session, meeting_id, removed.position):
        kept["position"] = next_position(session, meeting_id)
    row = Statement(**kept)
    session.add(row)
    session.delete(removed)
    session.flush()
    # A text written before the removal must not pass for one written after it.
    going_on = removed.version + 1
    session.execute(sa.update(Statement).where(Statement.id == row.id).values(version=going_on))
    session.expire(row)
    return row


def place_row(session: Session, meeting_id: int, entry_key: str, *, after_key: str | None, actor: Actor) -> None:
    """Put the row right behind another one, or first of all; the rows between move up or down by one number.

    Raises:
        NotFoundError: one of the two is not there (any more), or the minutes are not open to the actor.
        NotPermittedError: another unit keeps them.

    """
    lock_minutes(session, meeting_id, actor=actor)
    own = Statement.contact_meeting_id == meeting_id
    order = list(
        session.execute(sa.select(Statement.entry_key, Statement.position).where(own).order_by(Statement.position))
    )
    keys = [key for key, _position in order]
    wanted = [key for key in keys if key != entry_key]
    if len(wanted) == len(keys) or after_key == entry_key or (after_key is not None and after_key not in wanted):
        raise NotFoundError
    wanted.insert(0 if after_key is None else wanted.index(after_key) + 1, entry_key)
    moved = {key: position for key, (was, position) in zip(wanted, order, strict=True) if key != was}
    if not moved:
        return
    # By way of negative numbers, since no two rows may ever have the same one.
    among = sa.and_(own, Statement.entry_key.in_(moved))
    session.execute(sa.update(Statement).where(among).values(position=-Statement.position))
    places = sa.case(moved, value=Statement.entry_key)
    session.execute(sa.update(Statement).where(among).values(position=places))


def _reads_so(row: Statement, draft: StatementDraft) -> bool:
    """Tell whether the row holds just what the draft says, the telephone number apart."""
    told = (draft.speaker_name, draft.village, draft.content, draft.subject_field_id, draft.answered_by)
    held = (row.speaker_name, row.village, row.content, row.subject_field_id, row.answered_by)
    return told == held and row.answered_on_spot == (draft.answered_on_spot or draft.answered_by is not None)


def _is_same_speaker(row: Statement, draft: StatementDraft) -> bool:
    """Tell whether the number stays; one that came without a name is that of the person who is named now."""
    if row.speaker_name is None:
        return True
    return draft.speaker_name is not None and is_same_speaker(row.speaker_name, draft.speaker_name)


def _is_taken(session: Session, meeting_id: int, position: int) -> bool:
    stands = sa.exists().where(Statement.contact_meeting_id == meeting_id, Statement.position == position)
    return bool(session.scalar(sa.select(stands)))
