"""When an answer would be due, by the rules and the calendar of the moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from petitions.domain.clock_vocabulary import Stage
from petitions.domain.clocks import RULE_OF
from petitions.domain.deadline_ledger import Ledger
from petitions.domain.deadline_rule import Rule
from petitions.domain.deadlines import compute
from petitions.domain.errors import RuleMissingError
from petitions.queries.basis import Basis

ANSWER_RULE = RULE_OF[Stage.RESPONSE]


STAGE_RULES = tuple(sorted(RULE_OF.values()))


@dataclass(frozen=True, slots=True)
class AnswerDue:
    """The date an answer is due, what the rule alone would give, and the rule (None: a fixed date without one).

    ``is_provisional``: the rule's date reaches into a year whose days off are not all announced.
    """

    due_on: date
    legal_on: date
    is_fixed: bool
    is_provisional: bool
    rule: Rule | None


def answer_due(basis: Basis, received_on: date, *, fixed_on: date | None = None) -> AnswerDue:
    """Return when the lead's answer is due.

    Args:
        basis: rules and calendar.
        received_on: the day the agency got the case; it counts as day zero.
        fixed_on: the date the letter names; it is taken as written and never rolled.

    Raises:
        RuleMissingError: no date is fixed and no rule gives one.

    """
    rule = basis.rules.in_force(ANSWER_RULE, received_on)
    if rule is None:
        if fixed_on is None:
            raise RuleMissingError("due_on")
        return AnswerDue(due_on=fixed_on, legal_on=fixed_on, is_fixed=True, is_provisional=False, rule=None)
    by_rule = compute(Ledger(received_on), rule, basis.calendar)
    return AnswerDue(
        due_on=fixed_on or by_rule.legal_on,
        legal_on=by_rule.legal_on,
        is_fixed=fixed_on is not None,
        is_provisional=by_rule.is_provisional and fixed_on is None,
        rule=rule,
    )
