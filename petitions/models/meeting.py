"""Terms, council sessions, contact rounds and meetings, and what voters said there."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petitions.domain.vocabulary import ContactForm, Level, RoundPhase
from petitions.models.base import Base
from petitions.models.file import StoredFile
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
    """A round of meetings with voters, before or after a council session.

    ``joined_levels``: councils of these levels meet the voters jointly with the round's own. Its cases stay
    with its own council; one that is another level's to settle is handed over.
    """

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
    plan_on: Mapped[date | None] = mapped_column(default=None)
    form: Mapped[ContactForm] = mapped_column(default=ContactForm.IN_PERSON)
    joined_levels: Mapped[tuple[Level, ...]] = mapped_column(default=())
    starts_on: Mapped[date | None] = mapped_column(default=None)
    ends_on: Mapped[date | None] = mapped_column(default=None)
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    version: Mapped[int] = mapped_column(init=False)

    council: Mapped[Organisation] = relationship(lazy="raise", init=False, foreign_keys=[council_id])
    council_session: Mapped[CouncilSession | None] = relationship(lazy="raise", init=False)

    def includes(self, day: date) -> bool:
        """Tell whether the day is one of the round's own; where an end is not fixed, there is none."""
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)

    __mapper_args__ = {"version_id_col": version}


class ContactMeeting(Base, kw_only=True):
    """One meeting with voters at one place, planned or held; recorded by the unit that keeps its minutes.

    Until ``held_on`` has come it is a line of the round's schedule. ``start_time`` is Hanoi's clock.
    ``speaker_count`` is what the minutes say; who spoke several times counts once.
    """

    __tablename__ = "contact_meeting"
    __table_args__ = (
        sa.CheckConstraint("voter_count IS NULL OR voter_count BETWEEN 0 AND 100000", name="voter_count"),
        sa.CheckConstraint("speaker_count IS NULL OR speaker_count BETWEEN 0 AND 10000", name="speaker_count"),
        sa.Index("ix_contact_meeting_contact_round_id", "contact_round_id", "held_on", "id"),
        sa.Index("ix_contact_meeting_recorded_by_id", "recorded_by_id", "held_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    contact_round_id: Mapped[int] = mapped_column(sa.ForeignKey("contact_round.id"))
    held_on: Mapped[date]
    locality_id: Mapped[int] = mapped_column(sa.ForeignKey("locality.id"))
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    start_time: Mapped[time | None] = mapped_column(default=None)
    voter_count: Mapped[int | None] = mapped_column(default=None)
    speaker_count: Mapped[int | None] = mapped_column(default=None)
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    version: Mapped[int] = mapped_column(init=False)

    contact_round: Mapped[ContactRound] = relationship(lazy="raise", init=False)
    locality: Mapped[Locality] = relationship(lazy="raise", init=False)

    __mapper_args__ = {"version_id_col": version}


class MeetingDeputy(Base, kw_only=True):
    """A deputy who is to come to a meeting, or came: an account of ours or a name as typed."""

    __tablename__ = "meeting_deputy"

    contact_meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("contact_meeting.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True, default=None)


class MeetingFile(Base, kw_only=True):
    """The minutes of a meeting as signed or scanned, open to whom the minutes are; withdrawn, never deleted."""

    __tablename__ = "meeting_file"
    __table_args__ = (
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    contact_meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("contact_meeting.id"), index=True)
    digest: Mapped[str] = mapped_column(sa.ForeignKey("stored_file.digest"), index=True)
    name: Mapped[str] = mapped_column(sa.String(255))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(sa.String(120))
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_reason: Mapped[str | None] = mapped_column(sa.Text, default=None)

    stored: Mapped[StoredFile] = relationship(lazy="raise", init=False)


def new_entry_key() -> str:
    """Return a key for an entry that brings none of its own."""
    return str(uuid.uuid4())


class Statement(Base, kw_only=True):
    """One opinion as a voter spoke it; name and telephone number stay on the minutes.

    ``entry_key`` is made where the row is typed, in a browser that may be offline: sent again and again, it is one row.
    """

    __tablename__ = "statement"
    __table_args__ = (
        sa.UniqueConstraint("contact_meeting_id", "position"),
        sa.Index("uq_statement_entry_key", "contact_meeting_id", "entry_key", unique=True),
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
    speaker_phone: Mapped[str | None] = mapped_column(sa.String(20), default=None)
    recorded_at: Mapped[datetime]
    entry_key: Mapped[str] = mapped_column(sa.String(36), default_factory=new_entry_key, insert_default=new_entry_key)
    version: Mapped[int] = mapped_column(init=False)

    meeting: Mapped[ContactMeeting] = relationship(lazy="raise", init=False)
    subject_field: Mapped[SubjectField | None] = relationship(lazy="raise", init=False)

    __mapper_args__ = {"version_id_col": version}
