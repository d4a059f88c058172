"""The files of a case, as far as the actor may know of them and be served them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from petitions.domain.errors import NotFoundError
from petitions.domain.identity import Actor
from petitions.domain.policy import sees_voter
from petitions.domain.vocabulary import FileAccess, Role
from petitions.models import Case, CaseFile, Organisation, StoredFile
from petitions.queries.cases import facts_of

LARGEST_KEY = 2**31 - 1
"""No row has a larger one, and databases refuse to be asked."""


@dataclass(frozen=True, slots=True)
class FileSummary:
    """A file as a list shows it; withdrawn ones are named with their reason and cannot be opened."""

    id: int
    name: str
    media_type: str
    size: int
    access: FileAccess
    organisation_id: int
    organisation_name: str
    response_id: int | None
    added_at: datetime
    withdrawn_at: datetime | None
    withdrawn_reason: str | None


def list_files(session: Session, case: Case, *, actor: Actor) -> list[FileSummary]:
    """Return the files of a case from ``get_case`` that the actor may know of, oldest first. One statement."""
    return summaries(session, CaseFile.case_id == case.id, _open_to(case, actor))


def summaries(session: Session, *conditions: sa.ColumnElement[bool]) -> list[FileSummary]:
    """Return the files that fulfil the conditions, oldest first; who may see them is the caller's question."""
    rows = session.execute(
        sa.select(
            CaseFile.id,
            CaseFile.name,
            StoredFile.media_type,
            StoredFile.size,
            CaseFile.access,
            CaseFile.organisation_id,
            Organisation.short_name,
            CaseFile.response_id,
            CaseFile.added_at,
            CaseFile.withdrawn_at,
            CaseFile.withdrawn_reason,
        )
        .join(StoredFile, StoredFile.digest == CaseFile.digest)
        .join(Organisation, Organisation.id == CaseFile.organisation_id)
        .where(*conditions)
        .order_by(CaseFile.id)
    )
    return [FileSummary(*row) for row in rows]


def get_file(session: Session, case: Case, file_id: int, *, actor: Actor) -> CaseFile:
    """Return one file of the case, withdrawn or not, with what is known of its bytes.

    Raises:
        NotFoundError: there is no such file on this case, or it is not the actor's to know of.

    """
    if file_id > LARGEST_KEY:
        raise NotFoundError
    file = session.scalar(
        sa.select(CaseFile)
        .where(CaseFile.id == file_id, CaseFile.case_id == case.id, _open_to(case, actor))
        .options(joinedload(CaseFile.stored))
    )
    if file is None:
        raise NotFoundError
    return file


def get_served_file(session: Session, case: Case, file_id: int, *, actor: Actor) -> CaseFile:
    """Return a file whose bytes the actor may have now; a withdrawn one is as if it were not there."""
    file = get_file(session, case, file_id, actor=actor)
    if file.withdrawn_at is not None:
        raise NotFoundError
    return file


def _open_to(case: Case, actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition for who may know of a file: it follows the voter's, the case's or the draft's rule."""
    units = sorted(actor.units_as(Role.OFFICER, Role.LEADER))
    in_preparation = sa.and_(
        CaseFile.access == FileAccess.DRAFT, CaseFile.organisation_id.in_(units), CaseFile.withdrawn_at.is_(None)
    )
    levels = [FileAccess.SHARED, FileAccess.INTERNAL] if sees_voter(actor, facts_of(case)) else [FileAccess.SHARED]
    return sa.or_(CaseFile.access.in_(levels), in_preparation)
