"""Official letters of a council: entered once, chosen again for the next case, put right for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from petitions.domain.errors import (
    ChangedMeanwhileError,
    DateAfterError,
    DateInFutureError,
    MissingError,
    UnknownChoiceError,
)
from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.identity import Actor
from petitions.domain.policy import Permission, insist
from petitions.domain.vocabulary import State
from petitions.models import Assignment, Case, Forwarding, Organisation, Sending
from petitions.queries.forwardings import get_forwarding
from petitions.services.personal_data import insist_on_note_shared_with
from petitions.services.workflow import note_letter_corrected


@dataclass(frozen=True, slots=True)
class Letter:
    """Number and date of an official letter."""

    number: str
    on: date


def checked_letter(number: str | None, on: date | None, *, now: datetime) -> Letter:
    """Return the letter, or refuse one without number or date, or of a day to come."""
    if not number:
        raise MissingError("letter_number")
    if on is None:
        raise MissingError("letter_on")
    if on > date_in_hanoi(now):
        raise DateInFutureError("letter_on")
    return Letter(number, on)


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """A letter as a form gives it: typed, or chosen among those entered before; a typed number wins."""

    number: str | None = None
    on: date | None = None
    forwarding_id: int | None = None


def letter_for(session: Session, council_id: int, draft: LetterDraft, *, now: datetime) -> Forwarding:
    """Return the council's letter: the one typed, else the one chosen among those entered before.

    A typed letter of the same number and date is the same letter, whoever entered it first.

    Raises:
        UnknownChoiceError: the chosen letter is not one of this council.
        MissingError, DateInFutureError: see ``checked_letter``.

    """
    if draft.number or not draft.forwarding_id:
        return _entered(session, council_id, checked_letter(draft.number, draft.on, now=now), now=now)
    chosen = session.get(Forwarding, draft.forwarding_id)
    if chosen is None or chosen.council_id != council_id:
        raise UnknownChoiceError("forwarding_id")
    return chosen


def _entered(session: Session, council_id: int, letter: Letter, *, now: datetime) -> Forwarding:
    """Find the letter or enter it, in one statement: a colleague may be entering it in this very moment."""
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    new = insert(Forwarding).values(
        council_id=council_id, letter_number=letter.number, letter_on=letter.on, recorded_at=now, version=1
    )
    same = new.on_conflict_do_update(
        index_elements=["council_id", "letter_number", "letter_on"], set_={"council_id": new.excluded.council_id}
    )
    return session.scalars(same.returning(Forwarding), execution_options={"populate_existing": True}).one()


def correct_letter(
    session: Session,
    forwarding_id: int,
    *,
    number: str,
    on: date,
    reason: str,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> Forwarding:
    """Put number or date of a letter right; the history of every case it covers says so.

    When the council has a letter of that number and date already, the cases join it and the wrong
    one goes. Due dates stay: they were fixed or counted from receipt, not from the letter.

    Raises:
        NotFoundError, NotPermittedError: it is not a letter of the actor's office.
        ChangedMeanwhileError: somebody corrected it after the actor opened the page.
        DateInFutureError, DateAfterError: the date lies after today, or after an arrival or due date.
        PersonalDataInNoteError: agencies read the reason, and it names a voter.

    """
    insist(actor, Permission.CORRECT_FORWARDINGS)
    forwarding = get_forwarding(session, forwarding_id, actor=actor, for_update=True)
    if seen_version is not None and seen_version != forwarding.version:
        raise ChangedMeanwhileError
    was, letter = Letter(forwarding.letter_number, forwarding.letter_on), checked_letter(number, on, now=now)
    if letter == was:
        return forwarding
    _insist_on_order(session, forwarding, letter.on)
    covered = _covered(session, forwarding.id)
    insist_on_note_shared_with(session, [case_id for case_id, _state in covered], reason, field="reason")
    kept = _write(session, forwarding, letter)
    council = session.get_one(Organisation, kept.council_id)
    facts = _facts(letter) | {"before": _facts(was)}
    note_letter_corrected(session, covered, council=council, actor=actor, now=now, reason=reason, facts=facts)
    return kept


def _covered(session: Session, forwarding_id: int) -> list[tuple[int, State]]:
    """Return every case the letter has forwarded, with its state, whoever has it now."""
    forwarded = sa.select(Assignment.case_id).where(Assignment.forwarding_id == forwarding_id)
    sent = sa.select(Sending.case_id).where(Sending.forwarding_id == forwarding_id)
    rows = session.execute(
        sa.select(Case.id, Case.state).where(Case.id.in_(sa.union(forwarded, sent))).order_by(Case.id)
    )
    return [(row.id, row.state) for row in rows]


def _facts(letter: Letter) -> dict[str, str]:
    return {"letter_number": letter.number, "letter_on": letter.on.isoformat()}


def _insist_on_order(session: Session, forwarding: Forwarding, on: date) -> None:
    """Refuse a letter dated after it arrived; the date that it fixes lies later still."""
    latest = session.scalar(
        sa.select(sa.func.min(Assignment.received_on)).where(Assignment.forwarding_id == forwarding.id)
    )
    if latest is not None and on > latest:
        raise DateAfterError("letter_on", latest)


def _write(session: Session, forwarding: Forwarding, letter: Letter) -> Forwarding:
    same = _find(session, forwarding.council_id, letter)
    if same is None:
        forwarding.letter_number, forwarding.letter_on = letter.number, letter.on
        session.flush()
        return forwarding
    for table in (Assignment, Sending):
        session.execute(sa.update(table).where(table.forwarding_id == forwarding.id).values(forwarding_id=same.id))
    session.delete(forwarding)
    session.flush()
    return same


def _find(session: Session, council_id: int, letter: Letter) -> Forwarding | None:
    return session.scalars(
        sa.select(Forwarding).where(
            Forwarding.council_id == council_id,
            Forwarding.letter_number == letter.number,
            Forwarding.letter_on == letter.on,
        )
    ).one_or_none()
