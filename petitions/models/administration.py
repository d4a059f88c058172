"""What administrators did to accounts, units, places and reference data; never changed, never deleted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from petitions.domain.admin_vocabulary import AdminAction, AdminSubject
from petitions.models.base import Base


class AdminEvent(Base, kw_only=True):
    """One step of an administrator; names stand as they were, ``actor_id`` is empty for the command line.

    ``subject_id`` is the key in the table that ``subject_kind`` names; ``facts`` hold what the sentence
    of the history needs.
    """

    __tablename__ = "admin_event"
    __table_args__ = (sa.Index("ix_admin_event_subject", "subject_kind", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), default=None)
    actor_name: Mapped[str] = mapped_column(sa.String(120), default="")
    action: Mapped[AdminAction]
    subject_kind: Mapped[AdminSubject]
    subject_id: Mapped[int]
    subject_name: Mapped[str] = mapped_column(sa.String(200))
    reason: Mapped[str | None] = mapped_column(sa.Text, default=None)
    facts: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
