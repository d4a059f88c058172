"""petitions db upgrade: the tables, and what an installation starts with."""

import csv
from pathlib import Path

import pytest

from petitions.models import CalendarYear, DeadlineRule, SubjectField
from petitions.resources import package_file

pytestmark = pytest.mark.both

PETITION_RULES = {
    "petition.synthesis": (5, "day"),
    "petition.acceptance": (3, "working_day"),
    "petition.coordination.request": (5, "working_day"),
    "petition.coordination.reply": (15, "day"),
    "petition.response": (30, "day"),
    "petition.response.national": (60, "day"),
    "petition.evaluation": (10, "working_day"),
}


def rows(name):
    with Path(package_file("data", name)).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def upgrade(cli):
    done = cli.invoke("db", "upgrade")
    assert done.exit_code == 0, done.output


def test_upgrading_lays_in_fields_rules_and_calendar(cli, session):
    upgrade(cli)
    rules = {rule.code: (rule.length, rule.unit.value) for rule in session.query(DeadlineRule)}
    assert rules.items() >= PETITION_RULES.items()
    assert session.query(SubjectField).count() == len(rows("subject_fields.csv"))
    assert session.query(CalendarYear).count() == len(rows("calendar_years.csv"))


def test_every_rule_says_where_it_comes_from_and_house_defaults_are_not_called_verified(cli, session):
    upgrade(cli)
    for rule in session.query(DeadlineRule):
        assert rule.source
        assert not (rule.is_verified and "mặc định" in rule.source.lower())


def test_upgrading_again_touches_nothing_an_administrator_has_changed(cli, session):
    upgrade(cli)
    rule = session.query(DeadlineRule).filter_by(code="petition.response").one()
    rule.length, rule.source = 20, "Nghị quyết của Hội đồng nhân dân tỉnh"
    land = session.query(SubjectField).filter_by(code="land").one()
    land.name, land.is_active = "Đất và nhà ở", False
    before = session.query(DeadlineRule).count(), session.query(SubjectField).count()

    upgrade(cli)

    assert (session.query(DeadlineRule).count(), session.query(SubjectField).count()) == before
    kept = session.query(DeadlineRule).filter_by(code="petition.response").one()
    assert (kept.length, kept.source) == (20, "Nghị quyết của Hội đồng nhân dân tỉnh")
    field = session.query(SubjectField).filter_by(code="land").one()
    assert (field.name, field.is_active) == ("Đất và nhà ở", False)


def test_the_other_migration_commands_are_still_there(cli):
    listing = cli.invoke("db", "--help").output
    assert all(name in listing for name in ("upgrade", "downgrade", "check", "current"))
