"""What a mail tells its reader: how things stand at the moment it is sent, not when it was queued."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.clock_vocabulary import Stage
from petitions.domain.vocabulary import DATE_NOTICES, NoticeKind
from petitions.models import Case, Clock, Message, Notice, Organisation, Person
from petitions.queries.identity import get_actor
from petitions.queries.notices import is_unread
from petitions.queries.scope import visible_to

MOST_LINES = 50


@dataclass(frozen=True, slots=True)
class Address:
    """To whom a mail goes."""

    name: str
    mail: str


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One case: its code, and why it is mentioned; where it is about a date, which duty is due when."""

    code: str
    kind: NoticeKind
    stage: Stage | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """What waits: dates, the longest overdue first, then what is new. ``left_out`` says how many more there are."""

    address: Address
    dates: tuple[DigestLine, ...]
    news: tuple[DigestLine, ...]
    left_out: int


def find_digest(session: Session, message_id: int, *, today: date) -> Digest | None:
    """Return what the mail has to tell now; None when there is nothing left, or nobody any more."""
    message = session.get(Message, message_id)
    address = None if message is None else _address_of(session, message)
    if message is None or address is None:
        return None
    dates = _dates(session, message, today)
    news = _news(session, message, today)
    if not dates and not news:
        return None
    shown_dates = dates[:MOST_LINES]
    shown_news = news[: MOST_LINES - len(shown_dates)]
    left_out = len(dates) + len(news) - len(shown_dates) - len(shown_news)
    return Digest(address, tuple(shown_dates), tuple(shown_news), left_out)


def _address_of(session: Session, message: Message) -> Address | None:
    """Return where the reader is reached now; None for who left, or wants no mail any more."""
    if message.person_id is not None:
        person = session.get(Person, message.person_id)
        if person is None or not person.is_active or not person.wants_digest or not person.email:
            return None
        return Address(person.full_name, person.email)
    unit = session.get(Organisation, message.organisation_id)
    return None if unit is None or not unit.mailbox else Address(unit.name, unit.mailbox)


def _dates(session: Session, message: Message, today: date) -> list[DigestLine]:
    """Return every date the reader was warned of and has not looked at, as it stands today; each clock once."""
    statement = (
        _of_reader(session, message, today)
        .where(Notice.kind.in_(sorted(DATE_NOTICES)), Clock.is_open)
        .with_only_columns(Case.code, Clock.stage, Clock.due_on)
        .distinct()
        .order_by(Clock.due_on, Case.code, Clock.stage)
    )
    return [DigestLine(code, _urgency(day, today), stage, day) for code, stage, day in session.execute(statement)]


def _news(session: Session, message: Message, today: date) -> list[DigestLine]:
    """Return what else this mail is the first to tell."""
    statement = (
        _of_reader(session, message, today)
        .where(Notice.kind.not_in(sorted(DATE_NOTICES)), Notice.message_id == message.id)
        .with_only_columns(Case.code, Notice.kind)
        .order_by(Notice.id)
    )
    return [DigestLine(*row) for row in session.execute(statement)]


def _of_reader(session: Session, message: Message, today: date) -> sa.Select[Any]:
    rows = (
        sa.select(Notice)
        .join(Case, Case.id == Notice.case_id)
        .outerjoin(Clock, Clock.id == Notice.clock_id)
        .where(is_unread())
    )
    if message.person_id is None:
        return rows.where(Notice.organisation_id == message.organisation_id)
    seen = visible_to(get_actor(session, message.person_id, today=today))
    return rows.where(Notice.person_id == message.person_id, seen)


def _urgency(due_on: date, today: date) -> NoticeKind:
    if due_on < today:
        return NoticeKind.OVERDUE
    return NoticeKind.DUE_TODAY if due_on == today else NoticeKind.DUE_SOON
