"""People, what they are granted, where they are signed in, and how often a sign-in failed."""

from __future__ import annotations

import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petitions.domain.vocabulary import Role
from petitions.models.base import Base, folded_default
from petitions.models.organisation import Locality, Organisation


def new_key_salt() -> str:
    """Return what makes the keys of one person unlike those of anybody else, in this database or another."""
    return secrets.token_hex(16)


class Person(Base, kw_only=True):
    """Somebody with an account; ``username`` is stored in lower case.

    ``wants_digest``: once a day a mail says what waits for him. ``key_salt`` goes into the key under which his
    browser keeps what it could not send; a new one makes what lies there unreadable for good.
    """

    __tablename__ = "person"
    __table_args__ = (
        sa.CheckConstraint("username = lower(username) AND length(username) BETWEEN 1 AND 60", name="username"),
        sa.CheckConstraint("length(full_name) BETWEEN 1 AND 120", name="full_name_length"),
        sa.Index("ix_person_full_name_id", "full_name", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    username: Mapped[str] = mapped_column(sa.String(60), unique=True)
    full_name: Mapped[str] = mapped_column(sa.String(120))
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    email: Mapped[str | None] = mapped_column(sa.String(200), default=None)
    phone: Mapped[str | None] = mapped_column(sa.String(20), default=None)
    is_active: Mapped[bool] = mapped_column(default=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    is_demo: Mapped[bool] = mapped_column(default=False)
    wants_digest: Mapped[bool] = mapped_column(default=True)
    key_salt: Mapped[str] = mapped_column(sa.String(32), insert_default=new_key_salt, init=False)
    created_at: Mapped[datetime]
    folded: Mapped[str] = mapped_column(
        sa.String(400), insert_default=folded_default("full_name", "username"), init=False
    )
    version: Mapped[int] = mapped_column(init=False)

    grants: Mapped[list[PersonGrant]] = relationship(
        lazy="raise", init=False, foreign_keys="PersonGrant.person_id", order_by="PersonGrant.id"
    )

    __mapper_args__ = {"version_id_col": version}


class PersonGrant(Base, kw_only=True):
    """One role of a person in a unit; never deleted, only revoked, so that history can be read."""

    __tablename__ = "person_grant"
    __table_args__ = (
        sa.Index(
            "uq_person_grant_current",
            "person_id",
            "organisation_id",
            "role",
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL AND locality_id IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL AND locality_id IS NULL"),
        ),
        sa.Index(
            "uq_person_grant_current_area",
            "person_id",
            "organisation_id",
            "role",
            "locality_id",
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL AND locality_id IS NOT NULL"),
            postgresql_where=sa.text("revoked_at IS NULL AND locality_id IS NOT NULL"),
        ),
        sa.Index("ix_person_grant_organisation_id_role", "organisation_id", "role"),
        sa.CheckConstraint("locality_id IS NULL OR role = 'deputy'", name="area_is_a_deputys"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    role: Mapped[Role]
    locality_id: Mapped[int | None] = mapped_column(sa.ForeignKey("locality.id"), default=None)
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), default=None)

    organisation: Mapped[Organisation] = relationship(lazy="raise", init=False)
    locality: Mapped[Locality | None] = relationship(lazy="raise", init=False)


class UserSession(Base, kw_only=True):
    """A place where a person is signed in; the cookie holds the token, this row its hash."""

    __tablename__ = "user_session"
    __table_args__ = (sa.Index("ix_user_session_person_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    address: Mapped[str] = mapped_column(sa.String(45), default="")
    user_agent: Mapped[str] = mapped_column(sa.String(200), default="")


class SignInThrottle(Base, kw_only=True):
    """Failures for one name from one address; another address is never slowed down by it."""

    __tablename__ = "sign_in_throttle"

    username: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    address: Mapped[str] = mapped_column(sa.String(45), primary_key=True)
    failures: Mapped[int]
    last_failed_at: Mapped[datetime] = mapped_column(index=True)
