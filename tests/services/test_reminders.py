"""The ladder as tasks: proposed once for what is late, recorded by one letter for many, left out with a reason."""

from datetime import date, timedelta
from random import Random

import pytest
import sqlalchemy as sa

from petitions.domain.errors import (
    ChangedMeanwhileError,
    DateBeforeError,
    DateInFutureError,
    MissingError,
    NotFoundError,
    NotPermittedError,
    TransitionNotAllowedError,
)
from petitions.domain.ladder import Taken, rung_due
from petitions.domain.vocabulary import Action, ReminderState, Rung, State
from petitions.models import Case, CaseEvent, Clock, DeadlineRule, Reminder
from petitions.queries.reminders import ReminderFilters as Filters
from petitions.queries.reminders import TaskGroup, list_task_groups
from petitions.services.reminders import (
    Sent,
    forget_lapsed,
    propose_reminders,
    record_reminder,
    record_reminders,
    skip_reminder,
)
from tests.builders import NOW, TODAY, a_world
from tests.cases import a_case

THRESHOLDS = (1, 15, 30, 45, 60, 90, 120)
DUE_ON = TODAY + timedelta(10)
THEN = NOW + timedelta(60)
"""By then all that is proposed here has been."""
LETTER = Sent("112/HĐND-TT", TODAY, TODAY + timedelta(30))
FIRST = Rung.FIRST_REMINDER


def after(days):
    """Return the day on which what was due on DUE_ON is so many days late."""
    return DUE_ON + timedelta(days)


@pytest.fixture
def world(session):
    world = a_world(session)
    session.scalars(sa.select(DeadlineRule)).one().escalation = THRESHOLDS
    session.flush()
    return world


def late_case(session, world, state=State.IN_PROGRESS, **values):
    return a_case(session, world, state, **({"due_on": DUE_ON} | values))


def propose(session, today, **options):
    """Propose as the night does, batch after batch; return how many tasks were made."""
    made, place = 0, None
    while True:
        batch = propose_reminders(session, today=today, after=place, **options)
        made += batch.count
        if (place := batch.next) is None:
            return made


def reminders(session):
    return session.scalars(sa.select(Reminder).order_by(Reminder.id)).all()


def group_of(reminder):
    return TaskGroup.of(reminder)


def the_groups(session, actor):
    return [
        (row.group.organisation_id, row.group.rung, row.count)
        for row in list_task_groups(session, Filters(), actor=actor, today=after(30))[0]
    ]


def test_what_is_late_is_proposed_once(session, world):
    case = late_case(session, world)
    assert propose(session, after(0)) == 0
    assert propose(session, after(1)) == 1
    assert propose(session, after(1)) == 0
    [task] = reminders(session)
    assert (task.case_id, task.rung, task.due_on, task.proposed_on) == (case.id, FIRST, DUE_ON, after(1))
    assert (task.council_id, task.organisation_id) == (world.province_council.id, world.agency.id)
    assert task.state is ReminderState.OPEN


def test_nothing_is_proposed_about_what_is_answered(session, world):
    late_case(session, world, State.ANSWERED)
    assert propose(session, after(400)) == 0


def test_the_next_rung_comes_after_the_date_that_the_letter_set(session, world):
    case = late_case(session, world)
    propose(session, after(1))
    sent = Sent("112/HĐND-TT", TODAY, after(20))
    record_reminder(session, case.code, sent, actor=world.office, now=NOW, today=after(1))
    assert propose(session, after(20)) == 0
    assert propose(session, after(21)) == 1
    assert reminders(session)[-1].rung is Rung.FURTHER_REMINDER


def test_a_date_that_moved_is_called_to_mind_anew(session, world):
    case = late_case(session, world)
    propose(session, after(1))
    record_reminder(session, case.code, LETTER, actor=world.office, now=NOW, today=after(1))
    session.execute(sa.update(Clock).where(Clock.case_id == case.id, Clock.stage == "response").values(due_on=after(5)))
    assert propose(session, after(5)) == 0
    assert propose(session, after(6)) == 1
    assert [(task.rung, task.due_on) for task in reminders(session)] == [(FIRST, DUE_ON), (FIRST, after(5))]


def test_what_is_excluded_by_decision_is_not_called_to_mind(session, world):
    case = late_case(session, world)
    session.execute(sa.update(Clock).where(Clock.case_id == case.id).values(is_excluded=True))
    assert propose(session, after(50)) == 0


def test_batches_take_each_late_clock_once(session, world):
    for number in range(7):
        late_case(session, world, due_on=DUE_ON - timedelta(number % 3))
    assert propose(session, after(1), size=2) == 7
    assert propose(session, after(1), size=2) == 0


@pytest.mark.parametrize("seed", range(3))
def test_the_night_proposes_what_the_ladder_says(session, world, seed):
    """The twin test: the statement against ``domain.ladder.rung_due``, on days around every threshold."""
    chance = Random(seed)  # noqa: S311 - invents cases, guards nothing
    cases = [late_case(session, world) for _ in range(25)]
    clocks = dict(
        session.execute(sa.select(Clock.case_id, Clock.id).where(Clock.stage == "response", Clock.is_open)).all()
    )
    taken = {}
    for case in cases:
        height = chance.randrange(8)
        taken[case.id] = [
            Taken(
                rung,
                None
                if chance.random() < 0.3
                else after(chance.choice((*THRESHOLDS, 14, 29, 130)) + chance.randint(-1, 1)),
            )
            for rung in list(Rung)[:height]
        ]
        for each in taken[case.id]:
            session.add(past_reminder(case, clocks[case.id], world, each))
    session.flush()
    for days in (1, 14, 15, 29, 30, 60, 89, 90, 119, 120, 131):
        today = after(days)
        expected = {case.id: rung_due(DUE_ON, THRESHOLDS, taken[case.id], today=today) for case in cases}
        propose(session, today)
        made = session.execute(sa.select(Reminder.case_id, Reminder.rung).where(Reminder.state == ReminderState.OPEN))
        assert dict(made.all()) == {case_id: rung for case_id, rung in expected.items() if rung is not None}
        session.execute(sa.delete(Reminder).where(Reminder.state == ReminderState.OPEN))


def past_reminder(case, clock_id, world, taken):
    letter = {"letter_number": "1", "letter_on": date(2026, 1, 1), "report_by": taken.report_by}
    is_sent = taken.report_by is not None
    return Reminder(
        case_id=case.id,
        clock_id=clock_id,
        council_id=world.province_council.id,
        organisation_id=world.agency.id,
        rung=taken.rung,
        due_on=DUE_ON,
        proposed_on=DUE_ON,
        state=ReminderState.SENT if is_sent else ReminderState.SKIPPED,
        done_at=NOW,
        **(letter if is_sent else {"note": "x"}),
    )


def test_a_task_whose_case_is_answered_is_one_no_more_and_is_forgotten(session, world):
    case, other = late_case(session, world), late_case(session, world)
    propose(session, after(1))
    assert the_groups(session, world.office) == [(world.agency.id, FIRST, 2)]
    session.execute(
        sa.update(Clock)
        .where(Clock.case_id == case.id, Clock.is_open)
        .values(is_open=False, stopped_on=after(1), outcome="done")
    )
    assert the_groups(session, world.office) == [(world.agency.id, FIRST, 1)]
    assert forget_lapsed(session, today=after(1)) == 1
    assert [task.case_id for task in reminders(session)] == [other.id]


def test_what_was_proposed_for_a_day_to_come_is_no_task_before_it_and_is_forgotten(session, world):
    late_case(session, world)
    assert propose(session, after(30)) == 1
    [task] = reminders(session)
    groups, _place = list_task_groups(session, Filters(), actor=world.office, today=after(29))
    assert groups == []
    with pytest.raises(ChangedMeanwhileError):
        record_reminders(session, group_of(task), [task.id], LETTER, actor=world.office, now=NOW)
    assert forget_lapsed(session, today=after(29)) == 1
    assert propose(session, after(29)) == 1


def test_one_letter_is_recorded_for_several_cases_at_once(session, world):
    cases = [late_case(session, world) for _ in range(3)]
    propose(session, after(1))
    tasks = reminders(session)
    done = record_reminders(
        session, group_of(tasks[0]), [task.id for task in tasks[:2]], LETTER, actor=world.office, now=THEN
    )
    assert (done.count, done.left_out) == (2, 0)
    session.expire_all()
    assert [task.state for task in reminders(session)] == [ReminderState.SENT, ReminderState.SENT, ReminderState.OPEN]
    assert [task.letter_number for task in reminders(session)] == ["112/HĐND-TT", "112/HĐND-TT", None]
    events = session.scalars(sa.select(CaseEvent).where(CaseEvent.action == Action.REMIND)).all()
    assert {event.case_id for event in events} == {case.id for case in cases[:2]}
    assert all(event.is_shared for event in events)
    assert events[0].facts == {
        "rung": "first_reminder",
        "agency": world.agency.name,
        "letter_number": "112/HĐND-TT",
        "letter_on": TODAY.isoformat(),
        "report_by": (TODAY + timedelta(30)).isoformat(),
    }


def test_a_case_answered_meanwhile_is_left_out_of_the_letter(session, world):
    gone, _stays = late_case(session, world), late_case(session, world)
    propose(session, after(1))
    tasks = reminders(session)
    session.execute(
        sa.update(Clock)
        .where(Clock.case_id == gone.id, Clock.is_open)
        .values(is_open=False, stopped_on=after(1), outcome="done")
    )
    ids = [task.id for task in tasks]
    done = record_reminders(session, group_of(tasks[0]), ids, LETTER, actor=world.office, now=THEN)
    assert (done.count, done.left_out) == (1, 1)
    with pytest.raises(ChangedMeanwhileError):
        record_reminders(session, group_of(tasks[0]), ids, LETTER, actor=world.office, now=THEN)


def test_a_letter_covers_no_other_agencys_cases(session, world):
    late_case(session, world)
    late_case(session, world, lead=world.other_agency)
    propose(session, after(1))
    mine, foreign = reminders(session)
    done = record_reminders(session, group_of(mine), [mine.id, foreign.id], LETTER, actor=world.office, now=THEN)
    assert (done.count, done.left_out) == (1, 1)


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        (Sent("", TODAY, TODAY), MissingError),
        (Sent("1", None, TODAY), MissingError),
        (Sent("1", TODAY, None), MissingError),
        (Sent("1", TODAY + timedelta(1), TODAY + timedelta(9)), DateInFutureError),
        (Sent("1", TODAY, TODAY - timedelta(1)), DateBeforeError),
    ],
)
def test_a_letter_without_number_or_with_impossible_dates_is_refused(session, world, sent, error):
    case = late_case(session, world)
    propose(session, after(1))
    [task] = reminders(session)
    with pytest.raises(error):
        record_reminders(session, group_of(task), [task.id], sent, actor=world.office, now=NOW)
    with pytest.raises(error):
        record_reminder(session, case.code, sent, actor=world.office, now=NOW, today=after(1))


def test_a_late_case_may_be_reminded_of_before_the_night_proposes_it(session, world):
    case = late_case(session, world)
    record_reminder(session, case.code, LETTER, actor=world.board, now=NOW, today=after(1))
    [task] = reminders(session)
    assert (task.rung, task.state) == (FIRST, ReminderState.SENT)


def test_what_is_not_late_is_not_reminded_of(session, world):
    case = late_case(session, world)
    with pytest.raises(TransitionNotAllowedError):
        record_reminder(session, case.code, LETTER, actor=world.office, now=NOW, today=after(0))


def test_above_the_last_rung_there_is_none(session, world):
    case = late_case(session, world)
    for _ in Rung:
        record_reminder(session, case.code, LETTER, actor=world.office, now=NOW, today=after(200))
    with pytest.raises(TransitionNotAllowedError):
        record_reminder(session, case.code, LETTER, actor=world.office, now=NOW, today=after(200))


def test_a_rung_left_out_keeps_its_reason_on_the_council_side_and_lets_the_next_come(session, world):
    case = late_case(session, world)
    propose(session, after(15))
    skip_reminder(session, case.code, reason="Đã trao đổi tại giao ban", actor=world.office, now=NOW, today=after(15))
    [task] = reminders(session)
    assert (task.state, task.note) == (ReminderState.SKIPPED, "Đã trao đổi tại giao ban")
    event = session.scalars(sa.select(CaseEvent).where(CaseEvent.action == Action.REMIND)).one()
    assert not event.is_shared
    assert propose(session, after(15)) == 1
    assert reminders(session)[-1].rung is Rung.FURTHER_REMINDER


def test_reminding_leaves_the_case_row_alone(session, world):
    case = late_case(session, world)
    before = session.get_one(Case, case.id).version
    record_reminder(session, case.code, LETTER, actor=world.office, now=NOW, today=after(1))
    session.expire_all()
    assert session.get_one(Case, case.id).version == before


@pytest.mark.parametrize("who", ["clerk", "officer", "leader"])
def test_only_office_and_board_remind(session, world, who):
    case = late_case(session, world)
    propose(session, after(1))
    [task] = reminders(session)
    actor = world.actors[who]
    with pytest.raises(NotPermittedError):
        record_reminder(session, case.code, LETTER, actor=actor, now=NOW, today=after(1))
    with pytest.raises(NotPermittedError):
        record_reminders(session, group_of(task), [task.id], LETTER, actor=actor, now=NOW)


def test_another_councils_office_finds_nothing_to_remind_of(session, world):
    case = late_case(session, world)
    propose(session, after(1))
    [task] = reminders(session)
    stranger = world.commune_office
    assert the_groups(session, stranger) == []
    with pytest.raises((NotFoundError, NotPermittedError)):
        record_reminders(session, group_of(task), [task.id], LETTER, actor=stranger, now=THEN)
    with pytest.raises(NotPermittedError):
        record_reminder(session, case.code, LETTER, actor=stranger, now=NOW, today=after(1))


@pytest.mark.parametrize(
    "half_true",
    [
        {"state": ReminderState.SENT},
        {"state": ReminderState.SENT, "done_at": NOW},
        {"state": ReminderState.SKIPPED, "done_at": NOW},
        {"done_at": NOW},
        {"letter_number": "1", "letter_on": TODAY, "report_by": TODAY},
        {
            "state": ReminderState.SENT,
            "done_at": NOW,
            "letter_number": "1",
            "letter_on": TODAY,
            "report_by": TODAY - timedelta(1),
        },
    ],
)
def test_the_database_keeps_no_half_true_reminder(session, world, half_true):
    late_case(session, world)
    propose(session, after(1))
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.update(Reminder).values(**half_true))
