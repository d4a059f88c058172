"""Which steps a case of the demo has taken, and when: read off its data before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from petitions.domain.deadline_rule import Rule
from petitions.domain.deadlines import due_on
from petitions.domain.vocabulary import Action, Channel, State
from petitions.services.demo.book import Row
from petitions.services.demo.days import Days, Pen

TO_BE_CLASSIFIED = 3
"""Working days from the first word to an assignment, at least; an agency that declines takes twice as long."""

FIRST_ACCOUNTS = 380
"""So many days ago the agencies got their accounts."""

PREPARES = frozenset({"so-xd"})
"""The agencies where one person prepares the answer and another one sends it."""

_MOST_ROLLED = 12
"""Due dates are looked for so many days beyond the rule's length: days off move them."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step on one case; what it does not need stays empty.

    ``lead`` is the agency's key, ``due_on`` a date the letter or the council fixes, ``letter_on`` the
    day of the letter that covers it, ``response`` the number of the answer among those of the case.
    """

    at: datetime
    key: str
    action: Action
    lead: str = ""
    due_on: date | None = None
    letter_on: date | None = None
    response: int = 0

    @property
    def day(self) -> date:
        """The date of the step in Hanoi."""
        return self.at.date()


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans cases for one day of loading; ``came_on``: when the minutes of a meeting, by its key, were entered."""

    days: Days
    rule: Rule | None
    came_on: dict[str, date]
    on_paper: frozenset[str]
    """The agencies that answer on paper; in the first round all of them did."""

    def steps_of(self, case: Row) -> list[Step]:
        """Return the steps of a case in their order, each later than the one before."""
        return list(_Story(self, case).tell())

    def is_on_paper(self, case: Row) -> bool:
        """Tell whether a case's answer came on paper: its agency works so, or had no account yet."""
        return case["lead"] in self.on_paper or (
            "meeting" in case and self.came_on[case["meeting"]] < self.days.ago(FIRST_ACCOUNTS)
        )

    def received_on(self, case: Row) -> date:
        """Return the day on which a case without a meeting came in: offices receive on working days."""
        return self.days.working(self.days.ago(case["received_days_ago"]))


class _Story:
    """The life of one case, as far as its state says that it has come."""

    def __init__(self, planner: Planner, case: Row) -> None:
        self.planner = planner
        self.days = planner.days
        self.case = case
        self.state = State(case["state"])
        self.pen = Pen(planner.days, case["key"])
        self.responses: list[Row] = case.get("response", [])
        self.is_on_paper = bool(self.responses) and planner.is_on_paper(case)

    def tell(self) -> Iterator[Step]:
        """Give the steps one after another."""
        start = self._first_day()
        limit = self._assigned_on(start)
        yield self._step(Action.RECORD, self.pen.on(start))
        if self.case.get("channel") == Channel.LETTER:
            yield self._step(Action.ADD_FILE, self.pen.after(0))
        if self.state is State.DRAFT:
            return
        if self.state is State.ANSWERED_ON_SPOT:
            yield self._step(Action.RECORD_ON_SPOT, self.pen.after(0))
            return
        yield self._step(Action.SUBMIT, self.pen.after(1, by=limit))
        if (ending := _BEFORE_CLASSIFICATION.get(self.state)) is not None:
            action, wait = ending
            yield self._step(action, self.pen.after(wait))
        if self.state in _BEFORE_CLASSIFICATION or self.state is State.SUBMITTED:
            return
        yield self._step(Action.CLASSIFY, self.pen.after(2, by=limit))
        if self.state is State.FORWARDED_UP:
            yield self._step(Action.FORWARD_UP, self.pen.after(3))
        elif self.state is not State.CLASSIFIED:
            yield from self._at_the_agency(limit)

    def _at_the_agency(self, limit: date | None) -> Iterator[Step]:
        lead = self.case["lead"]
        first_answer = self._signed_on(0) if self.responses else None
        if "declined_by" in self.case:
            by = limit or first_answer
            yield self._step(Action.ASSIGN, self.pen.after(1, by=by), lead=self.case["declined_by"])
            yield self._step(Action.DECLINE, self.pen.after(3, by=by), lead=self.case["declined_by"])
        at = self.pen.on(limit) if limit else self.pen.after(3, by=first_answer or self._due())
        fixed = self._fixed_due(at.date(), first_answer)
        yield self._step(Action.ASSIGN, at, lead=lead, due_on=fixed)
        if self.state is State.ASSIGNED:
            return
        if not self.is_on_paper:
            yield self._step(Action.ACCEPT, self.pen.after(2, by=first_answer), lead=lead)
        for number in range(len(self.responses)):
            yield from self._answered(number)
        if self.state is State.IN_PROGRESS and not self.responses:
            yield from self._at_work(lead)

    def _at_work(self, lead: str) -> Iterator[Step]:
        """Give what happens while the answer is owed: opinions, a request for more time, a draft."""
        for opinion in self.case.get("opinion", ()):
            yield self._step(Action.GIVE_OPINION, self.pen.after(2), lead=opinion["by"])
        for name, (ask, decide) in _REQUESTS.items():
            if name in self.case:
                yield self._step(ask, self.pen.after(2), lead=lead)
                if "decision" in self.case[name]:
                    yield self._step(decide, self.pen.after(1), lead=lead)
        if "draft" in self.case:
            yield self._step(Action.PREPARE_RESPONSE, self.pen.on(self.days.latest), lead=lead)

    def _answered(self, number: int) -> Iterator[Step]:
        """Give the steps from an answer's signature to the council's verdict on it."""
        response, lead = self.responses[number], self.case["lead"]
        signed_on = self._signed_on(number)
        if self.is_on_paper:
            at = self.pen.on(self.days.from_working(signed_on, 2))
            yield self._step(Action.RECORD_RESPONSE, at, lead=lead, response=number)
        else:
            if self.case["lead"] in PREPARES:
                yield self._step(Action.PREPARE_RESPONSE, self.pen.on(signed_on), lead=lead, response=number)
            yield self._step(Action.RESPOND, self.pen.on(signed_on), lead=lead, response=number)
        if "revise_reason" in response:
            at = self.pen.after(4)
            due = self._due() or self.days.calendar.add_working_days(at.date(), 15)
            yield self._step(Action.REVISE, at, lead=lead, due_on=due, response=number)
        elif self.state is State.CLOSED:
            yield self._step(Action.CLOSE, self.pen.after(7), lead=lead)
        elif self.state is State.FOLLOWING:
            yield self._step(Action.FOLLOW, self.pen.after(8), lead=lead, due_on=self._next_look(response))

    def _step(
        self, action: Action, at: datetime, *, lead: str = "", due_on: date | None = None, response: int = 0
    ) -> Step:
        return Step(at, self.case["key"], action, lead=lead, due_on=due_on, response=response)

    def _first_day(self) -> date:
        if "meeting" in self.case:
            return self.days.from_working(self.planner.came_on[self.case["meeting"]], 1)
        return self.planner.received_on(self.case)

    def _due(self) -> date | None:
        """Return the day on which the data say that the answer is, or was, due."""
        if "days_late" in self.case:
            return self.days.office_day(-self.case["days_late"])
        return self.days.office_day(self.case["due_in_days"]) if "due_in_days" in self.case else None

    def _assigned_on(self, start: date) -> date | None:
        """Return the day of the assignment: that of the data, else the one from which the rule gives the due date.

        None where no day does.
        """
        if "assigned_days_ago" in self.case:
            return self.days.working(self.days.ago(self.case["assigned_days_ago"]))
        due, rule = self._due(), self.planner.rule
        if due is None or rule is None or self.responses:
            return None
        patience = TO_BE_CLASSIFIED * (2 if "declined_by" in self.case else 1)
        earliest = self.days.from_working(start, patience)
        for back in range(rule.length, rule.length + _MOST_ROLLED):
            day = due - timedelta(days=back)
            if earliest <= day <= self.days.latest and self.days.working(day) == day and self._is_by_rule(day):
                return day
        return None

    def _fixed_due(self, assigned_on: date, answered_on: date | None) -> date | None:
        """Return the date that the letter names, or None where the rule decides.

        Two of three answers that came later than the rule allows were asked for by a later date.
        """
        if not self._is_by_rule(assigned_on):
            return self._due()
        if answered_on is None or self.planner.rule is None or sum(self.case["key"].encode()) % 3 == 0:
            return None
        by_rule = due_on(assigned_on, self.planner.rule, self.days.calendar)
        return self.days.calendar.add_working_days(answered_on, 3) if answered_on > by_rule else None

    def _is_by_rule(self, assigned_on: date) -> bool:
        """Tell whether the rule, counted from this day, gives the due date of the data, or the data name none."""
        due, rule = self._due(), self.planner.rule
        if due is None or self.responses:
            return True
        return rule is not None and due_on(assigned_on, rule, self.days.calendar) == due

    def _signed_on(self, number: int) -> date:
        return self.days.working(self.days.ago(self.responses[number]["days_ago"]))

    def _next_look(self, response: Row) -> date | None:
        """Return the day to which a case is followed: the agency's promise ahead; None for the next council session."""
        if "follow_in_days" in self.case:
            return self.days.office_day(self.case["follow_in_days"])
        promised = self.days.office_day(response.get("commitment_in_days", -1))
        return promised if promised > self.days.today else None


_REQUESTS = {
    "extension": (Action.ASK_EXTENSION, Action.DECIDE_EXTENSION),
    "pause": (Action.ASK_PAUSE, Action.DECIDE_PAUSE),
}
"""How the data name a request for more time; without a decision it still waits for one."""

_BEFORE_CLASSIFICATION: dict[State, tuple[Action, int]] = {
    State.RETURNED: (Action.RETURN, 3),
    State.WITHDRAWN: (Action.WITHDRAW, 2),
    State.FILED: (Action.FILE, 4),
    State.MERGED: (Action.MERGE, 4),
}
"""How a case ended before it was classified, and after how many working days."""


def with_letters(steps: list[Step], council_of: Callable[[Step], str]) -> list[Step]:
    """Return the steps, each assignment under the letter of its council's week; a second one goes by a later letter."""
    weeks: dict[tuple[str, int, int, bool], date] = {}
    declined: set[str] = set()
    dated = []
    for step in sorted(steps, key=lambda each: each.at):
        if step.action is Action.DECLINE:
            declined.add(step.key)
        elif step.action is Action.ASSIGN:
            year, week, _ = step.day.isocalendar()
            letter_on = weeks.setdefault((council_of(step), year, week, step.key in declined), step.day)
            dated.append(replace(step, letter_on=letter_on))
            continue
        dated.append(replace(step, letter_on=step.day) if step.action is Action.FORWARD_UP else step)
    return dated
