"""Reference data an administrator edits: subject fields and deadline rules."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from petitions.domain.deadlines import Unit
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
    """A period with the place that fixes it; a version holds until the next one begins."""

    __tablename__ = "deadline_rule"
    __table_args__ = (
        sa.UniqueConstraint("code", "valid_from"),
        sa.CheckConstraint("length BETWEEN 1 AND 3650", name="length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(sa.String(60))
    length: Mapped[int]
    unit: Mapped[Unit]
    rolls_forward: Mapped[bool]
    source: Mapped[str] = mapped_column(sa.String(400))
    is_verified: Mapped[bool]
    valid_from: Mapped[date]
