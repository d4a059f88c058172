"""The ladder is climbed one rung at a time, each in its time."""

from datetime import date, timedelta

import pytest

from petitions.domain.ladder import LADDER, Taken, next_rung, rung_due, rung_of, step_of
from petitions.domain.vocabulary import Rung

DUE_ON = date(2026, 10, 1)
THRESHOLDS = (1, 15, 30, 45, 60, 90, 120)


def due(days_late, *taken, thresholds=THRESHOLDS):
    return rung_due(DUE_ON, thresholds, taken, today=DUE_ON + timedelta(days_late))


@pytest.mark.parametrize(
    ("days_late", "rung"), [(-1, None), (0, None), (1, Rung.FIRST_REMINDER), (400, Rung.FIRST_REMINDER)]
)
def test_it_begins_with_the_first_reminder_however_late_the_case_is(days_late, rung):
    assert due(days_late) == rung


@pytest.mark.parametrize(("days_late", "rung"), [(14, None), (15, Rung.FURTHER_REMINDER), (200, Rung.FURTHER_REMINDER)])
def test_the_next_rung_waits_for_its_own_days_late(days_late, rung):
    assert due(days_late, Taken(Rung.FIRST_REMINDER)) == rung


def test_the_next_rung_waits_until_the_date_of_the_letter_before_has_passed():
    sent = Taken(Rung.FIRST_REMINDER, report_by=DUE_ON + timedelta(40))
    assert due(40, sent) is None
    assert due(41, sent) is Rung.FURTHER_REMINDER


def test_a_skipped_rung_holds_nothing_up():
    assert due(30, Taken(Rung.FIRST_REMINDER), Taken(Rung.FURTHER_REMINDER)) is Rung.HIGHER_LEVEL_PROPOSAL


def test_a_rule_may_have_a_shorter_ladder_or_none():
    assert due(500, Taken(Rung.FIRST_REMINDER), thresholds=(1,)) is None
    assert due(500, thresholds=()) is None


def test_nothing_is_late_on_its_due_date_whatever_a_rule_says():
    assert due(0, thresholds=(0,)) is None
    assert due(1, thresholds=(-5,)) is Rung.FIRST_REMINDER


def test_every_rung_is_reached_in_order_and_nothing_lies_above_the_last():
    taken = []
    while (rung := due(1000, *taken)) is not None:
        taken.append(Taken(rung))
    assert tuple(each.rung for each in taken) == LADDER
    assert next_rung(LADDER) is None


def test_rungs_are_counted_from_one():
    assert [rung_of(step_of(rung)) for rung in Rung] == list(Rung)
    assert rung_of(0) is None
    assert rung_of(8) is None
