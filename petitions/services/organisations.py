"""Units: entered, changed, ended, with what took over from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.admin_vocabulary import AdminAction, AdminSubject
from petitions.domain.errors import (
    DateBeforeError,
    HierarchyError,
    MissingError,
    NotFoundError,
    RoleDoesNotFitError,
    UnknownChoiceError,
)
from petitions.domain.grants import fits
from petitions.domain.identity import Actor
from petitions.domain.policy import Permission, insist
from petitions.domain.text import excerpt, fold, one_line
from petitions.domain.vocabulary import Level, OrganisationKind, Role
from petitions.models import Locality, Organisation, OrganisationSuccession, PersonGrant
from petitions.services.administration import (
    changes_to,
    check_administrator_remains,
    check_end,
    check_version,
    checked_code,
    note,
    set_successors,
)


@dataclass(frozen=True, slots=True)
class OrganisationDraft:
    """What is entered of a unit; ``delegates_to_office`` and ``decline_limit`` matter for councils only."""

    name: str
    kind: OrganisationKind
    level: Level
    locality_id: int
    valid_from: date
    short_name: str = ""
    parent_id: int | None = None
    code: str | None = None
    mailbox: str | None = None
    approval_required: bool = False
    delegates_to_office: bool = False
    decline_limit: int = 3
    valid_to: date | None = None


def create_organisation(session: Session, draft: OrganisationDraft, *, actor: Actor, now: datetime) -> Organisation:
    """Return the new unit.

    Raises:
        FieldError: a value cannot stand; see its field.

    """
    insist(actor, Permission.ADMINISTER)
    unit = Organisation(**_checked(session, draft))
    session.add(unit)
    session.flush()
    note(session, AdminAction.CREATE, _subject(unit), actor=actor, now=now)
    return unit


def edit_organisation(
    session: Session,
    organisation_id: int,
    draft: OrganisationDraft,
    *,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> bool:
    """Change a unit; tell whether anything was different."""
    insist(actor, Permission.ADMINISTER)
    unit = get_organisation(session, organisation_id)
    check_version(unit, seen_version)
    _check_grants_fit(session, unit, draft.kind)
    changed = changes_to(unit, _checked(session, draft, but=organisation_id))
    if changed:
        unit.folded = fold(f"{unit.name} {unit.short_name} {unit.code or ''}")
        _check_administrators(session, unit, now)
        note(session, AdminAction.CHANGE, _subject(unit), actor=actor, now=now, facts={"changes": changed})
    return bool(changed)


def end_organisation(
    session: Session,
    organisation_id: int,
    valid_to: date | None,
    successor_ids: Iterable[int],
    reason: str,
    *,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> None:
    """Say until which day a unit exists and which ones take over; None takes an ending back.

    From the day after, the grants in the unit no longer count; its papers keep its name.

    Raises:
        MissingError: there is no ending to take back.
        LastAdministratorError: nobody could administer any more.

    """
    insist(actor, Permission.ADMINISTER)
    unit = get_organisation(session, organisation_id)
    check_version(unit, seen_version)
    check_end(unit, valid_to)
    unit.valid_to = valid_to
    set_successors(session, OrganisationSuccession, organisation_id, successor_ids if valid_to else ())
    _check_administrators(session, unit, now)
    facts = {"valid_to": valid_to.isoformat() if valid_to else None}
    note(session, AdminAction.END, _subject(unit), actor=actor, now=now, reason=reason, facts=facts)


def get_organisation(session: Session, organisation_id: int) -> Organisation:
    """Return a unit for change, or raise NotFoundError."""
    unit = session.get(Organisation, organisation_id)
    if unit is None:
        raise NotFoundError
    return unit


def _checked(session: Session, draft: OrganisationDraft, but: int | None = None) -> dict[str, Any]:
    name = one_line(draft.name)
    if not name:
        raise MissingError("name")
    if draft.valid_to is not None and draft.valid_to < draft.valid_from:
        raise DateBeforeError("valid_to", draft.valid_from)
    if session.get(Locality, draft.locality_id) is None:
        raise UnknownChoiceError("locality_id")
    _check_parent(session, draft.parent_id, but)
    return {
        "name": name,
        "short_name": one_line(draft.short_name) or excerpt(name, 79),
        "kind": draft.kind,
        "level": draft.level,
        "locality_id": draft.locality_id,
        "parent_id": draft.parent_id,
        "code": checked_code(session, Organisation, draft.code, but=but, longest=40),
        "mailbox": one_line(draft.mailbox or "") or None,
        "approval_required": draft.approval_required,
        "delegates_to_office": draft.delegates_to_office,
        "decline_limit": draft.decline_limit,
        "valid_from": draft.valid_from,
        "valid_to": draft.valid_to,
    }


def _check_parent(session: Session, parent_id: int | None, but: int | None) -> None:
    """Refuse a parent that does not exist, and one under which the unit would lie under itself."""
    above = parent_id
    while above is not None:
        if above == but:
            raise HierarchyError("parent_id")
        row = session.execute(sa.select(Organisation.parent_id).where(Organisation.id == above)).one_or_none()
        if row is None:
            raise UnknownChoiceError("parent_id")
        above = row[0]


def _check_grants_fit(session: Session, unit: Organisation, kind: OrganisationKind) -> None:
    """Refuse a kind in which the roles held in the unit do not exist."""
    if kind is unit.kind:
        return
    roles = session.scalars(
        sa.select(PersonGrant.role)
        .where(PersonGrant.organisation_id == unit.id, PersonGrant.revoked_at.is_(None))
        .distinct()
    )
    if not all(fits(role, kind) for role in roles):
        raise RoleDoesNotFitError("kind")


def _check_administrators(session: Session, unit: Organisation, now: datetime) -> None:
    """Refuse an end of the unit with which the last administrator would lose the role."""
    held = sa.exists().where(
        PersonGrant.organisation_id == unit.id,
        PersonGrant.role == Role.ADMINISTRATOR,
        PersonGrant.revoked_at.is_(None),
    )
    if unit.valid_to is not None and session.scalar(sa.select(held)):
        check_administrator_remains(session, now=now)


def _subject(unit: Organisation) -> tuple[AdminSubject, int, str]:
    return AdminSubject.ORGANISATION, unit.id, unit.name
