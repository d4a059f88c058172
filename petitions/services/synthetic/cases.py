"""From a lot to the rows of one synthetic case: drawn, walked to its end, written down with voter and words."""

from __future__ import annotations

from datetime import date
from random import Random
from uuid import UUID

from petitions.domain.vocabulary import Channel, Kind, PartyCapacity
from petitions.models import Case, CaseParty, CaseStatement, CaseVoter, Statement
from petitions.services.search_index import CaseTexts
from petitions.services.synthetic.batch import Batch
from petitions.services.synthetic.calendar import instant
from petitions.services.synthetic.chance import draw
from petitions.services.synthetic.lives import WALKS, Lot
from petitions.services.synthetic.road import Draft, Surroundings, Walk

_CHANNELS = (Channel.MEETING, Channel.MEETING, Channel.LETTER, Channel.CALL, Channel.RECEPTION)
_KINDS = (Kind.PETITION, Kind.PETITION, Kind.PETITION, Kind.FEEDBACK)
_SHARE_OF_KNOWN_VOTERS = 0.7


class CaseMaker:
    """Makes cases one after another; a batch takes their rows."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around

    def make(self, rng: Random, lot: Lot, code: str, batch: Batch) -> None:
        """Put everything of one new case into the batch."""
        draft = self._draft(rng, lot, code)
        walk = Walk(self.around, rng, batch, draft)
        walk.to_the_end()
        words = CaseTexts(draft.id, [draft.code, draft.wording.summary, draft.commune.name, *draft.answered])
        words.matter = [draft.wording.summary, draft.wording.content]
        words.units = (draft.commune.recorder.id, self.around.world.council.id)
        # What agencies read, the council side finds too.
        (words.shared if draft.authority else words.internal).append(draft.wording.content)
        channel, meeting_id, received_on = draw(rng, _CHANNELS), None, draft.course.received_on
        if channel is Channel.MEETING:
            meeting_id, received_on = self._hear(rng, batch, draft, words)
        self._put_case(rng, batch, draft, (channel, meeting_id, received_on))
        self._put_voter(rng, batch, draft, words)
        owing = walk.clocks.owing()
        for unit, capacity in draft.parties.items():
            batch.add(CaseParty, unit, draft.id, capacity, unit in owing)
        batch.texts.append(words)

    def _draft(self, rng: Random, lot: Lot, code: str) -> Draft:
        world, texts = self.around.world, self.around.texts
        commune = draw(rng, world.communes)
        village = draw(rng, texts.places["villages"])
        wording = texts.compose(
            rng,
            village=village,
            commune=commune.name,
            has_common_word=lot.has_common_word,
            fields=world.busiest.fields if lot.is_of_the_busiest else frozenset(),
        )
        steps = draw(rng, WALKS[lot.life])
        return Draft(
            id=self.around.numbers.next(Case),
            code=code,
            lot=lot,
            commune=commune,
            village=village,
            wording=wording,
            steps=steps,
            course=self.around.calendar.course(rng, lot.life, steps),
            parties={commune.recorder.id: PartyCapacity.RECORDER, world.council.id: PartyCapacity.COUNCIL},
        )

    def _hear(self, rng: Random, batch: Batch, draft: Draft, words: CaseTexts) -> tuple[int, date]:
        """Let somebody say it at a meeting; return the meeting and its day."""
        meeting = self.around.papers.meeting(batch, draft.commune, draft.village, draft.course.received_on)
        speaker = self.around.texts.person(rng)
        key = self.around.numbers.next(Statement)
        batch.add(
            Statement,
            key,
            meeting.id,
            meeting.speakers,
            speaker,
            draft.village,
            draft.wording.content,
            self.around.world.field_ids[draft.wording.field],
            False,  # noqa: FBT003 - it was not answered in the room
            instant(meeting.held_on, 0),
            str(UUID(int=key)),
            1,
        )
        batch.add(CaseStatement, draft.id, key)
        words.internal.extend((speaker, draft.village))
        return meeting.id, meeting.held_on

    def _put_voter(self, rng: Random, batch: Batch, draft: Draft, words: CaseTexts) -> None:
        if rng.random() >= _SHARE_OF_KNOWN_VOTERS:
            return
        texts = self.around.texts
        name, phone = texts.person(rng), f"09{rng.randrange(10**8):08d}"
        address = texts.places["voter_address"].format(village=draft.village, commune=draft.commune.name)
        batch.add(CaseVoter, draft.id, name, phone, address)
        words.internal.extend((name, phone, address))

    def _put_case(self, rng: Random, batch: Batch, draft: Draft, entry: tuple[Channel, int | None, date]) -> None:
        channel, meeting_id, received_on = entry
        days, steps = draft.course.days, draft.steps
        batch.add(
            Case,
            draft.id,
            draft.code,
            draw(rng, _KINDS),
            steps[-1].target,
            channel,
            self.around.world.council.id,
            draft.commune.recorder.id,
            draft.commune.recorder.locality_id,
            self.around.world.field_ids[draft.wording.field],
            meeting_id,
            received_on,
            draft.wording.summary,
            draft.wording.content,
            draft.wording.content if draft.authority else None,
            draft.authority,
            draft.lead.id if draft.lead else None,
            draft.due_on,
            False,  # noqa: FBT003 - nothing waits for a decision
            draft.outcome.result_class if draft.outcome else None,
            False,  # noqa: FBT003 - no answer came on paper
            draft.decline_count,
            instant(days[0], 0),
            instant(days[-1], len(days) - 1),
            len(days),
        )
