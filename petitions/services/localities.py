"""Places: entered, changed, ended, with what came after them."""

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
    UnknownChoiceError,
)
from petitions.domain.identity import Actor
from petitions.domain.policy import Permission, insist
from petitions.domain.text import fold, one_line
from petitions.domain.vocabulary import LocalityKind
from petitions.models import Locality, LocalitySuccession
from petitions.services.administration import changes_to, check_end, check_version, checked_code, note, set_successors

PARENT_KINDS: dict[LocalityKind, frozenset[LocalityKind]] = {
    LocalityKind.PROVINCE: frozenset(),
    LocalityKind.DISTRICT: frozenset({LocalityKind.PROVINCE}),
    LocalityKind.COMMUNE: frozenset({LocalityKind.PROVINCE, LocalityKind.DISTRICT}),
    LocalityKind.VILLAGE: frozenset({LocalityKind.COMMUNE}),
}
"""Under what a place of each kind lies; a province lies under nothing."""


@dataclass(frozen=True, slots=True)
class LocalityDraft:
    """What is entered of a place."""

    name: str
    kind: LocalityKind
    valid_from: date
    parent_id: int | None = None
    code: str | None = None
    valid_to: date | None = None


def create_locality(session: Session, draft: LocalityDraft, *, actor: Actor, now: datetime) -> Locality:
    """Return the new place."""
    insist(actor, Permission.ADMINISTER)
    place = Locality(**_checked(session, draft))
    session.add(place)
    session.flush()
    note(session, AdminAction.CREATE, _subject(place), actor=actor, now=now)
    return place


def edit_locality(
    session: Session,
    locality_id: int,
    draft: LocalityDraft,
    *,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> bool:
    """Change a place; tell whether anything was different."""
    insist(actor, Permission.ADMINISTER)
    place = get_locality(session, locality_id)
    check_version(place, seen_version)
    changed = changes_to(place, _checked(session, draft, but=locality_id))
    if changed:
        place.folded = fold(f"{place.name} {place.code or ''}")
        note(session, AdminAction.CHANGE, _subject(place), actor=actor, now=now, facts={"changes": changed})
    return bool(changed)


def end_locality(
    session: Session,
    locality_id: int,
    valid_to: date | None,
    successor_ids: Iterable[int],
    reason: str,
    *,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> None:
    """Say until which day a place exists and what it went into; None takes an ending back."""
    insist(actor, Permission.ADMINISTER)
    place = get_locality(session, locality_id)
    check_version(place, seen_version)
    check_end(place, valid_to)
    place.valid_to = valid_to
    set_successors(session, LocalitySuccession, locality_id, successor_ids if valid_to else ())
    facts = {"valid_to": valid_to.isoformat() if valid_to else None}
    note(session, AdminAction.END, _subject(place), actor=actor, now=now, reason=reason, facts=facts)


def get_locality(session: Session, locality_id: int) -> Locality:
    """Return a place for change, or raise NotFoundError."""
    place = session.get(Locality, locality_id)
    if place is None:
        raise NotFoundError
    return place


def _checked(session: Session, draft: LocalityDraft, but: int | None = None) -> dict[str, Any]:
    name = one_line(draft.name)
    if not name:
        raise MissingError("name")
    if draft.valid_to is not None and draft.valid_to < draft.valid_from:
        raise DateBeforeError("valid_to", draft.valid_from)
    _check_parent(session, draft, but)
    return {
        "name": name,
        "kind": draft.kind,
        "parent_id": draft.parent_id,
        "code": checked_code(session, Locality, draft.code, but=but, longest=20),
        "valid_from": draft.valid_from,
        "valid_to": draft.valid_to,
    }


def _check_parent(session: Session, draft: LocalityDraft, but: int | None) -> None:
    """Refuse a parent of the wrong kind; kinds only go down, so a place can never lie under itself."""
    if draft.parent_id is None:
        if PARENT_KINDS[draft.kind]:
            raise MissingError("parent_id")
        return
    parent = session.get(Locality, draft.parent_id)
    if parent is None or parent.id == but:
        raise UnknownChoiceError("parent_id")
    if parent.kind not in PARENT_KINDS[draft.kind]:
        raise HierarchyError("parent_id")
    below = session.scalars(sa.select(Locality.kind).where(Locality.parent_id == but).distinct()) if but else ()
    if any(draft.kind not in PARENT_KINDS[kind] for kind in below):
        raise HierarchyError("kind")


def _subject(place: Locality) -> tuple[AdminSubject, int, str]:
    return AdminSubject.LOCALITY, place.id, place.name
