"""The fields of which matters are: entered, renamed, put in order, taken out of use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.admin_vocabulary import AdminAction, AdminSubject
from petitions.domain.errors import AlreadyTakenError, MissingError, NotFoundError
from petitions.domain.identity import Actor
from petitions.domain.policy import Permission, insist
from petitions.domain.text import fold, one_line
from petitions.models import SubjectField
from petitions.services.administration import changes_to, check_version, note


@dataclass(frozen=True, slots=True)
class SubjectFieldDraft:
    """What is entered of a field; one that is not active is offered no more and stays where it was used."""

    name: str
    report_group: str
    position: int
    is_active: bool = True


def create_subject_field(session: Session, draft: SubjectFieldDraft, *, actor: Actor, now: datetime) -> SubjectField:
    """Return the new field; its code is made from its name once and never changes."""
    insist(actor, Permission.ADMINISTER)
    values = _checked(session, draft)
    field = SubjectField(code=_free_code(session, draft.name), **values)
    session.add(field)
    session.flush()
    note(session, AdminAction.CREATE, _subject(field), actor=actor, now=now)
    return field


def edit_subject_field(
    session: Session,
    field_id: int,
    draft: SubjectFieldDraft,
    *,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> None:
    """Change a field everywhere it stands, since cases hold its key."""
    insist(actor, Permission.ADMINISTER)
    field = session.get(SubjectField, field_id)
    if field is None:
        raise NotFoundError
    check_version(field, seen_version)
    changed = changes_to(field, _checked(session, draft, but=field_id))
    if changed:
        note(session, AdminAction.CHANGE, _subject(field), actor=actor, now=now, facts={"changes": changed})


def _checked(session: Session, draft: SubjectFieldDraft, but: int | None = None) -> dict[str, Any]:
    name, group = one_line(draft.name), one_line(draft.report_group)
    if not name:
        raise MissingError("name")
    if not group:
        raise MissingError("report_group")
    if session.scalar(sa.select(SubjectField.id).where(SubjectField.name == name, SubjectField.id != (but or 0))):
        raise AlreadyTakenError("name")
    return {
        "name": name,
        "report_group": group,
        "position": draft.position,
        "is_active": draft.is_active,
    }


def _free_code(session: Session, name: str) -> str:
    base = fold(name).replace(" ", "-")[:34].strip("-") or "field"
    taken = set(session.scalars(sa.select(SubjectField.code).where(SubjectField.code.startswith(base))))
    return next(code for n in range(1, len(taken) + 2) if (code := base if n == 1 else f"{base}-{n}") not in taken)


def _subject(field: SubjectField) -> tuple[AdminSubject, int, str]:
    return AdminSubject.SUBJECT_FIELD, field.id, field.name
