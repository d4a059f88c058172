"""Statements taken off the minutes: as they stood, so that nothing is lost by a slip."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base


class RemovedStatement(Base, kw_only=True):
    """A statement as it stood when it was removed; while it is kept, its entry key makes no new row.

    ``version`` is the one it had; put back, it goes on from there.
    """

    __tablename__ = "removed_statement"
    __table_args__ = (sa.UniqueConstraint("contact_meeting_id", "entry_key"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    contact_meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("contact_meeting.id"))
    entry_key: Mapped[str] = mapped_column(sa.String(36))
    position: Mapped[int]
    version: Mapped[int]
    speaker_name: Mapped[str | None] = mapped_column(sa.String(120))
    village: Mapped[str | None] = mapped_column(sa.String(200))
    content: Mapped[str] = mapped_column(sa.Text)
    subject_field_id: Mapped[int | None] = mapped_column(sa.ForeignKey("subject_field.id"))
    answered_on_spot: Mapped[bool]
    answered_by: Mapped[str | None] = mapped_column(sa.String(200))
    speaker_phone: Mapped[str | None] = mapped_column(sa.String(20))
    recorded_at: Mapped[datetime]
    removed_at: Mapped[datetime]
    removed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
