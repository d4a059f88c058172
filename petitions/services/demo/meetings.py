"""The meetings of the demo: their minutes are entered on the first working day after, statement by statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zlib import crc32

from petitions.domain.identity import Actor
from petitions.domain.vocabulary import State
from petitions.services.demo.book import Row
from petitions.services.demo.days import Days, Pen
from petitions.services.demo.world import RECORDERS, World
from petitions.services.meetings import MeetingDraft, record_meeting
from petitions.services.statements import StatementDraft, register_statement


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes of one meeting, and when they are entered."""

    at: datetime
    meeting: Row


def plan_minutes(meetings: list[Row], days: Days) -> list[Minutes]:
    """Return when the minutes of each meeting are entered; a meeting may be held on a day off."""
    return [Minutes(Pen(days, row["key"]).on(days.from_working(held_on(row, days))), row) for row in meetings]


def held_on(meeting: Row, days: Days) -> date:
    """Return the day of a meeting."""
    return days.ago(meeting["days_ago"])


def recorder_at(world: World, place: str) -> Actor:
    """Return who keeps minutes and enters cases for a commune."""
    return world.person(world.councils[place], *RECORDERS)


def enter_minutes(world: World, minutes: Minutes) -> None:
    """Enter a meeting with everything that was said there."""
    row, at = minutes.meeting, minutes.at
    clerk = recorder_at(world, row["locality"])
    draft = MeetingDraft(
        round_id=world.rounds[row["round"]],
        held_on=held_on(row, world.days),
        locality_id=world.places[row["locality"]],
        place=row["place"],
        voter_count=row["voter_count"],
        deputy_names=tuple(row["deputies"].split(", ")),
    )
    meeting_id = record_meeting(world.session, draft, actor=clerk, now=at).id
    world.meetings[row["key"]] = meeting_id
    for case_key, spoken in sorted(_spoken_at(world, row["key"]), key=_turn):
        at += timedelta(minutes=2)
        statement = register_statement(world.session, meeting_id, spoken, actor=clerk, now=at)
        if case_key is not None:
            world.statements.setdefault(case_key, []).append(statement.id)


def enter_schedule(world: World) -> None:
    """Enter the meetings that are still to come; voters are met on days off as well."""
    for row in world.book.coming_meetings:
        draft = MeetingDraft(
            round_id=world.rounds[row["round"]],
            held_on=world.days.ago(-row["in_days"]),
            locality_id=world.places[row["locality"]],
            place=row["place"],
            start_time=row["start_time"],
            deputy_names=tuple(row["deputies"].split(", ")),
        )
        at = Pen(world.days, row["key"]).on(world.days.latest)
        record_meeting(world.session, draft, actor=recorder_at(world, row["locality"]), now=at)


def _spoken_at(world: World, meeting: str) -> Iterator[tuple[str | None, StatementDraft]]:
    """Give what was said at a meeting: statements with the key of their case, then those answered in the room."""
    for case in world.book.cases:
        if case.get("meeting") == meeting:
            answered_by = case["answered_by"] if case["state"] == State.ANSWERED_ON_SPOT else None
            for row in case["statement"]:
                yield case["key"], _draft(world, row, case["field"], answered_by)
    for row in world.book.statements:
        if row["meeting"] == meeting:
            yield None, _draft(world, row, row["field"], row["answered_by"])


def _turn(statement: tuple[str | None, StatementDraft]) -> int:
    """Return when somebody's turn was: voters do not speak field by field."""
    return crc32(statement[1].content.encode())


def _draft(world: World, row: Row, field: str, answered_by: str | None) -> StatementDraft:
    return StatementDraft(
        content=row["content"],
        speaker_name=row["speaker"],
        village=row["village"],
        subject_field_id=world.fields[field],
        answered_on_spot=answered_by is not None,
        answered_by=answered_by,
    )
