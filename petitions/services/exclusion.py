"""A long roadmap approved in writing is left out of the on-time rate, by a decision that stays on record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from petitions.domain.clock_vocabulary import ClockEventKind
from petitions.domain.errors import TransitionNotAllowedError
from petitions.domain.identity import Actor
from petitions.domain.vocabulary import Action
from petitions.models import Case, ClockEvent
from petitions.queries.clocks import find_answer_clock
from petitions.services.clocks import By, clock_event
from petitions.services.personal_data import insist_on_shared_note
from petitions.services.workflow import advance, take_case


def exclude_from_rate(
    session: Session,
    code: str,
    *,
    reason: str,
    document_number: str,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> Case:
    """Take the lead's last answer clock out of the on-time rate; its dates and its verdict stay as they are.

    Raises:
        TransitionNotAllowedError: there is no such clock, or it is out already.

    """
    case = take_case(session, code, Action.EXCLUDE, actor=actor, seen_version=seen_version)
    insist_on_shared_note(session, case, reason, field="reason")
    clock = find_answer_clock(session, case)
    if clock is None or clock.is_excluded:
        raise TransitionNotAllowedError(case.state, Action.EXCLUDE)
    by = By(actor, case.council.name, now)
    values = {"reason": reason, "document_number": document_number, "due_before": clock.due_on}
    session.add(ClockEvent(**clock_event(clock.id, ClockEventKind.EXCLUDED, by, on=by.today, **values)))
    clock.is_excluded = True
    facts = {"document_number": document_number, "due_on": clock.due_on.isoformat()}
    advance(session, case, Action.EXCLUDE, actor=actor, now=now, note=reason, facts=facts)
    return case
