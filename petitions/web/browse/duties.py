"""Who owes what on a case, and by when; and how its due date was counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from petitions.domain.deadlines import Deadline, Ledger, Rule, Why, compute
from petitions.domain.errors import DeadlineInputError
from petitions.domain.vocabulary import ANSWER_CLOCK_RUNS, Action, State
from petitions.i18n import format_date, format_weekday_date
from petitions.models import Assignment
from petitions.queries.case_page import ACCEPTANCE_RULE, ANSWER_RULE, EVALUATION_RULE, CaseSheet
from petitions.queries.responses import reached_council_on
from petitions.web.case_rows import Due, due_by
from petitions.web.labels import label
from petitions.web.rule_names import rule_name


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing somebody owes; without a date where nothing fixes one."""

    who: str
    role: str
    what: str
    due: Due | None = None
    is_step: bool = False
    """Whether a late date is a late step, not an overdue answer."""


def duties_of(sheet: CaseSheet, *, today: date) -> list[Duty]:
    """Return who owes what now, the first to move first."""
    return list(_duties(sheet, today))


def due_of_case(sheet: CaseSheet, *, today: date) -> Due | None:
    """Return the date that stands in the case's heading: the lead's, or the council's next one."""
    case = sheet.case
    if case.due_on is None or case.state not in ANSWER_CLOCK_RUNS | {State.FOLLOWING}:
        return None
    return due_by(case.due_on, today=today, calendar=sheet.calendar, is_open=case.state in ANSWER_CLOCK_RUNS)


def _duties(sheet: CaseSheet, today: date) -> Iterator[Duty]:
    case, assignment = sheet.case, sheet.assignment
    council, councils = case.council.name, str(_("Council"))
    if case.state in {State.DRAFT, State.RETURNED}:
        yield Duty(case.origin.name, str(_("Recorded by")), str(_("completes and submits the case")))
    if case.state is State.SUBMITTED:
        yield Duty(council, councils, what=str(_("classifies the case")))
    if case.state is State.CLASSIFIED:
        yield Duty(council, councils, what=str(_("forwards the case to an agency")))
    if case.state in ANSWER_CLOCK_RUNS and assignment is not None:
        yield from _of_agencies(sheet, assignment, today)
    if case.state is State.ANSWERED:
        yield Duty(
            council, councils, what=str(_("evaluates the answer")), due=_evaluation_due(sheet, today), is_step=True
        )
    if case.state is State.FOLLOWING:
        yield Duty(
            council, councils, what=str(_("follows the matter, looks at it again")), due=due_of_case(sheet, today=today)
        )
        if case.lead is not None:
            yield Duty(case.lead.name, str(_("Lead agency")), str(_("goes on with the matter and reports")))


def _of_agencies(sheet: CaseSheet, assignment: Assignment, today: date) -> Iterator[Duty]:
    lead, leads = assignment.lead.name, str(_("Lead agency"))
    if sheet.case.state is State.ASSIGNED:
        date_by_rule = _counted(sheet, ACCEPTANCE_RULE, assignment.received_on)
        due = date_by_rule and due_by(date_by_rule.legal_on, today=today, calendar=sheet.calendar)
        yield Duty(lead, leads, what=str(_("accepts or declines the case")), due=due or None, is_step=True)
    yield Duty(lead, leads, what=str(_("answers the council")), due=due_of_case(sheet, today=today))
    for helper in sorted(assignment.coordinations, key=lambda each: each.organisation.name):
        what = str(_("gives the lead agency its opinion before the answer is due"))
        yield Duty(helper.organisation.name, str(_("Coordinating agency")), what)


def _evaluation_due(sheet: CaseSheet, today: date) -> Due | None:
    if not sheet.responses:
        return None
    counted = _counted(sheet, EVALUATION_RULE, reached_council_on(sheet.responses[0]))
    return None if counted is None else due_by(counted.legal_on, today=today, calendar=sheet.calendar)


def trace_of(sheet: CaseSheet) -> dict[str, Any] | None:
    """Return the arithmetic of the lead's due date as ``components/deadline_trace`` takes it, while its clock runs."""
    case, assignment = sheet.case, sheet.assignment
    rule = sheet.rules.get(ANSWER_RULE)
    if assignment is None or rule is None or case.state not in ANSWER_CLOCK_RUNS:
        return None
    counted = _counted(sheet, ANSWER_RULE, assignment.received_on)
    if counted is None:
        return None
    left_out = [
        {"on": day.on, "counted": day.counted, "why": ": ".join(filter(None, (label(day.why), day.name)))}
        for day in counted.trace[1:]
        if day.why is not Why.ROLLED
    ]
    return {
        "rule": _rule_in_words(rule),
        "source": rule.source,
        "verified": rule.is_verified,
        "start_on": assignment.received_on,
        "due_on": counted.legal_on,
        "trace": left_out,
        "extensions": [*_rolled_in_words(counted), *_fixed_in_words(sheet, assignment, counted)],
    }


def _rolled_in_words(counted: Deadline) -> list[str]:
    if counted.trace[-1].why is not Why.ROLLED:
        return []
    words = _("The last day is a day off, so the term runs on to %(date)s.", date=format_weekday_date(counted.legal_on))
    return [str(words)]


def _fixed_in_words(sheet: CaseSheet, assignment: Assignment, counted: Deadline) -> list[str]:
    if not assignment.due_is_fixed or assignment.due_on == counted.legal_on:
        return []
    letter, fixed = assignment.forwarding, format_weekday_date(assignment.due_on)
    if _starts_with(sheet) is Action.REVISE:
        return [str(_("The council fixed %(fixed)s instead when it asked for another answer.", fixed=fixed))]
    words = {"fixed": fixed, "number": letter.letter_number, "on": format_date(letter.letter_on)}
    return [str(_("The council fixed %(fixed)s instead (letter %(number)s of %(on)s).", **words))]


def _starts_with(sheet: CaseSheet) -> Action | None:
    """Return the step that started the lead's present turn, where it is among the latest ones."""
    starts = {Action.ASSIGN, Action.REASSIGN, Action.REVISE}
    return next((event.action for event in sheet.events if event.action in starts), None)


def _rule_in_words(rule: Rule) -> str:
    return f"{rule_name(rule.code)}: {rule.length} {label(rule.unit).lower()}"


def _counted(sheet: CaseSheet, code: str, start_on: date) -> Deadline | None:
    rule = sheet.rules.get(code)
    if rule is None:
        return None
    try:
        return compute(Ledger(start_on), rule, sheet.calendar, with_trace=code == ANSWER_RULE)
    except DeadlineInputError:
        return None
