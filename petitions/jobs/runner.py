"""One look at what is due, and one run of one period; both forget everything afterwards."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import structlog

from petitions import clock
from petitions.domain.hanoi import HANOI, date_in_hanoi
from petitions.domain.schedule import SCHEDULES, UNENDING, Daily, last_period
from petitions.domain.vocabulary import JobName
from petitions.extensions import JobFacts, JobIsHeldError, JobStoppedError, db, transaction
from petitions.queries.calendar import get_work_calendar
from petitions.services import jobs as runs

log = structlog.get_logger()


class LostClaimError(Exception):
    """Another worker has taken the period over: this one is too slow, or was thought dead."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a job is told: the day it is for, whether a person asked for it, and the claim it has to keep.

    ``shift`` is what lies between the instant the run is for and now, when it is for another day.
    """

    on: date
    claim: runs.Claim
    shift: timedelta = timedelta(0)
    by_hand: bool = False

    def now(self) -> datetime:
        """Return the instant the run has come to: now, or, by hand for another day, this hour of that day."""
        return clock.now() + self.shift

    def keep(self) -> None:
        """Say between two steps that the run goes on; end it when the period is no longer ours."""
        with transaction() as session:
            if not runs.keep(session, self.claim, now=clock.now()):
                raise LostClaimError


Work = Callable[[Turn], JobFacts]


def new_worker_name() -> str:
    """Return a name for this process that no other has, also when its number is given again."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


def look(worker: str) -> list[tuple[JobName, str]]:
    """Give a sign of life and return the periods that are due."""
    now = clock.now()
    with transaction() as session:
        runs.beat(session, worker, now=now)
    return runs.list_due(db.session(), get_work_calendar(db.session()), now=now)


def run(work: Work, name: JobName, period: str, worker: str) -> bool:
    """Run the period unless somebody else has it; False when there was nothing to do or it failed."""
    now = clock.now()
    with transaction() as session:
        claim = runs.claim(session, name, period, worker=worker, now=now)
    if claim is None:
        return False
    on = date_in_hanoi(now) if period == UNENDING else date.fromisoformat(period)
    try:
        _carry_out(work, Turn(on, claim))
    except LostClaimError:
        log.warning("job taken over", job=name.value, period=period)
        return False
    except JobStoppedError as error:
        log.warning("job stopped", job=name.value, period=period, kind=error.kind)
        with transaction() as session:
            runs.fail(session, claim, now=clock.now(), error=error.kind)
        return False
    except Exception as error:
        log.exception("job failed", job=name.value, period=period, kind=type(error).__name__)
        with transaction() as session:
            runs.fail(session, claim, now=clock.now(), error=type(error).__name__)
        return False
    return True


def run_by_hand(work: Work, name: JobName, worker: str, *, on: date | None = None) -> JobFacts:
    """Run a job because a person asked for it, also when its period ran before; errors are the caller's.

    Raises:
        JobIsHeldError: a living worker is at it.

    """
    now = clock.now()
    schedule = SCHEDULES[name]
    day = on or date_in_hanoi(now)
    period = UNENDING
    if isinstance(schedule, Daily):
        day = on or last_period(schedule, now, get_work_calendar(db.session()))
        period = day.isoformat()
    with transaction() as session:
        claim = runs.claim_again(session, name, period, worker=worker, now=now)
    if claim is None:
        raise JobIsHeldError(name)
    shift = timedelta(0) if on is None else _hour_of(day, now) - now
    try:
        return _carry_out(work, Turn(day, claim, shift, by_hand=True))
    except BaseException as error:
        kind = error.kind if isinstance(error, JobStoppedError) else type(error).__name__
        with transaction() as session:
            runs.fail(session, claim, now=clock.now(), error=kind)
        raise


def _carry_out(work: Work, turn: Turn) -> JobFacts:
    facts = work(turn)
    with transaction() as session:
        if not runs.finish(session, turn.claim, now=clock.now(), facts=facts):
            raise LostClaimError
    log.info("job done", job=turn.claim.name.value, period=turn.claim.period, **facts)
    return facts


def _hour_of(day: date, now: datetime) -> datetime:
    """Return this hour of Hanoi's clock on another day."""
    hour: time = now.astimezone(HANOI).time()
    return datetime.combine(day, hour, tzinfo=HANOI)
