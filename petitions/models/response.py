"""Answers: what an agency wrote, in every version, and what an officer has prepared."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from petitions.domain.vocabulary import ResolutionKind, ResultClass, UnfinishedReason
from petitions.models.base import Base

_CARRIES = (
    sa.CheckConstraint("(result_class = 'resolved') = (resolution_kind IS NOT NULL)", name="resolved_has_kind"),
    sa.CheckConstraint("result_class <> 'planned' OR commitment_on IS NOT NULL", name="planned_has_date"),
    sa.CheckConstraint(
        "result_class <> 'under_way' OR commitment_on IS NOT NULL OR reason IS NOT NULL", name="under_way_says_more"
    ),
    sa.CheckConstraint("result_class <> 'unresolved' OR reason IS NOT NULL", name="unresolved_has_reason"),
    sa.CheckConstraint("NOT came_on_paper OR arrived_on >= signed_on", name="paper_arrives_signed"),
)


class Response(Base, kw_only=True):
    """One version of an answer; ``organisation_id`` is whose answer it is, None for a body outside.

    ``came_on_paper``: the council's office wrote this version down. ``arrived_on`` is the day the answer
    reached the council where that is not the day of ``responded_at``: a paper is recorded later, and a
    corrected version came when the first one did.
    """

    __tablename__ = "response"
    __table_args__ = (
        *_CARRIES,
        sa.UniqueConstraint("case_id", "version_number"),
        sa.CheckConstraint("length(content) >= 1", name="content_given"),
        sa.Index("ix_response_commitment_on", "commitment_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    version_number: Mapped[int]
    assignment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("assignment.id"))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    organisation_name: Mapped[str] = mapped_column(sa.String(200))
    document_number: Mapped[str] = mapped_column(sa.String(60))
    signed_on: Mapped[date]
    signer: Mapped[str] = mapped_column(sa.String(120))
    content: Mapped[str] = mapped_column(sa.Text)
    result_class: Mapped[ResultClass]
    resolution_kind: Mapped[ResolutionKind | None] = mapped_column(default=None)
    reason: Mapped[UnfinishedReason | None] = mapped_column(default=None)
    commitment_on: Mapped[date | None] = mapped_column(default=None)
    came_on_paper: Mapped[bool] = mapped_column(default=False)
    responded_at: Mapped[datetime]
    arrived_on: Mapped[date | None] = mapped_column(default=None)


class ResponseDraft(Base, kw_only=True):
    """What the lead's people have prepared and not yet sent; any field may still be missing.

    One a case and agency, so that a new lead finds nothing of the former one's. ``handed_over_at``:
    when an officer last said that it is ready for the leader.
    """

    __tablename__ = "response_draft"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), primary_key=True)
    values: Mapped[dict[str, Any]]
    prepared_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    prepared_at: Mapped[datetime]
    handed_over_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False)

    __mapper_args__ = {"version_id_col": version}
