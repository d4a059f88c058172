"""Rounds of meetings with voters: planned and put right by the unit that entered them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.errors import (
    ChangedMeanwhileError,
    DateBeforeError,
    NotPermittedError,
    OtherCouncilError,
    UnknownChoiceError,
)
from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.identity import Actor
from petitions.domain.policy import Permission, insist
from petitions.domain.vocabulary import ContactForm, Level, RoundPhase
from petitions.models import Case, ContactMeeting, ContactRound, CouncilSession, CouncilTerm
from petitions.queries.meetings import may_record_for
from petitions.queries.rounds import get_round
from petitions.services.recording import check_council, own_unit


@dataclass(frozen=True, slots=True)
class RoundDraft:
    """What is planned. Without ``council_id`` the council session tells whose round it is, else it is one's own."""

    name: str
    phase: RoundPhase
    council_id: int | None = None
    council_session_id: int | None = None
    plan_number: str | None = None
    plan_on: date | None = None
    form: ContactForm = ContactForm.IN_PERSON
    joined_levels: tuple[Level, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None


def plan_round(session: Session, draft: RoundDraft, *, actor: Actor, now: datetime) -> ContactRound:
    """Enter a round for a council that the actor records for.

    Raises:
        NotPermittedError: the actor plans no rounds.
        UnknownChoiceError, OtherCouncilError, DateBeforeError: a value cannot stand.

    """
    insist(actor, Permission.PLAN_ROUNDS)
    council_id = _council_of(session, draft) or own_unit(actor)
    _check(session, draft, council_id, actor=actor, now=now)
    row = ContactRound(
        council_id=council_id,
        name=draft.name,
        phase=draft.phase,
        council_session_id=draft.council_session_id,
        plan_number=draft.plan_number,
        plan_on=draft.plan_on,
        form=draft.form,
        joined_levels=draft.joined_levels,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        recorded_by_id=own_unit(actor, council_id),
    )
    session.add(row)
    session.flush()
    return row


def change_round(
    session: Session, round_id: int, draft: RoundDraft, *, actor: Actor, now: datetime, seen_version: int | None = None
) -> ContactRound:
    """Put a round right; its council stays once a case came from it.

    Raises:
        NotFoundError: it is not the actor's to see.
        NotPermittedError: another unit entered it.
        ChangedMeanwhileError: somebody changed it after the actor opened the page.

    """
    row = get_round(session, round_id, actor=actor, for_update=True)
    if not may_record_for(actor, row.recorded_by_id):
        raise NotPermittedError
    if seen_version is not None and seen_version != row.version:
        raise ChangedMeanwhileError
    council_id = _council_of(session, draft) or row.council_id
    if council_id != row.council_id and _has_cases(session, round_id):
        raise UnknownChoiceError("council_session_id" if draft.council_id is None else "council_id")
    if council_id != row.council_id or draft.council_session_id != row.council_session_id:
        _check(session, draft, council_id, actor=actor, now=now)
    _check_days(draft)
    row.council_id, row.council_session_id = council_id, draft.council_session_id
    row.name, row.phase, row.plan_number = draft.name, draft.phase, draft.plan_number
    row.plan_on, row.form, row.joined_levels = draft.plan_on, draft.form, draft.joined_levels
    row.starts_on, row.ends_on = draft.starts_on, draft.ends_on
    session.flush()
    return row


def _council_of(session: Session, draft: RoundDraft) -> int | None:
    """Return the council chosen, or that of the chosen council session."""
    if draft.council_session_id is None:
        return draft.council_id
    of_session = session.scalar(
        sa.select(CouncilTerm.council_id)
        .join(CouncilSession, CouncilSession.council_term_id == CouncilTerm.id)
        .where(CouncilSession.id == draft.council_session_id)
    )
    if of_session is None:
        raise UnknownChoiceError("council_session_id")
    if draft.council_id not in (None, of_session):
        raise OtherCouncilError("council_session_id")
    return of_session


def _check(session: Session, draft: RoundDraft, council_id: int, *, actor: Actor, now: datetime) -> None:
    _check_days(draft)
    try:
        check_council(session, actor, council_id, locality_id=None, today=date_in_hanoi(now))
    except UnknownChoiceError as error:
        if draft.council_id is None and draft.council_session_id is not None:
            raise UnknownChoiceError("council_session_id") from error
        raise


def _check_days(draft: RoundDraft) -> None:
    if draft.starts_on and draft.ends_on and draft.ends_on < draft.starts_on:
        raise DateBeforeError("ends_on", draft.starts_on)


def _has_cases(session: Session, round_id: int) -> bool:
    return bool(
        session.scalar(
            sa.select(
                sa.exists().where(
                    ContactMeeting.contact_round_id == round_id, Case.contact_meeting_id == ContactMeeting.id
                )
            )
        )
    )
