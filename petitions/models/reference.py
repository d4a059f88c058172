"""Reference data an administrator edits: subject fields and deadline rules."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from petitions.domain.deadline_rule import Approver, StartEvent, Unit
from petitions.domain.vocabulary import PartyCapacity
from petitions.models.base import Base


class SubjectField(Base, kw_only=True):
    """What a matter is about; reports gather fields into groups."""

    __tablename__ = "subject_field"
    __table_args__ = (sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name="name_length"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120), unique=True)
    report_group: Mapped[str] = mapped_column(sa.String(120))
    position: Mapped[int]
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(init=False, insert_default=1)

    __mapper_args__ = {"version_id_col": version}


class DeadlineRule(Base, kw_only=True):
    """A period with the place that fixes it; a version holds until the next one begins.

    The columns are those of ``domain.deadline_rule.Rule``, which says what they mean.
    """

    __tablename__ = "deadline_rule"
    __table_args__ = (
        sa.UniqueConstraint("code", "valid_from"),
        sa.CheckConstraint("length BETWEEN 1 AND 3650", name="length"),
        sa.CheckConstraint("target IS NULL OR target BETWEEN 1 AND length", name="target"),
        sa.CheckConstraint("extension_times BETWEEN 0 AND 99", name="extension_times"),
        sa.CheckConstraint(
            "extension_length IS NULL OR (extension_times > 0 AND extension_length BETWEEN 1 AND 3650)",
            name="extension_length",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(sa.String(60))
    length: Mapped[int]
    unit: Mapped[Unit]
    rolls_forward: Mapped[bool]
    source: Mapped[str] = mapped_column(sa.String(400))
    is_verified: Mapped[bool]
    valid_from: Mapped[date]
    target: Mapped[int | None] = mapped_column(default=None)
    owed_by: Mapped[PartyCapacity] = mapped_column(default=PartyCapacity.LEAD)
    start_event: Mapped[StartEvent] = mapped_column(default=StartEvent.RECEIPT)
    is_pausable: Mapped[bool] = mapped_column(default=False)
    extension_times: Mapped[int] = mapped_column(default=0)
    extension_length: Mapped[int | None] = mapped_column(default=None)
    approver: Mapped[Approver] = mapped_column(default=Approver.BOARD)
    warning_offsets: Mapped[tuple[int, ...]] = mapped_column(default=(15, 7, 3))
    escalation: Mapped[tuple[int, ...]] = mapped_column(default=())
