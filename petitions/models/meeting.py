"""Terms, council sessions, contact rounds and meetings, and what voters said there."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petitions.domain.vocabulary import RoundPhase
from petitions.models.base import Base
from petitions.models.organisation import Locality, Organisation
from petitions.models.reference import SubjectField


class CouncilTerm(Base, kw_only=True):
    """The years for which one council was elected."""

    __tablename__ = "council_term"
    __table_args__ = (
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        sa.UniqueConstraint("council_id", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    council_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(sa.String(120))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False, insert_default=1)

    __mapper_args__ = {"version_id_col": version}


class CouncilSession(Base, kw_only=True):
    """One council session of a term; two regular ones a year."""

    __tablename__ = "council_session"
    __table_args__ = (sa.Index("ix_council_session_council_term_id", "council_term_id", "held_on"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    council_term_id: Mapped[int] = mapped_column(sa.ForeignKey("council_term.id"))
    name: Mapped[str] = mapped_column(sa.String(120))
    held_on: Mapped[date | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False, insert_default=1)

    __mapper_args__ = {"version_id_col": version}

    term: Mapped[CouncilTerm] = relationship(lazy="raise", init=False)


class ContactRound(Base, kw_only=True):
    """A round of meetings with voters, before or after a council session."""

    __tablename__ = "contact_round"
    __table_args__ = (
        sa.CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        sa.Index("ix_contact_round_council_id_starts_on", "council_id", "starts_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    council_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(sa.String(200))
    phase: Mapped[RoundPhase]
    council_session_id: Mapped[int | None] = mapped_column(sa.ForeignKey("council_session.id"), default=None)
    plan_number: Mapped[str | None] = mapped_column(sa.String(60), default=None)
    starts_on: Mapped[date | None] = mapped_column(default=None)
    ends_on: Mapped[date | None] = mapped_column(default=None)
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    version: Mapped[int] = mapped_column(init=False)

    council: Mapped[Organisation] = relationship(lazy="raise", init=False, foreign_keys=[council_id])
    council_session: Mapped[CouncilSession | None] = relationship(lazy="raise", init=False)

    __mapper_args__ = {"version_id_col": version}


class ContactMeeting(Base, kw_only=True):
    """One meeting with voters at one place; recorded by the unit that keeps its minutes."""

    __tablename__ = "contact_meeting"
    __table_args__ = (
        sa.CheckConstraint("voter_count IS NULL OR voter_count BETWEEN 0 AND 100000", name="voter_count"),
        sa.Index("ix_contact_meeting_contact_round_id", "contact_round_id", "held_on", "id"),
        sa.Index("ix_contact_meeting_recorded_by_id", "recorded_by_id", "held_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    contact_round_id: Mapped[int] = mapped_column(sa.ForeignKey("contact_round.id"))
    held_on: Mapped[date]
    locality_id: Mapped[int] = mapped_column(sa.ForeignKey("locality.id"))
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    voter_count: Mapped[int | None] = mapped_column(default=None)
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    version: Mapped[int] = mapped_column(init=False)

    contact_round: Mapped[ContactRound] = relationship(lazy="raise", init=False)
    locality: Mapped[Locality] = relationship(lazy="raise", init=False)

    __mapper_args__ = {"version_id_col": version}


class Statement(Base, kw_only=True):
    """One opinion as a voter spoke it; the name stays on the minutes."""

    __tablename__ = "statement"
    __table_args__ = (
        sa.UniqueConstraint("contact_meeting_id", "position"),
        sa.CheckConstraint("length(content) >= 1", name="content_given"),
        sa.CheckConstraint("answered_by IS NULL OR answered_on_spot", name="answered_by_when_answered"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    contact_meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("contact_meeting.id"))
    position: Mapped[int]
    speaker_name: Mapped[str | None] = mapped_column(sa.String(120), default=None)
    village: Mapped[str | None] = mapped_column(sa.String(200), default=None)
    content: Mapped[str] = mapped_column(sa.Text)
    subject_field_id: Mapped[int | None] = mapped_column(sa.ForeignKey("subject_field.id"), default=None)
    answered_on_spot: Mapped[bool] = mapped_column(default=False)
    answered_by: Mapped[str | None] = mapped_column(sa.String(200), default=None)
    recorded_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(init=False)

    meeting: Mapped[ContactMeeting] = relationship(lazy="raise", init=False)
    subject_field: Mapped[SubjectField | None] = relationship(lazy="raise", init=False)

    __mapper_args__ = {"version_id_col": version}
