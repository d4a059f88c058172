"""Workers as processes and threads: together they do a period once; one that is killed leaves it to the next."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest

from petitions.domain.schedule import UNENDING, JobState
from petitions.domain.vocabulary import JobName
from petitions.extensions import db
from petitions.jobs import runner
from petitions.jobs.table import WORK
from petitions.jobs.worker import make_worker
from petitions.models import JobRun, WorkerBeat
from petitions.services import jobs
from tests.builders import NOW
from tests.product import CHECKOUT, free_port, surroundings

PATIENCE = 60.0
JOB = JobName.UPKEEP
PERIOD = "2026-03-02"


@pytest.fixture
def start(database, data_dir, tmp_path):
    """Start `petitions WORDS…` on the test's database, or another program in Python."""
    running = []

    def begin(*words, program="from petitions.app import main; main()", **more):
        environment = surroundings(
            data_dir, **{"PETITIONS_DATABASE_URL": database.url, "PYTHONPATH": str(CHECKOUT)} | more
        )
        with (tmp_path / f"log-{len(running)}").open("wb") as log:
            command = [sys.executable, "-c", program, *words]
            running.append(subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log))
        return running[-1]

    yield begin
    for process in running:
        if process.poll() is None:
            process.kill()
        process.wait()
    for left in data_dir.glob("jobs.sqlite3*"):
        left.unlink()


def wait_until(happens):
    deadline = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


def rows(app, model):
    with app.app_context():
        found = db.session.query(model).all()
        db.session.expunge_all()
        return found


def test_two_workers_at_once_do_a_period_once_and_end_when_asked(migrated_app, start):
    workers = [start("worker"), start("worker")]
    wait_until(lambda: len(rows(migrated_app, WorkerBeat)) == 2)
    wait_until(lambda: [run.state for run in rows(migrated_app, JobRun)] == [JobState.DONE] * len(JobName))
    assert {run.attempts for run in rows(migrated_app, JobRun) if run.period != UNENDING} == {1}
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(PATIENCE) == 0


def test_a_worker_waits_for_a_database_that_is_not_ready_yet(start, tmp_path):
    process = start("worker", PETITIONS_DATABASE_URL=f"sqlite:///{tmp_path}/empty.sqlite3")
    wait_until(lambda: "look for due jobs failed" in (tmp_path / "log-0").read_text())
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0


def test_a_worker_listens_to_the_end_before_it_begins(migrated_app):
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    heard = []

    def look():
        heard.append(signal.getsignal(signal.SIGTERM))
        return []

    worker = make_worker(migrated_app, look=look, run=lambda name, period: True)
    try:
        worker.start()
        wait_until(lambda: heard)
    finally:
        worker.stop(graceful=True)
        worker.huey.storage.close()
        if connections := getattr(worker.huey, "connections", None):
            connections.close()
        for each, handler in before.items():
            signal.signal(each, handler)
    assert heard[0] == worker._handle_signal


def test_the_queue_may_lie_in_redis(migrated_app, start, tmp_path):
    program = shutil.which("redis-server")
    if not program:
        pytest.skip("no Redis here")
    port = free_port()
    command = [program, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", str(tmp_path)]
    redis = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        worker = start("worker", PETITIONS_REDIS_URL=f"redis://127.0.0.1:{port}/0")
        wait_until(lambda: [run.state for run in rows(migrated_app, JobRun)] == [JobState.DONE] * len(JobName))
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(PATIENCE) == 0
    finally:
        redis.kill()
        redis.wait()


def test_many_threads_at_once_do_a_period_once(app):
    did = Counter()
    lock = threading.Lock()

    def work(turn):
        with lock:
            did[turn.claim.period] += 1
        time.sleep(0.05)
        turn.keep()
        return {"done": 1}

    def worker(name):
        for _ in range(3):
            for period in ("2026-02-27", PERIOD):
                with app.app_context():
                    runner.run(work, JOB, period, name)

    threads = [threading.Thread(target=worker, args=(f"worker-{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert did == {"2026-02-27": 1, PERIOD: 1}


DIES_AT_WORK = """
import os, signal, sys, time
from datetime import date
from petitions import create_app
from petitions.domain.vocabulary import JobName
from petitions.jobs import runner

def work(turn):
    turn.keep()
    os.kill(os.getpid(), signal.SIGKILL)

with create_app().app_context():
    runner.run(work, JobName.UPKEEP, sys.argv[1], "the dead")
"""


def test_what_a_killed_worker_began_is_done_by_the_next_when_its_lease_is_over(app, clock, start):
    killed = start(PERIOD, program=DIES_AT_WORK)
    assert killed.wait(PATIENCE) == -signal.SIGKILL
    (began,) = rows(app, JobRun)
    assert (began.state, began.claimed_by) == (JobState.RUNNING, "the dead")

    done = []
    with app.app_context():
        clock.move_to(began.lease_until - timedelta(seconds=1))
        assert not runner.run(done.append, JOB, PERIOD, "the next")
        clock.move_to(began.lease_until)
        assert runner.run(lambda turn: {"on": done.append(turn.on) or 1}, JOB, PERIOD, "the next")
    assert [run.state for run in rows(app, JobRun)] == [JobState.DONE]
    assert len(done) == 1


def test_a_job_that_fails_leaves_only_the_class_of_its_error(app, session):
    def work(_turn):
        raise RuntimeError("Nguyễn Văn An, 0912 345 678")

    with app.app_context():
        assert not runner.run(work, JOB, PERIOD, "a")
    run = session.query(JobRun).one()
    assert (run.state, run.last_error, run.facts) == (JobState.FAILED, "RuntimeError", {})


def test_a_worker_that_lost_its_period_stops_and_touches_nothing(app, session, clock):
    def work(turn):
        clock.shift(jobs.LEASE)
        assert runner.run(lambda _turn: {"mine": 1}, JOB, PERIOD, "b")
        turn.keep()
        return {"never": 1}

    with app.app_context():
        assert not runner.run(work, JOB, PERIOD, "a")
    assert session.query(JobRun).one().facts == {"mine": 1}


def test_serve_does_the_scheduled_work_beside_the_pages_and_leaves_signals_alone(app, session, data_dir):
    from petitions.extensions import scheduled_work

    handlers = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)]
    with app.app_context():
        with scheduled_work().working_beside():
            wait_until(lambda: [run.state for run in rows(app, JobRun)] == [JobState.DONE] * len(WORK))
            assert [signal.getsignal(n) for n in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)] == handlers
        assert [thread.name for thread in threading.enumerate() if thread.name.startswith(("Worker-", "Sched"))] == []
    assert session.query(WorkerBeat).count() == 1
    for left in data_dir.glob("jobs.sqlite3*"):
        left.unlink()


def test_the_queue_is_out_of_sight_of_migrations_and_backups(app, cli, session, database, start, tmp_path):
    worker = start("worker")
    wait_until(lambda: rows(app, WorkerBeat))
    assert cli.invoke("db", "check").exit_code == 0
    result = cli.invoke("backup", str(tmp_path / "backup"))
    assert result.exit_code == 0, result.output
    assert not list((tmp_path / "backup" / "tables").glob("huey*"))
    assert (tmp_path / "backup" / "tables" / "job_run.jsonl.gz").exists()
    os.kill(worker.pid, signal.SIGTERM)


def test_the_day_of_a_run_is_its_periods_and_now_is_now(app, clock):
    seen = []
    with app.app_context():
        runner.run(lambda turn: seen.append(turn) or {}, JOB, "2026-02-27", "a")
    (turn,) = seen
    assert (turn.on.isoformat(), turn.now(), turn.by_hand) == ("2026-02-27", NOW, False)
