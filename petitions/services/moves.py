"""What a change of calendar or rules does to open clocks: noted when it is tried, written when it is applied."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date, datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.clock_vocabulary import ClockEventKind, Stage
from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.identity import Actor
from petitions.domain.proposals import ChangePhase
from petitions.domain.vocabulary import Action, State
from petitions.models import Case, CaseEvent, Clock, ProposedChange, ProposedMove
from petitions.queries.clocks import OF_THE_COUNCIL
from petitions.services.alarms import tell_of_moved_dates
from petitions.services.clocks import By, clock_event, write_events
from petitions.services.recalculation import COLUMNS, Recount, Recounted, list_batch, recount
from petitions.services.upsert import insert_or

BATCH = 2_000
"""So many clocks are looked at in one transaction."""

_CASES, _CLOCKS = cast("sa.Table", Case.__table__), cast("sa.Table", Clock.__table__)
_CASE_EVENTS, _MOVES = cast("sa.Table", CaseEvent.__table__), cast("sa.Table", ProposedMove.__table__)
"""Tables rather than models where thousands of rows are written at once."""

AT_THE_COUNCIL = OF_THE_COUNCIL | {Stage.EVALUATION, Stage.FOLLOW_UP}
"""Stages whose dates are the council's own affair; agencies are not told when they move."""


def preview_batch(
    session: Session, row: ProposedChange, counting: Recount, condition: sa.ColumnElement[bool], *, now: datetime
) -> bool:
    """Note which of the next open clocks would move; True when there are no more."""
    clocks = list_batch(session, condition, after=row.reached_id, limit=BATCH)
    today = row.judged_on or date_in_hanoi(now)
    differing = [each for each in recount(session, counting, clocks) if each.values is None or each.differs]
    _count(row, differing, today)
    moves = [_move(row.id, each, today, is_applied=False) for each in differing if each.moves]
    if moves:
        session.execute(sa.insert(_MOVES), moves)
    if _reached(row, clocks):
        row.phase, row.previewed_at = ChangePhase.PREVIEWED, now
    session.flush()
    return row.phase is ChangePhase.PREVIEWED


def apply_batch(
    session: Session, row: ProposedChange, counting: Recount, condition: sa.ColumnElement[bool], *, now: datetime
) -> bool:
    """Move the next open clocks, each with its event, case and note; True when there are no more.

    The cases are locked first, as every step on a case does, and what was stopped or moved meanwhile
    is read again under the lock: what has been answered is left alone.
    """
    clocks = list_batch(session, condition, after=row.reached_id, limit=BATCH)
    _move_differing(session, row, counting, condition, clocks, now=now)
    if _reached(row, clocks):
        row.phase, row.finished_at, row.reached_id = ChangePhase.APPLIED, now, 0
    session.flush()
    return row.phase is ChangePhase.APPLIED


def check_batch(
    session: Session, row: ProposedChange, counting: Recount, condition: sa.ColumnElement[bool], *, now: datetime
) -> bool:
    """Move those of the next open clocks whose step was under way when the change was applied; True at the end."""
    clocks = list_batch(session, condition, after=row.reached_id, limit=BATCH)
    _move_differing(session, row, counting, condition, clocks, now=now)
    if len(clocks) < BATCH:
        row.checked_at = now
    else:
        row.reached_id = clocks[-1].id
    session.flush()
    return row.checked_at is not None


def _move_differing(
    session: Session,
    row: ProposedChange,
    counting: Recount,
    condition: sa.ColumnElement[bool],
    clocks: Sequence[Any],
    *,
    now: datetime,
) -> None:
    differing = [each for each in recount(session, counting, clocks) if each.differs]
    if not differing:
        return
    states = _locked_states(session, {each.clock.case_id for each in differing})
    again = sa.select(*COLUMNS).where(condition, Clock.id.in_([each.clock.id for each in differing]))
    fresh = session.execute(again.order_by(Clock.id)).all()
    _write(session, row, [each for each in recount(session, counting, fresh) if each.differs], states, now=now)


def _reached(row: ProposedChange, clocks: Sequence[Any]) -> bool:
    """Note how far the work has come; True when that was the last batch."""
    row.done += len(clocks)
    row.reached_id = clocks[-1].id if clocks else row.reached_id
    return len(clocks) < BATCH


def _count(row: ProposedChange, differing: list[Recounted], today: date) -> None:
    moved = [(each.clock.due_on, each.due_after) for each in differing if each.moves]
    row.moved += len(moved)
    row.becomes_overdue += sum(after < today <= before for before, after in moved)
    row.ceases_overdue += sum(before < today <= after for before, after in moved)
    row.uncountable += sum(each.values is None for each in differing)
    row.becomes_certain += sum(each.clock.is_provisional and not each.is_provisional for each in differing)
    row.becomes_provisional += sum(each.is_provisional and not each.clock.is_provisional for each in differing)


def _move(change_id: int, each: Recounted, today: date, *, is_applied: bool) -> dict[str, Any]:
    return {
        "change_id": change_id,
        "clock_id": each.clock.id,
        "due_before": each.clock.due_on,
        "due_after": each.due_after,
        "was_overdue": each.clock.due_on < today,
        "becomes_overdue": each.due_after < today,
        "is_applied": is_applied,
    }


def _locked_states(session: Session, case_ids: set[int]) -> dict[int, State]:
    statement = sa.select(Case.id, Case.state).where(Case.id.in_(sorted(case_ids))).order_by(Case.id)
    return dict(session.execute(statement.with_for_update()).tuples().all())


def _write(
    session: Session, row: ProposedChange, changed: list[Recounted], states: dict[int, State], *, now: datetime
) -> None:
    if not changed:
        return
    _write_clocks(session, changed)
    moved = [each for each in changed if each.moves]
    row.applied += len(moved)
    if not moved:
        return
    by = By(Actor(row.applied_by_id or 0, row.applied_by_name), "", now)
    _write_answer_dates(session, moved)
    write_events(session, [_clock_event(each, by, row) for each in moved])
    told = _one_for_each(moved, lambda clock: clock.case_id)
    session.execute(sa.insert(_CASE_EVENTS), _case_events(told, states, by, row))
    _note_moves(session, [_move(row.id, each, row.judged_on or by.today, is_applied=True) for each in moved])
    owed = _one_for_each(moved, lambda clock: (clock.case_id, clock.organisation_id))
    tell_of_moved_dates(session, [each.clock.id for each in owed], now=now)


def _note_moves(session: Session, moves: list[dict[str, Any]]) -> None:
    """Mark what has moved; a clock that started after the trial is added to the list."""
    insert = insert_or(session, _MOVES)
    written = insert.on_conflict_do_update(
        index_elements=["change_id", "clock_id"],
        set_={"is_applied": True, "due_before": insert.excluded.due_before, "due_after": insert.excluded.due_after},
    )
    session.execute(written, moves)


def _write_clocks(session: Session, changed: list[Recounted]) -> None:
    """Store the new dates. A clock somebody has open in a form counts as changed: his own date was counted before."""
    names = list(changed[0].values or {})
    statement = (
        sa.update(_CLOCKS)
        .where(_CLOCKS.c.id == sa.bindparam("key"))
        .values(
            {name: sa.bindparam(f"new_{name}") for name in names}
            | {"rule_id": sa.bindparam("new_rule_id"), "version": _CLOCKS.c.version + 1}
        )
    )
    rows = [
        {"key": each.clock.id, "new_rule_id": each.rule_id, **{f"new_{n}": v for n, v in (each.values or {}).items()}}
        for each in changed
    ]
    session.connection().execute(statement, rows)


def _write_answer_dates(session: Session, moved: list[Recounted]) -> None:
    """Repeat the lead's new answer date on its case, where lists read it."""
    answers = [
        {"key": each.clock.case_id, "new_due_on": each.due_after}
        for each in moved
        if each.clock.stage is Stage.RESPONSE
    ]
    if answers:
        statement = sa.update(_CASES).where(_CASES.c.id == sa.bindparam("key"))
        session.connection().execute(statement.values(due_on=sa.bindparam("new_due_on")), answers)


def _clock_event(each: Recounted, by: By, row: ProposedChange) -> dict[str, Any]:
    return clock_event(
        each.clock.id,
        ClockEventKind.RECALCULATED,
        by,
        on=by.today,
        reason=row.reason,
        due_before=each.clock.due_on,
        due_after=each.due_after,
        facts={"change_id": row.id},
    )


def _one_for_each(moved: list[Recounted], whose: Callable[[Any], Hashable]) -> list[Recounted]:
    """Return one of what moved for each case, or unit in it: the answer date where that did, else the first."""
    chosen: dict[Hashable, Recounted] = {}
    for each in moved:
        key = whose(each.clock)
        if key not in chosen or each.clock.stage is Stage.RESPONSE:
            chosen[key] = each
    return list(chosen.values())


def _case_events(told: list[Recounted], states: dict[int, State], by: By, row: ProposedChange) -> list[dict[str, Any]]:
    return [
        {
            "case_id": each.clock.case_id,
            "action": Action.RECALCULATE,
            "source": states[each.clock.case_id],
            "target": states[each.clock.case_id],
            "at": by.now,
            "actor_id": by.actor.person_id or None,
            "actor_name": by.actor.name,
            "organisation_name": by.organisation_name,
            "is_shared": each.clock.stage not in AT_THE_COUNCIL,
            "note": row.reason,
            "facts": {
                "due_on": each.due_after.isoformat(),
                "due_before": each.clock.due_on.isoformat(),
                "stage": each.clock.stage.value,
                "change_id": row.id,
            },
        }
        for each in told
    ]
