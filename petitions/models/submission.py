"""What makes a doubled, interrupted or refused form harmless."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base


class SubmissionKey(Base, kw_only=True):
    """A form that was already carried out, and where its sender was sent afterwards."""

    __tablename__ = "submission_key"

    key: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    location: Mapped[str] = mapped_column(sa.String(400))
    created_at: Mapped[datetime] = mapped_column(index=True)


class KeptForm(Base, kw_only=True):
    """A form sent after the sign-in had expired, encrypted, for its own author, for half an hour."""

    __tablename__ = "kept_form"
    __table_args__ = (sa.Index("ix_kept_form_expires_at", "expires_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    path: Mapped[str] = mapped_column(sa.String(400))
    sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    expires_at: Mapped[datetime]


class StagedFile(Base, kw_only=True):
    """A file that came with a refused form, for its own author and that form, for a day; its bytes are in the store.

    ``form_key`` is the key of the form, as in ``submission_key``.
    """

    __tablename__ = "staged_file"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "form_key", "digest", "name"),
        sa.Index("ix_staged_file_expires_at", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    form_key: Mapped[str] = mapped_column(sa.String(40))
    digest: Mapped[str] = mapped_column(sa.String(64))
    name: Mapped[str] = mapped_column(sa.String(255))
    media_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int] = mapped_column(sa.BigInteger)
    expires_at: Mapped[datetime]
