"""Tells people what happened to their cases: a row a reader, written with the step it tells of.

The rows are what mail is made from afterwards, so that a step is told if and only if it was taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.errors import NotFoundError
from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.identity import Actor
from petitions.domain.notices import ROLES, TOLD, Audience
from petitions.domain.vocabulary import MessageState, NoticeKind
from petitions.models import Assignment, AssignmentOutcome, Case, CaseEvent, Message, Notice
from petitions.queries.readers import Directory, Reader
from petitions.services.upsert import insert_or

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Tidings:
    """What there is to tell about a case, before it is known to whom.

    ``subject`` and ``kind`` make it one notice a reader: ``c7`` is clock 7, ``e9`` the event 9 of the
    case. A date that moved is another matter, and so is a warning so many ``days_before``.
    """

    kind: NoticeKind
    case_id: int
    subject: str
    clock_id: int | None = None
    due_on: date | None = None
    days_before: int = 0
    facts: dict[str, Any] = field(default_factory=dict)

    def key_for(self, reader: Reader) -> str:
        """Return what makes the notice this one."""
        parts = (reader.key, self.subject, self.kind.value, self.due_on.isoformat() if self.due_on else "-")
        return "/".join((*parts, str(self.days_before))) if self.days_before else "/".join(parts)


def notify(session: Session, told: Iterable[tuple[Tidings, Iterable[Reader]]], *, now: datetime) -> int:
    """Tell each reader, once for all time; return how many notices are new. A statement for each few hundred."""
    rows = _rows(told, now)
    new = 0
    # Through the table and not the model: the statement is made once for however many rows.
    insert = insert_or(session, Notice.__table__).on_conflict_do_nothing(index_elements=["key"])
    while chunk := list(islice(rows, AT_ONCE)):
        new += int(session.connection().execute(insert, chunk).rowcount)
    return new


def tell_of_step(session: Session, case: Case, event: CaseEvent, *, actor: Actor, now: datetime) -> None:
    """Tell of a step on a case to those whom the table names, but not to whoever took it."""
    wanted = TOLD.get(event.action, ())
    if not wanted:
        return
    directory = Directory(session, today=date_in_hanoi(now))
    units = {audience: _units_of(session, case, audience) for _kind, audience in wanted}
    directory.look_up(unit for found in units.values() for unit in found)
    told = []
    for kind, audience in wanted:
        readers = dict.fromkeys(
            reader for unit in units[audience] for reader in directory.readers(unit, ROLES[audience])
        )
        others = [reader for reader in readers if reader.person_id is None or reader.person_id != actor.person_id]
        due_on = case.due_on if kind in _CARRY_DATE else None
        told.append((Tidings(kind, case.id, f"e{event.id}", due_on=due_on), others))
    notify(session, told, now=now)


def mark_read(session: Session, notice_id: int, *, person_id: int, now: datetime) -> Notice:
    """Note that the person has seen a notice of his own, or raise NotFoundError."""
    notice = session.get(Notice, notice_id)
    if notice is None or notice.person_id != person_id:
        raise NotFoundError
    notice.read_at = notice.read_at or now
    session.flush()
    return notice


def mark_all_read(session: Session, *, person_id: int, upto: int, now: datetime) -> None:
    """Note that the person has seen all his notices up to the one that stood first on his page."""
    session.execute(
        sa.update(Notice)
        .where(Notice.person_id == person_id, Notice.read_at.is_(None), Notice.id <= upto)
        .values(read_at=now)
        .execution_options(synchronize_session=False)
    )


def mark_old_read(session: Session, *, before: datetime) -> None:
    """Note that everybody has seen what was told before an instant, at the time it was told (the demo's past)."""
    session.execute(
        sa.update(Notice)
        .where(Notice.created_at < before, Notice.read_at.is_(None))
        .values(read_at=Notice.created_at)
        .execution_options(synchronize_session=False)
    )


def forget_old_notices(session: Session, *, before: datetime) -> int:
    """Drop what was seen before an instant, and the mail that nothing refers to any more; return how many notices."""
    seen: Any = session.execute(
        sa.delete(Notice).where(Notice.read_at < before).execution_options(synchronize_session=False)
    )
    referred = sa.exists().where(Notice.message_id == Message.id)
    done = Message.state.in_([MessageState.SENT, MessageState.DROPPED])
    session.execute(
        sa.delete(Message)
        .where(done, Message.created_at < before, sa.not_(referred))
        .execution_options(synchronize_session=False)
    )
    return int(seen.rowcount)


_CARRY_DATE = frozenset(
    {NoticeKind.CASE_ASSIGNED, NoticeKind.ANSWER_SENT_BACK, NoticeKind.REQUEST_DECIDED, NoticeKind.DATE_MOVED}
)


def _rows(told: Iterable[tuple[Tidings, Iterable[Reader]]], now: datetime) -> Iterator[dict[str, Any]]:
    for tidings, readers in told:
        for reader in readers:
            yield {
                "key": tidings.key_for(reader),
                "person_id": reader.person_id,
                "organisation_id": reader.organisation_id,
                "case_id": tidings.case_id,
                "clock_id": tidings.clock_id,
                "kind": tidings.kind,
                "due_on": tidings.due_on,
                "created_at": now,
                "facts": tidings.facts,
            }


def _units_of(session: Session, case: Case, audience: Audience) -> list[int]:
    match audience:
        case Audience.LEAD:
            return [] if case.lead_id is None else [case.lead_id]
        case Audience.OFFICE | Audience.DECIDERS:
            return [case.council_id]
        case Audience.CLERKS:
            return [case.origin_id]
        case Audience.FORMER_LEAD:
            return _former_leads(session, case)
        case Audience.COORDINATORS:
            return sorted(party.organisation_id for party in case.parties if party.owes_opinion)


def _former_leads(session: Session, case: Case) -> list[int]:
    """Return the agency that has just lost the case, unless it got it anew."""
    taken_away = Assignment.outcome.in_([AssignmentOutcome.RECALLED, AssignmentOutcome.REASSIGNED])
    last = session.scalar(
        sa.select(Assignment.lead_id)
        .where(Assignment.case_id == case.id, taken_away)
        .order_by(Assignment.id.desc())
        .limit(1)
    )
    return [] if last is None or last == case.lead_id else [last]
