"""The cases that might be about the same matter, as far as they are visible, with what was answered then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from petitions.domain.identity import Actor
from petitions.domain.vocabulary import Authority, LocalityKind, ResultClass, State
from petitions.models import Case, Locality, Organisation, Response, SubjectField
from petitions.queries.scope import visible_to, voter_open_to

READ_OF_A_TEXT = 1_500


@dataclass(frozen=True, slots=True)
class Candidate:
    """A visible case: ``said`` is its entry where the voter is open to the actor, else what agencies read."""

    id: int
    code: str
    state: State
    summary: str
    said: str
    village: str
    commune: str
    commune_id: int | None
    field_id: int
    field: str
    field_name: str
    received_on: date
    council_id: int
    authority: Authority | None
    lead_id: int | None
    lead: str | None
    result_class: ResultClass | None


@dataclass(frozen=True, slots=True)
class Answered:
    """The latest answer to a case: by whom, on which day, in which words."""

    by: str
    signed_on: date
    result_class: ResultClass
    content: str


def list_by_key(session: Session, keys: Sequence[int], *, actor: Actor) -> list[Candidate]:
    """Return those of these cases that the actor sees. One statement."""
    if not keys:
        return []
    parent, lead = aliased(Locality), aliased(Organisation)
    is_open = voter_open_to(actor)
    said = sa.case((is_open, Case.content), else_=sa.func.coalesce(Case.forwarded_text, ""))
    rows: Any = session.execute(
        sa.select(
            Case.id,
            Case.code,
            Case.state,
            Case.summary,
            sa.func.substr(said, 1, READ_OF_A_TEXT).label("said"),
            Locality.id.label("place_id"),
            Locality.name.label("place"),
            Locality.kind.label("place_kind"),
            parent.id.label("around_id"),
            parent.name.label("around"),
            SubjectField.id.label("field_id"),
            SubjectField.code.label("field"),
            SubjectField.name.label("field_name"),
            Case.received_on,
            Case.council_id,
            Case.authority,
            Case.lead_id,
            lead.short_name.label("lead"),
            Case.result_class,
        )
        .join(Locality, Locality.id == Case.locality_id)
        .outerjoin(parent, parent.id == Locality.parent_id)
        .join(SubjectField, SubjectField.id == Case.subject_field_id)
        .outerjoin(lead, lead.id == Case.lead_id)
        .where(Case.id.in_(keys), visible_to(actor))
        .order_by(Case.id)
    )
    return [_candidate(row) for row in rows]


def _candidate(row: Any) -> Candidate:
    is_village = row.place_kind is LocalityKind.VILLAGE
    return Candidate(
        id=row.id,
        code=row.code,
        state=row.state,
        summary=row.summary,
        said=row.said,
        village=row.place if is_village else "",
        commune=(row.around or row.place) if is_village else row.place,
        commune_id=row.around_id if is_village else row.place_id,
        field_id=row.field_id,
        field=row.field,
        field_name=row.field_name,
        received_on=row.received_on,
        council_id=row.council_id,
        authority=row.authority,
        lead_id=row.lead_id,
        lead=row.lead,
        result_class=row.result_class,
    )


def list_answers(session: Session, keys: Sequence[int]) -> dict[int, Answered]:
    """Return the latest answer of each of these cases that has one. One statement."""
    if not keys:
        return {}
    rows = session.scalars(sa.select(Response).where(Response.case_id.in_(keys)).order_by(Response.version_number))
    return {row.case_id: Answered(row.organisation_name, row.signed_on, row.result_class, row.content) for row in rows}


def commune_of(session: Session, locality_id: int) -> tuple[int | None, str]:
    """Return the commune of a place, and the village's name where it is one. One statement."""
    row = session.execute(
        sa.select(Locality.id, Locality.kind, Locality.name, Locality.parent_id).where(Locality.id == locality_id)
    ).one_or_none()
    if row is None:
        return None, ""
    return (row.parent_id, row.name) if row.kind is LocalityKind.VILLAGE else (row.id, "")
