"""What the demo's agencies ask for while an answer is owed, what is decided, and what coordinating ones say."""

from __future__ import annotations

from collections.abc import Callable

from petitions.domain.clock_vocabulary import RequestDecision
from petitions.domain.vocabulary import Action, Role
from petitions.services import clock_requests, opinions
from petitions.services.demo.book import Row
from petitions.services.demo.plan import Step
from petitions.services.demo.stage import Stage


def _give_opinion(stage: Stage, step: Step, case: Row) -> None:
    opinion = next(each for each in case["opinion"] if each["by"] == step.lead)
    opinions.give_opinion(
        stage.world.session,
        stage.world.codes[step.key],
        content=opinion["content"],
        document_number=opinion.get("document_number"),
        attachments=stage.papers.none(),
        actor=stage.world.person(step.lead, Role.OFFICER, Role.LEADER),
        now=step.at,
    )


def _ask(stage: Stage, step: Step, case: Row) -> None:
    is_extension = step.action is Action.ASK_EXTENSION
    row, days = case["extension" if is_extension else "pause"], stage.world.days
    request = clock_requests.Request(
        reason=row["reason"],
        new_due_on=days.office_day(row["until_in_days"]) if is_extension else None,
        pause_from=None if is_extension else days.ago(row["from_days_ago"]),
        pause_to=None if is_extension else days.office_day(row["to_in_days"]),
        document_number=row.get("document_number"),
    )
    ask = clock_requests.ask_extension if is_extension else clock_requests.ask_pause
    officer = stage.world.person(step.lead, Role.OFFICER, Role.LEADER)
    ask(stage.world.session, stage.world.codes[step.key], request, actor=officer, now=step.at)


def _decide(stage: Stage, step: Step, case: Row) -> None:
    is_extension = step.action is Action.DECIDE_EXTENSION
    row = case["extension" if is_extension else "pause"]
    verdict = clock_requests.Verdict(RequestDecision(row["decision"]), note=row["decision_note"])
    decide = clock_requests.decide_extension if is_extension else clock_requests.decide_pause
    decide(stage.world.session, stage.world.codes[step.key], verdict, actor=stage.board(case), now=step.at)


REQUESTS: dict[Action, Callable[[Stage, Step, Row], None]] = {
    Action.GIVE_OPINION: _give_opinion,
    Action.ASK_EXTENSION: _ask,
    Action.DECIDE_EXTENSION: _decide,
    Action.ASK_PAUSE: _ask,
    Action.DECIDE_PAUSE: _decide,
}
