"""How common the terms are by which similar cases are found."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base


class LikenessCount(Base, kw_only=True):
    """A term that stands in many cases, and in how many; counted at night. Term nought counts all cases."""

    __tablename__ = "case_likeness_count"

    term: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    cases: Mapped[int]
