"""What was said at a meeting, and which cases were made from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from petitions.domain.errors import NotFoundError
from petitions.domain.identity import Actor
from petitions.domain.policy import CaseFacts
from petitions.domain.vocabulary import State
from petitions.models import Case, CaseMerge, CaseStatement, RemovedStatement, Statement
from petitions.queries.scope import visible_to

STATEMENTS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class StatementCounts:
    """What was said at one meeting: in all, answered in the room, made into cases, and neither yet."""

    total: int
    answered_on_spot: int
    in_cases: int
    waiting: int


@dataclass(frozen=True, slots=True)
class CaseRef:
    """A case that a statement went into."""

    code: str
    state: State
    facts: CaseFacts


def list_statements(
    session: Session, meeting_id: int, *, after: int | None = None, newest_first: bool = False
) -> tuple[list[Statement], int | None]:
    """Return one page of a meeting's statements with their fields, and the position the next page begins after."""
    place = Statement.position
    statement = (
        sa.select(Statement)
        .where(Statement.contact_meeting_id == meeting_id)
        .options(joinedload(Statement.subject_field))
        .order_by(place.desc() if newest_first else place)
        .limit(STATEMENTS_A_PAGE + 1)
    )
    if after is not None:
        statement = statement.where(place < after if newest_first else place > after)
    rows = list(session.scalars(statement))
    page = rows[:STATEMENTS_A_PAGE]
    return page, page[-1].position if len(rows) > STATEMENTS_A_PAGE else None


def list_latest(session: Session, meeting_id: int, *, limit: int) -> list[tuple[Statement, bool]]:
    """Return the last statements of a meeting in their order, each with whether a case rests on it."""
    used = sa.exists().where(CaseStatement.statement_id == Statement.id).correlate(Statement)
    latest = (
        sa.select(Statement, used)
        .where(Statement.contact_meeting_id == meeting_id)
        .order_by(Statement.position.desc())
        .limit(limit)
    )
    return [(row, is_used) for row, is_used in reversed(session.execute(latest).all())]


def list_statements_by_key(session: Session, keys: Sequence[int]) -> list[Statement]:
    """Return these statements in the order spoken; whose minutes they stand in is the caller's question."""
    if not keys:
        return []
    return list(
        session.scalars(
            sa.select(Statement)
            .where(Statement.id.in_(keys))
            .order_by(Statement.contact_meeting_id, Statement.position)
            .execution_options(populate_existing=True)
        )
    )


def list_statements_of(session: Session, case_id: int) -> list[Statement]:
    """Return the statements a case was made from, in the order spoken."""
    return list(
        session.scalars(
            sa.select(Statement)
            .join(CaseStatement, CaseStatement.statement_id == Statement.id)
            .where(CaseStatement.case_id == case_id)
            .order_by(Statement.contact_meeting_id, Statement.position)
        )
    )


def get_statement(session: Session, meeting_id: int, statement_id: int) -> Statement:
    """Return a statement of a meeting that the caller has got for the actor, or raise NotFoundError."""
    statement = find_statement(session, meeting_id, statement_id)
    if statement is None:
        raise NotFoundError
    return statement


def find_statement(session: Session, meeting_id: int, statement_id: int) -> Statement | None:
    """Return the same as ``get_statement``, or None."""
    return session.scalar(
        sa.select(Statement)
        .where(Statement.id == statement_id, Statement.contact_meeting_id == meeting_id)
        .options(joinedload(Statement.subject_field))
        .execution_options(populate_existing=True)
    )


def find_statement_by_key(session: Session, meeting_id: int, entry_key: str) -> Statement | None:
    """Return the statement that was entered under this key, or None."""
    return session.scalar(
        sa.select(Statement)
        .where(Statement.contact_meeting_id == meeting_id, Statement.entry_key == entry_key)
        .execution_options(populate_existing=True)
    )


def find_removed(session: Session, meeting_id: int, entry_key: str) -> RemovedStatement | None:
    """Return the statement of this key as it stood when it was removed, or None."""
    return session.scalar(
        sa.select(RemovedStatement).where(
            RemovedStatement.contact_meeting_id == meeting_id, RemovedStatement.entry_key == entry_key
        )
    )


def is_used(session: Session, statement_id: int) -> bool:
    """Tell whether a case was made from the statement; what a case rests on is not rewritten."""
    return bool(session.scalar(sa.select(sa.exists().where(CaseStatement.statement_id == statement_id))))


def has_statements(session: Session, meeting_id: int) -> bool:
    """Tell whether anything was written down at the meeting."""
    return bool(session.scalar(sa.select(sa.exists().where(Statement.contact_meeting_id == meeting_id))))


def cases_of_statements(session: Session, keys: Sequence[int], *, actor: Actor) -> dict[int, list[CaseRef]]:
    """Return, for each statement, the cases made from it that the actor sees."""
    found: dict[int, list[CaseRef]] = {}
    if keys:
        rows = session.execute(
            sa.select(CaseStatement.statement_id, Case.code, Case.state, Case.council_id, Case.origin_id)
            .join(Case, Case.id == CaseStatement.case_id)
            .where(CaseStatement.statement_id.in_(keys), visible_to(actor))
            .order_by(CaseStatement.statement_id, Case.id)
        )
        for key, code, state, council_id, origin_id in rows:
            facts = CaseFacts(state, council_id, origin_id, lead_id=None)
            found.setdefault(key, []).append(CaseRef(code, state, facts))
    return found


def count_statements(session: Session, meeting_id: int) -> StatementCounts:
    """Return how many statements a meeting has, and how many are dealt with."""
    row = session.execute(
        sa.select(
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(sa.case((Statement.answered_on_spot, 1), else_=0)), 0),
            sa.func.coalesce(sa.func.sum(sa.case((_has_living_case(), 1), else_=0)), 0),
            sa.func.coalesce(sa.func.sum(sa.case((is_waiting(), 1), else_=0)), 0),
        ).where(Statement.contact_meeting_id == meeting_id)
    ).one()
    return StatementCounts(*row)


def is_waiting() -> sa.ColumnElement[bool]:
    """Return the condition on ``Statement``: not answered in the room, and in no case that goes on."""
    return sa.and_(sa.not_(Statement.answered_on_spot), sa.not_(_has_living_case()))


def _has_living_case() -> sa.ColumnElement[bool]:
    """Tell of statements in a case that goes on: a withdrawn one leaves them to be dealt with anew.

    A merged case goes on as long as the one it became part of.
    """
    survivor, over = aliased(Case), (State.WITHDRAWN, State.MERGED)
    goes_on_elsewhere = sa.exists().where(
        CaseMerge.merged_id == Case.id, survivor.id == CaseMerge.survivor_id, survivor.state.not_in(over)
    )
    return (
        sa.exists()
        .where(
            CaseStatement.statement_id == Statement.id,
            Case.id == CaseStatement.case_id,
            sa.or_(Case.state.not_in(over), goes_on_elsewhere.correlate(Case)),
        )
        .correlate(Statement)
    )
