"""Proposed changes, how far each has come, and which clocks it moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.clock_vocabulary import Stage
from petitions.domain.errors import NotFoundError
from petitions.domain.proposals import AT_WORK, ChangePhase
from petitions.models import Case, Clock, DeadlineRule, Organisation, ProposedChange, ProposedMove

CHANGES_A_PAGE = 30
MOVES_A_PAGE = 50


class Shown(StrEnum):
    """Which moves a list shows."""

    ALL = "all"
    BECOMES_OVERDUE = "becomes-overdue"
    CEASES_OVERDUE = "ceases-overdue"
    LEFT_ALONE = "left-alone"


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One clock that moves: whose, of which case, from when to when."""

    clock_id: int
    code: str
    stage: Stage
    agency: str
    due_before: date
    due_after: date
    was_overdue: bool
    becomes_overdue: bool
    is_applied: bool


@dataclass(frozen=True, slots=True)
class RuleUse:
    """How many clocks rest on a version."""

    open_count: int
    is_used: bool


def get_change(session: Session, change_id: int) -> ProposedChange:
    """Return a proposed change, or raise NotFoundError."""
    row = session.get(ProposedChange, change_id)
    if row is None:
        raise NotFoundError
    return row


def list_changes(session: Session, *, before: int | None = None) -> tuple[list[ProposedChange], int | None]:
    """Return one page of changes, the latest first, and where the next begins."""
    statement = sa.select(ProposedChange).order_by(ProposedChange.id.desc()).limit(CHANGES_A_PAGE + 1)
    if before is not None:
        statement = statement.where(ProposedChange.id < before)
    found = list(session.scalars(statement))
    page = found[:CHANGES_A_PAGE]
    return page, page[-1].id if len(found) > CHANGES_A_PAGE else None


def count_unfinished_changes(session: Session) -> int:
    """Return how many changes wait for somebody, or are being worked on."""
    waiting = sorted({*AT_WORK, ChangePhase.PREVIEWED})
    condition = ProposedChange.phase.in_(waiting)
    return session.scalar(sa.select(sa.func.count()).select_from(ProposedChange).where(condition)) or 0


def list_moves(
    session: Session, change_id: int, *, shown: Shown = Shown.ALL, after: tuple[date, int] | None = None
) -> tuple[list[MoveRow], tuple[date, int] | None]:
    """Return one page of the clocks that a change moves, by their new date, and where the next begins."""
    order = (ProposedMove.due_after, ProposedMove.clock_id)
    statement = (
        sa.select(
            ProposedMove.clock_id,
            Case.code,
            Clock.stage,
            Organisation.name,
            ProposedMove.due_before,
            ProposedMove.due_after,
            ProposedMove.was_overdue,
            ProposedMove.becomes_overdue,
            ProposedMove.is_applied,
        )
        .join(Clock, Clock.id == ProposedMove.clock_id)
        .join(Case, Case.id == Clock.case_id)
        .join(Organisation, Organisation.id == Clock.organisation_id)
        .where(ProposedMove.change_id == change_id, *_condition(shown))
        .order_by(*order)
        .limit(MOVES_A_PAGE + 1)
    )
    if after is not None:
        statement = statement.where(sa.tuple_(*order) > after)
    found = [MoveRow(*row) for row in session.execute(statement).tuples()]
    page = found[:MOVES_A_PAGE]
    return page, (page[-1].due_after, page[-1].clock_id) if len(found) > MOVES_A_PAGE else None


def count_left_alone(session: Session, change_id: int) -> int:
    """Return how many clocks of the trial did not move when the change was applied: they had been stopped."""
    condition = sa.and_(ProposedMove.change_id == change_id, ProposedMove.is_applied.is_(False))
    return session.scalar(sa.select(sa.func.count()).select_from(ProposedMove).where(condition)) or 0


def rule_uses(session: Session, code: str) -> dict[int, RuleUse]:
    """Return for each version of a rule how many clocks rest on it. Two statements."""
    keys = session.scalars(sa.select(DeadlineRule.id).where(DeadlineRule.code == code)).all()
    used = sa.exists().where(Clock.rule_id == DeadlineRule.id).correlate(DeadlineRule)
    opened = (
        sa.select(sa.func.count())
        .where(Clock.rule_id == DeadlineRule.id, Clock.is_open)
        .correlate(DeadlineRule)
        .scalar_subquery()
    )
    rows = session.execute(sa.select(DeadlineRule.id, opened, used).where(DeadlineRule.id.in_(keys)))
    return {key: RuleUse(count, is_used) for key, count, is_used in rows.tuples()}


def _condition(shown: Shown) -> Sequence[sa.ColumnElement[bool]]:
    match shown:
        case Shown.BECOMES_OVERDUE:
            return [ProposedMove.becomes_overdue.is_(True), ProposedMove.was_overdue.is_(False)]
        case Shown.CEASES_OVERDUE:
            return [ProposedMove.was_overdue.is_(True), ProposedMove.becomes_overdue.is_(False)]
        case Shown.LEFT_ALONE:
            return [ProposedMove.is_applied.is_(False)]
        case _:
            return []
