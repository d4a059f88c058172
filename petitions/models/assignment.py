"""Letters that forward cases, and who got a case to work on, by when, and how that ended."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petitions.models.base import Base
from petitions.models.organisation import Organisation


class Forwarding(Base, kw_only=True):
    """One official letter of a council; entered once, it covers many cases."""

    __tablename__ = "forwarding"
    __table_args__ = (
        sa.UniqueConstraint("council_id", "letter_number", "letter_on"),
        sa.Index("ix_forwarding_council_id_id", "council_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    council_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    letter_number: Mapped[str] = mapped_column(sa.String(60))
    letter_on: Mapped[date]
    recorded_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(init=False, insert_default=1)

    __mapper_args__ = {"version_id_col": version}


class Sending(Base, kw_only=True):
    """A case that a letter took to another council, or to a body outside; to an agency an assignment takes it."""

    __tablename__ = "sending"
    __table_args__ = (sa.Index("ix_sending_forwarding_id", "forwarding_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    forwarding_id: Mapped[int] = mapped_column(sa.ForeignKey("forwarding.id"))
    recipient: Mapped[str] = mapped_column(sa.String(200))
    sent_at: Mapped[datetime]


class AssignmentOutcome(StrEnum):
    """How an assignment stands or ended."""

    OPEN = "open"
    ANSWERED = "answered"
    DECLINED = "declined"
    RECALLED = "recalled"
    REASSIGNED = "reassigned"
    WITHDRAWN = "withdrawn"


class Assignment(Base, kw_only=True):
    """One lead's turn on a case; at most one is open at a time.

    ``received_on`` is day zero of the answer clock: the day of the assignment, or an arrival stamp;
    ``fixed_on`` the date by which the letter wants the answer, None where the rule decides.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        sa.Index(
            "uq_assignment_open",
            "case_id",
            unique=True,
            sqlite_where=sa.text("outcome = 'open'"),
            postgresql_where=sa.text("outcome = 'open'"),
        ),
        sa.Index("ix_assignment_case_id_id", "case_id", "id"),
        sa.Index("ix_assignment_forwarding_id", "forwarding_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    forwarding_id: Mapped[int] = mapped_column(sa.ForeignKey("forwarding.id"))
    assigned_at: Mapped[datetime]
    received_on: Mapped[date]
    fixed_on: Mapped[date | None] = mapped_column(default=None)
    accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    outcome: Mapped[AssignmentOutcome] = mapped_column(default=AssignmentOutcome.OPEN)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    lead: Mapped[Organisation] = relationship(lazy="raise", init=False)
    forwarding: Mapped[Forwarding] = relationship(lazy="raise", init=False)
    coordinations: Mapped[list[Coordination]] = relationship(lazy="raise", init=False)


class Coordination(Base, kw_only=True):
    """A coordinating agency that owes the lead its opinion."""

    __tablename__ = "coordination"

    assignment_id: Mapped[int] = mapped_column(sa.ForeignKey("assignment.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), primary_key=True, index=True)

    organisation: Mapped[Organisation] = relationship(lazy="raise", init=False)
