"""Rows that an administrator's change would write, each with before and after: shown first, written later."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from petitions.domain.admin_vocabulary import AdminAction, AdminSubject
from petitions.domain.identity import Actor
from petitions.services.administration import note

Subject = tuple[AdminSubject, int, str]
"""Kind, key and name of a row for the history."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One row: what is done to it, and what each column said before and would say after, as texts.

    The key of a row that is not there yet is told only once it is written, unless the table gives none.
    """

    action: AdminAction
    row: Any
    subject: Subject
    changes: dict[str, list[str | None]]
    values: dict[str, Any]

    @classmethod
    def creating(cls, fresh: Any, subject: Subject) -> Planned:
        """Return that a row is new."""
        values = values_of(fresh)
        return cls(AdminAction.CREATE, fresh, subject, {name: [None, _text(v)] for name, v in values.items()}, values)

    @classmethod
    def changing(cls, stored: Any, fresh: Any, subject: Subject) -> Planned | None:
        """Return what differs of a row that stands, None when nothing does."""
        values = {name: value for name, value in values_of(fresh).items() if getattr(stored, name) != value}
        changes = {name: [_text(getattr(stored, name)), _text(value)] for name, value in values.items()}
        return cls(AdminAction.CHANGE, stored, subject, changes, values) if values else None

    @classmethod
    def removing(cls, stored: Any, subject: Subject) -> Planned:
        """Return that a row goes."""
        changes = {name: [_text(value), None] for name, value in values_of(stored).items()}
        return cls(AdminAction.REMOVE, stored, subject, changes, {})

    def told(self) -> dict[str, Any]:
        """Return it as plain values that JSON keeps."""
        kind, key, name = self.subject
        told = {"action": self.action.value, "subject_kind": kind.value, "subject_id": key, "subject_name": name}
        return {**told, "changes": self.changes}


def write_planned(
    session: Session, planned: Iterable[Planned], *, actor: Actor, now: datetime, reason: str | None = None
) -> None:
    """Write the rows and a line of history for each."""
    for each in planned:
        match each.action:
            case AdminAction.CREATE:
                session.add(each.row)
            case AdminAction.REMOVE:
                session.delete(each.row)
            case _:
                for name, value in each.values.items():
                    setattr(each.row, name, value)
        session.flush()
        kind, key, name = each.subject
        subject = kind, key or each.row.id, name
        note(session, each.action, subject, actor=actor, now=now, reason=reason, facts={"changes": each.changes})


def values_of(row: Any) -> dict[str, Any]:
    """Return what a row says beside its key."""
    return {column.key: getattr(row, column.key) for column in row.__table__.columns if not column.primary_key}


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return value.value if isinstance(value, enum.Enum) else str(value)
