"""Who acts on which case of the demo, under which letter, and with which papers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from petitions.domain.identity import Actor
from petitions.domain.vocabulary import Channel, Role
from petitions.services.demo.book import Row
from petitions.services.demo.meetings import recorder_at
from petitions.services.demo.papers import Papers
from petitions.services.demo.plan import Planner, Step
from petitions.services.demo.world import World

PROVINCE = "hdnd-tinh"
"""The council of a case that names none."""

OFFICE_RECEIVES = (Channel.LETTER, Channel.RECEPTION)
"""What reaches a province's council without a meeting comes to its own office; calls are taken by the commune."""


@dataclass(slots=True)
class Stage:
    """Everything that taking a step needs."""

    world: World
    planner: Planner
    papers: Papers
    letters: dict[tuple[str, date], str] = field(default_factory=dict)
    """The number of a council's letter, by council and date."""
    cases: dict[str, Row] = field(init=False)
    meetings: dict[str, Row] = field(init=False)
    last_letters: dict[str, tuple[str, date]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find rows by their keys."""
        self.cases = {row["key"]: row for row in self.world.book.cases}
        self.meetings = {row["key"]: row for row in self.world.book.meetings}

    def council_of(self, step: Step) -> str:
        """Return the key of the council whose case a step is taken on."""
        return self.council(self.cases[step.key])

    def council(self, case: Row) -> str:
        """Return the key of the council that a case belongs to."""
        key: str = case.get("council", PROVINCE)
        return key

    def recorder(self, case: Row) -> Actor:
        """Return who enters a case."""
        if "meeting" in case:
            return recorder_at(self.world, self.meetings[case["meeting"]]["locality"])
        if self.council(case) == PROVINCE and case["channel"] in OFFICE_RECEIVES:
            return self.office(case)
        return recorder_at(self.world, case["locality"])

    def office(self, case: Row) -> Actor:
        """Return who works on a case in its council's office."""
        return self.world.person(self.council(case), Role.OFFICE, turn=case["key"])

    def board(self, case: Row) -> Actor:
        """Return who judges a case: the Board, or the office where there is none in the system."""
        return self.world.person(self.council(case), Role.BOARD, Role.OFFICE)

    def letter(self, step: Step, case: Row) -> tuple[str, date]:
        """Return number and date of the letter by which a case goes out, and remember it for the reply."""
        if step.letter_on is None:
            raise ValueError(step)
        self.last_letters[step.key] = self.letters[self.council(case), step.letter_on], step.letter_on
        return self.last_letters[step.key]
