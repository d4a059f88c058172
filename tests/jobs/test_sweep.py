"""The sweep: who is warned of which date, once, whatever nights were missed and wherever the clock went."""

import random
import threading
from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from petitions.domain.alarms import alarm_between
from petitions.domain.clock_vocabulary import ClockEventKind, Stage
from petitions.domain.hanoi import HANOI
from petitions.domain.vocabulary import JobName, NoticeKind, Role, State
from petitions.jobs import runner, sweep
from petitions.models import Clock, ClockEvent, JobRun, Notice, Person
from petitions.queries import alarms as queries
from petitions.queries.calendar import get_work_calendar
from petitions.services.jobs import list_due
from tests.budget import statements_of
from tests.builders import a_person
from tests.cases import a_case

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)


@pytest.fixture
def case(session, world):
    case = a_case(session, world, State.ASSIGNED)
    clear(session)
    return case


def clear(session):
    session.query(Notice).delete()
    session.query(ClockEvent).delete()
    session.query(Clock).delete()


def a_clock(session, case, due_on, *, stage=Stage.RESPONSE, unit=None, start_on=date(2026, 1, 5), **values):
    dates = dict.fromkeys(("original_due_on", "target_on", "legal_on", "due_on", "fixed_on"), due_on)
    clock = Clock(
        case_id=case.id,
        stage=stage,
        organisation_id=unit.id if unit else case.lead_id,
        start_on=start_on,
        fingerprint="x",
        **{**dates, **values},
    )
    session.add(clock)
    session.flush()
    return clock


def move(session, clock, due_on, *, at=datetime(2026, 3, 2, 9, tzinfo=HANOI)):
    """Give a clock another date, as its services do: with an event."""
    before, clock.due_on, clock.legal_on, clock.target_on = clock.due_on, due_on, due_on, due_on
    session.add(
        ClockEvent(
            clock_id=clock.id,
            kind=ClockEventKind.RECALCULATED,
            at=at,
            on=MONDAY,
            due_before=before,
            due_after=due_on,
        )
    )
    session.flush()


def warned_before(notice):
    """The offset of a warning, as its key tells it; nought for any other notice."""
    days = notice.key.split("/")[4:]
    return int(days[0]) if days else 0


@pytest.fixture
def night(app, session, clock):
    """Let a worker do the sweep of a day; returns what is new, as (user name, kind, days before)."""

    def run(day, hour=6):
        session.commit()
        clock.move_to(datetime(day.year, day.month, day.day, hour, tzinfo=HANOI))
        known = {row.id for row in session.query(Notice)}
        session.commit()
        with app.app_context():
            runner.run(sweep.work, JobName.SWEEP, day.isoformat(), "a")
        session.expire_all()
        names = dict(session.query(Person.id, Person.username))
        fresh = [row for row in session.query(Notice).order_by(Notice.id) if row.id not in known]
        found = [(names[row.person_id], row.kind.value, warned_before(row)) for row in fresh]
        session.commit()
        return found

    return run


def kinds(told):
    return Counter((name, kind) for name, kind, _days in told)


# --- who is told --------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [15, 7, 3])
def test_officers_are_warned_as_the_rule_says(session, world, case, night, days):
    a_clock(session, case, MONDAY + days * DAY)
    assert night(MONDAY) == [("officer", "due_soon", days)]


@pytest.mark.parametrize("days", [16, 14, 8, 6, 4, 2, 1])
def test_nobody_is_warned_on_the_days_between(session, world, case, night, days):
    a_clock(session, case, MONDAY + days * DAY)
    night(MONDAY - DAY)
    assert night(MONDAY) == []


def test_officers_are_warned_on_the_houses_own_date_as_well(session, world, case, night):
    a_clock(session, case, MONDAY + 10 * DAY, target_on=MONDAY + DAY)
    a_clock(session, case, MONDAY + 10 * DAY, target_on=MONDAY + 7 * DAY, stage=Stage.ACCEPTANCE)
    assert night(MONDAY) == []
    assert night(MONDAY + DAY) == [("officer", "due_soon", 9)]
    assert night(MONDAY + 2 * DAY) == []
    night(MONDAY + 3 * DAY)
    assert night(MONDAY + 7 * DAY) == [("officer", "due_soon", 3)] * 2


def test_leaders_are_told_on_the_day_itself(session, world, case, night):
    a_clock(session, case, MONDAY)
    assert kinds(night(MONDAY)) == {("officer", "due_today"): 1, ("leader", "due_today"): 1}


def test_the_councils_office_is_told_of_what_is_overdue(session, world, case, night):
    a_clock(session, case, MONDAY)
    night(MONDAY)
    told = night(MONDAY + DAY)
    assert kinds(told) == {("officer", "overdue"): 1, ("leader", "overdue"): 1, ("office", "overdue"): 1}
    assert night(MONDAY + 2 * DAY) == []
    assert night(MONDAY + 7 * DAY) == []


@pytest.mark.parametrize("stage", [Stage.CLASSIFICATION, Stage.EVALUATION, Stage.FOLLOW_UP])
def test_the_councils_own_duties_are_told_to_its_office_alone(session, world, case, night, stage):
    a_clock(session, case, MONDAY, stage=stage, unit=world.province_council)
    assert kinds(night(MONDAY)) == {("office", "due_today"): 1}
    assert kinds(night(MONDAY + DAY)) == {("office", "overdue"): 1}


def test_a_coordinating_agency_is_told_of_its_own_date(session, world, case, night):
    a_clock(session, case, MONDAY, stage=Stage.COORDINATION, unit=world.other_agency)
    assert kinds(night(MONDAY)) == {("officer2", "due_today"): 1, ("leader2", "due_today"): 1}


def test_a_clock_that_is_not_open_says_nothing(session, world, case, night):
    a_clock(session, case, MONDAY, is_open=False, stopped_on=MONDAY, outcome="done")
    assert night(MONDAY) == []


def test_somebody_in_two_roles_is_told_once(session, world, case, night):
    a_person(session, (Role.OFFICER, world.agency), (Role.LEADER, world.agency), username="both")
    a_clock(session, case, MONDAY)
    assert kinds(night(MONDAY))["both", "due_today"] == 1


# --- when ---------------------------------------------------------------------------------------------


def test_nights_that_were_missed_are_caught_up_with_by_the_most_urgent_alone(session, world, case, night):
    clocks = [a_clock(session, case, MONDAY + days * DAY) for days in (3, 10, 13, 20)]
    assert len(clocks) == 4
    night(MONDAY - 14 * DAY)
    told = night(MONDAY + 4 * DAY)
    assert Counter(kind for name, kind, _ in told if name == "officer") == {"overdue": 1, "due_soon": 2}


def test_the_very_first_sweep_does_not_tell_of_everything_that_was_ever_late(session, world, case, night):
    for days in (1, 2, 3, 4, 30, 300):
        a_clock(session, case, MONDAY - days * DAY)
    assert Counter(kind for name, kind, _ in night(MONDAY) if name == "officer") == {"overdue": 3}


def test_a_day_off_is_not_worked_and_its_dates_are_told_the_next_working_day(session, world, case, night):
    saturday = MONDAY + 5 * DAY
    a_clock(session, case, saturday)
    night(MONDAY + 4 * DAY)
    calendar = get_work_calendar(session)
    for hour in (6, 12, 23):
        due = list_due(session, calendar, now=datetime(2026, 3, 7, hour, tzinfo=HANOI))
        assert JobName.SWEEP not in dict(due)
    assert Counter(kind for _, kind, _ in night(MONDAY + 7 * DAY)) == {"overdue": 3}


@pytest.mark.parametrize(
    ("moment", "period"),
    [
        (datetime(2026, 3, 2, 23, 59, tzinfo=HANOI), "2026-03-02"),
        (datetime(2026, 3, 3, 0, 0, tzinfo=HANOI), "2026-03-02"),
        (datetime(2026, 3, 3, 5, 29, tzinfo=HANOI), "2026-03-02"),
        (datetime(2026, 3, 3, 6, 59, tzinfo=HANOI), "2026-03-03"),
        (datetime(2026, 3, 3, 7, 0, tzinfo=HANOI), "2026-03-03"),
    ],
    ids=str,
)
def test_around_midnight_a_date_is_judged_by_hanois_day(app, session, case, clock, moment, period):
    a_clock(session, case, MONDAY)
    session.commit()
    clock.move_to(moment)
    assert dict(list_due(session, get_work_calendar(session), now=moment))[JobName.SWEEP] == period
    session.commit()
    with app.app_context():
        runner.run(sweep.work, JobName.SWEEP, period, "a")
    session.expire_all()
    expected = NoticeKind.DUE_TODAY if period == "2026-03-02" else NoticeKind.OVERDUE
    assert {row.kind for row in session.query(Notice)} == {expected}


def test_a_clock_a_month_ahead_and_back_tells_nothing_twice_and_forgets_nothing(session, world, case, night):
    near, far = a_clock(session, case, MONDAY), a_clock(session, case, MONDAY + 14 * DAY)
    assert near.id != far.id
    assert kinds(night(MONDAY))["officer", "due_today"] == 1
    ahead = night(MONDAY + 31 * DAY)
    assert kinds(ahead)["officer", "overdue"] == 2
    later = [told for n in range(1, 20) for told in night(MONDAY + n * DAY) if told[0] == "officer"]
    assert sorted(later) == [("officer", "due_soon", 3), ("officer", "due_soon", 7), ("officer", "due_today", 0)]


# --- dates that move ----------------------------------------------------------------------------------


def test_a_moved_date_warns_anew(session, world, case, night):
    clock = a_clock(session, case, MONDAY + 3 * DAY)
    assert night(MONDAY) == [("officer", "due_soon", 3)]
    move(session, clock, MONDAY + 8 * DAY)
    assert night(MONDAY + DAY) == [("officer", "due_soon", 7)]
    assert night(MONDAY + 5 * DAY) == [("officer", "due_soon", 3)]


def test_a_date_moved_into_the_past_is_overdue_at_once(session, world, case, night):
    clock = a_clock(session, case, MONDAY + 60 * DAY)
    night(MONDAY)
    move(session, clock, MONDAY - 10 * DAY)
    assert kinds(night(MONDAY + DAY))["office", "overdue"] == 1


def test_a_date_moved_between_two_warnings_says_which_one_was_passed(session, world, case, night):
    clock = a_clock(session, case, MONDAY + 60 * DAY)
    night(MONDAY)
    move(session, clock, MONDAY + 6 * DAY)
    assert night(MONDAY + DAY) == [("officer", "due_soon", 7)]


# --- the database finds what the rule says --------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_the_sweep_says_what_a_look_at_every_clock_would(session, world, case, night, seed):
    chance = random.Random(seed)  # noqa: S311 - the same dates each time
    clocks = []
    for _ in range(150):
        start_on = MONDAY - chance.randint(0, 60) * DAY
        due_on = start_on + chance.randint(0, 80) * DAY
        is_open = chance.random() < 0.9
        ended = {} if is_open else {"is_open": False, "stopped_on": MONDAY, "outcome": "done"}
        clocks.append(a_clock(session, case, due_on, start_on=start_on, **ended))
    before = MONDAY - chance.randint(1, 20) * DAY
    session.add(
        JobRun(name="sweep", period=before.isoformat(), state="done", started_at=datetime(2026, 3, 1, tzinfo=HANOI),
               succeeded_at=datetime(2026, 3, 1, tzinfo=HANOI), facts={"events_upto": 0})
    )  # fmt: skip
    expected = Counter()
    for each in clocks:
        alarm = alarm_between(each.due_on, each.start_on, queries.USUAL_OFFSETS, after=before, upto=MONDAY)
        if each.is_open and alarm is not None:
            expected[alarm.kind.value, alarm.days_before] += 1
    told = Counter((kind, days) for name, kind, days in night(MONDAY) if name == "officer")
    assert told == expected


# --- many ---------------------------------------------------------------------------------------------


def test_many_clocks_are_told_a_batch_at_a_time(session, world, case, night, monkeypatch, app):
    monkeypatch.setattr(queries, "BATCH", 50)
    for _ in range(220):
        a_clock(session, case, MONDAY)
    with statements_of() as sent:
        told = night(MONDAY)
    assert kinds(told) == {("officer", "due_today"): 220, ("leader", "due_today"): 220}
    reads = [each for each in sent if "FROM clock JOIN" in each]
    assert len(reads) <= 220 / 50 + 6
    assert len([each for each in sent if "WITH RECURSIVE chain" in each]) == 1


def test_two_sweeps_at_once_tell_everything_once(app, session, world, case):
    for n in range(40):
        a_clock(session, case, MONDAY + (n % 3) * DAY)
    session.commit()

    class Kept(runner.Turn):
        def keep(self):
            pass

    def worker(name):
        with app.app_context():
            sweep.work(Kept(MONDAY, runner.runs.Claim(0, JobName.SWEEP, MONDAY.isoformat(), name, 1)))

    threads = [threading.Thread(target=worker, args=(f"w{n}",)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.expire_all()
    assert Counter(row.kind for row in session.query(Notice)) == {NoticeKind.DUE_TODAY: 28, NoticeKind.DUE_SOON: 26}


def test_by_hand_it_sweeps_any_day(cli, session, world, case):
    a_clock(session, case, date(2026, 5, 4))
    result = cli.invoke("jobs", "run", "sweep", "--on", "2026-05-04")
    assert result.exit_code == 0, result.output
    assert "notices=2" in result.stdout
    assert "notices=0" in cli.invoke("jobs", "run", "sweep", "--on", "2026-05-04").stdout


def test_what_was_late_long_ago_is_not_told_again_by_a_later_sweep(session, world, case, night):
    for days in (5, 30, 300):
        old = a_clock(session, case, MONDAY - days * DAY)
        move(session, old, MONDAY - days * DAY, at=datetime(2026, 1, 5, tzinfo=HANOI))
    for day in (0, 1, 2, 3):
        assert night(MONDAY + day * DAY) == []
