"""Units and places, with the dates between which they exist and what came after them."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petitions.domain.vocabulary import Level, LocalityKind, OrganisationKind
from petitions.models.base import Base, folded_default


class Locality(Base, kw_only=True):
    """A province, commune or village; a district only in the past."""

    __tablename__ = "locality"
    __table_args__ = (
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_start"),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name="name_length"),
        sa.Index("ix_locality_parent_id_name", "parent_id", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[LocalityKind]
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("locality.id"), default=None)
    code: Mapped[str | None] = mapped_column(sa.String(20), unique=True, default=None)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None] = mapped_column(default=None)
    folded: Mapped[str] = mapped_column(sa.String(400), insert_default=folded_default("name", "code"), init=False)
    version: Mapped[int] = mapped_column(init=False, insert_default=1)

    __mapper_args__ = {"version_id_col": version}

    parent: Mapped[Locality | None] = relationship(remote_side=[id], lazy="raise", init=False)


class LocalitySuccession(Base, kw_only=True):
    """What a place that ceased went into; a district may go into many communes."""

    __tablename__ = "locality_succession"

    predecessor_id: Mapped[int] = mapped_column(sa.ForeignKey("locality.id"), primary_key=True)
    successor_id: Mapped[int] = mapped_column(sa.ForeignKey("locality.id"), primary_key=True, index=True)


class Organisation(Base, kw_only=True):
    """A unit: a council, a People's Committee, an agency that answers.

    ``mailbox`` gets mail that no person can take. ``approval_required``: the officer's answer waits
    for the leader. ``delegates_to_office`` and ``decline_limit`` belong to councils: whether the
    office may file and close, and after how many declines only the Board assigns.
    """

    __tablename__ = "organisation"
    __table_args__ = (
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_start"),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name="name_length"),
        sa.CheckConstraint("decline_limit BETWEEN 1 AND 99", name="decline_limit"),
        sa.Index("ix_organisation_locality_id_kind", "locality_id", "kind"),
        sa.Index("ix_organisation_name_id", "name", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str] = mapped_column(sa.String(200))
    short_name: Mapped[str] = mapped_column(sa.String(80))
    kind: Mapped[OrganisationKind]
    level: Mapped[Level]
    locality_id: Mapped[int] = mapped_column(sa.ForeignKey("locality.id"))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True, default=None)
    code: Mapped[str | None] = mapped_column(sa.String(40), unique=True, default=None)
    mailbox: Mapped[str | None] = mapped_column(sa.String(200), default=None)
    approval_required: Mapped[bool] = mapped_column(default=False)
    delegates_to_office: Mapped[bool] = mapped_column(default=False)
    decline_limit: Mapped[int] = mapped_column(default=3)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None] = mapped_column(default=None)
    folded: Mapped[str] = mapped_column(
        sa.String(400), insert_default=folded_default("name", "short_name", "code"), init=False
    )
    version: Mapped[int] = mapped_column(init=False)

    __mapper_args__ = {"version_id_col": version}

    locality: Mapped[Locality] = relationship(lazy="raise", init=False)
    parent: Mapped[Organisation | None] = relationship(remote_side=[id], lazy="raise", init=False)


class OrganisationSuccession(Base, kw_only=True):
    """Which unit took over from one that ceased."""

    __tablename__ = "organisation_succession"

    predecessor_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), primary_key=True)
    successor_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), primary_key=True, index=True)
