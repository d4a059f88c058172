"""A case leaves this council's desk: handed over to another council here, or forwarded to a body outside."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.errors import UnknownChoiceError
from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.identity import Actor
from petitions.domain.vocabulary import Action, OrganisationKind, PartyCapacity
from petitions.models import Case, Organisation, Sending
from petitions.queries.choices import exists_on
from petitions.services.assignment import clear_lead
from petitions.services.clocks import Grounds
from petitions.services.letters import LetterDraft, letter_for
from petitions.services.search_index import index_case
from petitions.services.workflow import add_parties, advance, take_case


def hand_over_case(
    session: Session,
    code: str,
    *,
    council_id: int,
    letter: LetterDraft,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> Case:
    """Give the case to another council of this installation; the old one keeps sight of it under the same code.

    Its office begins anew: the declines of agencies here do not count there.

    Raises:
        UnknownChoiceError: no such council, it has ended, or it is the same one.
        MissingError, DateInFutureError: the letter cannot stand.

    """
    case = take_case(session, code, Action.HAND_OVER, actor=actor, seen_version=seen_version)
    council = session.scalar(
        sa.select(Organisation).where(
            Organisation.id == council_id,
            Organisation.id != case.council_id,
            Organisation.kind == OrganisationKind.COUNCIL,
            exists_on(Organisation, date_in_hanoi(now)),
        )
    )
    if council is None:
        raise UnknownChoiceError("council_id")
    facts = {"council": council.name, "former_council": case.council.name}
    facts |= _sent_by(session, case, letter, council.name, now=now)
    grounds = Grounds(council_id=council.id)
    advance(session, case, Action.HAND_OVER, actor=actor, now=now, facts=facts, grounds=grounds)
    clear_lead(case)
    case.council, case.council_id, case.decline_count = council, council.id, 0
    add_parties(session, case, {council.id: PartyCapacity.COUNCIL})
    index_case(session, case.id)
    return case


def forward_case_up(
    session: Session,
    code: str,
    *,
    recipient: str,
    letter: LetterDraft,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> Case:
    """Send the case to a body that does not work in this installation; its answer is recorded by the office."""
    case = take_case(session, code, Action.FORWARD_UP, actor=actor, seen_version=seen_version)
    facts = {"recipient": recipient} | _sent_by(session, case, letter, recipient, now=now)
    advance(session, case, Action.FORWARD_UP, actor=actor, now=now, facts=facts)
    return case


def take_case_back(
    session: Session, code: str, *, reason: str, actor: Actor, now: datetime, seen_version: int | None = None
) -> Case:
    """Take a case back that was forwarded to a body outside, to be forwarded anew."""
    case = take_case(session, code, Action.TAKE_BACK, actor=actor, seen_version=seen_version)
    advance(session, case, Action.TAKE_BACK, actor=actor, now=now, note=reason)
    return case


def _sent_by(session: Session, case: Case, wanted: LetterDraft, recipient: str, *, now: datetime) -> dict[str, str]:
    """Note by which letter the case goes to whom; return what the sentence in the history needs of it."""
    letter = letter_for(session, case.council_id, wanted, now=now)
    session.add(Sending(case_id=case.id, forwarding_id=letter.id, recipient=recipient, sent_at=now))
    return {"letter_number": letter.letter_number, "letter_on": letter.letter_on.isoformat()}
