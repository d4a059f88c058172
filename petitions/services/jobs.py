"""Who runs which period of a job: claimed by one statement, kept by a lease, taken over from the dead.

Two workers that claim at once are told apart by the database: one gets the row, the other nothing.
A job that was cut off runs again from its beginning, so each is written to do nothing twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.schedule import SCHEDULES, UNENDING, Daily, Every, JobState, is_time_again, last_period
from petitions.domain.vocabulary import JobName
from petitions.domain.work_calendar import WorkCalendar
from petitions.models import JobRun, WorkerBeat
from petitions.services.upsert import insert_or

LEASE = timedelta(minutes=5)
"""So long a claim stands without a sign of life; the worker gives one every minute."""

LONGEST_WAIT = timedelta(hours=1)
"""A day's work that failed is tried again after 1, 2, 4 … minutes, at last every hour."""

IMPOSSIBLE = timedelta(days=1)
"""A lease or a wait that ends further ahead was written by a clock that has been put right since."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to run one period; ``attempt`` tells it from an earlier or later claim of the same row."""

    run_id: int
    name: JobName
    period: str
    worker: str
    attempt: int


def beat(session: Session, worker: str, *, now: datetime) -> None:
    """Say that the worker lives, prolong what it holds, forget workers long silent."""
    new = insert_or(session, WorkerBeat).values(worker=worker, started_at=now, beat_at=now)
    session.execute(new.on_conflict_do_update(index_elements=["worker"], set_={"beat_at": now}))
    held = sa.update(JobRun).where(JobRun.state == JobState.RUNNING, JobRun.claimed_by == worker)
    session.execute(held.values(lease_until=now + LEASE).execution_options(synchronize_session=False))
    silent = sa.or_(WorkerBeat.beat_at < now - IMPOSSIBLE, WorkerBeat.beat_at > now + IMPOSSIBLE)
    session.execute(sa.delete(WorkerBeat).where(silent).execution_options(synchronize_session=False))


def list_due(session: Session, calendar: WorkCalendar, *, now: datetime) -> list[tuple[JobName, str]]:
    """Return the periods that ought to run now and that nobody holds; ``claim`` decides who gets them."""
    wanted = {name: _period(name, calendar, now) for name in SCHEDULES}
    rows = session.scalars(
        sa.select(JobRun).where(sa.tuple_(JobRun.name, JobRun.period).in_(list(wanted.items())))
    ).all()
    known = {row.name: row for row in rows}
    return [(name, period) for name, period in wanted.items() if _is_free(name, known.get(name), now)]


def claim(session: Session, name: JobName, period: str, *, worker: str, now: datetime) -> Claim | None:
    """Return the right to run the period, or None: it ran, or another living worker is at it."""
    return _claimed(session, name, period, _free(name, now), worker=worker, now=now)


def claim_again(session: Session, name: JobName, period: str, *, worker: str, now: datetime) -> Claim | None:
    """Return the right to run the period by hand though it ran before; None while a living worker is at it."""
    free = sa.or_(JobRun.state != JobState.RUNNING, _is_abandoned(now))
    return _claimed(session, name, period, free, worker=worker, now=now)


def keep(session: Session, held: Claim, *, now: datetime) -> bool:
    """Prolong the lease; False when another worker has taken the period over meanwhile."""
    return _settle(session, held, lease_until=now + LEASE)


def finish(session: Session, held: Claim, *, now: datetime, facts: Mapping[str, Any]) -> bool:
    """Note that the period is done, with what came of it; False when it is no longer this worker's."""
    return _settle(
        session,
        held,
        state=JobState.DONE,
        finished_at=now,
        succeeded_at=now,
        lease_until=None,
        next_attempt_at=None,
        failures=0,
        last_error=None,
        facts=dict(facts),
    )


def fail(session: Session, held: Claim, *, now: datetime, error: str) -> bool:
    """Note that it failed, by the name of the error alone, and when to try again."""
    failures = 1 + (session.scalar(sa.select(JobRun.failures).where(JobRun.id == held.run_id)) or 0)
    return _settle(
        session,
        held,
        state=JobState.FAILED,
        finished_at=now,
        lease_until=None,
        next_attempt_at=now + _wait(held.name, failures),
        failures=failures,
        last_error=error[:80],
    )


def forget_old_runs(session: Session, *, before: date) -> int:
    """Drop the rows of periods before a day, but for those that say when a job last succeeded."""
    last = sa.select(sa.func.max(JobRun.period)).where(JobRun.succeeded_at.is_not(None)).group_by(JobRun.name)
    old = sa.delete(JobRun).where(JobRun.period < before.isoformat(), JobRun.period.not_in(last))
    result: Any = session.execute(old.execution_options(synchronize_session=False))
    return int(result.rowcount)


def _wait(name: JobName, failures: int) -> timedelta:
    schedule = SCHEDULES[name]
    if isinstance(schedule, Every):
        return timedelta(minutes=schedule.minutes)
    return min(timedelta(minutes=2 ** min(failures - 1, 10)), LONGEST_WAIT)


def _period(name: JobName, calendar: WorkCalendar, now: datetime) -> str:
    schedule = SCHEDULES[name]
    return UNENDING if isinstance(schedule, Every) else last_period(schedule, now, calendar).isoformat()


def _is_free(name: JobName, row: JobRun | None, now: datetime) -> bool:
    """Judge a row as ``_free`` does in SQL."""
    if row is None:
        return True
    match row.state:
        case JobState.RUNNING:
            return _lies_behind(row.lease_until, now)
        case JobState.FAILED:
            return _lies_behind(row.next_attempt_at, now)
        case JobState.DONE:
            schedule = SCHEDULES[name]
            return isinstance(schedule, Every) and is_time_again(schedule, row.finished_at, now)


def _lies_behind(instant: datetime | None, now: datetime) -> bool:
    return instant is None or not now < instant <= now + IMPOSSIBLE


def _free(name: JobName, now: datetime) -> sa.ColumnElement[bool]:
    """Return the condition on a period's row that it may be claimed."""
    again = sa.and_(JobRun.state == JobState.FAILED, _behind(JobRun.next_attempt_at, now))
    schedule = SCHEDULES[name]
    if isinstance(schedule, Daily):
        return sa.or_(again, _is_abandoned(now))
    ended = JobRun.finished_at
    pause = timedelta(minutes=schedule.minutes) - timedelta.resolution
    recent = ended.between(now - pause, now + pause)
    rested = sa.and_(JobRun.state == JobState.DONE, sa.or_(ended.is_(None), sa.not_(recent)))
    return sa.or_(again, rested, _is_abandoned(now))


def _is_abandoned(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(JobRun.state == JobState.RUNNING, _behind(JobRun.lease_until, now))


def _behind(column: sa.ColumnElement[Any] | Any, now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(column.is_(None), column <= now, column > now + IMPOSSIBLE)


def _claimed(
    session: Session, name: JobName, period: str, free: sa.ColumnElement[bool], *, worker: str, now: datetime
) -> Claim | None:
    taken = {"state": JobState.RUNNING, "claimed_by": worker, "lease_until": now + LEASE, "started_at": now}
    new = insert_or(session, JobRun).values(name=name, period=period, attempts=1, facts={}, **taken)
    mine = new.on_conflict_do_update(
        index_elements=["name", "period"], set_={**taken, "attempts": JobRun.attempts + 1}, where=free
    ).returning(JobRun.id, JobRun.attempts)
    row = session.execute(mine).one_or_none()
    return None if row is None else Claim(row.id, name, period, worker, row.attempts)


def _settle(session: Session, held: Claim, **values: Any) -> bool:
    """Write to the row while it is held by this claim."""
    result: Any = session.execute(
        sa.update(JobRun)
        .where(
            JobRun.id == held.run_id,
            JobRun.state == JobState.RUNNING,
            JobRun.claimed_by == held.worker,
            JobRun.attempts == held.attempt,
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount)
