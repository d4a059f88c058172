"""Answers: every version with its files, the one in force, and what is being prepared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.vocabulary import Action
from petitions.models import CaseEvent, CaseFile, Person, Response, ResponseDraft
from petitions.queries.files import FileSummary, summaries


@dataclass(frozen=True, slots=True)
class ResponseWithFiles:
    """One version of an answer and the files that came with it, withdrawn ones too."""

    response: Response
    files: tuple[FileSummary, ...]


@dataclass(frozen=True, slots=True)
class DraftSummary:
    """What the lead's people have prepared, by whom and when; ``handed_over_at`` when the leader was told."""

    values: dict[str, Any]
    prepared_by: str
    prepared_at: datetime
    handed_over_at: datetime | None
    version: int


def list_responses(session: Session, case_id: int) -> list[ResponseWithFiles]:
    """Return every version of the case's answers, newest first. Two statements, one when there is none."""
    responses = session.scalars(
        sa.select(Response).where(Response.case_id == case_id).order_by(Response.version_number.desc())
    ).all()
    files: dict[int | None, list[FileSummary]] = {}
    if responses:
        for file in summaries(session, CaseFile.case_id == case_id, CaseFile.response_id.is_not(None)):
            files.setdefault(file.response_id, []).append(file)
    return [ResponseWithFiles(response, tuple(files.get(response.id, ()))) for response in responses]


def find_current_response(session: Session, case_id: int) -> Response | None:
    """Return the latest version of the case's answer."""
    return session.scalar(
        sa.select(Response).where(Response.case_id == case_id).order_by(Response.version_number.desc()).limit(1)
    )


def reached_council_on(response: Response) -> date:
    """Return the day in Hanoi on which an answer counts as given: when it came, not when it was written down."""
    return response.arrived_on or date_in_hanoi(response.responded_at)


def find_draft(session: Session, case_id: int, organisation_id: int) -> DraftSummary | None:
    """Return what this agency has prepared for the case and not yet sent."""
    row = session.execute(
        sa.select(
            ResponseDraft.values,
            Person.full_name,
            ResponseDraft.prepared_at,
            ResponseDraft.handed_over_at,
            ResponseDraft.version,
        )
        .join(Person, Person.id == ResponseDraft.prepared_by_id)
        .where(ResponseDraft.case_id == case_id, ResponseDraft.organisation_id == organisation_id)
    ).one_or_none()
    return None if row is None else DraftSummary(*row)


def find_last_event(session: Session, case_id: int, action: Action) -> CaseEvent | None:
    """Return the case's latest event of this step; for what it said, as a revision's reason."""
    return session.scalar(
        sa.select(CaseEvent)
        .where(CaseEvent.case_id == case_id, CaseEvent.action == action)
        .order_by(CaseEvent.id.desc())
        .limit(1)
    )
