"""The night's look at what is late, run as the worker runs it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from petitions.domain.vocabulary import ReminderState, State
from petitions.extensions import transaction
from petitions.models import Clock, DeadlineRule, Reminder
from petitions.services.reminders import propose_reminders
from tests.builders import TODAY, a_world
from tests.cases import a_case

DUE_ON = TODAY + timedelta(10)


@pytest.fixture
def world(session):
    world = a_world(session)
    session.scalars(sa.select(DeadlineRule).where(DeadlineRule.code == "petition.response")).one().escalation = (1, 15)
    return world


def night_of(cli, on: date):
    result = cli.invoke("jobs", "run", "reminders", "--on", on.isoformat())
    assert result.exit_code == 0, result.output
    return result.stdout.strip()


def test_the_night_proposes_what_is_late_once(session, world, cli):
    for _ in range(5):
        a_case(session, world, State.ASSIGNED, due_on=DUE_ON)
    assert "5" in night_of(cli, DUE_ON + timedelta(1))
    night_of(cli, DUE_ON + timedelta(1))
    night_of(cli, DUE_ON + timedelta(2))
    assert session.scalars(sa.select(Reminder.state)).all() == [ReminderState.OPEN] * 5


def test_the_night_forgets_proposals_about_what_was_answered(session, world, cli):
    case = a_case(session, world, State.ASSIGNED, due_on=DUE_ON)
    night_of(cli, DUE_ON + timedelta(1))
    session.execute(
        sa.update(Clock)
        .where(Clock.case_id == case.id, Clock.is_open)
        .values(is_open=False, stopped_on=DUE_ON, outcome="done")
    )
    night_of(cli, DUE_ON + timedelta(2))
    assert session.scalars(sa.select(Reminder.id)).all() == []


def test_workers_at_the_same_time_propose_once(app, session, world):
    for _ in range(12):
        a_case(session, world, State.ASSIGNED, due_on=DUE_ON)
    session.commit()

    def propose(_number):
        with app.app_context(), transaction() as writing:
            return propose_reminders(writing, today=DUE_ON + timedelta(1)).count

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(propose, range(8))) == 12
    assert session.scalar(sa.select(sa.func.count()).select_from(Reminder)) == 12
