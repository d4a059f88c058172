"""Versions of deadline rules: entered, put right while nothing rests on them, taken out; never overlapping.

A version holds until the next one begins, so that a first day is all that is ever said of it.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.admin_vocabulary import AdminSubject
from petitions.domain.change_errors import LastVersionError, RuleInUseError
from petitions.domain.errors import AlreadyTakenError, NotFoundError
from petitions.domain.identity import Actor
from petitions.domain.policy import Permission, insist
from petitions.domain.rule_change import RuleChange, RuleDraft, RuleStep
from petitions.domain.text import one_line
from petitions.models import Clock, DeadlineRule
from petitions.queries.rules import RuleBook
from petitions.services.planned import Planned, write_planned

ALWAYS_OPEN = frozenset({"source", "is_verified"})
"""What may still be put right of a version that clocks rest on: it moves no date."""


def change_rule(
    session: Session, change: RuleChange, *, actor: Actor, now: datetime, reason: str | None = None
) -> list[Planned]:
    """Write the change, with before and after into the history.

    Raises:
        FieldError: a value that cannot stand.
        RuleInUseError, LastVersionError, NotFoundError: the version cannot be changed so, or is not there.

    """
    insist(actor, Permission.ADMINISTER)
    planned = plan_rule_change(session, change)
    write_planned(session, planned, actor=actor, now=now, reason=reason)
    return planned


def plan_rule_change(session: Session, change: RuleChange) -> list[Planned]:
    """Return what the change would write.

    Raises:
        FieldError, RuleInUseError, LastVersionError, NotFoundError: as ``change_rule``.

    """
    versions = session.scalars(sa.select(DeadlineRule).where(DeadlineRule.code == change.code)).all()
    stored = next((row for row in versions if row.id == change.rule_id), None)
    if not versions or (stored is None and change.step is not RuleStep.ADD):
        raise NotFoundError
    if change.draft is not None:
        change.draft.check()
        if any(row.valid_from == change.draft.valid_from and row is not stored for row in versions):
            raise AlreadyTakenError("valid_from")
    if change.draft is None:
        return _plan_removal(session, stored, len(versions))
    fresh = row_of(change.code, change.draft)
    if stored is None:
        return [Planned.creating(fresh, _subject(fresh, key=0))]
    planned = Planned.changing(stored, fresh, _subject(stored, key=stored.id))
    if planned is not None and not planned.values.keys() <= ALWAYS_OPEN and is_rule_used(session, stored.id):
        raise RuleInUseError
    return [planned] if planned is not None else []


def _plan_removal(session: Session, stored: DeadlineRule | None, versions: int) -> list[Planned]:
    if stored is None:
        raise NotFoundError
    if is_rule_used(session, stored.id):
        raise RuleInUseError
    if versions == 1:
        raise LastVersionError
    return [Planned.removing(stored, _subject(stored, key=stored.id))]


def is_rule_used(session: Session, rule_id: int) -> bool:
    """Tell whether a clock, open or stopped, rests on this version."""
    return bool(session.scalar(sa.select(sa.exists().where(Clock.rule_id == rule_id))))


def tried_on(book: RuleBook, change: RuleChange) -> RuleBook:
    """Return the rules as they would be after the change; the given ones stay."""
    kept = [version for version in book.versions.get(change.code, []) if version[1].id != (change.rule_id or 0)]
    if change.draft is not None:
        kept.append((change.draft.valid_from, change.draft.rule(change.code, change.rule_id)))
    return RuleBook({**book.versions, change.code: sorted(kept, key=lambda version: version[0])})


def row_of(code: str, draft: RuleDraft) -> DeadlineRule:
    """Return a draft as the row it would be."""
    values = {name: getattr(draft, name) for name in RuleDraft.__dataclass_fields__}
    return DeadlineRule(code=code, **values | {"source": one_line(draft.source)})


def _subject(row: DeadlineRule, *, key: int) -> tuple[AdminSubject, int, str]:
    return AdminSubject.DEADLINE_RULE, key, f"{row.code} ({row.valid_from:%d/%m/%Y})"
