"""Receipts: given to who handed a matter in; the key on them opens the state of the case to a stranger."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base


class Receipt(Base, kw_only=True):
    """One receipt; a new one voids the former. ``key_digest`` is keyed, see ``domain/lookup_key``."""

    __tablename__ = "receipt"
    __table_args__ = (
        sa.Index("ix_receipt_case_id", "case_id", "id"),
        sa.Index(
            "uq_receipt_valid",
            "case_id",
            unique=True,
            sqlite_where=sa.text("voided_at IS NULL"),
            postgresql_where=sa.text("voided_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    key_digest: Mapped[str] = mapped_column(sa.String(64))
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    issued_by: Mapped[str] = mapped_column(sa.String(120))
    organisation_name: Mapped[str] = mapped_column(sa.String(200))
    voided_at: Mapped[datetime | None] = mapped_column(default=None)
