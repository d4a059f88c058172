"""Receipts of a case, and what a stranger with code and key is told: a state and dates, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.policy import TOLD_KINDS
from petitions.domain.vocabulary import ANSWER_CLOCK_RUNS, State
from petitions.models import Case, CaseEvent, CaseMerge, Receipt, Response

ANSWERED = frozenset({State.ANSWERED, State.FOLLOWING, State.CLOSED})


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the door compares and what it may tell once the key is right."""

    case_id: int
    key_digest: str
    received_on: date


@dataclass(frozen=True, slots=True)
class PublicState:
    """Where a matter stands, in dates; ``due_on`` while an agency owes the answer, ``answered_on`` once it came.

    ``joined_code`` is the case it became part of, whose state and dates these are then; codes are no secret.
    """

    state: State
    received_on: date
    since: date
    due_on: date | None
    answered_on: date | None
    joined_code: str | None = None


def find_lookup(session: Session, code: str) -> Lookup | None:
    """Return what stands behind a code for which a receipt is valid; complaints and denunciations never have one."""
    row = session.execute(
        sa.select(Case.id, Receipt.key_digest, Case.received_on)
        .join(Receipt, sa.and_(Receipt.case_id == Case.id, Receipt.voided_at.is_(None)))
        .where(Case.code == code, Case.kind.in_(TOLD_KINDS))
    ).one_or_none()
    return None if row is None else Lookup(*row)


def public_state(session: Session, found: Lookup) -> PublicState:
    """Return what the holder of the receipt is told; of a merged case, where the one stands that it became part of."""
    case = _dealt_with_as(session, found.case_id)
    since = session.scalar(
        sa.select(CaseEvent.at)
        .where(CaseEvent.case_id == case.id, CaseEvent.source.is_distinct_from(CaseEvent.target))
        .order_by(CaseEvent.id.desc())
        .limit(1)
    )
    answer = session.scalar(
        sa.select(Response).where(Response.case_id == case.id).order_by(Response.version_number.desc()).limit(1)
    )
    came_on = None if answer is None else answer.arrived_on or date_in_hanoi(answer.responded_at)
    return PublicState(
        state=case.state,
        received_on=found.received_on,
        since=found.received_on if since is None else date_in_hanoi(since),
        due_on=case.due_on if case.state in ANSWER_CLOCK_RUNS else None,
        answered_on=came_on if case.state in ANSWERED else None,
        joined_code=None if case.id == found.case_id else case.code,
    )


def _dealt_with_as(session: Session, case_id: int) -> Any:
    """Return the case itself, or the last one of those it became part of."""
    columns = sa.select(Case.id, Case.code, Case.state, Case.due_on)
    survivors = sa.select(CaseMerge.survivor_id).where(CaseMerge.merged_id == case_id)
    living = sa.and_(Case.id.in_(survivors), Case.state != State.MERGED, Case.kind.in_(TOLD_KINDS))
    survivor = session.execute(columns.where(living).order_by(Case.id.desc()).limit(1)).one_or_none()
    return survivor or session.execute(columns.where(Case.id == case_id)).one()


def list_receipts(session: Session, case_id: int) -> list[Receipt]:
    """Return the receipts of a case that the caller has got for the actor, the latest first."""
    return list(session.scalars(sa.select(Receipt).where(Receipt.case_id == case_id).order_by(Receipt.id.desc())))
