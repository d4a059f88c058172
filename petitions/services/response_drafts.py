"""What the lead's people prepare of an answer before it is sent."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.errors import ChangedMeanwhileError
from petitions.domain.identity import Actor
from petitions.domain.policy import can, require
from petitions.domain.vocabulary import Action, FileAccess
from petitions.models import Case, CaseFile, Response, ResponseDraft
from petitions.queries.cases import facts_of, get_case
from petitions.services.files import Attachments, record_files
from petitions.services.workflow import acting_unit, advance


def save_draft(
    session: Session,
    code: str,
    values: dict[str, str],
    attachments: Attachments,
    *,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
    hand_over: bool = False,
) -> ResponseDraft:
    """Keep what the lead's people have typed and attached so far; nobody outside the agency sees it.

    ``hand_over`` says besides that it is ready for the leader, and writes that into the history.

    Raises:
        ChangedMeanwhileError: a colleague has saved the draft after this one was opened.

    """
    case = get_case(session, code, actor=actor, for_update=True)
    prepares = hand_over or can(actor, Action.PREPARE_RESPONSE, facts_of(case))
    action = Action.PREPARE_RESPONSE if prepares else Action.RESPOND
    require(actor, action, facts_of(case))
    organisation_id = acting_unit(actor, case, action)
    draft = session.get(ResponseDraft, (case.id, organisation_id))
    insist_on_seen(seen_version, None if draft is None else draft.version)
    if draft is None:
        draft = ResponseDraft(
            case_id=case.id, organisation_id=organisation_id, values={}, prepared_by_id=actor.person_id, prepared_at=now
        )
        session.add(draft)
    draft.values, draft.prepared_by_id, draft.prepared_at = values, actor.person_id, now
    draft.handed_over_at = now if hand_over else draft.handed_over_at
    record_files(session, case, attachments, access=FileAccess.DRAFT, organisation_id=organisation_id, now=now)
    if hand_over:
        advance(session, case, action, actor=actor, now=now)
    session.flush()
    return draft


def insist_on_seen(seen: int | None, stands: int | None) -> None:
    """Refuse when the page showed another draft than stands now; 0 is none."""
    if seen is not None and seen != (stands or 0):
        raise ChangedMeanwhileError


def take_over_draft(session: Session, case: Case, response: Response) -> list[str]:
    """Make the files of the draft those of the answer, drop the draft; return the files' names."""
    mine = (CaseFile.case_id == case.id, CaseFile.organisation_id == case.lead_id, CaseFile.withdrawn_at.is_(None))
    names = session.scalars(
        sa.update(CaseFile)
        .where(*mine, CaseFile.access == FileAccess.DRAFT)
        .values(access=FileAccess.SHARED, response_id=response.id)
        .returning(CaseFile.name)
        .execution_options(synchronize_session=False)
    ).all()
    session.execute(
        sa.delete(ResponseDraft)
        .where(ResponseDraft.case_id == case.id, ResponseDraft.organisation_id == case.lead_id)
        .execution_options(synchronize_session=False)
    )
    return list(names)
