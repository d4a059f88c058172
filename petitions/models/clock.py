"""Clocks: who owes what by when, and everything that ever happened to each date."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petitions.domain.clock_vocabulary import ClockEventKind, ClockOutcome, RequestKind, Stage
from petitions.models.base import Base
from petitions.models.case import Case
from petitions.models.organisation import Organisation
from petitions.models.reference import DeadlineRule

_OPEN = sa.text("is_open")
_WITH_TARGET = sa.text("is_open AND (target_on < due_on)")
_PENDING = sa.text("pending IS NOT NULL")


class Clock(Base, kw_only=True):
    """One duty on a case with its dates; the dates are computed from its events and kept for lists.

    ``organisation_id`` is who owes it. ``fixed_on`` is the date that the starting paper names,
    ``original_due_on`` what the clock said at its start. ``fingerprint`` marks what the dates were
    computed from. ``stopped_on`` against ``due_on`` is the verdict; ``dropped`` clocks have none.
    ``is_excluded``: left out of the on-time rate by a decision in its events. ``paused_to`` is the
    last paused day, ``pending`` what the council has to decide on.
    """

    __tablename__ = "clock"
    __table_args__ = (
        sa.CheckConstraint("is_open = (stopped_on IS NULL)", name="stopped_has_day"),
        sa.CheckConstraint("is_open = (outcome IS NULL)", name="stopped_has_outcome"),
        sa.CheckConstraint("target_on <= due_on", name="target_before_due"),
        sa.CheckConstraint("rule_id IS NOT NULL OR fixed_on IS NOT NULL", name="has_a_ground"),
        sa.Index("ix_clock_case_id_id", "case_id", "id"),
        sa.Index("ix_clock_open_due", "due_on", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index(
            "ix_clock_open_stage_due", "stage", "due_on", "id", "case_id", sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        sa.Index(
            "ix_clock_open_owner", "organisation_id", "stage", "due_on", sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        sa.Index("ix_clock_open_target", "target_on", "id", sqlite_where=_WITH_TARGET, postgresql_where=_WITH_TARGET),
        sa.Index("ix_clock_pending", "case_id", sqlite_where=_PENDING, postgresql_where=_PENDING),
        sa.Index("ix_clock_stage_due", "stage", "due_on", "id"),
        sa.Index("ix_clock_rule", "rule_id", "is_open"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    stage: Mapped[Stage]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    assignment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("assignment.id"), default=None)
    response_id: Mapped[int | None] = mapped_column(sa.ForeignKey("response.id"), default=None)
    rule_id: Mapped[int | None] = mapped_column(sa.ForeignKey("deadline_rule.id"), default=None)
    start_on: Mapped[date]
    fixed_on: Mapped[date | None] = mapped_column(default=None)
    original_due_on: Mapped[date]
    target_on: Mapped[date]
    legal_on: Mapped[date]
    due_on: Mapped[date]
    is_provisional: Mapped[bool] = mapped_column(default=False)
    fingerprint: Mapped[str] = mapped_column(sa.String(24))
    is_open: Mapped[bool] = mapped_column(default=True)
    stopped_on: Mapped[date | None] = mapped_column(default=None)
    outcome: Mapped[ClockOutcome | None] = mapped_column(default=None)
    extension_count: Mapped[int] = mapped_column(default=0)
    pending: Mapped[RequestKind | None] = mapped_column(default=None)
    paused_to: Mapped[date | None] = mapped_column(default=None)
    is_excluded: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(init=False, insert_default=1)

    __mapper_args__ = {"version_id_col": version}

    case: Mapped[Case] = relationship(lazy="raise", init=False)
    organisation: Mapped[Organisation] = relationship(lazy="raise", init=False)
    rule: Mapped[DeadlineRule | None] = relationship(lazy="raise", init=False)
    events: Mapped[list[ClockEvent]] = relationship(lazy="raise", init=False, order_by="ClockEvent.id")


class ClockEvent(Base, kw_only=True):
    """One thing that happened to a clock: who, when, why, by which paper, and from which date to which.

    ``on`` is the day from which it counts. ``facts`` holds what the ledger is built from: the first
    and last day of a pause, the date an extension names.
    """

    __tablename__ = "clock_event"
    __table_args__ = (sa.Index("ix_clock_event_clock_id_id", "clock_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    clock_id: Mapped[int] = mapped_column(sa.ForeignKey("clock.id"))
    kind: Mapped[ClockEventKind]
    at: Mapped[datetime]
    on: Mapped[date]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), default=None)
    actor_name: Mapped[str] = mapped_column(sa.String(120), default="")
    organisation_name: Mapped[str] = mapped_column(sa.String(200), default="")
    reason: Mapped[str | None] = mapped_column(sa.Text, default=None)
    document_number: Mapped[str | None] = mapped_column(sa.String(60), default=None)
    due_before: Mapped[date | None] = mapped_column(default=None)
    due_after: Mapped[date | None] = mapped_column(default=None)
    facts: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
