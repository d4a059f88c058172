"""The schedule of a round: its meetings in the order in which they are held, each with its deputies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from petitions.domain.identity import Actor
from petitions.models import ContactMeeting, ContactRound, Locality, MeetingDeputy
from petitions.queries.meetings import minutes_open_to
from petitions.queries.places import named_place

MOST_MEETINGS = 500


@dataclass(frozen=True, slots=True)
class ScheduledMeeting:
    """One line of the schedule."""

    id: int
    held_on: date
    start_time: time | None
    place: str
    locality: str
    deputies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """The meetings, soonest first; ``is_cut`` when there are more than one schedule lists."""

    meetings: tuple[ScheduledMeeting, ...]
    is_cut: bool


def get_schedule(session: Session, actor: Actor, round_id: int) -> Schedule:
    """Return the meetings of a round, planned and held, that are open to the actor. Two statements."""
    around = aliased(Locality)
    rows = session.execute(
        sa.select(
            ContactMeeting.id,
            ContactMeeting.held_on,
            ContactMeeting.start_time,
            ContactMeeting.place,
            Locality.name,
            Locality.kind,
            around.name.label("around"),
        )
        .join(ContactRound, ContactRound.id == ContactMeeting.contact_round_id)
        .join(Locality, Locality.id == ContactMeeting.locality_id)
        .outerjoin(around, around.id == Locality.parent_id)
        .where(ContactMeeting.contact_round_id == round_id, minutes_open_to(actor))
        .order_by(ContactMeeting.held_on, ContactMeeting.start_time.nulls_last(), ContactMeeting.id)
        .limit(MOST_MEETINGS + 1)
    ).all()
    seats: dict[int, list[str]] = {}
    for meeting_id, name in session.execute(
        sa.select(MeetingDeputy.contact_meeting_id, MeetingDeputy.name)
        .where(MeetingDeputy.contact_meeting_id.in_([row.id for row in rows[:MOST_MEETINGS]]))
        .order_by(MeetingDeputy.contact_meeting_id, MeetingDeputy.position)
    ):
        seats.setdefault(meeting_id, []).append(name)
    meetings = tuple(
        ScheduledMeeting(
            id=row.id,
            held_on=row.held_on,
            start_time=row.start_time,
            place=row.place,
            locality=named_place(row.name, row.kind, row.around),
            deputies=tuple(seats.get(row.id, ())),
        )
        for row in rows[:MOST_MEETINGS]
    )
    return Schedule(meetings, is_cut=len(rows) > MOST_MEETINGS)
