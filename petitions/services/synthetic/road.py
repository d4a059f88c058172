"""One synthetic case on its road: each step writes its event and whatever paper it brings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from petitions.domain.vocabulary import Action, Authority, PartyCapacity
from petitions.domain.workflow import SHARED_ACTIONS
from petitions.models import Assignment, AssignmentOutcome, CaseEvent, Coordination, Response, Sending
from petitions.services.synthetic.answers import Outcome, draw_outcome
from petitions.services.synthetic.batch import Batch, Numbers
from petitions.services.synthetic.calendar import REVISION, Calendar, Course, instant
from petitions.services.synthetic.chance import between, draw
from petitions.services.synthetic.clocks import ClockKeeper, Owed, TermBook
from petitions.services.synthetic.lives import Lot, Step
from petitions.services.synthetic.papers import Papers
from petitions.services.synthetic.texts import Texts, Wording
from petitions.services.synthetic.world import Commune, SyntheticWorld, Unit

_AUTHORITIES = (Authority.PROVINCE, Authority.PROVINCE, Authority.COMMUNE, Authority.DISTRICT)
_OF_THE_AGENCY = frozenset({Action.ACCEPT, Action.DECLINE, Action.RESPOND})
_OF_THE_COMMUNE = frozenset({Action.RECORD, Action.SUBMIT, Action.RECORD_ON_SPOT})
_NOTES = {
    Action.RETURN: "reasons_return",
    Action.DECLINE: "reasons_decline",
    Action.RECALL: "reasons_decline",
    Action.CLOSE: "notes_close",
    Action.FOLLOW: "notes_follow",
    Action.REVISE: "notes_revise",
    Action.FILE: "notes_file",
    Action.WITHDRAW: "reasons_withdraw",
}
_NEXT_SESSION = timedelta(days=180)
_SHARE_OF_COMMUNES = 0.25
_SHARE_WITH_COORDINATION = 0.25


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all cases of one seeding share."""

    world: SyntheticWorld
    texts: Texts
    calendar: Calendar
    numbers: Numbers
    papers: Papers
    terms: TermBook


@dataclass(slots=True)
class Turn:
    """One agency's turn on the case; written down when it is over, or when the road is."""

    id: int
    lead: Unit
    forwarding_id: int
    assigned_at: datetime
    received_on: date
    fixed_on: date | None = None
    accepted_at: datetime | None = None
    outcome: AssignmentOutcome = AssignmentOutcome.OPEN
    ended_at: datetime | None = None


@dataclass(slots=True)
class Draft:
    """One case while its road is walked."""

    id: int
    code: str
    lot: Lot
    commune: Commune
    village: str
    wording: Wording
    steps: tuple[Step, ...]
    course: Course
    parties: dict[int, PartyCapacity]
    lead: Unit | None = None
    due_on: date | None = None
    outcome: Outcome | None = None
    answers: int = 0
    answered: list[str] = field(default_factory=list)
    decline_count: int = 0
    authority: Authority | None = None


class Walk:
    """Walks one case along its steps and puts the rows into the batch."""

    def __init__(self, around: Surroundings, rng: Random, batch: Batch, draft: Draft) -> None:
        self.around = around
        self.rng = rng
        self.batch = batch
        self.draft = draft
        self.turn: Turn | None = None
        self.clocks = ClockKeeper(around.terms, around.numbers, batch)
        self.owed = Owed(around.world.council.id)

    def to_the_end(self) -> None:
        """Take every step and write the last agency's turn."""
        for position, (step, day) in enumerate(zip(self.draft.steps, self.draft.course.days, strict=True)):
            self._take(step, instant(day, position))
        self._write_turn()
        self.clocks.write(self.draft.id)

    def _take(self, step: Step, at: datetime) -> None:
        """Note the step in the history, with what it changes beside the state."""
        name = _NOTES.get(step.action)
        note = self.around.texts.pick(self.rng, name) if name else None
        unit = self._acting(step.action)
        facts = self._effect(step.action, at)
        self.batch.add(
            CaseEvent,
            self.draft.id,
            step.action,
            step.source,
            step.target,
            at,
            unit.person_id,
            unit.person_name,
            unit.name,
            step.action in SHARED_ACTIONS,
            note,
            facts,
        )
        self.owed.lead_id = self.draft.lead.id if self.draft.lead else None
        self.clocks.turn(step, at, self.owed)

    def _acting(self, action: Action) -> Unit:
        if action in _OF_THE_AGENCY and self.draft.lead is not None:
            return self.draft.lead
        return self.draft.commune.recorder if action in _OF_THE_COMMUNE else self.around.world.council

    def _effect(self, action: Action, at: datetime) -> dict[str, Any]:  # noqa: PLR0911 - a table is read downwards
        """Change what the step changes; return the facts its sentence needs."""
        match action:
            case Action.CLASSIFY:
                authority = self.draft.authority = draw(self.rng, _AUTHORITIES)
                field_name = self.around.world.field_names[self.draft.wording.field]
                return {"authority": authority.value, "subject_field": field_name}
            case Action.ASSIGN:
                return self._assign(at)
            case Action.ACCEPT | Action.DECLINE | Action.RECALL | Action.WITHDRAW if self.turn is not None:
                return self._turn_over(self.turn, action, at)
            case Action.RESPOND if self.turn is not None:
                return self._respond(self.turn, at)
            case Action.REVISE if self.turn is not None:
                return self._revise(self.turn, at)
            case Action.FOLLOW:
                self.draft.due_on = self.owed.look_again_on = at.date() + _NEXT_SESSION
                return {"due_on": self.draft.due_on.isoformat()}
            case Action.FORWARD_UP:
                letter = self.around.papers.letter(self.batch, at.date())
                recipient = self.around.texts.pick(self.rng, "recipients")
                self.batch.add(Sending, self.draft.id, letter.id, recipient, at)
                return {"recipient": recipient, "letter_number": letter.number, "letter_on": letter.on.isoformat()}
            case Action.FILE:
                return {"reason": "not_a_petition"}
            case Action.RECORD_ON_SPOT:
                answer = self.around.texts.pick(self.rng, "answers_on_spot")
                return {"answered_by": self.draft.commune.recorder.name, "answer": answer}
            case _:
                return {}

    def _assign(self, at: datetime) -> dict[str, Any]:
        day, draft = at.date(), self.draft
        lead = draft.lead = self._choose_lead()
        letter = self.around.papers.letter(self.batch, day)
        due = draft.due_on = self.around.calendar.answer_due(day)
        self.turn = Turn(self.around.numbers.next(Assignment), lead, letter.id, at, day)
        draft.parties[lead.id] = PartyCapacity.LEAD
        beside: list[Unit] = []
        if self.rng.random() < _SHARE_WITH_COORDINATION:
            beside = [unit for unit in self.rng.sample(self.around.world.agencies, 2) if unit is not lead]
        self.owed.turn, self.owed.fixed_on = self.turn.id, None
        self.owed.coordinating = [unit.id for unit in beside]
        for unit in beside:
            self.batch.add(Coordination, self.turn.id, unit.id)
            draft.parties.setdefault(unit.id, PartyCapacity.COORDINATING)
        return {
            "lead": lead.name,
            "coordinating": [unit.name for unit in beside],
            "letter_number": letter.number,
            "letter_on": day.isoformat(),
            "received_on": day.isoformat(),
            "due_on": due.isoformat(),
            "due_is_fixed": False,
        }

    def _choose_lead(self) -> Unit:
        world, draft = self.around.world, self.draft
        if draft.lot.is_of_the_busiest:
            return world.busiest
        able = world.agencies_for.get(draft.wording.field)
        committee = draft.commune.committee
        if committee is not None and (not able or self.rng.random() < _SHARE_OF_COMMUNES):
            return committee
        return draw(self.rng, able or world.others)

    def _turn_over(self, turn: Turn, action: Action, at: datetime) -> dict[str, Any]:
        """Let the agency take the case on, or end its turn without an answer."""
        draft = self.draft
        facts: dict[str, Any] = {"lead": turn.lead.name}
        if action is Action.ACCEPT:
            turn.accepted_at = at
            return facts
        if action is Action.WITHDRAW:
            turn.outcome, turn.ended_at = AssignmentOutcome.WITHDRAWN, at
            return {}
        if action is Action.DECLINE:
            draft.decline_count += 1
            facts["decline_count"] = draft.decline_count
        turn.outcome = AssignmentOutcome.DECLINED if action is Action.DECLINE else AssignmentOutcome.RECALLED
        turn.ended_at = at
        self._write_turn()
        draft.lead = draft.due_on = None
        return facts

    def _respond(self, turn: Turn, at: datetime) -> dict[str, Any]:
        draft, texts, day = self.draft, self.around.texts, at.date()
        outcome = draft.outcome = draw_outcome(self.rng, day)
        self.owed.commitment_on = outcome.commitment_on
        content = f"{draft.wording.answer} {texts.pick(self.rng, outcome.result_class.value)}"
        draft.answers += 1
        number = texts.places["document_number"].format(serial=between(self.rng, 1, 9999), year=day.year)
        signer = texts.person(self.rng)
        draft.answered.extend((content, number))
        self.batch.add(
            Response,
            draft.id,
            draft.answers,
            turn.id,
            turn.lead.id,
            turn.lead.name,
            number,
            day,
            signer,
            content,
            outcome.result_class,
            outcome.resolution_kind,
            outcome.reason,
            outcome.commitment_on,
            False,  # noqa: FBT003 - it did not come on paper
            at,
        )
        turn.outcome, turn.ended_at = AssignmentOutcome.ANSWERED, at
        return {
            "document_number": number,
            "signed_on": day.isoformat(),
            "signer": signer,
            "result_class": outcome.result_class.value,
        }

    def _revise(self, turn: Turn, at: datetime) -> dict[str, Any]:
        """Let the same agency go on, until the date that the council fixes."""
        due = self.draft.due_on = self.owed.fixed_on = at.date() + REVISION
        turn.outcome, turn.ended_at, turn.fixed_on = AssignmentOutcome.OPEN, None, due
        return {"due_on": due.isoformat()}

    def _write_turn(self) -> None:
        turn, self.turn = self.turn, None
        if turn is None:
            return
        self.batch.add(
            Assignment,
            turn.id,
            self.draft.id,
            turn.lead.id,
            turn.forwarding_id,
            turn.assigned_at,
            turn.received_on,
            turn.fixed_on,
            turn.accepted_at,
            turn.outcome,
            turn.ended_at,
        )
