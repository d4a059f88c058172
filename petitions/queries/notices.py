"""What a person has been told and has not seen yet; one rule for the number, the inbox and the digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.clock_vocabulary import Stage
from petitions.domain.errors import NotFoundError
from petitions.domain.identity import Actor
from petitions.domain.vocabulary import NoticeKind
from petitions.models import Case, Clock, Notice
from petitions.queries.scope import visible_to

NOTICES_A_PAGE = 25
MOST_COUNTED = 99


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One line of an inbox or a digest."""

    id: int
    kind: NoticeKind
    code: str
    summary: str
    stage: Stage | None
    """Which duty the date is of, where it is about a clock."""
    due_on: date | None
    created_at: datetime
    is_unread: bool
    is_settled: bool
    """What it was about has been done or has another date by now."""


def still_holds() -> sa.ColumnElement[bool]:
    """Return the condition, on ``Notice`` joined with its clock if it has one, that its matter stands as it was."""
    return sa.or_(Notice.clock_id.is_(None), sa.and_(Clock.is_open, Clock.due_on == Notice.due_on))


def is_unread() -> sa.ColumnElement[bool]:
    """Return the condition that somebody ought to look at it: not seen, and not settled meanwhile."""
    return sa.and_(Notice.read_at.is_(None), still_holds())


def count_unread(session: Session, actor: Actor) -> int:
    """Return how many notices wait for the person, ``MOST_COUNTED + 1`` standing for more. One statement."""
    rows = _inbox(actor).where(is_unread()).with_only_columns(sa.literal(1)).limit(MOST_COUNTED + 1)
    return session.scalar(sa.select(sa.func.count()).select_from(rows.subquery())) or 0


def list_notices(session: Session, actor: Actor, *, before: int | None = None) -> tuple[list[NoticeRow], int | None]:
    """Return one page of the person's inbox, the newest first, and the key the next page begins before."""
    statement = _inbox(actor).order_by(Notice.id.desc()).limit(NOTICES_A_PAGE + 1)
    if before is not None:
        statement = statement.where(Notice.id < before)
    rows = [NoticeRow(*row) for row in session.execute(statement)]
    page = rows[:NOTICES_A_PAGE]
    return page, page[-1].id if len(rows) > NOTICES_A_PAGE else None


def get_case_of_notice(session: Session, notice_id: int, actor: Actor) -> str:
    """Return the code of the case that a notice of the person's own is about, or raise NotFoundError."""
    code = session.scalar(_inbox(actor).where(Notice.id == notice_id).with_only_columns(Case.code))
    if code is None:
        raise NotFoundError
    return code


def _inbox(actor: Actor) -> sa.Select[tuple[int, NoticeKind, str, str, Stage, date, datetime, bool, bool]]:
    """Return the person's notices; one about a case that he may no longer see does not exist."""
    return (
        sa.select(
            Notice.id,
            Notice.kind,
            Case.code,
            Case.summary,
            Clock.stage,
            Notice.due_on,
            Notice.created_at,
            is_unread(),
            sa.not_(still_holds()),
        )
        .join(Case, Case.id == Notice.case_id)
        .outerjoin(Clock, Clock.id == Notice.clock_id)
        .where(Notice.person_id == actor.person_id, visible_to(actor))
    )
