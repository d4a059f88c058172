"""Days, years and patterns are written once, with what stood there before in the history."""

from datetime import date

import pytest

from petitions.domain.admin_vocabulary import AdminAction, AdminSubject
from petitions.domain.calendar_change import CalendarChange, DayDraft, WeekDraft, YearDraft
from petitions.domain.change_errors import MakeupOnWorkingDayError
from petitions.domain.errors import NotFoundError, NotPermittedError
from petitions.domain.identity import SYSTEM
from petitions.domain.work_calendar import DayKind
from petitions.models import AdminEvent, CalendarDay
from petitions.queries.calendar import get_work_calendar
from petitions.services.work_calendar import change_calendar
from tests.builders import a_world

NATIONAL_DAY = DayDraft(date(2026, 9, 2), DayKind.OFF, "Quốc khánh", "Bộ luật Lao động 2019, điều 112")
SWAP = CalendarChange(
    days=(
        DayDraft(date(2026, 8, 31), DayKind.OFF, "Nghỉ hoán đổi", "Thông báo nghỉ Quốc khánh"),
        DayDraft(date(2026, 8, 22), DayKind.MAKEUP, "Làm bù", "Thông báo nghỉ Quốc khánh", is_confirmed=False),
    ),
    years=(YearDraft(2026, is_confirmed=True, source="Thông báo nghỉ lễ của năm"),),
    weeks=(WeekDraft(date(2026, 1, 1), frozenset(range(5)), "Quyết định 188/1999/QĐ-TTg"),),
)


def events(session):
    return [(e.action, e.subject_kind, e.subject_id) for e in session.query(AdminEvent).order_by(AdminEvent.id)]


def test_a_change_is_what_the_engine_then_counts_with(session, now):
    outcome = change_calendar(session, SWAP, actor=SYSTEM, now=now)
    assert (outcome.created, outcome.changed, outcome.unchanged) == (4, 0, 0)
    calendar = get_work_calendar(session)
    assert calendar.is_working_day(date(2026, 8, 22))
    assert not calendar.is_working_day(date(2026, 8, 31))
    assert calendar.unconfirmed_years(date(2026, 8, 1), date(2026, 8, 22)) == (2026,)
    assert calendar.unconfirmed_years(date(2026, 8, 23), date(2026, 12, 31)) == ()
    assert [week.valid_from for week in calendar.weeks] == [date(2026, 1, 1)]


def test_every_row_leaves_its_before_and_after_in_the_history(session, now):
    change_calendar(session, CalendarChange(days=(NATIONAL_DAY,)), actor=SYSTEM, now=now)
    provisional = DayDraft(NATIONAL_DAY.on, DayKind.OFF, "Nghỉ lễ", NATIONAL_DAY.source, is_confirmed=False)
    change_calendar(session, CalendarChange(days=(provisional,)), actor=SYSTEM, now=now)
    change_calendar(session, CalendarChange(removed_days=(NATIONAL_DAY.on,)), actor=SYSTEM, now=now)
    session.flush()
    found = session.query(AdminEvent).order_by(AdminEvent.id).all()
    assert [event.action for event in found] == [AdminAction.CREATE, AdminAction.CHANGE, AdminAction.REMOVE]
    assert {(event.subject_kind, event.subject_id) for event in found} == {(AdminSubject.CALENDAR_DAY, 20260902)}
    assert found[0].facts["changes"]["name"] == [None, "Quốc khánh"]
    assert found[1].facts["changes"] == {"name": ["Quốc khánh", "Nghỉ lễ"], "is_confirmed": ["True", "False"]}
    assert found[2].facts["changes"]["name"] == ["Nghỉ lễ", None]
    assert session.query(CalendarDay).count() == 0


def test_the_same_change_again_writes_nothing(session, now):
    change_calendar(session, SWAP, actor=SYSTEM, now=now)
    before = events(session)
    outcome = change_calendar(session, SWAP, actor=SYSTEM, now=now)
    assert (outcome.created, outcome.changed, outcome.unchanged) == (0, 0, 4)
    assert events(session) == before


def test_a_pattern_can_be_taken_out_again(session, now):
    change_calendar(session, SWAP, actor=SYSTEM, now=now)
    outcome = change_calendar(session, CalendarChange(removed_weeks=(date(2026, 1, 1),)), actor=SYSTEM, now=now)
    assert outcome.removed == 1
    assert get_work_calendar(session).weeks == ()


def test_a_day_that_is_not_there_cannot_be_taken_out(session, now):
    with pytest.raises(NotFoundError):
        change_calendar(session, CalendarChange(removed_days=(date(2026, 9, 2),)), actor=SYSTEM, now=now)


def test_a_refused_day_keeps_the_good_ones_beside_it_out_too(session, now):
    faulty = DayDraft(date(2026, 9, 1), DayKind.MAKEUP, "Làm bù", "Thông báo")
    with pytest.raises(MakeupOnWorkingDayError):
        change_calendar(session, CalendarChange(days=(NATIONAL_DAY, faulty)), actor=SYSTEM, now=now)
    assert session.query(CalendarDay).count() == 0


def test_only_an_administrator_changes_the_calendar(session, now):
    with pytest.raises(NotPermittedError):
        change_calendar(session, SWAP, actor=a_world(session).office, now=now)
