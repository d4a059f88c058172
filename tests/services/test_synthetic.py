"""Synthetic cases are believable: lawful, in the promised mixture, findable, the same again."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from petitions.domain.case_code import normalize_case_code
from petitions.domain.clock_vocabulary import ClockEventKind, Stage
from petitions.domain.clocks import RUNS_IN
from petitions.domain.deadlines import is_overdue
from petitions.domain.vocabulary import OrganisationKind, PartyCapacity, State
from petitions.domain.workflow import transition_for
from petitions.models import (
    Assignment,
    AssignmentOutcome,
    Case,
    CaseEvent,
    CaseParty,
    Clock,
    ClockEvent,
    Organisation,
    Person,
    Response,
)
from petitions.resources import package_file
from petitions.services.bulk import drop_indices, drop_references
from petitions.services.search_index import index_cases
from petitions.services.synthetic.batch import MODELS, table_of
from petitions.services.synthetic.lives import MIXTURE
from tests.builders import TODAY, a_world
from tests.cases import a_case

MANY = 300


@pytest.fixture
def seeded(cli, session):
    result = cli.invoke("seed", "--cases", str(MANY), "--seed", "7")
    assert result.exit_code == 0, result.output
    return session


def count(session, *conditions):
    return session.scalar(sa.select(sa.func.count()).select_from(Case).where(*conditions))


def test_every_hundred_cases_have_the_same_mixture(seeded):
    assert sum(MIXTURE.values()) == 100
    cases = seeded.scalars(sa.select(Case)).all()
    late = [case for case in cases if is_overdue(case.state, case.due_on, TODAY)]
    leads = Counter(case.lead_id for case in cases if case.lead_id)
    assert len(cases) == MANY
    assert len(late) == 0.12 * MANY
    assert leads.most_common(1)[0][1] == 0.15 * MANY


def test_one_word_stands_in_forty_texts_of_a_hundred(seeded):
    assert count(seeded, Case.content.like("%sớm%")) == 0.4 * MANY


def test_every_chain_of_events_is_a_path_of_the_transition_table(seeded):
    states = dict(seeded.execute(sa.select(Case.id, Case.state)).all())
    reached = {}
    for event in seeded.scalars(sa.select(CaseEvent).order_by(CaseEvent.case_id, CaseEvent.id)):
        before = reached.get(event.case_id)
        assert event.source == (before.target if before else None)
        if before is not None:
            assert transition_for(event.source, event.action).target is event.target
            assert event.at >= before.at
        reached[event.case_id] = event
    assert {case_id: event.target for case_id, event in reached.items()} == states


def test_nothing_in_the_history_is_still_to_come(seeded, now):
    assert seeded.scalar(sa.select(sa.func.max(CaseEvent.at))) < now
    assert seeded.scalar(sa.select(sa.func.max(Case.received_on))) <= TODAY


def test_whoever_works_on_a_case_has_the_one_open_assignment(seeded):
    working = seeded.scalars(sa.select(Case).where(Case.state.in_((State.ASSIGNED, State.IN_PROGRESS)))).all()
    turns = {
        turn.case_id: turn
        for turn in seeded.scalars(sa.select(Assignment).where(Assignment.outcome == AssignmentOutcome.OPEN))
    }
    assert {case.id for case in working} == turns.keys()
    for case in working:
        assert case.lead_id == turns[case.id].lead_id


def test_exactly_the_clocks_of_its_state_run_on_every_case(seeded):
    running = {}
    for clock in seeded.scalars(sa.select(Clock).where(Clock.is_open)):
        running.setdefault(clock.case_id, {}).setdefault(clock.stage, []).append(clock)
    by_state = {state: {stage for stage, states in RUNS_IN.items() if state in states} for state in State}
    for case in seeded.scalars(sa.select(Case)):
        own = running.get(case.id, {})
        assert own.keys() - {Stage.COMMITMENT, Stage.COORDINATION} == by_state[case.state] - {
            Stage.COMMITMENT,
            Stage.COORDINATION,
        }
        assert own.keys() <= by_state[case.state]
        if Stage.RESPONSE in own:
            [clock] = own[Stage.RESPONSE]
            assert (clock.organisation_id, clock.due_on) == (case.lead_id, case.due_on)


def test_every_clock_says_when_it_started_and_how_it_ended(seeded):
    kinds = seeded.execute(sa.select(ClockEvent.clock_id, ClockEvent.kind)).all()
    started = {key for key, kind in kinds if kind is ClockEventKind.STARTED}
    stopped = {key for key, kind in kinds if kind is ClockEventKind.STOPPED}
    clocks = seeded.scalars(sa.select(Clock)).all()
    assert started == {clock.id for clock in clocks}
    assert stopped == {clock.id for clock in clocks if not clock.is_open}
    assert len(kinds) == len(started) + len(stopped)


def test_the_class_of_a_case_is_that_of_its_last_answer(seeded):
    latest = {
        answer.case_id: answer.result_class
        for answer in seeded.scalars(sa.select(Response).order_by(Response.version_number))
    }
    classes = dict(seeded.execute(sa.select(Case.id, Case.result_class).where(Case.result_class.is_not(None))).all())
    assert classes == latest


def test_council_recorder_and_lead_all_see_their_case(seeded):
    parties = {(p.case_id, p.organisation_id): p.capacity for p in seeded.scalars(sa.select(CaseParty))}
    for case in seeded.scalars(sa.select(Case)):
        assert parties[case.id, case.council_id] is PartyCapacity.COUNCIL
        assert parties[case.id, case.origin_id] is PartyCapacity.RECORDER
        if case.lead_id:
            assert parties[case.id, case.lead_id] is PartyCapacity.LEAD


def test_codes_can_be_read_over_the_phone(seeded):
    codes = seeded.scalars(sa.select(Case.code)).all()
    assert all(normalize_case_code(code) == code for code in codes)


def test_the_search_index_is_what_the_product_itself_would_write(seeded):
    table = "case_fts" if seeded.get_bind().dialect.name == "sqlite" else "case_search"
    key = "rowid" if table == "case_fts" else "case_id"
    words = sa.text(f"SELECT * FROM {table} ORDER BY {key}")  # noqa: S608 - names are ours
    written = [[set(str(cell).split()) for cell in row] for row in seeded.execute(words)]
    index_cases(seeded, list(seeded.scalars(sa.select(Case.id))))
    assert [[set(str(cell).split()) for cell in row] for row in seeded.execute(words)] == written


def test_a_large_load_leaves_indices_and_references_as_it_found_them(cli, session, monkeypatch):
    monkeypatch.setattr("petitions.cli.seed.MANY", 100)
    kept = indices_and_references(session)
    assert cli.invoke("seed", "--cases", "250").exit_code == 0
    assert indices_and_references(session) == kept
    assert count(session) == 250


def test_what_a_killed_load_has_left_undone_the_next_one_puts_back(cli, session, monkeypatch):
    monkeypatch.setattr("petitions.cli.seed.MANY", 100)
    kept, tables = indices_and_references(session), [table_of(model) for model in MODELS]
    drop_indices(session.connection(), tables)
    if session.get_bind().dialect.name != "sqlite":
        drop_references(session.connection(), tables)
    session.commit()
    assert indices_and_references(session) != kept
    assert cli.invoke("seed", "--cases", "100").exit_code == 0
    assert indices_and_references(session) == kept


def indices_and_references(session):
    found = sa.inspect(session.connection())
    tables = [name for name in found.get_table_names() if not name.startswith("case_fts")]
    return {
        (each["name"], *map(str, each.get("dialect_options", {}).values()), str(each.get("column_names")))
        for name in tables
        for each in (*found.get_indexes(name), *found.get_foreign_keys(name))
    }


def test_the_same_number_gives_the_same_cases_under_other_codes(cli, session):
    def seeded_by(number):
        known = set(session.scalars(sa.select(Case.code)))
        cli.invoke("seed", "--cases", "120", "--seed", str(number))
        rows = session.execute(
            sa.select(Case.code, Case.summary, Case.content, Case.state, Case.lead_id, Case.due_on)
            .where(Case.code.not_in(known))
            .order_by(Case.id)
        )
        return {code: tuple(rest) for code, *rest in rows}

    first, other, again = seeded_by(3), seeded_by(4), seeded_by(3)
    assert list(again.values()) == list(first.values()) != list(other.values())
    assert len(first | other | again) == 360


def test_somebody_can_sign_in_where_nobody_could(cli, client, seeded):
    for name in ("seed-clerk", "seed-office", "seed-board", "seed-officer", "seed-leader", "seed-auditor"):
        assert client.sign_in(name).status_code == 303
        client.post("/sign-out/", data={"csrf_token": client.token("/account/")})
    assert seeded.scalars(sa.select(Person.is_demo)).unique().all() == [True]


def test_units_and_people_that_are_there_get_the_cases(cli, session):
    world = a_world(session)
    result = cli.invoke("seed", "--cases", "100", "--seed", "1")
    assert result.exit_code == 0, result.output
    councils = session.scalars(sa.select(Case.council_id).distinct()).all()
    assert councils == [world.province_council.id]
    provinces = sa.select(Organisation.id).where(
        Organisation.kind == OrganisationKind.COUNCIL, Organisation.level == world.province_council.level
    )
    assert session.scalars(provinces).all() == [world.province_council.id]


def test_peoples_own_cases_are_not_mixed_with_synthetic_ones(cli, session):
    world = a_world(session)
    a_case(session, world)
    session.execute(sa.update(Person).values(is_demo=False))
    refused = cli.invoke("seed", "--cases", "10", "--seed", "1")
    assert refused.exit_code == 1
    assert "--force" in refused.stderr
    assert count(session) == 1
    assert cli.invoke("seed", "--cases", "10", "--seed", "1", "--force").exit_code == 0
    assert count(session) == 11


@pytest.mark.parametrize("wrong", [["--cases", "0"], ["--cases", "many"], []])
def test_a_wrong_number_is_refused_in_one_sentence(cli, wrong):
    refused = cli.invoke("seed", *wrong)
    assert refused.exit_code == 2
    assert "Traceback" not in refused.stderr


def test_the_sentences_leave_the_common_word_to_its_own_places():
    lines = Path(package_file("data", "synthetic", "texts.toml")).read_text("utf-8").splitlines()
    assert sum("sớm" in line for line in lines) == 4


def test_dates_reach_back_far_enough_for_reports(seeded):
    first, last = seeded.execute(sa.select(sa.func.min(Case.received_on), sa.func.max(Case.received_on))).one()
    assert last - first > timedelta(days=2 * 365)
