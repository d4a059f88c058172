"""The administrators' own history: who did what to which account, unit, place or reference row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.admin_vocabulary import AdminAction, AdminSubject
from petitions.domain.errors import (
    AlreadyTakenError,
    ChangedMeanwhileError,
    CodeError,
    DateBeforeError,
    HierarchyError,
    LastAdministratorError,
    MissingError,
)
from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.identity import Actor
from petitions.domain.text import one_line
from petitions.domain.vocabulary import Role
from petitions.models import AdminEvent, Organisation, Person, PersonGrant

CODE_SIGNS = frozenset("._-/")


def note(
    session: Session,
    action: AdminAction,
    subject: tuple[AdminSubject, int, str],
    *,
    actor: Actor,
    now: datetime,
    reason: str | None = None,
    facts: dict[str, Any] | None = None,
) -> None:
    """Write one step into the history; ``subject`` is its kind, key and name as it stands now."""
    kind, key, name = subject
    session.add(
        AdminEvent(
            at=now,
            actor_id=actor.person_id or None,
            actor_name=actor.name,
            action=action,
            subject_kind=kind,
            subject_id=key,
            subject_name=name,
            reason=reason,
            facts=facts or {},
        )
    )


def changes_to(row: object, values: dict[str, Any]) -> dict[str, list[str | None]]:
    """Set the values on the row and return what changed: column, then text before and after."""
    changed: dict[str, list[str | None]] = {}
    for column, value in values.items():
        before = getattr(row, column)
        if before != value:
            changed[column] = [_text(before), _text(value)]
            setattr(row, column, value)
    return changed


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def check_version(row: Any, seen_version: int | None) -> None:
    """Refuse with ChangedMeanwhileError when the row is no longer the one the person saw."""
    if seen_version is not None and row.version != seen_version:
        raise ChangedMeanwhileError


def check_end(row: Any, valid_to: date | None) -> None:
    """Refuse a last day before the first, and none at all where there is no end to take back."""
    if valid_to is None and row.valid_to is None:
        raise MissingError("valid_to")
    if valid_to is not None and valid_to < row.valid_from:
        raise DateBeforeError("valid_to", row.valid_from)


def check_administrator_remains(session: Session, *, now: datetime) -> None:
    """Refuse with LastAdministratorError when nobody could administer any more, as the rows stand now.

    The grants are locked first, so that two administrators cannot take the right from each other at once.
    """
    session.flush()
    today = date_in_hanoi(now)
    living = session.scalars(
        sa.select(PersonGrant.id)
        .join(Person, Person.id == PersonGrant.person_id)
        .join(Organisation, Organisation.id == PersonGrant.organisation_id)
        .where(
            PersonGrant.role == Role.ADMINISTRATOR,
            PersonGrant.revoked_at.is_(None),
            Person.is_active,
            sa.or_(Organisation.valid_to.is_(None), Organisation.valid_to >= today),
        )
        .with_for_update(of=PersonGrant)
    ).all()
    if not living:
        raise LastAdministratorError


def set_successors(session: Session, table: Any, predecessor_id: int, successor_ids: Iterable[int]) -> None:
    """Write what came after a place or unit, in the place of what stood there; refuse circles."""
    wanted = set(successor_ids)
    session.execute(sa.delete(table).where(table.predecessor_id == predecessor_id))
    followed, front = {predecessor_id}, wanted
    while front:
        if predecessor_id in front:
            raise HierarchyError("successor_ids")
        followed |= front
        front = set(session.scalars(sa.select(table.successor_id).where(table.predecessor_id.in_(front)))) - (
            followed - {predecessor_id}
        )
    session.add_all(table(predecessor_id=predecessor_id, successor_id=key) for key in sorted(wanted))


def checked_code(session: Session, table: Any, code: str | None, *, but: int | None, longest: int) -> str | None:
    """Return a code that can stand and that no other row of the table has; None for none."""
    text = one_line(code or "")
    if not text:
        return None
    if len(text) > longest or not all((c.isascii() and c.isalnum()) or c in CODE_SIGNS for c in text):
        raise CodeError("code")
    if session.scalar(sa.select(table.id).where(table.code == text, table.id != (but or 0))):
        raise AlreadyTakenError("code")
    return text
