"""A step that counted before a change of the calendar and ended after it: its date is put right all the same."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from petitions.domain.proposals import UNDER_WAY, ChangePhase
from petitions.models import Clock
from petitions.services.proposals import list_at_work
from tests.changes import DUE, apply, assigned, dates, moves_of, off, propose, recalculated, told_cases, work
from tests.clocks import the_clock

COUNTED = ("target_on", "legal_on", "due_on", "fingerprint", "is_provisional")


@pytest.fixture
def world(ruled_world):
    return ruled_world


@pytest.fixture
def overtaken(session, world, now):
    """A change that was applied while a step was under way that had counted by the calendar before it."""
    case = assigned(session, world, now)
    answer = the_clock(session, case)
    before = {name: getattr(answer, name) for name in COUNTED}
    row = propose(session, world, off(DUE), now)
    apply(session, world, row, now)
    work(session, row, now)
    assert row.phase is ChangePhase.APPLIED
    moved = len(recalculated(session))
    session.execute(sa.update(Clock).where(Clock.id == answer.id).values(before))
    session.commit()
    assert dates(session)[answer.id] == DUE
    return row, answer.id, moved


def test_a_clock_set_by_the_calendar_before_a_change_is_moved_ten_minutes_later(session, overtaken, now):
    row, answer, moved = overtaken
    later = now + UNDER_WAY
    assert list_at_work(session, now=later - timedelta(seconds=1)) == []
    assert work(session, row, later - timedelta(seconds=1)) == 1
    assert dates(session)[answer] == DUE

    assert list_at_work(session, now=later) == [row.id]
    work(session, row, later)
    assert dates(session)[answer] == DUE + timedelta(days=1)
    assert moves_of(session, row)[answer] == (DUE, DUE + timedelta(days=1))
    assert (len(recalculated(session)), len(told_cases(session)), row.applied) == (moved + 1, moved + 1, moved + 1)
    assert row.phase is ChangePhase.APPLIED


def test_it_is_looked_at_once_more_and_then_no_more(session, overtaken, now):
    row, _answer, moved = overtaken
    work(session, row, now + UNDER_WAY)
    assert row.checked_at == now + UNDER_WAY
    assert list_at_work(session, now=now + timedelta(days=1)) == []
    assert work(session, row, now + timedelta(days=1)) == 1
    assert len(recalculated(session)) == moved + 1


def test_a_check_that_is_cut_off_goes_on_and_does_nothing_twice(session, world, now, in_batches):
    for _n in range(3):
        assigned(session, world, now)
    row = propose(session, world, off(DUE), now)
    work(session, row, now)
    apply(session, world, row, now)
    work(session, row, now)
    assert work(session, row, now + UNDER_WAY, most=2) == 2
    assert row.checked_at is None
    work(session, row, now + UNDER_WAY)
    assert row.checked_at == now + UNDER_WAY
    assert (row.done, row.total, row.applied, len(recalculated(session))) == (6, 6, 3, 3)
