"""The register of a meeting or of a whole round: every opinion, by meeting and in the order spoken, part by part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from petitions.domain.identity import Actor
from petitions.domain.text import without_personal_data
from petitions.models import ContactMeeting, ContactRound, Locality, Statement, SubjectField
from petitions.queries.meetings import minutes_open_to
from petitions.queries.places import named_place
from petitions.queries.reading_list import HIDDEN
from petitions.queries.statements import CaseRef, cases_of_statements

ROWS_A_PART = 300
"""So many opinions are on one page and in one file; a larger register comes in parts, so that memory stays flat."""

Place = tuple[date, int, int]
"""Where a part begins: after the opinion of this day, meeting and position."""


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One opinion; who spoke is told by the meeting's own register alone, which stays with its minutes."""

    id: int
    meeting_id: int
    held_on: date
    place: str
    locality: str
    position: int
    speaker_name: str | None
    village: str | None
    content: str
    field: str | None
    answered_on_spot: bool
    answered_by: str | None
    cases: tuple[CaseRef, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterPart:
    """Opinions ``first`` to ``last`` of ``total``; ``following`` is where the next part begins, None after the last."""

    rows: tuple[RegisterRow, ...]
    first: int
    total: int
    following: Place | None

    @property
    def last(self) -> int:
        """Return the number of the last opinion of this part."""
        return self.first + len(self.rows) - 1


def get_register(
    session: Session,
    actor: Actor,
    *,
    meeting_id: int | None = None,
    round_id: int | None = None,
    after: Place | None = None,
) -> RegisterPart:
    """Return a part of the register of a meeting, or of the meetings of a round whose minutes are open to the actor.

    The register of a round goes beyond the minutes: nobody is named in it, in the statements neither.
    """
    mine = [minutes_open_to(actor)]
    if meeting_id is not None:
        mine.append(ContactMeeting.id == meeting_id)
    if round_id is not None:
        mine.append(ContactMeeting.contact_round_id == round_id)
    total = session.scalar(_joined(sa.select(sa.func.count(Statement.id))).where(*mine)) or 0
    rows = session.execute(_rows(mine, after).limit(ROWS_A_PART + 1)).all()
    page = rows[:ROWS_A_PART]
    cases = cases_of_statements(session, [row.id for row in page], actor=actor)
    done = tuple(_row(row, tuple(cases.get(row.id, ()))) for row in page)
    if meeting_id is None:
        done = _without_speakers(session, done)
    goes_on = len(rows) > ROWS_A_PART
    return RegisterPart(
        rows=done,
        first=1 + _count_before(session, mine, after) if after else 1,
        total=total,
        following=(done[-1].held_on, done[-1].meeting_id, done[-1].position) if goes_on else None,
    )


def _without_speakers(session: Session, rows: Sequence[RegisterRow]) -> tuple[RegisterRow, ...]:
    """Take speakers and numbers out of the rows: whoever spoke at a meeting may be named in any statement of it."""
    spoke: dict[int, list[str]] = {row.meeting_id: [] for row in rows}
    meeting, name = Statement.contact_meeting_id, Statement.speaker_name
    asked = sa.select(meeting, name).where(meeting.in_(list(spoke)), name.is_not(None)).distinct()
    for meeting_id, speaker in session.execute(asked).tuples():
        spoke[meeting_id].append(speaker or "")
    return tuple(
        replace(
            row,
            speaker_name=None,
            content=without_personal_data(row.content, *spoke[row.meeting_id], mask=HIDDEN),
        )
        for row in rows
    )


def _rows(mine: list[sa.ColumnElement[bool]], after: Place | None) -> Any:
    around = aliased(Locality)
    statement = (
        _joined(
            sa.select(
                Statement.id,
                ContactMeeting.id.label("meeting_id"),
                ContactMeeting.held_on,
                ContactMeeting.place,
                Locality.name.label("locality"),
                Locality.kind,
                around.name.label("around"),
                Statement.position,
                Statement.speaker_name,
                Statement.village,
                Statement.content,
                SubjectField.name.label("field"),
                Statement.answered_on_spot,
                Statement.answered_by,
            )
        )
        .join(Locality, Locality.id == ContactMeeting.locality_id)
        .outerjoin(around, around.id == Locality.parent_id)
        .outerjoin(SubjectField, SubjectField.id == Statement.subject_field_id)
        .where(*mine)
        .order_by(ContactMeeting.held_on, ContactMeeting.id, Statement.position)
    )
    return statement.where(sa.not_(_up_to(after))) if after else statement


def _count_before(session: Session, mine: list[sa.ColumnElement[bool]], after: Place) -> int:
    statement = _joined(sa.select(sa.func.count(Statement.id))).where(*mine, _up_to(after))
    return session.scalar(statement) or 0


def _joined(statement: Any) -> Any:
    return (
        statement.select_from(Statement)
        .join(ContactMeeting, ContactMeeting.id == Statement.contact_meeting_id)
        .join(ContactRound, ContactRound.id == ContactMeeting.contact_round_id)
    )


def _up_to(after: Place) -> sa.ColumnElement[bool]:
    day, meeting_id, position = after
    same_day = ContactMeeting.held_on == day
    return sa.or_(
        ContactMeeting.held_on < day,
        sa.and_(same_day, ContactMeeting.id < meeting_id),
        sa.and_(same_day, ContactMeeting.id == meeting_id, Statement.position <= position),
    )


def _row(row: Any, cases: tuple[CaseRef, ...]) -> RegisterRow:
    return RegisterRow(
        id=row.id,
        meeting_id=row.meeting_id,
        held_on=row.held_on,
        place=row.place,
        locality=named_place(row.locality, row.kind, row.around),
        position=row.position,
        speaker_name=row.speaker_name,
        village=row.village,
        content=row.content,
        field=row.field,
        answered_on_spot=row.answered_on_spot,
        answered_by=row.answered_by,
        cases=cases,
    )
