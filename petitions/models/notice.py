"""What people are told, and the mail that tells them to look: rows written with the step they tell of."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petitions.domain.vocabulary import MessageState, NoticeKind
from petitions.models.base import Base, enumeration
from petitions.models.case import Case
from petitions.models.clock import Clock

_ONE_READER = "(person_id IS NULL) <> (organisation_id IS NULL)"
_WAITS = sa.text("state IN ('pending', 'sending')")
_TROUBLES = sa.text("state IN ('failed', 'uncertain')")
_UNREAD = sa.text("read_at IS NULL AND person_id IS NOT NULL")
_UNTOLD = sa.text("message_id IS NULL AND read_at IS NULL")


class Message(Base, kw_only=True):
    """One mail to one reader, a person or a unit's mailbox; what it says is put together when it is sent.

    ``key`` is unique and makes its Message-ID: a digest is of a reader and a day. While it is
    ``sending`` it belongs to ``claimed_by`` until ``lease_until``. From ``handed_at`` on nobody else may
    send it: when its worker dies then, it is ``uncertain``, for the server may have it.
    ``last_error`` is a class, with the server's code; no address, no words.
    """

    __tablename__ = "message"
    __table_args__ = (
        sa.CheckConstraint(_ONE_READER, name="one_reader"),
        sa.CheckConstraint(
            "state <> 'sending' OR (claimed_by IS NOT NULL AND lease_until IS NOT NULL)", name="claimed"
        ),
        sa.CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name="sent"),
        sa.Index("ix_message_waits", "next_attempt_at", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
        sa.Index("ix_message_troubles", "id", sqlite_where=_TROUBLES, postgresql_where=_TROUBLES),
        sa.Index("ix_message_person_id", "person_id", "id"),
        sa.Index("ix_message_organisation_id", "organisation_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    key: Mapped[str] = mapped_column(sa.String(60), unique=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), default=None)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), default=None)
    state: Mapped[MessageState] = mapped_column(default=MessageState.PENDING)
    created_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str | None] = mapped_column(sa.String(80), default=None)
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    handed_at: Mapped[datetime | None] = mapped_column(default=None)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    last_error: Mapped[str | None] = mapped_column(sa.String(80), default=None)


class Notice(Base, kw_only=True):
    """Something one reader is told about one case.

    ``key`` makes one event one notice a reader, however often and by however many it is told: of the
    reader, the clock or the event, the kind, and the date it is about. ``due_on`` is that date; a
    notice about a clock holds while the clock is open and has this date. ``message_id`` is the
    mail that brought it, empty until one does.
    """

    __tablename__ = "notice"
    __table_args__ = (
        sa.CheckConstraint(_ONE_READER, name="one_reader"),
        sa.Index("ix_notice_person_id_id", "person_id", "id"),
        sa.Index("ix_notice_unread", "person_id", "id", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
        sa.Index("ix_notice_untold", "created_at", sqlite_where=_UNTOLD, postgresql_where=_UNTOLD),
        sa.Index("ix_notice_organisation_id", "organisation_id", "id"),
        sa.Index("ix_notice_message_id", "message_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    key: Mapped[str] = mapped_column(sa.String(80), unique=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), default=None)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), default=None)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    clock_id: Mapped[int | None] = mapped_column(sa.ForeignKey("clock.id"), default=None)
    kind: Mapped[NoticeKind] = mapped_column(enumeration(NoticeKind, is_checked=False))
    due_on: Mapped[date | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None] = mapped_column(default=None)
    message_id: Mapped[int | None] = mapped_column(sa.ForeignKey("message.id"), default=None)
    facts: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)

    case: Mapped[Case] = relationship(lazy="raise", init=False)
    clock: Mapped[Clock | None] = relationship(lazy="raise", init=False)
