"""A period runs once: claimed by one worker, kept by a lease, taken over from the dead, tried again when it failed."""

from datetime import date, time, timedelta

import pytest

from petitions.domain.schedule import UNENDING, Daily, Every
from petitions.domain.vocabulary import JobName
from petitions.models import JobRun, WorkerBeat
from petitions.queries import jobs as queries
from petitions.queries.calendar import get_work_calendar
from petitions.queries.jobs import get_work_standing
from petitions.services import jobs
from tests.builders import NOW

MINUTE = timedelta(minutes=1)
PERIOD = "2026-03-02"
JOB = JobName.UPKEEP


def claim(session, worker, now=NOW, period=PERIOD):
    return jobs.claim(session, JOB, period, worker=worker, now=now)


def row(session):
    session.expire_all()
    return session.query(JobRun).one()


def due(session, now):
    return jobs.list_due(session, get_work_calendar(session), now=now)


@pytest.fixture(autouse=True)
def one_job(monkeypatch):
    """The table of jobs, as if there were one."""
    for module in (jobs, queries):
        monkeypatch.setattr(module, "SCHEDULES", {JOB: Daily(time(2, 30))})


@pytest.fixture
def every_five_minutes(monkeypatch):
    monkeypatch.setattr(jobs, "SCHEDULES", {JOB: Every(5)})


def test_of_two_workers_one_gets_the_period(session):
    assert claim(session, "a") is not None
    assert claim(session, "b") is None
    assert row(session).claimed_by == "a"


def test_a_period_that_is_done_is_never_claimed_again(session):
    jobs.finish(session, claim(session, "a"), now=NOW, facts={"notices": 3})
    assert row(session).facts == {"notices": 3}
    for later in (MINUTE, timedelta(days=1), timedelta(days=400), -timedelta(hours=1)):
        assert claim(session, "b", NOW + later) is None
        assert (JOB, PERIOD) not in due(session, NOW + later)


def test_by_hand_it_runs_again_but_not_beside_a_living_worker(session):
    held = claim(session, "a")
    assert jobs.claim_again(session, JOB, PERIOD, worker="hand", now=NOW) is None
    jobs.finish(session, held, now=NOW, facts={})
    assert jobs.claim_again(session, JOB, PERIOD, worker="hand", now=NOW).attempt == 2


def test_a_worker_that_gives_signs_of_life_keeps_what_it_holds(session):
    claim(session, "a")
    for minute in range(1, 30):
        now = NOW + minute * MINUTE
        jobs.beat(session, "a", now=now)
        assert claim(session, "b", now) is None


def test_what_a_dead_worker_held_is_taken_over_and_it_cannot_end_it_any_more(session):
    held = claim(session, "a")
    assert claim(session, "b", NOW + jobs.LEASE - MINUTE) is None
    taken = claim(session, "b", NOW + jobs.LEASE)
    assert taken.attempt == 2
    assert not jobs.keep(session, held, now=NOW)
    assert not jobs.finish(session, held, now=NOW, facts={})
    assert not jobs.fail(session, held, now=NOW, error="Late")
    assert jobs.finish(session, taken, now=NOW, facts={})


def test_a_worker_that_took_its_own_period_over_is_told_from_itself(session):
    first = claim(session, "a")
    second = claim(session, "a", NOW + jobs.LEASE)
    assert not jobs.finish(session, first, now=NOW, facts={})
    assert jobs.finish(session, second, now=NOW, facts={})


def test_a_failed_day_is_tried_again_after_longer_and_longer_waits(session):
    now, waits = NOW, []
    for _ in range(9):
        held = claim(session, "a", now)
        jobs.fail(session, held, now=now, error="ConnectionRefusedError")
        assert claim(session, "b", now) is None
        assert row(session).last_error == "ConnectionRefusedError"
        waits.append(row(session).next_attempt_at - now)
        now += waits[-1]
        assert (JOB, PERIOD) in due(session, now) or now.date() != NOW.date()
    assert waits[:6] == [MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE, 16 * MINUTE, 32 * MINUTE]
    assert set(waits[6:]) == {jobs.LONGEST_WAIT}


@pytest.mark.parametrize("state", ["running", "failed"])
def test_a_clock_that_was_a_month_ahead_leaves_nothing_locked(session, state):
    ahead = NOW + timedelta(days=31)
    held = claim(session, "a", ahead)
    if state == "failed":
        jobs.fail(session, held, now=ahead, error="X")
    assert claim(session, "b", NOW) is not None


def test_what_runs_every_few_minutes_uses_one_row(session, every_five_minutes):
    for minute in (0, 5, 10):
        now = NOW + minute * MINUTE
        assert due(session, now) == [(JOB, UNENDING)]
        jobs.finish(session, claim(session, "a", now, UNENDING), now=now, facts={})
        assert claim(session, "b", now + 4 * MINUTE, UNENDING) is None
        assert due(session, now + 4 * MINUTE) == []
    assert row(session).attempts == 3


def test_a_worker_that_had_to_wait_for_the_row_does_not_run_again_what_ended_meanwhile(session, every_five_minutes):
    jobs.finish(session, claim(session, "a", NOW, UNENDING), now=NOW + timedelta(seconds=2), facts={})
    assert claim(session, "b", NOW + timedelta(seconds=1), UNENDING) is None


def test_what_runs_every_few_minutes_goes_on_after_the_clock_was_put_back(session, every_five_minutes):
    jobs.finish(session, claim(session, "a", NOW, UNENDING), now=NOW, facts={})
    assert due(session, NOW - timedelta(hours=1)) == [(JOB, UNENDING)]
    assert claim(session, "a", NOW - timedelta(hours=1), UNENDING) is not None


def test_what_runs_every_few_minutes_is_tried_again_as_often_when_it_fails(session, every_five_minutes):
    now = NOW
    for _ in range(20):
        jobs.fail(session, claim(session, "a", now, UNENDING), now=now, error="X")
        now += 5 * MINUTE
    assert row(session).failures == 20


def test_a_machine_that_was_off_for_a_week_catches_up_with_one_run(session):
    jobs.finish(session, claim(session, "a"), now=NOW, facts={})
    assert due(session, NOW + timedelta(days=7)) == [(JOB, "2026-03-09")]


def test_a_clock_a_month_ahead_and_back_runs_every_period_once(session):
    ran = []
    for days in (0, 31, 0, 0, 1, 2, 31, 32):
        now = NOW + timedelta(days=days)
        for name, period in due(session, now):
            jobs.finish(session, jobs.claim(session, name, period, worker="a", now=now), now=now, facts={})
            ran.append(period)
    assert ran == ["2026-03-02", "2026-04-02", "2026-03-03", "2026-03-04", "2026-04-03"]


def test_the_last_success_is_the_latest_one_before_the_day(session):
    for day in ("2026-02-27", "2026-03-02", "2026-04-02"):
        jobs.finish(session, claim(session, "a", period=day), now=NOW, facts={})
    jobs.fail(session, claim(session, "a", period="2026-03-03"), now=NOW, error="X")
    assert queries.find_last_success(session, JOB, before=date(2026, 3, 4)).on == date(2026, 3, 2)
    assert queries.find_last_success(session, JOB, before=date(2026, 2, 27)) is None


def test_old_runs_are_forgotten_but_the_last_success_is_not(session):
    for day in ("2025-01-02", "2025-02-03"):
        jobs.finish(session, claim(session, "a", period=day), now=NOW, facts={})
    jobs.fail(session, claim(session, "a", period="2025-02-04"), now=NOW, error="X")
    assert jobs.forget_old_runs(session, before=date(2026, 1, 1)) == 2
    assert row(session).period == "2025-02-03"


def test_workers_long_silent_are_forgotten_and_so_are_those_of_a_wrong_clock(session):
    jobs.beat(session, "old", now=NOW - timedelta(days=2))
    jobs.beat(session, "ahead", now=NOW + timedelta(days=31))
    jobs.beat(session, "a", now=NOW)
    jobs.beat(session, "a", now=NOW + MINUTE)
    rows = session.query(WorkerBeat).all()
    assert [(beat.worker, beat.started_at, beat.beat_at) for beat in rows] == [("a", NOW, NOW + MINUTE)]


# --- how it stands ------------------------------------------------------------------------------------


def standing(session, now=NOW):
    session.flush()
    return get_work_standing(session, get_work_calendar(session), now=now)


def test_an_installation_without_a_worker_is_not_well(session):
    found = standing(session)
    assert (found.beat_at, found.is_alive, found.is_well) == (None, False, False)


def test_a_worker_that_fell_silent_is_told_with_its_last_sign(session):
    jobs.beat(session, "a", now=NOW)
    assert standing(session, NOW + 4 * MINUTE).is_alive
    later = standing(session, NOW + 6 * MINUTE)
    assert (later.is_alive, later.beat_at) == (False, NOW)


def test_a_sign_of_life_from_ahead_is_none(session):
    jobs.beat(session, "a", now=NOW + timedelta(hours=1))
    assert not standing(session).is_alive


def test_a_job_is_late_an_hour_after_its_time_and_well_again_when_it_is_done(session):
    jobs.beat(session, "a", now=NOW)
    (job,) = standing(session).jobs
    assert job.is_late
    jobs.finish(session, claim(session, "a"), now=NOW, facts={})
    (job,) = standing(session).jobs
    assert (job.is_late, job.last_success_at, job.is_well) == (False, NOW, True)
    half_past_three = NOW + timedelta(hours=18, minutes=29)
    assert not standing(session, half_past_three).jobs[0].is_late
    assert standing(session, half_past_three + MINUTE).jobs[0].is_late


def test_a_failing_job_shows_by_what_until_it_succeeds(session):
    jobs.fail(session, claim(session, "a"), now=NOW, error="SMTPAuthenticationError")
    assert standing(session).jobs[0].last_error == "SMTPAuthenticationError"
    held = claim(session, "a", NOW + MINUTE)
    (job,) = standing(session).jobs
    assert (job.is_running, job.last_error) == (True, "SMTPAuthenticationError")
    jobs.finish(session, held, now=NOW + MINUTE, facts={})
    assert standing(session).jobs[0].is_well or not standing(session).jobs[0].last_error
