"""Mail on its way out: queued once a reader and day, claimed by one worker, never handed over twice.

The one point that counts is ``hand_over``: written down before the letter leaves. A worker that died
before it has sent nothing, and the letter waits again. One that died after it may have sent it, so
nobody sends it again; what it told is told by the next day's digest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.errors import NotFoundError
from petitions.domain.vocabulary import DATE_NOTICES, MessageState
from petitions.models import Message, Notice, Organisation, Person
from petitions.services.jobs import IMPOSSIBLE
from petitions.services.upsert import insert_or

LEASE = timedelta(minutes=15)
"""Longer than any server may take over one letter (``adapters.mail.Patience``)."""

SHORTEST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=4)
GIVEN_UP_AFTER = timedelta(days=5)
"""A letter that is put off is tried after 5, 10, 20 … minutes, at last every four hours, for five days."""


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    """A mail that this worker alone may send now."""

    id: int
    key: str
    person_id: int | None
    organisation_id: int | None
    worker: str
    attempt: int
    created_at: datetime


def queue_digests(session: Session, *, day: date, until: datetime, now: datetime) -> int:
    """Queue a digest for each reader who was told something until then that no mail has brought yet.

    A date that draws near does not wait for the next day's mail when the day's has not gone. At most one
    a reader waits, and at most one a reader and day there is. Two statements.
    """
    new = 0
    for owner, rows in (
        ("person_id", _digest_of_people(day, until, now)),
        ("organisation_id", _digest_of_mailboxes(day, until, now)),
    ):
        columns = ["key", owner, "state", "created_at", "next_attempt_at", "attempts"]
        insert = insert_or(session, Message).from_select(columns, rows, include_defaults=False)
        result: Any = session.execute(insert.on_conflict_do_nothing(index_elements=["key"]))
        new += int(result.rowcount)
    return new


def take_back_abandoned(session: Session, *, now: datetime) -> None:
    """Let wait again what dead workers had not handed over; what they may have sent becomes uncertain."""
    abandoned = sa.and_(
        Message.state == MessageState.SENDING,
        sa.or_(Message.lease_until <= now, Message.lease_until > now + IMPOSSIBLE),
    )
    uncertain = session.scalars(
        sa.update(Message)
        .where(abandoned, Message.handed_at.is_not(None))
        .values(state=MessageState.UNCERTAIN, last_error="WorkerDied")
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.execute(
        sa.update(Message)
        .where(abandoned, Message.handed_at.is_(None))
        .values(state=MessageState.PENDING)
        .execution_options(synchronize_session=False)
    )
    if uncertain:
        _tell_again(session, list(uncertain))


def claim_next(session: Session, *, worker: str, now: datetime) -> ClaimedMessage | None:
    """Return the mail that waits longest and may go now, claimed; what it will tell is marked as told by it."""
    due = sa.or_(Message.next_attempt_at <= now, Message.next_attempt_at > now + IMPOSSIBLE)
    next_one = (
        sa.select(Message.id)
        .where(_is_waiting(), Message.state == MessageState.PENDING, due)  # the first is the index's own condition
        .order_by(Message.next_attempt_at, Message.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    key = session.scalar(next_one)
    if key is None:
        return None
    row = session.execute(
        sa.update(Message)
        .where(Message.id == key)
        .values(
            state=MessageState.SENDING,
            claimed_by=worker,
            lease_until=now + LEASE,
            handed_at=None,
            attempts=Message.attempts + 1,
        )
        .returning(
            Message.id, Message.key, Message.person_id, Message.organisation_id, Message.attempts, Message.created_at
        )
        .execution_options(synchronize_session=False)
    ).one()
    session.execute(
        sa.update(Notice)
        .where(
            Notice.message_id.is_(None),
            Notice.read_at.is_(None),
            Notice.person_id == row.person_id if row.person_id else Notice.organisation_id == row.organisation_id,
        )
        .values(message_id=row.id)
        .execution_options(synchronize_session=False)
    )
    return ClaimedMessage(row.id, row.key, row.person_id, row.organisation_id, worker, row.attempts, row.created_at)


def hand_over(session: Session, held: ClaimedMessage, *, now: datetime) -> bool:
    """Write down that the letter leaves now; False when it is no longer this worker's to send."""
    return _settle(session, held, Message.handed_at.is_(None), handed_at=now)


def mark_sent(session: Session, held: ClaimedMessage, *, now: datetime) -> bool:
    """Note that the server took it."""
    return _settle(session, held, state=MessageState.SENT, sent_at=now, last_error=None)


def put_off(session: Session, held: ClaimedMessage, *, error: str, now: datetime) -> bool:
    """Let it wait for its next try, longer each time; give it up when it has been put off for days."""
    wait = min(SHORTEST_WAIT * 2 ** min(held.attempt - 1, 10), LONGEST_WAIT)
    given_up = now - held.created_at > GIVEN_UP_AFTER and held.attempt > 1
    return _settle(
        session,
        held,
        state=MessageState.FAILED if given_up else MessageState.PENDING,
        handed_at=None,
        next_attempt_at=now + wait,
        last_error=error[:80],
    )


def let_wait(session: Session, held: ClaimedMessage) -> bool:
    """Put it back as if it had not been tried: nobody was there to take it."""
    return _settle(session, held, state=MessageState.PENDING, handed_at=None, attempts=Message.attempts - 1)


def give_up(session: Session, held: ClaimedMessage, *, error: str) -> bool:
    """Note that it will never be taken."""
    return _settle(session, held, state=MessageState.FAILED, last_error=error[:80])


def drop(session: Session, held: ClaimedMessage) -> bool:
    """Note that there is nothing left to tell, or nobody to tell it to."""
    return _settle(session, held, state=MessageState.DROPPED)


def send_again(session: Session, message_id: int, *, now: datetime) -> None:
    """Let a mail that failed wait once more, or raise NotFoundError."""
    _resolve(session, message_id, state=MessageState.PENDING, attempts=0, next_attempt_at=now, created_at=now)


def dismiss(session: Session, message_id: int) -> None:
    """Note that somebody has taken notice of a mail that did not arrive, or raise NotFoundError."""
    _resolve(session, message_id, state=MessageState.DROPPED)


def _digest_of_people(day: date, until: datetime, now: datetime) -> sa.Select[Any]:
    wants = sa.and_(Person.is_active, Person.wants_digest, sa.func.coalesce(Person.email, "") != "")
    waits = sa.exists().where(Message.person_id == Person.id, _is_waiting())
    told = sa.exists().where(Notice.person_id == Person.id, _is_untold(until))
    return _new_digests("p", Person.id, day, now).where(wants, told, sa.not_(waits))


def _digest_of_mailboxes(day: date, until: datetime, now: datetime) -> sa.Select[Any]:
    wants = sa.func.coalesce(Organisation.mailbox, "") != ""
    waits = sa.exists().where(Message.organisation_id == Organisation.id, _is_waiting())
    told = sa.exists().where(Notice.organisation_id == Organisation.id, _is_untold(until))
    return _new_digests("o", Organisation.id, day, now).where(wants, told, sa.not_(waits))


def _new_digests(letter: str, reader_id: Any, day: date, now: datetime) -> sa.Select[Any]:
    instant = Message.created_at.type
    key = sa.literal(f"digest/{letter}") + sa.cast(reader_id, sa.String) + sa.literal(f"/{day.isoformat()}")
    state = sa.literal(MessageState.PENDING.value)
    return sa.select(key, reader_id, state, sa.literal(now, instant), sa.literal(now, instant), sa.literal(0))


def _is_waiting() -> sa.ColumnElement[bool]:
    return Message.state.in_([MessageState.PENDING, MessageState.SENDING])


def _is_untold(until: datetime) -> sa.ColumnElement[bool]:
    """Return the condition of what makes a digest due: news from before the day's hours, and dates at any hour."""
    is_due = sa.or_(Notice.created_at <= until, Notice.kind.in_(sorted(DATE_NOTICES)))
    return sa.and_(Notice.message_id.is_(None), Notice.read_at.is_(None), is_due)


def _tell_again(session: Session, message_ids: list[int]) -> None:
    """Let the next digest bring what these may not have brought."""
    session.execute(
        sa.update(Notice)
        .where(Notice.message_id.in_(message_ids), Notice.read_at.is_(None))
        .values(message_id=None)
        .execution_options(synchronize_session=False)
    )


def _settle(session: Session, held: ClaimedMessage, *conditions: sa.ColumnElement[bool], **values: Any) -> bool:
    """Write to the row while it is held by this claim."""
    result: Any = session.execute(
        sa.update(Message)
        .where(
            Message.id == held.id,
            Message.state == MessageState.SENDING,
            Message.claimed_by == held.worker,
            Message.attempts == held.attempt,
            *conditions,
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount)


def _resolve(session: Session, message_id: int, **values: Any) -> None:
    troubles = Message.state.in_([MessageState.FAILED, MessageState.UNCERTAIN])
    result: Any = session.execute(
        sa.update(Message)
        .where(Message.id == message_id, troubles)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if not result.rowcount:
        raise NotFoundError
