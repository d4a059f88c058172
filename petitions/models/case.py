"""The case: what voters asked for, where the file stands, who takes part, and its whole history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petitions.domain.clock_vocabulary import RequestKind
from petitions.domain.vocabulary import Action, Authority, Channel, Kind, PartyCapacity, ResultClass, State
from petitions.models.base import Base, enumeration
from petitions.models.meeting import ContactMeeting, Statement
from petitions.models.organisation import Locality, Organisation
from petitions.models.reference import SubjectField

_WITH_LEAD = "('assigned', 'in_progress')"
_UNCLASSIFIED = "('draft', 'submitted', 'returned', 'answered_on_spot', 'filed', 'withdrawn', 'merged')"
_RE_RAISED = sa.text("re_raised_from_id IS NOT NULL")
_CLOCK_RUNS = sa.text("state IN ('assigned', 'in_progress')")


class Case(Base, kw_only=True):
    """What voters asked for, and where the matter stands.

    ``content`` is the entry as the commune typed it and stays with commune and council;
    ``forwarded_text`` is what agencies read, written at classification. ``due_on`` is the lead's
    answer date; in ``following`` it is the next date the council set. ``pending_request`` is what the
    lead has asked the council for, ``office_decides`` that the rule leaves it to the office,
    ``paused_to`` the last day on which the answer clock stands still. ``result_class`` and
    ``answered_on_paper`` repeat the current response's. All of them are kept here for lists, reports
    and the policy.

    ``merged_into_id`` is the case it became part of, ``merged_count`` how many became part of it, all
    the way down; ``split_from_id`` is the case it was once part of, ``part_count`` how many were split off.
    ``raised_count`` says the how manieth time voters raise the matter, ``first_raised_on`` since when.
    """

    __tablename__ = "case"
    __table_args__ = (
        sa.CheckConstraint("length(summary) BETWEEN 1 AND 1000", name="summary_length"),
        sa.CheckConstraint("length(content) BETWEEN 1 AND 50000", name="content_length"),
        sa.CheckConstraint(f"state NOT IN {_WITH_LEAD} OR (lead_id IS NOT NULL AND due_on IS NOT NULL)", name="lead"),
        sa.CheckConstraint(
            f"state IN {_UNCLASSIFIED} OR (authority IS NOT NULL AND forwarded_text IS NOT NULL)", name="classified"
        ),
        sa.CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged"),
        sa.CheckConstraint("state <> 'answered' OR result_class IS NOT NULL", name="answered_has_result"),
        sa.Index("ix_case_received_on_id", "received_on", "id"),
        sa.Index("ix_case_state_received_on", "state", "received_on", "id"),
        sa.Index("ix_case_council_state", "council_id", "state", "received_on", "id"),
        sa.Index("ix_case_origin_state", "origin_id", "state", "received_on", "id"),
        sa.Index("ix_case_council_lead", "council_id", "lead_id"),
        sa.Index("ix_case_lead", "lead_id", "received_on", "id"),
        sa.Index("ix_case_subject_field", "subject_field_id", "received_on", "id"),
        sa.Index("ix_case_lead_state", "lead_id", "state", "received_on", "id"),
        sa.Index("ix_case_locality", "locality_id", "received_on", "id"),
        sa.Index("ix_case_meeting", "contact_meeting_id"),
        sa.Index(
            "ix_case_pending_request",
            "council_id",
            "id",
            sqlite_where=sa.text("pending_request IS NOT NULL"),
            postgresql_where=sa.text("pending_request IS NOT NULL"),
        ),
        sa.Index("ix_case_re_raised", "received_on", "id", sqlite_where=_RE_RAISED, postgresql_where=_RE_RAISED),
        sa.Index("ix_case_open_due", "due_on", "id", "lead_id", sqlite_where=_CLOCK_RUNS, postgresql_where=_CLOCK_RUNS),
        sa.Index(
            "ix_case_open_lead_due", "lead_id", "due_on", "id", sqlite_where=_CLOCK_RUNS, postgresql_where=_CLOCK_RUNS
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    kind: Mapped[Kind]
    state: Mapped[State]
    channel: Mapped[Channel]
    council_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    origin_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    locality_id: Mapped[int] = mapped_column(sa.ForeignKey("locality.id"))
    subject_field_id: Mapped[int] = mapped_column(sa.ForeignKey("subject_field.id"))
    contact_meeting_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact_meeting.id"), default=None)
    received_on: Mapped[date]
    summary: Mapped[str] = mapped_column(sa.Text)
    content: Mapped[str] = mapped_column(sa.Text, deferred=True)
    forwarded_text: Mapped[str | None] = mapped_column(sa.Text, default=None, deferred=True)
    authority: Mapped[Authority | None] = mapped_column(default=None)
    lead_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), default=None)
    due_on: Mapped[date | None] = mapped_column(default=None)
    pending_request: Mapped[RequestKind | None] = mapped_column(default=None)
    office_decides: Mapped[bool] = mapped_column(default=False)
    paused_to: Mapped[date | None] = mapped_column(default=None)
    result_class: Mapped[ResultClass | None] = mapped_column(default=None)
    answered_on_paper: Mapped[bool] = mapped_column(default=False)
    decline_count: Mapped[int] = mapped_column(default=0)
    re_raised_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"), index=True, default=None)
    raised_count: Mapped[int] = mapped_column(default=1)
    first_raised_on: Mapped[date | None] = mapped_column(default=None)
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"), index=True, default=None)
    merged_count: Mapped[int] = mapped_column(default=0)
    split_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"), index=True, default=None)
    part_count: Mapped[int] = mapped_column(default=0)
    recorded_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(init=False)

    council: Mapped[Organisation] = relationship(lazy="raise", init=False, foreign_keys=[council_id])
    origin: Mapped[Organisation] = relationship(lazy="raise", init=False, foreign_keys=[origin_id])
    lead: Mapped[Organisation | None] = relationship(lazy="raise", init=False, foreign_keys=[lead_id])
    locality: Mapped[Locality] = relationship(lazy="raise", init=False)
    subject_field: Mapped[SubjectField] = relationship(lazy="raise", init=False)
    meeting: Mapped[ContactMeeting | None] = relationship(lazy="raise", init=False)
    voter: Mapped[CaseVoter | None] = relationship(lazy="raise", init=False)
    parties: Mapped[list[CaseParty]] = relationship(lazy="raise", init=False)

    __mapper_args__ = {"version_id_col": version}


class CaseVoter(Base, kw_only=True):
    """Who raised it; in a table of its own so that no query for agencies can bring it along."""

    __tablename__ = "case_voter"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    name: Mapped[str | None] = mapped_column(sa.String(120), default=None)
    phone: Mapped[str | None] = mapped_column(sa.String(20), default=None)
    address: Mapped[str | None] = mapped_column(sa.String(300), default=None)


class CaseParty(Base, kw_only=True):
    """A unit that sees the case, and why; what is not in here does not exist for the unit.

    ``owes_opinion``: it coordinates in the lead's present turn and has not said its opinion yet.
    """

    __tablename__ = "case_party"
    __table_args__ = (sa.Index("ix_case_party_case_id", "case_id", "organisation_id"),)

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    capacity: Mapped[PartyCapacity]
    owes_opinion: Mapped[bool] = mapped_column(default=False)


class CaseStatement(Base, kw_only=True):
    """Which opinions a case was made from; both sides stay countable."""

    __tablename__ = "case_statement"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    statement_id: Mapped[int] = mapped_column(sa.ForeignKey("statement.id"), primary_key=True, index=True)

    statement: Mapped[Statement] = relationship(lazy="raise", init=False)


class CaseMerge(Base, kw_only=True):
    """Which cases are part of which, all the way down: one row for each pair, whoever lies between them."""

    __tablename__ = "case_merge"

    survivor_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    merged_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True, index=True)


class CaseEvent(Base, kw_only=True):
    """One step: who, for which unit, when, from where to where, why; written once, never changed.

    ``facts`` carries what the sentence needs (names as they were that day, letter, dates in ISO).
    ``is_shared`` events are open to agencies; the rest stay with commune and council.
    """

    __tablename__ = "case_event"
    __table_args__ = (sa.Index("ix_case_event_case_id_id", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    action: Mapped[Action]
    source: Mapped[State | None] = mapped_column(enumeration(State, name="source"))
    target: Mapped[State] = mapped_column(enumeration(State, name="target"))
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    actor_name: Mapped[str] = mapped_column(sa.String(120))
    organisation_name: Mapped[str] = mapped_column(sa.String(200))
    is_shared: Mapped[bool]
    note: Mapped[str | None] = mapped_column(sa.Text, default=None)
    facts: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
