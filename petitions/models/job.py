"""Scheduled work: which period of a job ran, who is at it now, and which workers live."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from petitions.domain.schedule import JobState
from petitions.models.base import Base


class JobRun(Base, kw_only=True):
    """One period of a job; the unique name makes it run once however many workers there are.

    ``name`` is a ``JobName``; ``period`` is a date in ISO, or the word for a job without periods,
    whose row is used again and again. While it is ``running`` it belongs to ``claimed_by`` until
    ``lease_until``, which a living worker moves on; afterwards anybody may take it over. ``attempts``
    counts the claims and tells an earlier holder from a later one; ``failures`` counts those in a row.
    ``last_error`` is the class of what went wrong, no more.
    """

    __tablename__ = "job_run"
    __table_args__ = (
        sa.UniqueConstraint("name", "period"),
        sa.CheckConstraint(
            "state <> 'running' OR (claimed_by IS NOT NULL AND lease_until IS NOT NULL)", name="claimed"
        ),
        sa.CheckConstraint("state <> 'done' OR succeeded_at IS NOT NULL", name="succeeded"),
        sa.Index("ix_job_run_name_succeeded_at", "name", "succeeded_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str] = mapped_column(sa.String(24))
    period: Mapped[str] = mapped_column(sa.String(10))
    state: Mapped[JobState]
    attempts: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str | None] = mapped_column(sa.String(80), default=None)
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    succeeded_at: Mapped[datetime | None] = mapped_column(default=None)
    next_attempt_at: Mapped[datetime | None] = mapped_column(default=None)
    last_error: Mapped[str | None] = mapped_column(sa.String(80), default=None)
    facts: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)


class WorkerBeat(Base, kw_only=True):
    """A worker's sign of life, renewed every minute."""

    __tablename__ = "worker_beat"

    worker: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime]
