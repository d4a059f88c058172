"""The register of reminders that went out, and the answer that came after each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from petitions.domain.identity import Actor
from petitions.domain.vocabulary import ReminderState, Rung
from petitions.models import Case, Organisation, Reminder, Response
from petitions.queries.reminders import PAGE_SIZE, ReminderFilters, narrowed, of_own_council


@dataclass(frozen=True, slots=True)
class LogPlace:
    """Where a page of the register ended."""

    letter_on: date
    id: int


@dataclass(frozen=True, slots=True)
class LogRow:
    """One case of one letter; the answer is the first that came after it, if any."""

    id: int
    code: str
    summary: str
    agency_id: int
    agency_name: str
    rung: Rung
    letter_number: str
    letter_on: date
    report_by: date
    answer_number: str | None
    answer_on: date | None


def list_reminder_log(
    session: Session, filters: ReminderFilters, *, actor: Actor, after: LogPlace | None = None
) -> tuple[list[LogRow], LogPlace | None]:
    """Return a page of what went out from the actor's councils, the letter of the latest date first. One statement."""
    page = _page(filters, actor, after).subquery()
    sent, later = aliased(Reminder, page), aliased(Response)
    first_after = (
        sa.select(sa.func.min(later.id))
        .where(later.case_id == sent.case_id, later.responded_at > sent.done_at)
        .correlate(sent)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(
            sent.id,
            Case.code,
            Case.summary,
            sent.organisation_id,
            Organisation.name,
            sent.rung,
            sent.letter_number,
            sent.letter_on,
            sent.report_by,
            Response.document_number,
            Response.signed_on,
        )
        .join(Case, Case.id == sent.case_id)
        .join(Organisation, Organisation.id == sent.organisation_id)
        .outerjoin(Response, Response.id == first_after)
        .order_by(sent.letter_on.desc(), sent.id.desc())
    )
    found = [LogRow(*row) for row in rows]
    shown = found[:PAGE_SIZE]
    return shown, LogPlace(shown[-1].letter_on, shown[-1].id) if len(found) > PAGE_SIZE else None


def _page(filters: ReminderFilters, actor: Actor, after: LogPlace | None) -> sa.Select[tuple[Reminder]]:
    page = sa.select(Reminder).where(Reminder.state == ReminderState.SENT, of_own_council(actor), *narrowed(filters))
    if after is not None:
        here = sa.tuple_(Reminder.letter_on, Reminder.id)
        page = page.where(here < sa.tuple_(sa.literal(after.letter_on), sa.literal(after.id)))
    return page.order_by(Reminder.letter_on.desc(), Reminder.id.desc()).limit(PAGE_SIZE + 1)
