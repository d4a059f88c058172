"""A case that was closed, filed, withdrawn or answered in the room is taken up again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from petitions.domain.identity import Actor
from petitions.domain.vocabulary import Action
from petitions.models import AssignmentOutcome, Case
from petitions.services.assignment import clear_lead, end_assignment
from petitions.services.personal_data import insist_on_shared_note
from petitions.services.workflow import advance, take_case


def reopen_case(
    session: Session, code: str, *, reason: str, actor: Actor, now: datetime, seen_version: int | None = None
) -> Case:
    """Take the case up again with nobody's clock running; the next assignment starts a new one.

    Former answers and assignments stay in the history, former declines count no more.
    """
    case = take_case(session, code, Action.REOPEN, actor=actor, seen_version=seen_version)
    insist_on_shared_note(session, case, reason, field="reason")
    end_assignment(session, case, AssignmentOutcome.WITHDRAWN, now=now)
    clear_lead(case)
    case.result_class, case.decline_count = None, 0
    advance(session, case, Action.REOPEN, actor=actor, now=now, note=reason)
    return case
