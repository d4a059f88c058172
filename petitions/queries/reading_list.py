"""What is read out first at a meeting: the petitions of the place that were answered since the meeting before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from petitions.domain.hanoi import date_in_hanoi, start_of_day
from petitions.domain.identity import Actor
from petitions.domain.policy import TOLD_KINDS
from petitions.domain.text import fold, without_names
from petitions.domain.vocabulary import LocalityKind, ResultClass, State
from petitions.models import (
    Case,
    CaseMerge,
    CaseStatement,
    CaseVoter,
    ContactMeeting,
    ContactRound,
    Locality,
    Response,
    Statement,
)
from petitions.queries.meetings import minutes_open_to
from petitions.queries.places import within
from petitions.queries.scope import visible_to

MOST_READ = 200
"""So many answers are read out, the latest; an evening is not longer."""

TOLD = frozenset({State.ANSWERED, State.FOLLOWING, State.CLOSED})
"""Where an answer stands; one that was sent back is not read out."""

PENDING = frozenset({State.SUBMITTED, State.CLASSIFIED, State.ASSIGNED, State.IN_PROGRESS, State.FORWARDED_UP})
HIDDEN = "\u2026"


@dataclass(frozen=True, slots=True)
class ReadCase:
    """One petition with its answer, as voters hear it: villages instead of names.

    ``group`` is the one village that raised it, None for the whole commune.
    """

    id: int
    code: str
    summary: str
    locality: str
    is_village: bool
    agency: str
    document_number: str
    signed_on: date
    content: str
    result_class: ResultClass
    commitment_on: date | None
    arrived_on: date
    villages: tuple[str, ...] = ()

    @property
    def group(self) -> str | None:
        """Return under which village it is read, None for the commune as a whole."""
        if len(self.villages) == 1:
            return self.villages[0]
        return self.locality if self.is_village and not self.villages else None


@dataclass(frozen=True, slots=True)
class ReadingList:
    """``groups`` are villages (None: the whole commune) with their cases, the meeting's own village first."""

    area: str
    since: date | None
    previous_on: date | None
    groups: tuple[tuple[str | None, tuple[ReadCase, ...]], ...]
    pending_count: int
    is_cut: bool

    @property
    def count(self) -> int:
        """Return how many petitions are read out."""
        return sum(len(cases) for _village, cases in self.groups)

    def by_result(self) -> Counter[ResultClass]:
        """Return how many answers there are of each class."""
        return Counter(case.result_class for _village, cases in self.groups for case in cases)


def get_reading_list(
    session: Session, meeting: ContactMeeting, *, actor: Actor, since: date | None = None
) -> ReadingList:
    """Return what was answered for the meeting's commune since the meeting before it, or since a given day.

    ``meeting`` comes from ``get_meeting`` with its place. The answer that came on the day of the meeting
    before is told again rather than never. Eight statements.
    """
    area_id, area = _commune_around(session, meeting.locality)
    previous_on = _previous_on(session, meeting, area_id, actor=actor)
    since = since or previous_on
    cases = _answered(session, area_id, area, since, actor=actor)
    told = _without_voters(session, cases[:MOST_READ], area_id)
    return ReadingList(
        area=area,
        since=since,
        previous_on=previous_on,
        groups=_grouped(told, first=meeting.locality.name),
        pending_count=_count_pending(session, area_id, actor=actor),
        is_cut=len(cases) > MOST_READ,
    )


def _commune_around(session: Session, place: Locality) -> tuple[int, str]:
    if place.kind is not LocalityKind.VILLAGE or place.parent_id is None:
        return place.id, place.name
    commune = session.get_one(Locality, place.parent_id)
    return commune.id, commune.name


def _previous_on(session: Session, meeting: ContactMeeting, area_id: int, *, actor: Actor) -> date | None:
    """Return the day of the last meeting before this one at the same place, or of one for the whole commune."""
    here = within([area_id]) if meeting.locality_id == area_id else [meeting.locality_id, area_id]
    return session.scalar(
        sa.select(sa.func.max(ContactMeeting.held_on))
        .join(ContactRound, ContactRound.id == ContactMeeting.contact_round_id)
        .where(
            ContactMeeting.locality_id.in_(here),
            ContactMeeting.held_on < meeting.held_on,
            minutes_open_to(actor),
        )
    )


def _of_area(area_id: int) -> sa.ColumnElement[bool]:
    """Return the condition for what voters of an area raised: a case of theirs, or one that theirs became part of."""
    member = aliased(Case)
    own = sa.select(Case.id).where(Case.locality_id.in_(within([area_id]))).correlate(None)
    joined = (
        sa.select(CaseMerge.survivor_id)
        .join(member, member.id == CaseMerge.merged_id)
        .where(member.locality_id.in_(within([area_id])))
    )
    return sa.and_(Case.id.in_(sa.union(own, joined)), Case.kind.in_(TOLD_KINDS))


def _answered(session: Session, area_id: int, area: str, since: date | None, *, actor: Actor) -> list[ReadCase]:
    version = aliased(Response)
    latest = sa.select(sa.func.max(version.version_number)).where(version.case_id == Case.id).correlate(Case)
    is_here = sa.case((Case.locality_id.in_(within([area_id])), 1), else_=0)
    statement = (
        sa.select(Case.id, Case.code, Case.summary, Locality.name, Locality.kind, is_here, Response)
        .join(Locality, Locality.id == Case.locality_id)
        .join(Response, sa.and_(Response.case_id == Case.id, Response.version_number == latest.scalar_subquery()))
        .where(_of_area(area_id), Case.state.in_(TOLD), visible_to(actor))
        .order_by(Response.responded_at.desc(), Case.id.desc())
        .limit(MOST_READ + 1)
    )
    if since is not None:
        came_later = sa.and_(Response.arrived_on.is_(None), Response.responded_at >= start_of_day(since))
        statement = statement.where(sa.or_(Response.arrived_on >= since, came_later))
    return [
        _read_case(key, code, summary, (place, kind) if here else (area, LocalityKind.COMMUNE), response)
        for key, code, summary, place, kind, here, response in session.execute(statement).tuples()
    ]


def _read_case(key: int, code: str, summary: str, place: tuple[str, LocalityKind], response: Response) -> ReadCase:
    return ReadCase(
        id=key,
        code=code,
        summary=summary,
        locality=place[0],
        is_village=place[1] is LocalityKind.VILLAGE,
        agency=response.organisation_name,
        document_number=response.document_number,
        signed_on=response.signed_on,
        content=response.content,
        result_class=response.result_class,
        commitment_on=response.commitment_on,
        arrived_on=response.arrived_on or date_in_hanoi(response.responded_at),
    )


def _without_voters(session: Session, cases: Sequence[ReadCase], area_id: int) -> list[ReadCase]:
    """Give each case the villages here that raised it, and take out of its texts the names of who spoke or wrote."""
    survivor = {case.id: case.id for case in cases}
    merged = sa.select(CaseMerge.merged_id, CaseMerge.survivor_id).where(CaseMerge.survivor_id.in_(list(survivor)))
    survivor |= dict(session.execute(merged).tuples().all())
    spoken: dict[int, list[Any]] = {}
    for row in session.execute(
        sa.select(
            CaseStatement.case_id,
            Statement.village,
            Statement.speaker_name,
            sa.case((ContactMeeting.locality_id.in_(within([area_id])), 1), else_=0).label("is_here"),
        )
        .join(Statement, Statement.id == CaseStatement.statement_id)
        .join(ContactMeeting, ContactMeeting.id == Statement.contact_meeting_id)
        .where(CaseStatement.case_id.in_(list(survivor)))
        .order_by(Statement.id)
    ):
        spoken.setdefault(survivor[row.case_id], []).append(row)
    voters: dict[int, list[str]] = {}
    for case_id, name in session.execute(
        sa.select(CaseVoter.case_id, CaseVoter.name).where(CaseVoter.case_id.in_(list(survivor)))
    ):
        voters.setdefault(survivor[case_id], []).append(name or "")
    return [_told(case, spoken.get(case.id, []), voters.get(case.id, [])) for case in cases]


def _told(case: ReadCase, spoken: Iterable[Any], voters: Iterable[str]) -> ReadCase:
    villages = {fold(row.village): row.village for row in spoken if row.village and row.is_here}
    names = [name for name in (*voters, *(row.speaker_name for row in spoken)) if name]
    return replace(
        case,
        villages=tuple(villages[key] for key in sorted(villages)),
        summary=without_names(case.summary, names, mask=HIDDEN),
        content=without_names(case.content, names, mask=HIDDEN),
    )


def _grouped(cases: Iterable[ReadCase], *, first: str) -> tuple[tuple[str | None, tuple[ReadCase, ...]], ...]:
    """Return the cases by village: the meeting's own first, then by name, the whole commune's last."""
    groups: dict[str, list[ReadCase]] = {}
    names: dict[str, str | None] = {}
    for case in cases:
        key = fold(case.group or "")
        names.setdefault(key, case.group)
        groups.setdefault(key, []).append(case)
    order = sorted(groups, key=lambda key: (key != fold(first), key == "", key))
    return tuple((names[key], tuple(groups[key])) for key in order)


def _count_pending(session: Session, area_id: int, *, actor: Actor) -> int:
    statement = sa.select(sa.func.count()).where(_of_area(area_id), Case.state.in_(PENDING), visible_to(actor))
    return session.scalar(statement) or 0
