"""kill -9 between any two steps of a night's work: nothing is told or sent twice, nothing is forgotten.

A child process does the work and dies at its n-th step: before each statement, each commit, and each word said
to the mail server. The next worker comes when its lease is over. This is done for every n until a child survives.
"""

import os
import smtplib
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from petitions.domain.clock_vocabulary import Stage
from petitions.domain.hanoi import HANOI
from petitions.domain.vocabulary import JobName, MessageState, Role, State
from petitions.jobs import delivery, runner, sweep
from petitions.models import Clock, JobRun, Message, Notice, Person
from petitions.services import outbox
from tests.builders import a_person, a_world
from tests.cases import a_case
from tests.killed import in_a_child_that_dies_at
from tests.mail_server import a_post_office

MORNING = datetime(2026, 3, 2, 7, 30, tzinfo=HANOI)
STRIDE = 10


@pytest.fixture
def office():
    with a_post_office() as office:
        yield office


@pytest.fixture
def app(app, office):
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, mail_url=f"smtp://127.0.0.1:{office.port}", mail_from="kn@example.vn")
    yield app
    app.config["SETTINGS"] = settings


@pytest.fixture
def case(session):
    """A case due in three days, whose agency has two officers with mail."""
    world = a_world(session)
    session.get(Person, world.officer.person_id).email = "one@example.vn"
    a_person(session, (Role.OFFICER, world.agency), email="two@example.vn")
    case = a_case(session, world, State.ASSIGNED)
    session.query(Clock).update({"is_open": False, "stopped_on": date(2026, 3, 1), "outcome": "dropped"})
    dates = dict.fromkeys(("original_due_on", "target_on", "legal_on", "due_on", "fixed_on"), date(2026, 3, 5))
    session.add(
        Clock(
            case_id=case.id,
            stage=Stage.RESPONSE,
            organisation_id=world.agency.id,
            start_on=date(2026, 2, 2),
            fingerprint="x",
            **dates,
        )
    )
    session.flush()
    return case


def a_night(app, day=2):
    """What a worker does that comes by once in the morning."""
    with app.app_context():
        runner.run(sweep.work, JobName.SWEEP, f"2026-03-{day:02}", f"worker {os.getpid()}")
        runner.run(delivery.work, JobName.DELIVERY, "always", f"worker {os.getpid()}")


def count_the_mail(stumble):
    """Let what is said to the mail server and heard from it be steps of their own."""
    said, heard = smtplib.SMTP.send, smtplib.SMTP.getreply
    smtplib.SMTP.send = lambda self, words: (stumble(), said(self, words), stumble())[1]
    smtplib.SMTP.getreply = lambda self: (stumble(), heard(self), stumble())[1]


def as_it_was(session, office):
    for table in (Notice, Message, JobRun):
        session.query(table).delete()
    session.commit()
    office.taken.clear()


@pytest.mark.parametrize("first", range(1, STRIDE + 1))
def test_a_worker_killed_at_any_step_leaves_nothing_twice_and_nothing_undone(app, session, case, office, clock, first):
    """Each takes every so many-th step, so that several can work side by side."""
    outcomes, step, survived = Counter(), first, False
    while not survived:
        as_it_was(session, office)
        clock.move_to(MORNING)
        survived = in_a_child_that_dies_at(step, app, lambda: a_night(app), count_the_mail)
        outcomes[_after(app, session, case, office, clock)] += 1
        step += STRIDE
    assert 40 < step < 400, "the steps were not counted"
    # Only between the last word written down and the first heard can nobody know; then it is not sent again.
    assert outcomes["told again next day"] <= 2, outcomes


def _after(app, session, case, office, clock):
    """Let the next worker come when the lease is over, and again next morning; judge what came of it."""
    for moment in (MORNING + outbox.LEASE, MORNING + 2 * outbox.LEASE):
        clock.move_to(moment)
        a_night(app)
    notices = Counter(session.scalars(sa.select(Notice.person_id)).all())
    assert sorted(notices.values()) == [1, 1]
    first_day = Counter(letter.to[0] for letter in office.taken)
    assert set(first_day.values()) <= {1}, "sent twice"
    states = session.scalars(sa.select(Message.state).order_by(Message.id)).all()
    session.rollback()
    unsure = states.count(MessageState.UNCERTAIN)
    assert len(first_day) + unsure >= 2, "forgotten"

    clock.move_to(MORNING + timedelta(days=1))
    a_night(app, day=3)
    again = len(office.taken) - sum(first_day.values())
    assert again == unsure
    told = {letter.to[0] for letter in office.taken if case.code in letter.text}
    assert len(told) == 2, "not told in the end"
    return "told again next day" if unsure else "told once"
