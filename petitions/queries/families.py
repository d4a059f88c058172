"""What a case became part of, what is part of it, and how its places and opinions add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.identity import Actor
from petitions.domain.vocabulary import State
from petitions.models import Case, CaseMerge, CaseStatement, Locality, Statement
from petitions.queries.scope import visible_to, voter_open_to


@dataclass(frozen=True, slots=True)
class Kin:
    """A case that another one has to do with; one that does not exist for the actor is named by its code alone."""

    id: int
    code: str
    state: State
    summary: str
    place: str
    received_on: date
    is_visible: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """One opinion that came in with a case that is part of another."""

    position: int
    speaker_name: str | None
    village: str | None
    content: str
    speaker_phone: str | None


@dataclass(frozen=True, slots=True)
class Family:
    """All that stands around a case that was merged, split, or took others in.

    ``places`` are those of the case and of everything part of it; ``opinion_count`` counts each
    statement once, and a case without statements as one opinion.
    """

    survivor: Kin | None = None
    members: tuple[Kin, ...] = ()
    whole: Kin | None = None
    parts: tuple[Kin, ...] = ()
    places: tuple[str, ...] = ()
    opinion_count: int = 0
    said: tuple[Said, ...] = ()


def get_family(session: Session, case: Case, *, actor: Actor) -> Family:
    """Return the case's family; nothing is asked for a case that was never merged nor split."""
    keys = [key for key in (case.merged_into_id, case.split_from_id) if key is not None]
    if not (keys or case.merged_count or case.part_count):
        return Family()
    conditions: list[sa.ColumnElement[bool]] = [Case.id.in_(keys)]
    if case.merged_count:
        conditions.append(Case.id.in_(_members_of(case.id)))
    if case.part_count:
        conditions.append(Case.split_from_id == case.id)
    kin = _kin(session, sa.or_(*conditions), actor)
    inside = set(session.scalars(_members_of(case.id))) if case.merged_count else set()
    members = tuple(each for each in kin if each.id in inside)
    return Family(
        survivor=next((each for each in kin if each.id == case.merged_into_id), None),
        members=members,
        whole=next((each for each in kin if each.id == case.split_from_id), None),
        parts=tuple(e for e in kin if e.id not in inside and e.id not in keys) if case.part_count else (),
        places=tuple(dict.fromkeys((case.locality.name, *(each.place for each in members)))),
        opinion_count=count_opinions(session, [case.id, *inside]) if inside else 0,
        said=_said(session, inside, actor) if inside else (),
    )


def count_opinions(session: Session, case_ids: Sequence[int]) -> int:
    """Return how many opinions these cases rest on: each statement once, a case without any one."""
    rests_on = sa.exists().where(CaseStatement.case_id == Case.id).correlate(Case)
    statements = sa.select(sa.func.count(CaseStatement.statement_id.distinct())).where(
        CaseStatement.case_id.in_(case_ids)
    )
    without = sa.select(sa.func.count()).select_from(Case).where(Case.id.in_(case_ids), sa.not_(rests_on))
    return session.scalar(sa.select(statements.scalar_subquery() + without.scalar_subquery())) or 0


def _members_of(case_id: int) -> sa.Select[tuple[int]]:
    return sa.select(CaseMerge.merged_id).where(CaseMerge.survivor_id == case_id)


def _kin(session: Session, condition: sa.ColumnElement[bool], actor: Actor) -> list[Kin]:
    rows: Any = session.execute(
        sa.select(
            Case.id,
            Case.code,
            Case.state,
            Case.summary,
            Locality.name,
            Case.received_on,
            sa.case((visible_to(actor), 1), else_=0),
        )
        .join(Locality, Locality.id == Case.locality_id)
        .where(condition)
        .order_by(Case.received_on, Case.id)
    )
    return [
        Kin(key, code, state, summary if seen else "", place, day, bool(seen))
        for key, code, state, summary, place, day, seen in rows
    ]


def _said(session: Session, case_ids: set[int], actor: Actor) -> tuple[Said, ...]:
    """Return what was said in these cases, as far as their voters are open to the actor."""
    rows = session.execute(
        sa.select(
            Statement.id,
            Statement.position,
            Statement.speaker_name,
            Statement.village,
            Statement.content,
            Statement.speaker_phone,
        )
        .join(CaseStatement, CaseStatement.statement_id == Statement.id)
        .join(Case, Case.id == CaseStatement.case_id)
        .where(Case.id.in_(case_ids), visible_to(actor), voter_open_to(actor))
        .group_by(Statement.id)
        .order_by(Statement.contact_meeting_id, Statement.position)
    )
    return tuple(Said(*row[1:]) for row in rows)


def find_earlier_code(session: Session, case: Case, *, actor: Actor) -> str | None:
    """Return the code of the case that this one raises again, None where there is none for the actor."""
    if case.re_raised_from_id is None:
        return None
    return session.scalar(sa.select(Case.code).where(Case.id == case.re_raised_from_id, visible_to(actor)))
