"""Reminders: the steps of the ladder as tasks of the council, and the letters that went out by them."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petitions.domain.vocabulary import ReminderState, Rung
from petitions.models.base import Base
from petitions.models.case import Case
from petitions.models.clock import Clock
from petitions.models.organisation import Organisation

_OPEN = sa.text("state = 'open'")
_SENT = sa.text("state = 'sent'")


class Reminder(Base, kw_only=True):
    """One rung about one date of one clock: proposed, then sent by a letter or skipped with a reason.

    ``due_on`` is the date it is about, so that a date that was moved is called to mind anew. Whether
    an open row is still a task is asked of its clock, never stored. ``council_id`` and
    ``organisation_id`` repeat case and clock, for the lists; they do not change while a clock runs.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        sa.UniqueConstraint("clock_id", "rung", "due_on"),
        sa.CheckConstraint("(state = 'open') = (done_at IS NULL)", name="done_has_time"),
        sa.CheckConstraint(
            "(state = 'sent') = (letter_number IS NOT NULL AND letter_on IS NOT NULL AND report_by IS NOT NULL)",
            name="sent_has_letter",
        ),
        sa.CheckConstraint("state <> 'skipped' OR note IS NOT NULL", name="skipped_has_reason"),
        sa.CheckConstraint("report_by >= letter_on", name="report_after_letter"),
        sa.Index("ix_reminder_case_id", "case_id"),
        sa.Index(
            "ix_reminder_open",
            "council_id",
            "organisation_id",
            "rung",
            "due_on",
            "id",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        sa.Index("ix_reminder_sent", "council_id", "letter_on", "id", sqlite_where=_SENT, postgresql_where=_SENT),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    clock_id: Mapped[int] = mapped_column(sa.ForeignKey("clock.id"))
    council_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    rung: Mapped[Rung]
    due_on: Mapped[date]
    proposed_on: Mapped[date]
    state: Mapped[ReminderState] = mapped_column(default=ReminderState.OPEN)
    letter_number: Mapped[str | None] = mapped_column(sa.String(60), default=None)
    letter_on: Mapped[date | None] = mapped_column(default=None)
    report_by: Mapped[date | None] = mapped_column(default=None)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    done_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), default=None)
    note: Mapped[str | None] = mapped_column(sa.Text, default=None)

    case: Mapped[Case] = relationship(lazy="raise", init=False)
    clock: Mapped[Clock] = relationship(lazy="raise", init=False)
    council: Mapped[Organisation] = relationship(lazy="raise", init=False, foreign_keys=[council_id])
    organisation: Mapped[Organisation] = relationship(lazy="raise", init=False, foreign_keys=[organisation_id])
