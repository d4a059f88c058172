"""A version of a rule that cannot stand is refused with the first value that is wrong."""

from dataclasses import replace
from datetime import date

import pytest

from petitions.domain.deadline_rule import LONGEST, Approver, StartEvent, Unit
from petitions.domain.errors import FieldError
from petitions.domain.rule_change import (
    MOST_TIMES,
    MOST_WARNINGS,
    RuleChange,
    RuleDraft,
    RuleStep,
    as_payload,
    from_payload,
)
from petitions.domain.vocabulary import PartyCapacity, Rung

DRAFT = RuleDraft(
    valid_from=date(2026, 1, 1),
    length=30,
    target=25,
    unit=Unit.DAY,
    rolls_forward=True,
    owed_by=PartyCapacity.LEAD,
    start_event=StartEvent.RECEIPT,
    is_pausable=True,
    extension_times=1,
    extension_length=15,
    approver=Approver.BOARD,
    warning_offsets=(7, 3),
    escalation=(1, 15),
    source="Nghị quyết 12/NQ-HĐND",
    is_verified=True,
)


@pytest.mark.parametrize("values", [{}, {"target": None}, {"extension_length": None}], ids=str)
def test_a_sensible_version_is_let_through_and_counted_with(values):
    draft = replace(DRAFT, **values)
    draft.check()
    rule = draft.rule("petition.response", 7)
    assert (rule.length, rule.target, rule.extension_length, rule.id) == (30, draft.target, draft.extension_length, 7)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("valid_from", {"valid_from": date(1899, 12, 31)}),
        ("valid_from", {"valid_from": date(2150, 1, 1)}),
        ("length", {"length": 0, "target": None}),
        ("length", {"length": -5, "target": None}),
        ("length", {"length": LONGEST + 1}),
        ("target", {"target": 0}),
        ("target", {"target": 31}),
        ("extension_times", {"extension_times": -1}),
        ("extension_times", {"extension_times": MOST_TIMES + 1}),
        ("extension_length", {"extension_times": 0}),
        ("extension_length", {"extension_length": 0}),
        ("warning_offsets", {"warning_offsets": (3, 7)}),
        ("warning_offsets", {"warning_offsets": (7, 7)}),
        ("warning_offsets", {"warning_offsets": (7, 0)}),
        ("warning_offsets", {"warning_offsets": tuple(range(MOST_WARNINGS + 1, 0, -1))}),
        ("escalation", {"escalation": (15, 1)}),
        ("escalation", {"escalation": tuple(range(1, len(Rung) + 2))}),
        ("source", {"source": "  "}),
    ],
)
def test_what_is_absurd_or_contradicts_itself_is_refused_at_its_field(field, values):
    with pytest.raises(FieldError) as refused:
        replace(DRAFT, **values).check()
    assert refused.value.field == field


@pytest.mark.parametrize(
    "change",
    [
        RuleChange(RuleStep.ADD, "petition.response", draft=DRAFT),
        RuleChange(RuleStep.EDIT, "petition.response", 7, DRAFT),
        RuleChange(RuleStep.REMOVE, "petition.response", 7),
    ],
    ids=lambda change: change.step.value,
)
def test_a_change_is_the_same_after_it_lay_in_the_database(change):
    assert from_payload(as_payload(change)) == change
