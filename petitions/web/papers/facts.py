"""What the papers of a meeting say of it, taken from its rows; where parts of a register begin."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from petitions.models import ContactMeeting
from petitions.queries.deputies import list_meeting_deputies
from petitions.queries.registers import Place
from petitions.services.meeting_papers import MeetingFacts
from petitions.web.pagination import key_of


def meeting_facts(session: Session, meeting: ContactMeeting) -> MeetingFacts:
    """Return a meeting from ``get_meeting`` as its papers head it."""
    return MeetingFacts(
        number=meeting.id,
        held_on=meeting.held_on,
        place=place_of(meeting),
        voter_count=meeting.voter_count,
        speaker_count=meeting.speaker_count,
        deputies=tuple(each.name for each in list_meeting_deputies(session, meeting.id)),
    )


def place_of(meeting: ContactMeeting) -> str:
    """Return hall and locality in one line."""
    return ", ".join(filter(None, (meeting.place, meeting.locality.name)))


def part_after(text: str | None) -> Place | None:
    """Return where a part of a register begins; an address that makes no sense begins it."""
    day, _dot, rest = (text or "").partition(".")
    meeting, _dot, position = rest.partition(".")
    meeting_id, number = key_of(meeting), key_of(position)
    if meeting_id is None or number is None:
        return None
    try:
        return date.fromisoformat(day), meeting_id, number
    except ValueError:
        return None


def part_address(place: Place | None) -> str | None:
    """Return the same as it stands in an address."""
    return None if place is None else f"{place[0].isoformat()}.{place[1]}.{place[2]}"
