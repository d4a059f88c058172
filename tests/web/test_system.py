"""Health for machines, and the first screen of those who must know when nobody is reminded."""

from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from petitions.config import Settings
from petitions.domain.schedule import SCHEDULES, UNENDING, Daily
from petitions.domain.vocabulary import JobName, MessageState
from petitions.models import JobRun, Message
from petitions.services import jobs
from tests.budget import statements_of
from tests.builders import NOW

NUMBERS = {"REMOTE_ADDR": "127.0.0.1"}


@pytest.fixture
def all_is_well(session):
    jobs.beat(session, "a", now=NOW)
    for name, schedule in SCHEDULES.items():
        period = "2026-03-02" if isinstance(schedule, Daily) else UNENDING
        jobs.finish(session, jobs.claim(session, name, period, worker="a", now=NOW), now=NOW, facts={})


def fails(session, name, error):
    session.query(JobRun).filter_by(name=name).delete()
    jobs.fail(session, jobs.claim(session, name, "2026-03-02", worker="a", now=NOW), now=NOW, error=error)


# --- for machines -------------------------------------------------------------------------------------


def test_the_process_says_that_it_lives(client):
    reply = client.get("/healthz")
    assert (reply.status_code, reply.text) == (200, "ok\n")


def test_a_node_without_a_worker_is_ready_and_says_so(client):
    reply = client.get("/readyz")
    assert reply.status_code == 200
    assert reply.json["status"] == "ready"
    assert reply.json["worker"] == {"is_alive": False, "beat_at": None}


def test_readiness_tells_each_jobs_last_success(client, session, all_is_well):
    fails(session, JobName.UPKEEP, "OperationalError")
    reply = client.get("/readyz").json
    assert reply["worker"] == {"is_alive": True, "beat_at": NOW.isoformat()}
    assert reply["jobs"]["upkeep"] == {"last_success_at": None, "last_error": "OperationalError", "is_late": True}


def test_readiness_costs_two_small_statements(client, session, all_is_well):
    with statements_of() as sent:
        client.get("/readyz")
    assert len(sent) == 2


def numbers(reply):
    assert reply.status_code == 200
    families = text_string_to_metric_families(reply.text)
    return {(sample.name, *sample.labels.values()): sample.value for family in families for sample in family.samples}


def test_a_monitoring_system_on_this_machine_reads_the_numbers(client, session, all_is_well, clock):
    clock.shift(timedelta(seconds=90))
    found = numbers(client.get("/metrics", environ_base=NUMBERS))
    assert found["petitions_worker_alive",] == 1
    assert found["petitions_worker_beat_age_seconds",] == 90
    assert found["petitions_job_last_success_timestamp_seconds", "upkeep"] == NOW.timestamp()
    assert found["petitions_job_failing", "upkeep"] == 0


@pytest.mark.parametrize(
    "asked",
    [
        {"environ_base": {"REMOTE_ADDR": "10.0.0.7"}},
        {"environ_base": NUMBERS, "headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"environ_base": {"REMOTE_ADDR": "10.0.0.7"}, "headers": {"Authorization": "Bearer "}},
        {"environ_base": {"REMOTE_ADDR": "10.0.0.7"}, "headers": {"Authorization": "Bearer None"}},
    ],
    ids=["another machine", "through a proxy here", "empty token", "no token set"],
)
def test_nobody_else_reads_them(client, asked):
    assert client.get("/metrics", **asked).status_code == 403


def test_another_machine_reads_them_with_the_token(app, client):
    settings = app.config["SETTINGS"]
    with_token = {name: getattr(settings, name) for name in Settings.__slots__} | {"metrics_token": "so geheim"}
    app.config["SETTINGS"] = Settings(**with_token)
    try:
        there = {"environ_base": {"REMOTE_ADDR": "10.0.0.7"}}
        assert client.get("/metrics", **there, headers={"Authorization": "Bearer so geheim"}).status_code == 200
        assert client.get("/metrics", **there, headers={"Authorization": "Bearer other"}).status_code == 403
    finally:
        app.config["SETTINGS"] = settings


# --- for people ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("user", ["office", "admin"])
def test_who_has_to_know_is_told_on_the_first_screen_that_no_worker_runs(world, client, user):
    client.sign_in(user)
    page = client.get("/")
    assert "Công việc định kỳ chưa chạy lần nào" in page.texts(".notice--fault")[0]
    assert "/system/" in page.links(".notice--fault a")


@pytest.mark.parametrize("user", ["office", "admin"])
def test_nothing_is_said_while_all_is_well(world, client, user, all_is_well):
    client.sign_in(user)
    assert client.get("/").texts(".notice--fault") == []
    assert "Mọi công việc định kỳ đều đúng giờ." in client.get("/system/").words


def test_since_when_it_stands_still_is_said(world, client, all_is_well, clock):
    client.sign_in("office")
    clock.shift(timedelta(minutes=10))
    assert "đã ngừng từ 02/03/2026 09:00" in client.get("/").texts(".notice--fault")[0]


def test_a_job_that_fails_is_named_with_its_last_success(world, client, session, all_is_well):
    fails(session, JobName.UPKEEP, "OperationalError")
    client.sign_in("office")
    assert "Bảo trì hằng đêm không thực hiện được (OperationalError)" in client.get("/").texts(".notice--fault")[0]
    assert "lỗi: OperationalError" in client.get("/system/").words


@pytest.mark.parametrize("user", ["clerk", "board", "officer", "leader", "auditor", "deputy"])
def test_nobody_else_is_bothered(world, client, user):
    client.sign_in(user)
    assert client.get("/").texts(".notice--fault") == []
    assert client.get("/system/").status_code == 403


# --- mail that did not arrive -------------------------------------------------------------------------


@pytest.fixture
def lost_mail(session, world):
    """One mail that nobody takes, one of which nobody knows."""
    told = {"created_at": NOW, "next_attempt_at": NOW, "attempts": 1}
    failed = Message(
        key="a", person_id=world.officer.person_id, state=MessageState.FAILED, last_error="SMTP550", **told
    )
    unsure = Message(key="b", organisation_id=world.agency.id, state=MessageState.UNCERTAIN, handed_at=NOW, **told)
    session.add_all([failed, unsure])
    session.flush()
    return failed, unsure


@pytest.mark.parametrize("user", ["office", "admin"])
def test_mail_that_did_not_arrive_is_told_on_the_first_screen(world, client, user, all_is_well, lost_mail):
    client.sign_in(user)
    (alarm,) = client.get("/").texts(".notice--fault")
    assert "1 thư không gửi được." in alarm
    assert "1 thư không rõ đã tới nơi hay chưa." in alarm
    words = client.get("/system/").words
    assert "SMTP550" in words
    assert world.agency.name in words
    assert "@" not in words


def test_it_can_be_tried_again_or_taken_notice_of(world, client, session, all_is_well, lost_mail):
    failed, unsure = lost_mail
    client.sign_in("office")
    page = client.get("/system/")
    token = page.presets()["csrf_token"]
    assert client.post(f"/system/mails/{failed.id}/sending/", data={"csrf_token": token}).status_code == 303
    assert client.post(f"/system/mails/{unsure.id}/dismissal/", data={"csrf_token": token}).status_code == 303
    session.expire_all()
    assert (failed.state, unsure.state) == (MessageState.PENDING, MessageState.DROPPED)
    assert client.get("/").texts(".notice--fault") == []
    assert client.post(f"/system/mails/{failed.id}/sending/", data={"csrf_token": token}).status_code == 404


def test_mail_that_waits_for_more_than_a_day_is_told(world, client, session, all_is_well, clock):
    values = {"created_at": NOW - timedelta(hours=25), "next_attempt_at": NOW}
    session.add(Message(key="a", person_id=world.officer.person_id, **values))
    client.sign_in("office")
    assert "1 thư chờ gửi từ 01/03/2026 08:00." in client.get("/").texts(".notice--fault")[0]


def test_the_numbers_tell_of_mail_too(client, session, world, lost_mail):
    found = numbers(client.get("/metrics", environ_base=NUMBERS))
    assert [found["petitions_mails", state] for state in ("waiting", "failed", "uncertain")] == [0, 1, 1]


def test_who_looks_after_it_reads_that_no_mail_is_sent(world, client, all_is_well):
    client.sign_in("admin")
    assert "Hệ thống không gửi thư điện tử" in client.get("/system/").words
