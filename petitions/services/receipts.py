"""Receipts: issued with a key that is shown once, and the door that the key opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.case_code import normalize_case_code
from petitions.domain.errors import NotFoundError, NotPermittedError
from petitions.domain.identity import Actor
from petitions.domain.lookup_key import (
    NO_DIGEST,
    is_same_digest,
    key_digest,
    new_lookup_key,
    normalize_lookup_key,
    written_key,
)
from petitions.domain.official_paper import OfficialPaper, Passage, Tone
from petitions.domain.policy import TOLD_KINDS, gives_receipts
from petitions.models import Case, Receipt
from petitions.queries.cases import facts_of, get_case
from petitions.queries.receipts import PublicState, find_lookup, public_state
from petitions.services.paper_words import Texts, day_of, fill, superior_body


def get_case_for_receipt(session: Session, code: str, *, actor: Actor, for_update: bool = False) -> Case:
    """Return a case for which the actor gives receipts.

    Raises:
        NotFoundError: it is not the actor's to see, or of a kind that is never looked up.
        NotPermittedError: receipts are given by the unit that recorded it and by its council's office.

    """
    case = get_case(session, code, actor=actor, for_update=for_update)
    if case.kind not in TOLD_KINDS:
        raise NotFoundError
    if not gives_receipts(actor, facts_of(case)):
        raise NotPermittedError
    return case


def issue_receipt(session: Session, code: str, *, actor: Actor, now: datetime, secret: bytes) -> str:
    """Void the receipt that was, if any, and return the key of a new one; it is stored nowhere and shown once."""
    case = get_case_for_receipt(session, code, actor=actor, for_update=True)
    session.execute(
        sa.update(Receipt).where(Receipt.case_id == case.id, Receipt.voided_at.is_(None)).values(voided_at=now)
    )
    key = new_lookup_key()
    session.add(
        Receipt(
            case_id=case.id,
            key_digest=key_digest(key, case.code, secret=secret),
            issued_at=now,
            issued_by_id=actor.person_id,
            issued_by=actor.name,
            organisation_name=actor.organisation_name,
        )
    )
    session.flush()
    return key


def look_up(session: Session, code: str, key: str, *, secret: bytes) -> PublicState:
    """Return where the matter of a receipt stands.

    A wrong code, a code without a receipt and a wrong key are one refusal, found out by the same work.

    Raises:
        NotFoundError: they do not open anything.

    """
    stored, typed = normalize_case_code(code), normalize_lookup_key(key)
    found = find_lookup(session, stored or "")
    digest = key_digest(typed or "", stored or "", secret=secret)
    is_right = is_same_digest(digest, found.key_digest if found else NO_DIGEST)
    if found is None or not is_right:
        raise NotFoundError
    return public_state(session, found)


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """What stands on a receipt; ``address`` is where code and key are typed, ``link`` leads there with the code."""

    unit: str
    unit_place: str
    code: str
    key: str
    received_on: date
    summary: str
    voter: str | None
    address: str
    link: str


def compose_receipt(facts: ReceiptFacts, texts: Texts, *, today: date) -> OfficialPaper:
    """Return the receipt; its QR code holds the address and the code, never the key."""
    say: Texts = texts["receipt"]
    filling = {
        "unit": facts.unit,
        "voter": facts.voter or say["nobody"],
        "summary": facts.summary,
        "on": day_of(facts.received_on),
        "code": facts.code,
        "key": written_key(facts.key),
        "address": facts.address,
    }
    tones = {"code": Tone.BIG, "key": Tone.BIG, "keep": Tone.NOTE}
    lines = ("received", "matter", "received_on", "code", "key", "how", "keep")
    *above, name = superior_body(facts.unit, facts.unit_place)
    return OfficialPaper(
        superior_body=tuple(above),
        issuing_body=name,
        author=facts.unit,
        place="",
        title=say["title"],
        subtitle=tuple(say["subtitle"]),
        passages=tuple(Passage(fill(say[name], filling), tones.get(name, Tone.TEXT)) for name in lines),
        drawn_up_on=today,
        signed_right=tuple(say["signed_right"]),
        link=facts.link,
        link_note=say["link_note"],
    )
