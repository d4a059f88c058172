"""An installation starts with fields, rules and a calendar, and keeps what its administrator changed."""

from datetime import date

from petitions.models import CalendarDay, CalendarYear, DeadlineRule, SubjectField
from petitions.queries.rules import find_rule
from petitions.services.reference import seed_calendar, seed_deadline_rules, seed_subject_fields, seed_work_weeks

FIELDS = [
    {"code": "land", "name": "Đất đai", "report_group": "economy_budget"},
    {"code": "water", "name": "Nước sạch", "report_group": "economy_budget"},
]
RULE = {
    "code": "petition.response",
    "length": "30",
    "unit": "day",
    "rolls_forward": "1",
    "source": "thử",
    "is_verified": "0",
    "valid_from": "2020-01-01",
    "target": "",
    "owed_by": "lead",
    "start_event": "receipt",
    "is_pausable": "1",
    "extension_times": "2",
    "extension_length": "",
    "approver": "board",
    "warning_offsets": "15 7 3",
    "escalation": "1 15",
}
YEARS = [{"year": "2026", "is_confirmed": "1", "source": "thử"}]
DAYS = [{"on": "2026-01-01", "kind": "off", "name": "Tết Dương lịch", "source": "thử", "is_confirmed": "1"}]


def test_seeding_twice_adds_nothing(session):
    for added in (2, 0):
        assert seed_subject_fields(session, FIELDS) == added
        session.flush()
    for added in (1, 0):
        assert seed_deadline_rules(session, [RULE]) == added
        session.flush()
    for added in (1, 0):
        assert seed_calendar(session, YEARS, DAYS) == added
        session.flush()


def test_a_field_that_was_renamed_or_put_out_of_use_stays_so(session):
    seed_subject_fields(session, FIELDS)
    session.flush()
    land = session.query(SubjectField).filter_by(code="land").one()
    land.name, land.is_active = "Đất và nhà ở", False
    session.flush()
    seed_subject_fields(session, FIELDS)
    session.flush()
    names = [field.name for field in session.query(SubjectField).order_by(SubjectField.position)]
    assert names == ["Đất và nhà ở", "Nước sạch"]


def test_a_rule_the_administrator_has_changed_is_not_seeded_beside_it(session):
    seed_deadline_rules(session, [RULE])
    session.flush()
    session.query(DeadlineRule).one().valid_from = date(2021, 1, 1)
    session.flush()
    assert seed_deadline_rules(session, [RULE]) == 0


def test_a_day_off_taken_out_does_not_come_back(session):
    seed_calendar(session, YEARS, DAYS)
    session.flush()
    session.delete(session.query(CalendarDay).one())
    session.flush()
    assert seed_calendar(session, YEARS, DAYS) == 0
    assert session.query(CalendarYear).count() == 1


def test_an_installation_with_a_weekly_pattern_of_its_own_keeps_just_that(session):
    rows = [{"valid_from": "1999-10-02", "weekdays": "12345", "source": "thử"}]
    for added in (1, 0):
        assert seed_work_weeks(session, rows) == added
        session.flush()


def test_a_line_of_the_seed_says_how_a_term_is_lengthened_and_called_to_mind(session):
    seed_deadline_rules(session, [RULE])
    session.flush()
    rule = find_rule(session, "petition.response", on=date(2026, 3, 2))
    assert (rule.warning_offsets, rule.escalation, rule.extension_times) == ((15, 7, 3), (1, 15), 2)
    assert (rule.target, rule.extension_length) == (None, None)


def test_the_version_in_force_is_the_last_that_has_begun_and_before_all_the_first(session):
    later = RULE | {"length": "20", "valid_from": "2026-07-01"}
    for row in (RULE, later):
        session.add(
            DeadlineRule(
                code=row["code"],
                length=int(row["length"]),
                unit=row["unit"],
                rolls_forward=True,
                source="thử",
                is_verified=False,
                valid_from=date.fromisoformat(row["valid_from"]),
            )
        )
    session.flush()
    lengths = [
        find_rule(session, "petition.response", on=day).length
        for day in (date(2019, 5, 1), date(2020, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
    ]
    assert lengths == [30, 30, 30, 20]
    assert find_rule(session, "petition.nothing", on=date(2026, 1, 1)) is None
