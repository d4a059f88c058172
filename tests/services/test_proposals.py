"""What a change of calendar or rules would do is what it does: to open clocks alone, once, and never half."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from petitions.domain.calendar_change import CalendarChange, DayDraft, WeekDraft, YearDraft
from petitions.domain.change_errors import ChangeAtWorkError, MakeupOnWorkingDayError
from petitions.domain.clock_vocabulary import ClockEventKind, Stage
from petitions.domain.deadlines import compute
from petitions.domain.errors import ChangedMeanwhileError, NotFoundError, NotPermittedError
from petitions.domain.identity import SYSTEM
from petitions.domain.proposals import ChangePhase
from petitions.domain.vocabulary import Action, NoticeKind, State
from petitions.domain.work_calendar import DayKind
from petitions.models import (
    CalendarDay,
    CaseEvent,
    Clock,
    ClockEvent,
    DeadlineRule,
    Notice,
    ProposedChange,
    ProposedMove,
)
from petitions.queries.calendar import get_work_calendar
from petitions.queries.rules import rule_of
from petitions.services import moves
from petitions.services.clocks import LEDGER_KINDS, ledger_of
from petitions.services.evaluation import close_case
from petitions.services.files import Attachments
from petitions.services.proposals import discard, go_on, list_at_work, propose_change, start_application
from petitions.services.response import respond
from tests.builders import TODAY, a_deadline_rule
from tests.cases import a_case
from tests.changes import DUE, apply, assigned, dates, moves_of, off, propose, recalculated, told_cases, work
from tests.clocks import the_clock
from tests.services.test_clocks import an_answer


@pytest.fixture
def world(ruled_world):
    return ruled_world


def test_a_new_holiday_is_shown_before_anything_is_written(session, world, now):
    case = assigned(session, world, now)
    answer = the_clock(session, case)
    assert answer.due_on == DUE
    before = dates(session)
    row = propose(session, world, off(DUE), now)
    assert row.phase is ChangePhase.PREVIEWED
    assert (row.moved, row.becomes_overdue, row.ceases_overdue) == (1, 0, 0)
    assert moves_of(session, row) == {answer.id: (DUE, date(2026, 4, 2))}
    assert dates(session) == before
    assert session.query(CalendarDay).count() == 0
    assert recalculated(session) == []


def test_what_was_shown_is_what_happens(session, world, now):
    cases = [assigned(session, world, now) for _n in range(3)]
    row = propose(session, world, off(DUE, date(2026, 3, 4)), now)
    shown = moves_of(session, row)
    assert len(shown) == 6, "three answers and three acceptances"
    apply(session, world, row, now)
    assert row.phase is ChangePhase.APPLIED
    after = dates(session)
    assert {key: after[key] for key in shown} == {key: due for key, (_before, due) in shown.items()}
    assert sorted(recalculated(session)) == sorted(shown)
    assert sorted(told_cases(session)) == sorted(case.id for case in cases)
    assert all(move.is_applied for move in session.query(ProposedMove))
    for case in cases:
        session.refresh(case)
        assert case.due_on == the_clock(session, case).due_on == date(2026, 4, 2)


def test_the_events_say_who_moved_it_from_when_to_when(session, world, now):
    case = assigned(session, world, now)
    row = propose(session, world, off(DUE), now)
    apply(session, world, row, now)
    event = session.query(ClockEvent).filter_by(kind=ClockEventKind.RECALCULATED).one()
    assert (event.actor_name, event.due_before, event.due_after) == (world.admin.name, DUE, date(2026, 4, 2))
    told = session.query(CaseEvent).filter_by(action=Action.RECALCULATE).one()
    assert (told.case_id, told.source, told.target) == (case.id, State.ASSIGNED, State.ASSIGNED)
    assert (told.facts["due_before"], told.facts["due_on"]) == ("2026-04-01", "2026-04-02")
    assert told.is_shared


def test_those_who_owe_the_answer_are_told_of_the_new_date_once_a_case(session, world, now):
    case = assigned(session, world, now)
    session.query(Notice).delete()
    apply(session, world, propose(session, world, off(DUE, date(2026, 3, 4)), now), now)
    told = session.query(Notice).order_by(Notice.id).all()
    assert [notice.person_id for notice in told] == [world.officer.person_id, world.leader.person_id]
    assert {(n.kind, n.case_id, n.due_on) for n in told} == {(NoticeKind.DATE_MOVED, case.id, date(2026, 4, 2))}


def test_each_unit_whose_own_date_moves_is_told_though_the_case_has_one_line(session, world, now):
    a_deadline_rule(session, "petition.coordination.reply", 30)
    case = assigned(session, world, now, coordinating_ids=(world.other_agency.id,))
    lead, helper = world.agency.id, world.other_agency.id
    apply(session, world, propose(session, world, off(DUE), now), now)
    told = session.query(Notice).filter_by(kind=NoticeKind.DATE_MOVED)
    assert {notice.organisation_id or owner_of(session, notice) for notice in told} == {lead, helper}
    assert told_cases(session) == [case.id]


def owner_of(session, notice):
    return session.get(Clock, notice.clock_id).organisation_id


def test_a_clock_tells_the_same_date_when_it_is_counted_again(session, world, now):
    assigned(session, world, now)
    apply(session, world, propose(session, world, off(DUE), now), now)
    again = propose(session, world, CalendarChange(years=(YearDraft(2031, is_confirmed=False, source="a"),)), now)
    assert again.moved == 0
    assert recalculated(session) != []
    count = len(recalculated(session))
    apply(session, world, again, now)
    assert len(recalculated(session)) == count


def test_what_is_answered_meanwhile_is_left_alone(session, world, now):
    kept, moved = assigned(session, world, now), assigned(session, world, now)
    row = propose(session, world, off(DUE), now)
    respond(session, kept.code, an_answer(), Attachments((), None), actor=world.leader, now=now)
    apply(session, world, row, now)
    assert the_clock(session, kept).due_on == DUE
    assert the_clock(session, moved).due_on == date(2026, 4, 2)
    assert (row.moved, row.applied) == (2, 1)
    alone = session.query(ProposedMove).filter_by(is_applied=False).one()
    assert alone.clock_id == the_clock(session, kept).id


def test_stopped_clocks_keep_their_verdict(session, world, now):
    case = assigned(session, world, now)
    respond(session, case.code, an_answer(), Attachments((), None), actor=world.leader, now=now)
    close_case(session, case.code, note="Đã xong", actor=world.board, now=now)
    row = propose(session, world, off(DUE, date(2026, 3, 9)), now)
    assert row.moved == 0
    apply(session, world, row, now)
    assert recalculated(session) == []


def test_a_date_that_the_letter_names_does_not_move(session, world, now):
    case = assigned(session, world, now, due_on=DUE)
    row = propose(session, world, off(DUE), now)
    assert the_clock(session, case).id not in moves_of(session, row)
    apply(session, world, row, now)
    assert the_clock(session, case).due_on == DUE


def test_it_counts_what_becomes_overdue_and_what_ceases_to_be(session, world, now, clock):
    assigned(session, world, now)
    apply(session, world, propose(session, world, off(DUE), now), now)
    late = now + timedelta(days=31)
    back = CalendarChange(removed_days=(DUE,))
    row = propose(session, world, back, late)
    assert (row.judged_on, row.moved, row.becomes_overdue) == (date(2026, 4, 2), 1, 1)
    discard(session, row.id, actor=world.admin, now=late)
    later = propose(session, world, off(date(2026, 4, 2)), now + timedelta(days=32))
    assert (later.becomes_overdue, later.ceases_overdue) == (0, 1)


def test_confirming_a_year_moves_nothing_and_makes_dates_certain(session, world, now):
    case = assigned(session, world, now)
    assert the_clock(session, case).is_provisional
    year = CalendarChange(years=(YearDraft(2026, is_confirmed=True, source="Thông báo"),))
    row = propose(session, world, year, now)
    assert (row.moved, row.becomes_certain) == (0, 2)
    apply(session, world, row, now)
    session.expire_all()
    assert not the_clock(session, case).is_provisional
    assert recalculated(session) == []


def test_a_weekly_pattern_moves_clocks_too(session, world, now):
    case = assigned(session, world, now)
    acceptance = the_clock(session, case, Stage.ACCEPTANCE)
    assert acceptance.due_on == date(2026, 3, 5)
    monday_to_wednesday = WeekDraft(date(2026, 3, 1), frozenset({0, 1, 2}), "Quyết định thử")
    row = propose(session, world, CalendarChange(weeks=(monday_to_wednesday,)), now)
    assert moves_of(session, row)[acceptance.id] == (date(2026, 3, 5), date(2026, 3, 9))


def test_the_same_again_is_no_change(session, world, now):
    apply(session, world, propose(session, world, off(DUE), now), now)
    assert propose(session, world, off(DUE), now) is None


def test_what_cannot_stand_is_refused_before_it_is_proposed(session, world, now):
    makeup = CalendarChange(days=(DayDraft(DUE, DayKind.MAKEUP, "Làm bù", "Thông báo"),))
    with pytest.raises(MakeupOnWorkingDayError):
        propose(session, world, makeup, now)
    with pytest.raises(NotFoundError):
        propose(session, world, CalendarChange(removed_days=(DUE,)), now)
    assert session.query(ProposedChange).count() == 0


def test_only_administrators_propose_apply_and_drop(session, world, now):
    row = propose(session, world, off(DUE), now)
    for attempt in (
        lambda: propose_change(session, off(TODAY), actor=world.office, now=now),
        lambda: start_application(session, row.id, actor=world.board, now=now),
        lambda: discard(session, row.id, actor=world.office, now=now),
    ):
        with pytest.raises(NotPermittedError):
            attempt()


# --- many clocks: batches, kills, two at once ------------------------------------------------------------------


def test_many_clocks_are_left_to_the_worker_in_batches(session, world, now, in_batches):
    for _n in range(3):
        assigned(session, world, now)
    row = propose(session, world, off(DUE), now)
    assert (row.phase, row.total, row.done) == (ChangePhase.PREVIEWING, 6, 0)
    assert list_at_work(session, now=now) == [row.id]
    assert work(session, row, now, most=2) == 2
    assert (row.phase, row.done) == (ChangePhase.PREVIEWING, 4)
    work(session, row, now)
    assert (row.phase, row.done, row.moved) == (ChangePhase.PREVIEWED, 6, 3)
    apply(session, world, row, now)
    assert row.phase is ChangePhase.APPLYING
    work(session, row, now)
    assert (row.phase, row.applied) == (ChangePhase.APPLIED, 3)
    assert list_at_work(session, now=now) == []


@pytest.mark.parametrize("after", range(4))
def test_a_worker_killed_in_any_batch_leaves_nothing_half_and_nothing_twice(session, world, now, in_batches, after):
    for _n in range(3):
        assigned(session, world, now)
    row = propose(session, world, off(DUE), now)
    work(session, row, now)
    apply(session, world, row, now)
    work(session, row, now, most=after)
    session.commit()
    with suppress_kill(session):
        go_on(session, row.id, None, now=now)
        raise KeyboardInterrupt
    work(session, row, now)
    assert row.phase is ChangePhase.APPLIED
    assert len(recalculated(session)) == len(set(recalculated(session))) == 3
    assert len(told_cases(session)) == 3
    assert row.applied == 3


@contextmanager
def suppress_kill(session):
    try:
        yield
    except KeyboardInterrupt:
        session.rollback()
        session.expire_all()


def test_a_change_tried_on_what_has_changed_since_is_tried_anew(session, world, now):
    case = assigned(session, world, now)
    first, second = propose(session, world, off(DUE), now), propose(session, world, off(date(2026, 4, 2)), now)
    assert second.moved == 0
    apply(session, world, first, now)
    apply(session, world, second, now)
    assert second.phase is ChangePhase.PREVIEWED, "shown again before it is applied"
    assert moves_of(session, second) == {the_clock(session, case).id: (date(2026, 4, 2), date(2026, 4, 3))}
    apply(session, world, second, now)
    assert second.phase is ChangePhase.APPLIED
    assert the_clock(session, case).due_on == date(2026, 4, 3)


def test_a_change_that_became_impossible_says_so(session, world, now):
    day = CalendarChange(removed_days=(DUE,))
    apply(session, world, propose(session, world, off(DUE), now), now)
    first, second = propose(session, world, day, now), propose(session, world, day, now)
    apply(session, world, first, now)
    apply(session, world, second, now)
    assert second.phase is ChangePhase.FAILED
    discard(session, second.id, actor=world.admin, now=now)


def test_one_change_at_a_time_is_applied(session, world, now, in_batches):
    assigned(session, world, now)
    first, second = propose(session, world, off(DUE), now), propose(session, world, off(date(2026, 4, 2)), now)
    work(session, first, now)
    work(session, second, now)
    apply(session, world, first, now)
    with pytest.raises(ChangeAtWorkError):
        apply(session, world, second, now)
    session.flush()
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.execute(sa.update(ProposedChange).where(ProposedChange.id == second.id).values(phase="applying"))


def test_a_trial_begins_anew_when_another_change_comes_in_between(session, world, now, in_batches):
    cases = [assigned(session, world, now) for _n in range(3)]
    slow = propose(session, world, off(date(2026, 4, 2)), now)
    work(session, slow, now, most=1)
    quick = propose(session, world, off(DUE), now)
    work(session, quick, now)
    apply(session, world, quick, now)
    work(session, quick, now)
    work(session, slow, now)
    assert slow.phase is ChangePhase.PREVIEWED
    assert moves_of(session, slow) == {
        the_clock(session, case).id: (date(2026, 4, 2), date(2026, 4, 3)) for case in cases
    }


def test_a_clock_started_after_the_trial_moves_as_well(session, world, now, in_batches):
    assigned(session, world, now)
    row = propose(session, world, off(DUE), now)
    work(session, row, now)
    late = assigned(session, world, now)
    apply(session, world, row, now)
    work(session, row, now)
    assert the_clock(session, late).due_on == date(2026, 4, 2)
    assert (row.moved, row.applied) == (1, 2)


def test_what_was_seen_is_what_is_applied(session, world, now):
    row = propose(session, world, off(DUE), now)
    session.flush()
    with pytest.raises(ChangedMeanwhileError):
        start_application(session, row.id, actor=world.admin, now=now, seen_version=row.version - 1)
    apply(session, world, row, now)
    with pytest.raises(ChangedMeanwhileError):
        apply(session, world, row, now)
    with pytest.raises(ChangedMeanwhileError):
        discard(session, row.id, actor=world.admin, now=now)


def test_a_dropped_change_keeps_its_line_and_none_of_its_moves(session, world, now):
    assigned(session, world, now)
    row = propose(session, world, off(DUE), now)
    discard(session, row.id, actor=world.admin, now=now)
    assert row.phase is ChangePhase.DISCARDED
    assert moves_of(session, row) == {}
    with pytest.raises(ChangedMeanwhileError):
        apply(session, world, row, now)


# --- preview and result over small worlds -------------------------------------------------------------------------

NEAR = st.dates(date(2026, 2, 20), date(2026, 5, 20))
CHANGES = st.builds(
    CalendarChange,
    days=st.lists(NEAR, min_size=1, max_size=8, unique=True).map(
        lambda days: tuple(
            DayDraft(day, DayKind.MAKEUP if day.weekday() > 4 else DayKind.OFF, "thử", "thử", is_confirmed=day.day > 9)
            for day in days
        )
    ),
    years=st.booleans().map(lambda is_confirmed: (YearDraft(2026, is_confirmed, "thử"),)),
)
HAPPENINGS = st.lists(
    st.one_of(
        st.tuples(st.just(ClockEventKind.EXTENSION_GRANTED), st.integers(31, 60)),
        st.tuples(st.just(ClockEventKind.PAUSED), st.tuples(st.integers(1, 20), st.integers(0, 9))),
    ),
    max_size=2,
)
WORLDS = st.lists(
    st.tuples(
        st.sampled_from(["petition.response", "petition.acceptance"]), st.integers(0, 40), HAPPENINGS, st.booleans()
    ),
    min_size=1,
    max_size=6,
)


def lay_out(session, world, case, clocks, now):
    """Put clocks on one case, with what happened to each, and dates that were never counted."""
    rules = {row.code: row.id for row in session.query(DeadlineRule)}
    calendar = get_work_calendar(session)
    for code, ahead, happened, is_open in clocks:
        start = TODAY + timedelta(days=ahead)
        clock = Clock(
            case_id=case.id,
            stage=Stage.COORDINATION,
            organisation_id=world.agency.id,
            rule_id=rules[code],
            start_on=start,
            original_due_on=start,
            target_on=start,
            legal_on=start,
            due_on=start,
            fingerprint="",
            is_open=is_open,
            stopped_on=None if is_open else start,
            outcome=None if is_open else "done",
        )
        session.add(clock)
        session.flush()
        for kind, numbers in happened:
            add_event(session, clock, kind, numbers, now)
        clock.due_on = counted(session, clock, calendar).due_on
        session.flush()


def add_event(session, clock, kind, numbers, now):
    day = lambda n: (clock.start_on + timedelta(days=n)).isoformat()  # noqa: E731 - a day of this clock
    facts = (
        {"until": day(numbers)}
        if kind is ClockEventKind.EXTENSION_GRANTED
        else {"first": day(numbers[0]), "last": day(numbers[0] + numbers[1])}
    )
    session.add(ClockEvent(clock_id=clock.id, kind=kind, at=now, on=clock.start_on, facts=facts))
    session.flush()


def counted(session, clock, calendar):
    events = session.query(ClockEvent).filter(ClockEvent.clock_id == clock.id, ClockEvent.kind.in_(LEDGER_KINDS))
    ledger = ledger_of(clock.start_on, clock.fixed_on, events.order_by(ClockEvent.id).all())
    return compute(ledger, rule_of(session.get(DeadlineRule, clock.rule_id)), calendar)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(clocks=WORLDS, change=CHANGES, batch=st.integers(1, 4))
def test_preview_equals_result_in_any_small_world(session, world, now, clocks, change, batch):
    with session.begin_nested() as nested, pytest.MonkeyPatch.context() as patch:
        patch.setattr(moves, "BATCH", batch)
        case = a_case(session, world, State.CLASSIFIED)
        lay_out(session, world, case, clocks, now)
        before = dict(session.execute(sa.select(Clock.id, Clock.due_on)).tuples().all())
        row = propose(session, world, change, now)
        shown = moves_of(session, row)
        apply(session, world, row, now)
        after = dates(session)
        assert {key: (before[key], due) for key, due in after.items() if due != before[key]} == shown
        calendar = get_work_calendar(session)
        for clock in session.query(Clock).filter(Clock.is_open):
            found = counted(session, clock, calendar)
            assert (clock.due_on, clock.legal_on, clock.is_provisional) == (
                found.due_on,
                found.legal_on,
                found.is_provisional,
            )
        assert sorted(recalculated(session)) == sorted(shown)
        nested.rollback()
    session.expire_all()


def test_the_command_line_is_an_administrator_without_a_name(session, world, now):
    assigned(session, world, now)
    row = propose_change(session, off(DUE), actor=SYSTEM, now=now)
    start_application(session, row.id, actor=SYSTEM, now=now)
    event = session.query(ClockEvent).filter_by(kind=ClockEventKind.RECALCULATED).one()
    assert (event.actor_id, event.actor_name) == (None, "")
