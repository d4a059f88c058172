"""petitions jobs: what is scheduled, how it stands, and one run by hand."""

import json
from datetime import date

import pytest

from petitions.domain.vocabulary import JobName, State
from petitions.models import JobRun
from petitions.services import jobs
from tests.builders import NOW
from tests.cases import a_case


def test_the_list_says_when_each_job_runs_and_how_it_stands(cli):
    lines = [line.split("\t") for line in cli.invoke("jobs", "list").stdout.splitlines()]
    assert [line[0] for line in lines] == [name.value for name in JobName]
    assert lines[-1] == ["upkeep", "hằng ngày lúc 02:30", "chưa lần nào", "trễ giờ"]


def test_the_list_as_json_names_the_worker_and_every_job(cli, session):
    jobs.beat(session, "a", now=NOW)
    document = json.loads(cli.invoke("jobs", "list", "--json").stdout)
    assert document["worker"] == {"is_alive": True, "beat_at": NOW.isoformat()}
    assert {job["name"] for job in document["jobs"]} == {name.value for name in JobName}


def test_a_job_runs_by_hand_as_often_as_one_likes(cli, session):
    for _ in range(2):
        result = cli.invoke("jobs", "run", "upkeep")
        assert result.exit_code == 0, result.output
        assert result.stdout.startswith("upkeep: ")
    assert session.query(JobRun).one().attempts == 2


def test_a_job_runs_by_hand_for_another_day(cli, session):
    assert cli.invoke("jobs", "run", "upkeep", "--on", "2026-05-04").exit_code == 0
    assert session.query(JobRun).one().period == "2026-05-04"


@pytest.mark.parametrize("name", list(JobName))
@pytest.mark.parametrize("day", ["0001-01-01", "1989-12-31", "2111-01-01", "9999-12-31"])
def test_a_day_that_no_calendar_reaches_is_refused_in_a_sentence(cli, session, name, day):
    result = cli.invoke("jobs", "run", name.value, "--on", day)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: Chỉ nhận ngày từ 01/01/1990 đến 31/12/2110.\n"
    assert session.query(JobRun).count() == 0


@pytest.mark.parametrize("day", ["1990-01-01", "2110-12-31"])
@pytest.mark.parametrize("name", list(JobName))
def test_every_job_can_be_done_for_the_first_and_the_last_day_of_the_calendar(cli, world, session, name, day):
    a_case(session, world, State.IN_PROGRESS)
    session.commit()
    result = cli.invoke("jobs", "run", name.value, "--on", day)
    assert result.exit_code == 0, result.output


def test_a_job_that_a_worker_is_doing_is_refused_in_a_sentence(cli, session):
    jobs.claim(session, JobName.UPKEEP, date(2026, 3, 2).isoformat(), worker="a", now=NOW)
    result = cli.invoke("jobs", "run", "upkeep")
    assert result.exit_code == 1
    assert result.stderr == "Error: Công việc này đang được thực hiện.\n"


@pytest.mark.parametrize("words", [("nothing",), ("upkeep", "--on", "31/02/2026"), ()])
def test_what_makes_no_sense_is_refused(cli, words):
    assert cli.invoke("jobs", "run", *words).exit_code == 2
