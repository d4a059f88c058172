"""Files: bytes are kept outside the database by digest, these rows say whose and what they are."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petitions.domain.vocabulary import FileAccess
from petitions.models.base import Base


class StoredFile(Base, kw_only=True):
    """The bytes behind a SHA-256 digest; the same content is kept once."""

    __tablename__ = "stored_file"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    size: Mapped[int] = mapped_column(sa.BigInteger)
    media_type: Mapped[str] = mapped_column(sa.String(100))
    stored_at: Mapped[datetime]


class CaseFile(Base, kw_only=True):
    """A file on a case under the name it came with; withdrawn, never deleted."""

    __tablename__ = "case_file"
    __table_args__ = (
        sa.CheckConstraint("response_id IS NULL OR access = 'shared'", name="answer_is_shared"),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_has_reason"),
        sa.Index("ix_case_file_case_id_id", "case_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    digest: Mapped[str] = mapped_column(sa.ForeignKey("stored_file.digest"), index=True)
    name: Mapped[str] = mapped_column(sa.String(255))
    access: Mapped[FileAccess]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    response_id: Mapped[int | None] = mapped_column(sa.ForeignKey("response.id"), index=True, default=None)
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_reason: Mapped[str | None] = mapped_column(sa.Text, default=None)

    stored: Mapped[StoredFile] = relationship(lazy="raise", init=False)
