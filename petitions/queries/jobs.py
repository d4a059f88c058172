"""How scheduled work stands: does a worker live, when did each job last succeed, what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.schedule import MOST_LATE, SCHEDULES, Every, JobState, began_at, last_period
from petitions.domain.vocabulary import JobName
from petitions.domain.work_calendar import WorkCalendar
from petitions.models import JobRun, WorkerBeat

SILENT_AFTER = timedelta(minutes=5)
"""A worker that gave no sign for so long is taken for dead; a sign from further ahead is a wrong clock's."""


@dataclass(frozen=True, slots=True)
class JobStanding:
    """One job: when it last succeeded, what the last attempt failed by (None when it did not), whether it is late."""

    name: JobName
    last_success_at: datetime | None
    last_error: str | None
    is_running: bool
    is_late: bool

    @property
    def is_well(self) -> bool:
        """Tell whether nobody has to look after it."""
        return self.last_error is None and not self.is_late


@dataclass(frozen=True, slots=True)
class WorkStanding:
    """All scheduled work; ``beat_at`` is the latest sign of life of any worker."""

    beat_at: datetime | None
    is_alive: bool
    jobs: tuple[JobStanding, ...]

    @property
    def is_well(self) -> bool:
        """Tell whether a worker lives and every job is well."""
        return self.is_alive and all(job.is_well for job in self.jobs)


@dataclass(frozen=True, slots=True)
class Success:
    """A period of a daily job that was done, and what came of it."""

    on: date
    began_at: datetime
    facts: dict[str, Any]


def get_work_standing(session: Session, calendar: WorkCalendar, *, now: datetime) -> WorkStanding:
    """Return how scheduled work stands. One statement."""
    near = WorkerBeat.beat_at.between(now - SILENT_AFTER, now + SILENT_AFTER)
    alive = sa.select(sa.func.max(WorkerBeat.beat_at)).where(near).scalar_subquery()
    last_beat = sa.select(sa.func.max(WorkerBeat.beat_at)).scalar_subquery()
    success = sa.func.max(JobRun.succeeded_at).over(partition_by=JobRun.name)
    newest = sa.func.row_number().over(partition_by=JobRun.name, order_by=[JobRun.started_at.desc(), JobRun.id.desc()])
    runs = sa.select(
        JobRun.name, JobRun.state, JobRun.failures, JobRun.last_error, success.label("success"), newest.label("place")
    ).subquery()
    beats = sa.select(alive.label("alive"), last_beat.label("last_beat")).subquery()
    rows = session.execute(sa.select(beats, runs).select_from(beats.outerjoin(runs, runs.c.place == 1))).all()
    known = {row.name: row for row in rows}
    beat_at = rows[0].alive or rows[0].last_beat
    jobs = tuple(_standing(name, known.get(name), calendar, now) for name in SCHEDULES)
    return WorkStanding(beat_at, rows[0].alive is not None, jobs)


def find_last_success(session: Session, name: JobName, *, before: date) -> Success | None:
    """Return the latest period before a day that was done: from there on a job has to look.

    A period that lies ahead, of a clock that was wrong for a while, does not count.
    """
    row = session.execute(
        sa.select(JobRun.period, JobRun.started_at, JobRun.facts)
        .where(JobRun.name == name, JobRun.succeeded_at.is_not(None), JobRun.period < before.isoformat())
        .order_by(JobRun.period.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Success(date.fromisoformat(row.period), row.started_at, row.facts)


def _standing(
    name: JobName, row: sa.Row[tuple[object, ...]] | None, calendar: WorkCalendar, now: datetime
) -> JobStanding:
    if row is None:
        return JobStanding(name, None, None, is_running=False, is_late=_is_late(name, None, calendar, now))
    error = row.last_error if row.failures else None
    is_late = _is_late(name, row.success, calendar, now)
    return JobStanding(name, row.success, error, is_running=row.state == JobState.RUNNING, is_late=is_late)


def _is_late(name: JobName, success: datetime | None, calendar: WorkCalendar, now: datetime) -> bool:
    """Tell whether it should have succeeded since its last time; a success ahead of now is a wrong clock's."""
    schedule = SCHEDULES[name]
    if isinstance(schedule, Every):
        due_at = now - timedelta(minutes=schedule.minutes)
    else:
        due_at = began_at(schedule, last_period(schedule, now - MOST_LATE, calendar))
        return success is None or success < due_at
    return success is None or success < due_at - MOST_LATE
