"""The demo's world: what the data promise stands in the database, whatever day it is loaded on."""

import csv
import json
from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise

import pytest
import sqlalchemy as sa

from petitions.adapters.file_store import FileStore
from petitions.cli.database import seed_reference_data
from petitions.domain.accounts import DEMO_PASSWORD
from petitions.domain.clock_vocabulary import Stage
from petitions.domain.deadline_rule import Rule, Unit
from petitions.domain.deadlines import days_late, due_on
from petitions.domain.errors import NotEmptyError
from petitions.domain.hanoi import HANOI, date_in_hanoi
from petitions.domain.text import personal_data_in
from petitions.domain.vocabulary import Action, FileAccess, State
from petitions.domain.work_calendar import AnnouncedDay, DayKind, WorkCalendar
from petitions.domain.workflow import transition_for
from petitions.extensions import db, transaction
from petitions.models import (
    Assignment,
    Case,
    CaseEvent,
    CaseFile,
    CaseStatement,
    CaseVoter,
    Clock,
    ContactMeeting,
    CouncilSession,
    CouncilTerm,
    Forwarding,
    Organisation,
    Person,
    Response,
    ResponseDraft,
    Statement,
    StoredFile,
)
from petitions.queries.overdue import is_overdue
from petitions.resources import package_file
from petitions.services.authentication import authenticate
from petitions.services.demo.book import read_book
from petitions.services.demo.days import Days
from petitions.services.demo.loading import load_demo
from petitions.services.demo.meetings import plan_minutes
from petitions.services.demo.plan import Planner, with_letters

pytestmark = pytest.mark.db

BOOK = read_book()
CASES = {row["key"]: row for row in BOOK.cases}
BY_SUMMARY = {row["summary"]: row for row in BOOK.cases}
MOMENTS = {
    "a Monday morning": datetime(2026, 11, 23, 7, 15, tzinfo=HANOI),
    "a Sunday night": datetime(2027, 1, 10, 23, 40, tzinfo=HANOI),
    "a year with the old term long gone": datetime(2027, 6, 17, 15, 0, tzinfo=HANOI),
}


@pytest.fixture(scope="module", params=list(MOMENTS))
def moment(request):
    """When the demo was loaded."""
    return MOMENTS[request.param]


@pytest.fixture(scope="module")
def today(moment):
    return date_in_hanoi(moment)


@pytest.fixture(scope="module")
def loaded(migrated_app, database_place, data_dir, moment):
    """The database into which the demo was loaded once for all tests of this file; they only read."""
    with migrated_app.app_context():
        db.engine.dispose()
        database_place.restore("migrated")
        seed_reference_data()
        with transaction() as session:
            load_demo(session, store=FileStore((data_dir / "demo").as_uri()), now=moment)
        yield db.session()
        db.session.remove()
        db.engine.dispose()


def test_as_many_cases_stand_in_each_state_as_the_data_say(loaded):
    found = dict(loaded.execute(sa.select(Case.state, sa.func.count()).group_by(Case.state)).all())
    assert found == Counter(State(row["state"]) for row in BOOK.cases)
    assert set(found) == set(State)


def test_so_many_are_overdue_and_so_late_as_the_data_say(loaded, today):
    rows = loaded.execute(sa.select(Case.summary, Case.due_on).where(is_overdue(today)))
    found = {BY_SUMMARY[summary]["key"]: days_late(due, today) for summary, due in rows}
    late = {key: the_days(today).office_day(-row["days_late"]) for key, row in CASES.items() if "days_late" in row}
    assert found == {key: (today - due).days for key, due in late.items()}
    assert all(row["days_late"] <= found[key] < row["days_late"] + 10 for key, row in CASES.items() if key in late)


def test_what_is_not_late_is_due_on_its_day(loaded, today):
    rows = loaded.execute(sa.select(Case.summary, Case.due_on).where(Case.state.in_(["assigned", "in_progress"])))
    due = {BY_SUMMARY[summary]["key"]: on for summary, on in rows}
    moved = {key for key, row in CASES.items() for name in ("extension", "pause") if is_granted(row.get(name))}
    ahead = {
        key: today + timedelta(days=row["due_in_days"])
        for key, row in CASES.items()
        if "due_in_days" in row and key not in moved
    }
    assert all(due[key] > today + timedelta(days=CASES[key]["due_in_days"]) for key in moved)
    assert all(timedelta() <= due[key] - on < timedelta(days=10) for key, on in ahead.items())
    assert all(the_calendar().is_working_day(on) for on in due.values())


def is_granted(request):
    return request is not None and request.get("decision") == "grant"


def test_requests_for_more_time_and_opinions_stand_as_the_data_say(loaded):
    asked = sa.select(Case.summary, Case.pending_request).where(Case.pending_request.is_not(None))
    waiting = {BY_SUMMARY[summary]["key"]: request.value for summary, request in loaded.execute(asked)}
    assert waiting == {
        key: name
        for key, row in CASES.items()
        for name in ("extension", "pause")
        if name in row and "decision" not in row[name]
    }
    given = loaded.scalar(sa.select(sa.func.count()).where(CaseEvent.action == Action.GIVE_OPINION))
    assert given == sum(len(row.get("opinion", ())) for row in CASES.values())


def test_the_history_of_every_case_is_a_path_of_the_transition_table(loaded):
    events = loaded.scalars(sa.select(CaseEvent).order_by(CaseEvent.case_id, CaseEvent.id)).all()
    states = dict(loaded.execute(sa.select(Case.id, Case.state)).all())
    for before, after in pairwise(events):
        if before.case_id != after.case_id:
            assert before.target is states[before.case_id]
            assert after.action is Action.RECORD
            continue
        assert before.at < after.at
        assert before.target is after.source
        if after.action is Action.TAKE_IN:
            assert after.source is after.target
            continue
        assert transition_for(after.source, after.action).target is after.target


def test_nothing_happened_after_the_loading_or_on_a_day_off(loaded, moment):
    instants = {
        column: loaded.scalar(sa.select(sa.func.max(column)))
        for column in (CaseEvent.at, Case.changed_at, Statement.recorded_at, Person.created_at, StoredFile.stored_at)
    }
    assert max(instants.values()) < moment
    days = {
        column: loaded.scalar(sa.select(sa.func.max(column)))
        for column in (Case.received_on, Response.signed_on, Forwarding.letter_on)
    }
    spoken = sa.select(sa.func.max(ContactMeeting.held_on)).where(Statement.contact_meeting_id == ContactMeeting.id)
    days["held_on"] = loaded.scalar(spoken)  # the others are still to come
    assert max(days.values()) <= date_in_hanoi(moment)
    calendar = the_calendar()
    for at in loaded.scalars(sa.select(CaseEvent.at)):
        local = at.astimezone(HANOI)
        assert calendar.is_working_day(local.date()), local
        assert 7 <= local.hour < 18


def test_everybody_signs_in_and_nobody_has_to_change_the_password(loaded):
    people = loaded.scalars(sa.select(Person)).all()
    assert {"clerk", "clerk2", "office", "board", "committee", "deputy", "coordinator"} <= {p.username for p in people}
    assert {"officer", "leader", "officer2", "leader2", "letters", "auditor", "admin"} <= {p.username for p in people}
    assert all(person.is_demo and not person.must_change_password for person in people)
    assert len({person.password_hash for person in people}) == 1
    assert authenticate(loaded, "clerk", DEMO_PASSWORD).username == "clerk"


def test_what_agencies_read_names_no_voter(loaded):
    names = {}
    for case_id, name in loaded.execute(sa.select(CaseVoter.case_id, CaseVoter.name)):
        names.setdefault(case_id, set()).add(name)
    spoken = sa.select(CaseStatement.case_id, Statement.speaker_name).join(Statement)
    for case_id, name in loaded.execute(spoken):
        names.setdefault(case_id, set()).add(name)
    shared = loaded.execute(sa.select(CaseEvent.case_id, CaseEvent.note, CaseEvent.facts).where(CaseEvent.is_shared))
    texts = [(case_id, f"{note} {json.dumps(facts, ensure_ascii=False)}") for case_id, note, facts in shared]
    texts += loaded.execute(sa.select(Case.id, Case.forwarded_text).where(Case.forwarded_text.is_not(None))).all()
    texts += loaded.execute(sa.select(Response.case_id, Response.content)).all()
    texts += loaded.execute(
        sa.select(CaseFile.case_id, CaseFile.name).where(CaseFile.access == FileAccess.SHARED)
    ).all()
    assert len(texts) > 500
    for case_id, text in texts:
        for name in names[case_id]:
            assert not personal_data_in(text, name), text


def test_two_cases_with_personal_data_wait_to_be_classified(loaded):
    waiting = loaded.execute(
        sa.select(Case.content, CaseVoter.name)
        .join(CaseVoter, CaseVoter.case_id == Case.id)
        .where(Case.state == State.SUBMITTED)
    )
    assert sum(bool(personal_data_in(content, name)) for content, name in waiting) == 2


def test_one_letter_covers_several_cases(loaded):
    covered = sa.select(sa.func.count()).select_from(Assignment).group_by(Assignment.forwarding_id)
    counts = loaded.scalars(covered).all()
    assert max(counts) >= 8
    letters = loaded.execute(
        sa.select(Forwarding.council_id, Forwarding.letter_on, Forwarding.letter_number).order_by(
            Forwarding.council_id, Forwarding.letter_on
        )
    ).all()
    for before, after in pairwise(letters):
        if before.council_id == after.council_id and before.letter_on.year == after.letter_on.year:
            assert int(before.letter_number.split("/")[0]) < int(after.letter_number.split("/")[0])


def test_the_rule_gives_most_due_dates_and_a_letter_the_others(loaded):
    of_answers = sa.select(sa.func.count()).where(Clock.stage == Stage.RESPONSE)
    unfixed = of_answers.where(Clock.fixed_on.is_(None))
    by_rule, fixed = loaded.scalar(unfixed), loaded.scalar(of_answers.where(Clock.fixed_on.is_not(None)))
    assert by_rule > fixed > 0
    assert not loaded.scalar(unfixed.where(Clock.due_on != Clock.legal_on))


def test_answers_bring_papers_with_vietnamese_names(loaded, data_dir):
    names = loaded.scalars(sa.select(CaseFile.name).where(CaseFile.response_id.is_not(None))).all()
    assert all(name.endswith(".pdf") and "công văn" in name.lower() for name in names)
    on_paper, sent = (
        loaded.scalar(sa.select(sa.func.count()).select_from(Response).where(Response.came_on_paper.is_(is_paper)))
        for is_paper in (True, False)
    )
    assert on_paper > 10 < sent
    without_scan = sa.select(Response.id).where(
        Response.came_on_paper, ~sa.exists().where(CaseFile.response_id == Response.id)
    )
    assert not loaded.scalars(without_scan).all()
    store = FileStore((data_dir / "demo").as_uri())
    assert all(store.has(digest) for digest in loaded.scalars(sa.select(StoredFile.digest)))


def test_what_was_raised_again_points_to_what_was_answered_then(loaded):
    again = sa.orm.aliased(Case)
    found = loaded.execute(sa.select(again.summary, Case.summary).join(Case, again.re_raised_from_id == Case.id))
    pairs = {(BY_SUMMARY[later]["key"], BY_SUMMARY[earlier]["key"]) for later, earlier in found}
    assert pairs == {(key, row["re_raised"]) for key, row in CASES.items() if "re_raised" in row}


def test_statements_are_linked_to_their_cases_and_questions_answered_there_to_none(loaded):
    linked = loaded.scalar(sa.select(sa.func.count()).select_from(CaseStatement))
    assert linked == sum(len(row.get("statement", ())) for row in BOOK.cases)
    free = sa.select(sa.func.count()).where(~sa.exists().where(CaseStatement.statement_id == Statement.id))
    assert loaded.scalar(free.where(Statement.answered_on_spot)) == len(BOOK.statements)
    assert loaded.scalar(free.where(~Statement.answered_on_spot)) == 0


def test_a_council_session_lies_in_its_term(loaded):
    outside = sa.select(CouncilSession.name).join(CouncilTerm, CouncilTerm.id == CouncilSession.council_term_id)
    outside = outside.where(sa.not_(CouncilSession.held_on.between(CouncilTerm.starts_on, CouncilTerm.ends_on)))
    assert not loaded.scalars(outside).all()


def test_a_leader_finds_an_answer_that_waits_for_his_signature(loaded):
    prepared = loaded.scalars(
        sa.select(Organisation.short_name)
        .join(ResponseDraft, ResponseDraft.organisation_id == Organisation.id)
        .where(ResponseDraft.handed_over_at.is_not(None))
    ).all()
    assert prepared == ["Sở Xây dựng"] * 2


def test_it_is_not_loaded_twice(loaded, data_dir, moment):
    with pytest.raises(NotEmptyError), transaction() as session:
        load_demo(session, store=FileStore((data_dir / "demo").as_uri()), now=moment)


def the_days(today):
    return Days(today, the_calendar())


@cache
def the_calendar():
    """The working calendar that every installation starts with."""
    with package_file("data", "calendar_days.csv").open(encoding="utf-8") as file:
        days = [
            AnnouncedDay(date.fromisoformat(row["on"]), DayKind(row["kind"]), row["name"])
            for row in csv.DictReader(file)
        ]
    return WorkCalendar.of(days)


@pytest.mark.parametrize("first", [date(2026, 3, 2), date(2026, 9, 1), date(2027, 1, 20), date(2030, 4, 25)], ids=str)
def test_on_any_day_of_loading_the_steps_follow_one_another_and_lead_to_the_due_date(first):
    rule = Rule("petition.response", 30, Unit.DAY, rolls_forward=True, source="", is_verified=False)
    for today in (first + timedelta(days=ahead) for ahead in range(21)):
        days = the_days(today)
        came_on = {each.meeting["key"]: each.at.date() for each in plan_minutes(BOOK.meetings, days)}
        planner = Planner(days, rule, came_on, frozenset({"dien-luc"}))
        for row in BOOK.cases:
            steps = with_letters(planner.steps_of(row), lambda _step: "")
            assert all(before.at < after.at for before, after in pairwise(steps))
            assert all(days.calendar.is_working_day(step.day) and step.day < today for step in steps)
            *_, assigned = [None, *(step for step in steps if step.action is Action.ASSIGN)]
            if assigned is None:
                continue
            assert assigned.letter_on <= assigned.day
            if "days_late" in row or "due_in_days" in row:
                due = days.office_day(-row["days_late"] if "days_late" in row else row["due_in_days"])
                by_rule = due_on(assigned.day, rule, days.calendar)
                assert row.get("response") or due == (assigned.due_on or by_rule)
