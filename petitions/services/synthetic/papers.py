"""Rounds, meetings and letters that synthetic cases share; made when the first case needs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from petitions.domain.vocabulary import RoundPhase
from petitions.models import ContactMeeting, ContactRound, Forwarding
from petitions.services.synthetic.batch import Batch, Numbers
from petitions.services.synthetic.calendar import instant
from petitions.services.synthetic.texts import Texts
from petitions.services.synthetic.world import Commune, SyntheticWorld

_SPEAKERS = 12
"""After so many opinions the next ones are heard at another meeting."""


@dataclass(slots=True)
class Meeting:
    """A meeting and how many have spoken so far."""

    id: int
    held_on: date
    speakers: int = 0


@dataclass(frozen=True, slots=True)
class Letter:
    """One forwarding letter."""

    id: int
    number: str
    on: date


class Papers:
    """Remembers a few hundred keys, however many cases there are."""

    def __init__(self, world: SyntheticWorld, texts: Texts, numbers: Numbers, *, run: int) -> None:
        self.world = world
        self.places = texts.places
        self.numbers = numbers
        self.run = run
        self._rounds: dict[tuple[int, RoundPhase], int] = {}
        self._meetings: dict[tuple[int, int, int], Meeting] = {}
        self._letters: dict[date, Letter] = {}

    def letter(self, batch: Batch, on: date) -> Letter:
        """Return the council's letter of that day; one covers all cases of the day."""
        if on not in self._letters:
            # The run keeps the numbers of two seeds on the same day apart.
            serial = f"{on.timetuple().tm_yday}.{self.run}"
            letter = Letter(self.numbers.next(Forwarding), self.places["letter_number"].format(serial=serial), on)
            batch.add(Forwarding, letter.id, self.world.council.id, letter.number, on, instant(on, 0), 1)
            self._letters[on] = letter
        return self._letters[on]

    def meeting(self, batch: Batch, commune: Commune, village: str, received_on: date) -> Meeting:
        """Return a meeting of that commune in the quarter of that day, with the next speaker counted in."""
        quarter = (received_on.month - 1) // 3
        key = (commune.recorder.id, received_on.year, quarter)
        meeting = self._meetings.get(key)
        if meeting is None or meeting.speakers == _SPEAKERS or meeting.held_on > received_on:
            meeting = Meeting(self.numbers.next(ContactMeeting), received_on)
            batch.add(
                ContactMeeting,
                meeting.id,
                self._round(batch, received_on),
                meeting.held_on,
                commune.recorder.locality_id,
                self.places["meeting_place"].format(village=village),
                40 + meeting.id % 30,
                commune.recorder.id,
                1,
            )
            self._meetings[key] = meeting
        meeting.speakers += 1
        return meeting

    def _round(self, batch: Batch, day: date) -> int:
        phase = RoundPhase.BEFORE if day.month <= 6 else RoundPhase.AFTER  # noqa: PLR2004 - half a year
        key = (day.year, phase)
        if key not in self._rounds:
            self._rounds[key] = self.numbers.next(ContactRound)
            first, last = ((1, 1), (6, 30)) if phase is RoundPhase.BEFORE else ((7, 1), (12, 31))
            batch.add(
                ContactRound,
                self._rounds[key],
                self.world.council.id,
                self.places[f"round_{phase.value}"].format(year=day.year),
                phase,
                date(day.year, *first),
                date(day.year, *last),
                self.world.council.id,
                1,
            )
        return self._rounds[key]
