"""A coordinating agency says what it has to say to the lead; its own clock stops with it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.clock_vocabulary import ClockOutcome, Stage
from petitions.domain.identity import Actor
from petitions.domain.vocabulary import Action, FileAccess
from petitions.models import Case, Clock
from petitions.services.clocks import By, stop_clocks, write_events
from petitions.services.files import Attachments, record_files
from petitions.services.workflow import acting_unit, advance, take_case


def give_opinion(
    session: Session,
    code: str,
    *,
    content: str,
    document_number: str | None,
    attachments: Attachments,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> Case:
    """Put the opinion of the actor's agency into the history, for everybody who works on the case."""
    case = take_case(session, code, Action.GIVE_OPINION, actor=actor, seen_version=seen_version)
    unit = acting_unit(actor, case, Action.GIVE_OPINION)
    record_files(session, case, attachments, access=FileAccess.SHARED, organisation_id=unit, now=now)
    facts = {"document_number": document_number, "files": [file.name for file in attachments.files]}
    event = advance(session, case, Action.GIVE_OPINION, actor=actor, now=now, note=content, facts=facts)
    by = By(actor, event.organisation_name, now)
    mine = sa.and_(Clock.case_id == case.id, Clock.stage == Stage.COORDINATION, Clock.organisation_id == unit)
    write_events(session, stop_clocks(session, mine, {Stage.COORDINATION: ClockOutcome.DONE}, on=by.today, by=by))
    for party in case.parties:
        if party.organisation_id == unit:
            party.owes_opinion = False
    session.flush()
    return case
