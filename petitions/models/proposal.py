"""Changes of calendar and rules that were proposed, and what each would move."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from petitions.domain.proposals import ChangeKind, ChangePhase
from petitions.models.base import Base

_APPLYING = sa.text("phase = 'applying'")


class ProposedChange(Base, kw_only=True):
    """A change on its way; ``payload`` is what ``domain.calendar_change`` or ``domain.rule_change`` wrote down.

    ``basis`` marks the calendar and the rules it was tried on: when they have changed meanwhile, it is
    tried anew before it is applied. ``reached_id`` is the last clock that was looked at, ``done`` how many
    were, of ``total``; the other numbers count what moves. Only one change at a time is being applied. ``checked_at``
    is when all clocks were looked at once more, for steps that were under way when it was applied.
    """

    __tablename__ = "proposed_change"
    __table_args__ = (
        sa.Index(
            "ix_proposed_change_one_applying", "phase", unique=True, sqlite_where=_APPLYING, postgresql_where=_APPLYING
        ),
        sa.Index("ix_proposed_change_phase_id", "phase", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    kind: Mapped[ChangeKind]
    payload: Mapped[dict[str, Any]]
    reason: Mapped[str | None] = mapped_column(sa.Text, default=None)
    phase: Mapped[ChangePhase] = mapped_column(default=ChangePhase.PROPOSED)
    basis: Mapped[str] = mapped_column(sa.String(24), default="")
    judged_on: Mapped[date | None] = mapped_column(default=None)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), default=None)
    created_by_name: Mapped[str] = mapped_column(sa.String(120), default="")
    created_at: Mapped[datetime]
    applied_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), default=None)
    applied_by_name: Mapped[str] = mapped_column(sa.String(120), default="")
    previewed_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    checked_at: Mapped[datetime | None] = mapped_column(default=None)
    reached_id: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    moved: Mapped[int] = mapped_column(default=0)
    becomes_overdue: Mapped[int] = mapped_column(default=0)
    ceases_overdue: Mapped[int] = mapped_column(default=0)
    becomes_certain: Mapped[int] = mapped_column(default=0)
    becomes_provisional: Mapped[int] = mapped_column(default=0)
    uncountable: Mapped[int] = mapped_column(default=0)
    applied: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(init=False, insert_default=1)

    __mapper_args__ = {"version_id_col": version}


class ProposedMove(Base, kw_only=True):
    """An open clock whose due date the change moves; ``is_applied`` once it has moved."""

    __tablename__ = "proposed_move"
    __table_args__ = (
        sa.Index("ix_proposed_move_change_due", "change_id", "due_after", "clock_id"),
        sa.Index("ix_proposed_move_clock_id", "clock_id"),
    )

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("proposed_change.id"), primary_key=True)
    clock_id: Mapped[int] = mapped_column(sa.ForeignKey("clock.id"), primary_key=True)
    due_before: Mapped[date]
    due_after: Mapped[date]
    was_overdue: Mapped[bool]
    becomes_overdue: Mapped[bool]
    is_applied: Mapped[bool] = mapped_column(default=False)
