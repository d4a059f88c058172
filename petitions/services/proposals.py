"""A change of the calendar or the rules, tried on every open clock before it is applied to them.

The work goes batch by batch, each in a transaction of its own that the door opens: whoever is cut
off goes on where the last batch ended, and a batch done twice changes nothing. What a change was
tried on is marked; when calendar or rules have changed since, it is tried anew before it is applied.
A step under way meanwhile may set a clock by what stood before; all are looked at once more, later.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import cast

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from petitions.domain import calendar_change, rule_change
from petitions.domain.admin_vocabulary import AdminAction, AdminSubject
from petitions.domain.calendar_change import CalendarChange
from petitions.domain.change_errors import ChangeAtWorkError
from petitions.domain.errors import ChangedMeanwhileError, DomainError, NotFoundError
from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.identity import Actor
from petitions.domain.policy import Permission, insist
from petitions.domain.proposals import AT_ONCE, AT_WORK, DROPPABLE, UNDER_WAY, ChangeKind, ChangePhase
from petitions.domain.rule_change import RuleChange
from petitions.models import CalendarDay, CalendarYear, DeadlineRule, ProposedChange, ProposedMove, WorkWeek
from petitions.queries.calendar import get_work_calendar
from petitions.queries.rules import load_rules
from petitions.services.administration import note
from petitions.services.moves import apply_batch, check_batch, preview_batch
from petitions.services.planned import Planned
from petitions.services.recalculation import Recount, count_open_clocks, open_clocks
from petitions.services.rules import change_rule, plan_rule_change, tried_on
from petitions.services.work_calendar import change_calendar, plan_calendar_change

Change = CalendarChange | RuleChange


def propose_change(
    session: Session, change: Change, *, actor: Actor, now: datetime, reason: str | None = None
) -> ProposedChange | None:
    """Put a change on its way and begin to try it; with few open clocks it is tried at once.

    None when all of it stands already.

    Raises:
        FieldError, NotFoundError, RuleInUseError, LastVersionError: it could not be applied.

    """
    insist(actor, Permission.ADMINISTER)
    planned = _plan(session, change)
    if not planned:
        return None
    if isinstance(change, CalendarChange):
        kind, written = ChangeKind.CALENDAR, calendar_change.as_payload(change)
    else:
        kind, written = ChangeKind.RULE, rule_change.as_payload(change)
    row = ProposedChange(
        kind=kind,
        payload={"change": written, "rows": [each.told() for each in planned]},
        reason=reason,
        created_by_id=actor.person_id or None,
        created_by_name=actor.name,
        created_at=now,
    )
    session.add(row)
    session.flush()
    start_preview(session, row, now=now)
    return row


def start_preview(session: Session, row: ProposedChange, *, now: datetime) -> None:
    """Begin to try a change, from the first clock on; with few open clocks, finish at once."""
    session.execute(sa.delete(ProposedMove).where(ProposedMove.change_id == row.id))
    row.phase, row.basis, row.judged_on = ChangePhase.PREVIEWING, basis_mark(session), date_in_hanoi(now)
    row.moved = row.becomes_overdue = row.ceases_overdue = 0
    row.becomes_certain = row.becomes_provisional = row.uncountable = 0
    _begin(session, row)
    if row.total <= AT_ONCE:
        _finish_at_once(session, row, now=now)


def start_application(
    session: Session, change_id: int, *, actor: Actor, now: datetime, seen_version: int | None = None
) -> ProposedChange:
    """Write the change and begin to move the open clocks; tries it anew when calendar or rules changed since.

    The row that comes back is applying or applied, or previewing or previewed where it was tried anew.

    Raises:
        ChangedMeanwhileError: it is no longer what the person saw.
        ChangeAtWorkError: another change is being applied.

    """
    insist(actor, Permission.ADMINISTER)
    row = get_locked(session, change_id)
    if row.phase is not ChangePhase.PREVIEWED or seen_version not in (None, row.version):
        raise ChangedMeanwhileError
    if session.scalar(sa.select(sa.exists().where(ProposedChange.phase == ChangePhase.APPLYING))):
        raise ChangeAtWorkError
    if row.basis != basis_mark(session):
        start_preview(session, row, now=now)
        return row
    row.phase, row.applied_by_id, row.applied_by_name = ChangePhase.APPLYING, actor.person_id or None, actor.name
    try:
        session.flush()
    except IntegrityError as error:
        raise ChangeAtWorkError from error
    _write(session, row, actor=actor, now=now)
    row.basis = basis_mark(session)
    _begin(session, row)
    if row.total <= AT_ONCE:
        _finish_at_once(session, row, now=now)
    return row


def discard(session: Session, change_id: int, *, actor: Actor, now: datetime, seen_version: int | None = None) -> None:
    """Drop a change of which nothing was written.

    Raises:
        ChangedMeanwhileError: it is being applied, or was.

    """
    insist(actor, Permission.ADMINISTER)
    row = get_locked(session, change_id)
    if row.phase not in DROPPABLE or seen_version not in (None, row.version):
        raise ChangedMeanwhileError
    row.phase, row.finished_at = ChangePhase.DISCARDED, now
    session.execute(sa.delete(ProposedMove).where(ProposedMove.change_id == row.id))
    note(session, AdminAction.REMOVE, (AdminSubject.PROPOSED_CHANGE, row.id, f"#{row.id}"), actor=actor, now=now)


def go_on(session: Session, change_id: int, counting: Recount | None, *, now: datetime) -> Recount | None:
    """Do the next batch of a change at work; return what to count the one after with, None when it is finished.

    ``counting`` is what came back from the batch before, None for the first.
    """
    row = get_locked(session, change_id)
    if not _is_at_work(row, now):
        return None
    if row.phase is ChangePhase.PREVIEWING and row.basis != basis_mark(session):
        start_preview(session, row, now=now)
        counting = None
    if not _is_at_work(row, now):
        return None
    counting = counting or _counting(session, row)
    if counting is None:
        row.phase, row.finished_at = ChangePhase.FAILED, now
        return None
    is_done = _batch(session, row, counting, now=now)
    return None if is_done else counting


def list_at_work(session: Session, *, now: datetime) -> list[int]:
    """Return the changes that a worker has to go on with, the one being applied first."""
    order = sa.case((ProposedChange.phase == ChangePhase.APPLYING, 0), else_=1)
    is_to_check = sa.and_(
        ProposedChange.phase == ChangePhase.APPLIED,
        ProposedChange.checked_at.is_(None),
        ProposedChange.finished_at <= now - UNDER_WAY,
    )
    statement = sa.select(ProposedChange.id).where(ProposedChange.phase.in_(sorted(AT_WORK)) | is_to_check)
    return list(session.scalars(statement.order_by(order, ProposedChange.id)))


def basis_mark(session: Session) -> str:
    """Return a mark of the calendar and the rules as they stand: equal marks, equal dates."""
    digest = hashlib.sha256()
    for model in (CalendarDay, CalendarYear, WorkWeek, DeadlineRule):
        table = cast("sa.Table", model.__table__)
        rows = session.execute(sa.select(*table.columns).order_by(*table.primary_key.columns))
        digest.update(repr([tuple(map(str, row)) for row in rows]).encode())
    return digest.hexdigest()[:24]


def get_locked(session: Session, change_id: int) -> ProposedChange:
    """Return a change, locked against another worker, or raise NotFoundError."""
    session.flush()
    row = session.get(ProposedChange, change_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFoundError
    return row


def change_of(row: ProposedChange) -> Change:
    """Return what a proposed change would change."""
    written = row.payload["change"]
    return (
        calendar_change.from_payload(written) if row.kind is ChangeKind.CALENDAR else rule_change.from_payload(written)
    )


def _plan(session: Session, change: Change) -> list[Planned]:
    if isinstance(change, CalendarChange):
        return plan_calendar_change(session, change)
    return plan_rule_change(session, change)


def _write(session: Session, row: ProposedChange, *, actor: Actor, now: datetime) -> None:
    change = change_of(row)
    if isinstance(change, CalendarChange):
        change_calendar(session, change, actor=actor, now=now, reason=row.reason)
    else:
        change_rule(session, change, actor=actor, now=now, reason=row.reason)


def _begin(session: Session, row: ProposedChange) -> None:
    row.reached_id = row.done = 0
    row.total = count_open_clocks(session, _condition(session, row))
    session.flush()


def _finish_at_once(session: Session, row: ProposedChange, *, now: datetime) -> None:
    counting = _counting(session, row)
    if counting is None:
        row.phase, row.finished_at = ChangePhase.FAILED, now
        return
    while not _batch(session, row, counting, now=now):
        continue


def _batch(session: Session, row: ProposedChange, counting: Recount, *, now: datetime) -> bool:
    condition = _condition(session, row)
    do = _BATCHES[row.phase]
    return do(session, row, counting, condition, now=now)


_BATCHES = {
    ChangePhase.PREVIEWING: preview_batch,
    ChangePhase.APPLYING: apply_batch,
    ChangePhase.APPLIED: check_batch,
}


def _is_at_work(row: ProposedChange, now: datetime) -> bool:
    """Tell whether there is something to do: try it, apply it, or check once what was under way meanwhile."""
    if row.phase is ChangePhase.APPLIED and row.checked_at is None and row.finished_at is not None:
        return row.finished_at <= now - UNDER_WAY
    return row.phase in AT_WORK


def _condition(session: Session, row: ProposedChange) -> sa.ColumnElement[bool]:
    """Return which clocks the change may move: all of them, or those of one rule."""
    if row.kind is ChangeKind.CALENDAR:
        return open_clocks()
    code = row.payload["change"]["code"]
    return open_clocks(session.scalars(sa.select(DeadlineRule.id).where(DeadlineRule.code == code)))


def _counting(session: Session, row: ProposedChange) -> Recount | None:
    """Return what the change counts with; None when it can no longer be applied."""
    change = change_of(row)
    is_written = row.phase in {ChangePhase.APPLYING, ChangePhase.APPLIED}
    try:
        if not is_written:
            _plan(session, change)
    except DomainError:
        return None
    calendar = get_work_calendar(session)
    if isinstance(change, CalendarChange):
        return Recount.under(session, calendar if is_written else change.tried_on(calendar))
    book = load_rules(session, [change.code])
    return Recount.under(session, calendar, book if is_written else tried_on(book, change))
