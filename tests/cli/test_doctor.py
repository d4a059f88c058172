"""What the doctor finds: what is broken ends with exit code 1, what is missing is said with advice."""

import json
from datetime import date

import pytest

from petitions.domain.clock_vocabulary import Stage
from petitions.domain.vocabulary import OrganisationKind, Role, State
from petitions.models import CalendarYear, Clock, DeadlineRule, Person, PersonGrant, SubjectField
from petitions.queries.health import GapKind, list_gaps
from petitions.sentences import GAPS
from tests.builders import NOW, TODAY, a_council, a_person, a_world, an_agency, an_organisation
from tests.cases import a_case

pytestmark = pytest.mark.both


@pytest.fixture
def world(session, cli):
    cli.invoke("db", "upgrade")
    session.query(DeadlineRule).delete()
    session.query(SubjectField).delete()
    return a_world(session)


def findings(cli):
    result = cli.invoke("doctor", "--json")
    document = json.loads(result.stdout)
    assert document["ok"] == (result.exit_code == 0)
    return {finding["check"]: finding for finding in document["findings"]}


def gaps(session):
    session.flush()
    return {gap.kind: gap for gap in list_gaps(session, today=TODAY)}


def test_an_installation_without_an_administrator_is_broken(cli, session):
    found = findings(cli)
    assert found["no_administrator"]["status"] == "broken"
    assert "accounts create" in found["no_administrator"]["advice"]
    assert cli.invoke("doctor").exit_code == 1


def test_with_an_administrator_nothing_is_broken_but_some_is_missing(cli, session):
    cli.invoke("db", "upgrade")
    cli.invoke("accounts", "create", "quan.tri", "--name", "Quản")
    result = cli.invoke("doctor")
    assert result.exit_code == 0, result.output
    assert "[thiếu] Chưa có Hội đồng nhân dân nào" in result.stdout
    assert "[HỎNG]" not in result.stdout


def test_every_finding_has_a_sentence_and_every_fault_an_advice(cli, world):
    for finding in findings(cli).values():
        assert finding["message"]
        assert finding["advice"] or finding["status"] == "ok"
    assert set(GAPS) == set(GapKind)


def test_a_world_in_order_lacks_only_what_it_lacks(session, world):
    assert set(gaps(session)) == {
        GapKind.COUNCIL_WITHOUT_OFFICE,
        GapKind.COUNCIL_WITHOUT_TERM,
        GapKind.UNIT_WITHOUT_MAILBOX,
    }


def test_it_names_what_is_missing_where(session, world):
    a_council(session, world.other_commune, name="HĐND không Thường trực")
    an_agency(session, world.province, name="Sở không người")
    waiting = an_agency(session, world.province, name="Sở chờ lãnh đạo", approval_required=True)
    a_person(session, (Role.OFFICER, waiting))
    a_person(session, username="khong.viec")
    found = gaps(session)
    assert found[GapKind.COUNCIL_WITHOUT_BOARD].names == ("HĐND không Thường trực",)
    assert found[GapKind.AGENCY_WITHOUT_PERSON].names == ("Sở không người",)
    assert found[GapKind.AGENCY_WITHOUT_LEADER].names == ("Sở chờ lãnh đạo",)
    assert found[GapKind.PERSON_WITHOUT_ROLE].names == ("khong.viec",)


def test_a_year_is_named_that_the_date_of_any_open_clock_reaches_into(session, world):
    case = a_case(session, world, State.SUBMITTED)
    session.merge(CalendarYear(year=2026, is_confirmed=True, source="x"))
    session.flush()
    session.flush()
    dates = dict.fromkeys(
        ("start_on", "fixed_on", "original_due_on", "target_on", "legal_on", "due_on"), date(2026, 12, 31)
    )
    clock = Clock(case_id=case.id, stage=Stage.EVALUATION, organisation_id=case.council_id, fingerprint="x", **dates)
    session.add(clock)
    session.flush()
    assert GapKind.YEAR_NOT_CONFIRMED not in {gap.kind for gap in list_gaps(session, today=TODAY)}
    clock.due_on = clock.legal_on = date(2027, 1, 4)
    session.flush()
    assert [g.names for g in list_gaps(session, today=TODAY) if g.kind is GapKind.YEAR_NOT_CONFIRMED] == [("2027",)]


def test_people_whose_account_is_closed_fill_no_gap(session, world):
    session.get(Person, world.officer.person_id).is_active = False
    session.get(Person, world.leader.person_id).is_active = False
    assert world.agency.name in gaps(session)[GapKind.AGENCY_WITHOUT_PERSON].names
    session.query(PersonGrant).filter_by(person_id=world.admin.person_id).update({"revoked_at": NOW})
    assert gaps(session)[GapKind.NO_ADMINISTRATOR].is_broken


def test_a_unit_that_ended_and_still_leads_cases_is_named_until_somebody_takes_over(session, world):
    a_case(session, world, State.ASSIGNED)
    world.agency.valid_to = TODAY.replace(day=1)
    assert gaps(session)[GapKind.ENDED_UNIT_WITH_WORK].names == (world.agency.name,)
    from petitions.models import OrganisationSuccession

    session.add(OrganisationSuccession(predecessor_id=world.agency.id, successor_id=world.other_agency.id))
    assert GapKind.ENDED_UNIT_WITH_WORK not in gaps(session)


def test_a_long_list_is_counted_and_cut(session, world):
    for number in range(14):
        an_organisation(session, OrganisationKind.ENTERPRISE, world.province, name=f"Công ty {number:02}")
    found = gaps(session)[GapKind.AGENCY_WITHOUT_PERSON]
    assert (found.count, len(found.names)) == (14, 10)


def test_living_demo_accounts_are_told(session, cli, world):
    session.query(Person).filter_by(username="clerk").update({"is_demo": True})
    assert findings(cli)["demo_accounts"]["status"] == "warning"


def test_the_overdue_are_counted_in_two_ways(session, cli, world):
    a_case(session, world, State.ASSIGNED, due_on=TODAY.replace(day=1))
    found = findings(cli)["overdue"]
    assert found["status"] == "ok"
    assert "1" in found["message"]


def test_a_key_that_others_can_read_is_broken(cli, world, data_dir, monkeypatch):
    monkeypatch.delenv("PETITIONS_SECRET_KEY", raising=False)
    key = data_dir / "secret-key"
    key.write_text("x" * 40)
    try:
        key.chmod(0o644)
        assert findings(cli)["secret_key"]["status"] == "broken"
        key.chmod(0o600)
        assert findings(cli)["secret_key"]["status"] == "ok"
    finally:
        key.unlink()


def test_tables_of_another_version_are_broken_and_the_rest_is_still_examined(cli, session, database_place):
    from flask_migrate import downgrade, upgrade

    with cli.app.app_context():
        downgrade(revision="base")
    try:
        result = cli.invoke("doctor", "--json")
        found = {finding["check"]: finding for finding in json.loads(result.stdout)["findings"]}
        assert result.exit_code == 1
        assert found["database"]["status"] == "broken"
        assert "db upgrade" in found["database"]["advice"]
        assert found["files"]["status"] == "ok"
        lacking = cli.invoke("accounts", "list")
        assert lacking.exit_code == 1
        assert "petitions db upgrade" in lacking.stderr
    finally:
        with cli.app.app_context():
            upgrade()
