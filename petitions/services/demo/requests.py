"""What the demo's agencies ask for while an answer is owed, what is decided, and what coordinating ones say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import sqlalchemy as sa

from petitions.domain.clock_vocabulary import RequestDecision
from petitions.domain.vocabulary import Action, Role
from petitions.models import Case
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
    row = case["extension" if is_extension else "pause"]
    request = clock_requests.Request(
        reason=row["reason"],
        new_due_on=_later(stage, step, row["more_days"]) if is_extension else None,
        pause_from=None if is_extension else step.day,
        pause_to=None if is_extension else stage.world.days.office_day(row["to_in_days"]),
        document_number=row.get("document_number"),
    )
    ask = clock_requests.ask_extension if is_extension else clock_requests.ask_pause
    officer = stage.world.person(step.lead, Role.OFFICER, Role.LEADER)
    ask(stage.world.session, stage.world.codes[step.key], request, actor=officer, now=step.at)


def _later(stage: Stage, step: Step, more_days: int) -> date:
    """Return a working day so many days after the present due date, or after that of the request when it is later."""
    due_on = stage.world.session.scalar(sa.select(Case.due_on).where(Case.code == stage.world.codes[step.key]))
    after = max(due_on or step.day, step.day) + timedelta(days=more_days)
    return stage.world.days.calendar.first_working_day_from(after)


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
