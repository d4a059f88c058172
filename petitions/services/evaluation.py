"""The council's verdict on an answer: the matter is settled, it is followed, or the agency answers again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from petitions.domain.errors import DateBeforeError, MissingError, UnknownChoiceError
from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.identity import Actor
from petitions.domain.vocabulary import Action, State
from petitions.models import Assignment, Case, Coordination, CouncilSession, CouncilTerm
from petitions.services.clocks import Grounds
from petitions.services.personal_data import insist_on_shared_note
from petitions.services.workflow import advance, take_case


def close_case(
    session: Session, code: str, *, note: str, actor: Actor, now: datetime, seen_version: int | None = None
) -> Case:
    """Judge the matter settled; only the council side ever does.

    Raises:
        PersonalDataInNoteError: agencies read the note, and it names the voter.

    """
    case = take_case(session, code, Action.CLOSE, actor=actor, seen_version=seen_version)
    insist_on_shared_note(session, case, note, field="note")
    facts = {"result_class": case.result_class.value if case.result_class else None}
    advance(session, case, Action.CLOSE, actor=actor, now=now, note=note, facts=facts)
    return case


def follow_case(
    session: Session,
    code: str,
    *,
    note: str,
    due_on: date | None = None,
    council_session_id: int | None = None,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> Case:
    """Keep the case open until the matter is settled; ``due_on`` is when the council looks again.

    A council session names that date by itself; a date typed beside it wins. For a case that is being
    followed this moves the date.

    Raises:
        MissingError: neither a date nor a council session.
        UnknownChoiceError: no coming session of this council.
        DateBeforeError: the date is not after today.

    """
    case = take_case(session, code, Action.FOLLOW, actor=actor, seen_version=seen_version)
    insist_on_shared_note(session, case, note, field="note")
    facts: dict[str, str] = {}
    if case.state is State.FOLLOWING and case.due_on is not None:
        facts["due_before"] = case.due_on.isoformat()
    if council_session_id is not None:
        meets_on, name = _coming_session(session, case, council_session_id, today=date_in_hanoi(now))
        due_on, facts["council_session"] = due_on or meets_on, name
    case.due_on = _checked_next_date(due_on, now)
    facts["due_on"] = case.due_on.isoformat()
    advance(session, case, Action.FOLLOW, actor=actor, now=now, note=note, facts=facts)
    return case


def ask_for_revision(
    session: Session,
    code: str,
    *,
    note: str,
    due_on: date | None,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> Case:
    """Give the case back to the agency that answered, to answer again by a new date.

    It gets a turn of its own; the former one keeps what it came to. The coordinating agencies stay.

    Raises:
        UnknownChoiceError: the answer came from outside, so there is nobody here to answer again.
        MissingError, DateBeforeError: the date is missing or not after today.

    """
    case = take_case(session, code, Action.REVISE, actor=actor, seen_version=seen_version)
    if case.lead is None:
        raise UnknownChoiceError("decision")
    insist_on_shared_note(session, case, note, field="note")
    next_on = _checked_next_date(due_on, now)
    turn, coordinating_ids = _begin_turn(session, case, next_on, now=now)
    case.due_on = next_on
    grounds = Grounds(fixed_on=turn.fixed_on, assignment_id=turn.id, coordinating_ids=coordinating_ids)
    facts = {"lead": case.lead.name, "due_on": case.due_on.isoformat()}
    advance(session, case, Action.REVISE, actor=actor, now=now, note=note, facts=facts, grounds=grounds)
    return case


def _checked_next_date(due_on: date | None, now: datetime) -> date:
    tomorrow = date_in_hanoi(now) + timedelta(days=1)
    if due_on is None:
        raise MissingError("due_on")
    if due_on < tomorrow:
        raise DateBeforeError("due_on", tomorrow)
    return due_on


def _coming_session(session: Session, case: Case, key: int, *, today: date) -> tuple[date, str]:
    row = session.execute(
        sa.select(CouncilSession.held_on, CouncilSession.name)
        .join(CouncilTerm, CouncilTerm.id == CouncilSession.council_term_id)
        .where(CouncilSession.id == key, CouncilTerm.council_id == case.council_id, CouncilSession.held_on > today)
    ).one_or_none()
    if row is None or row[0] is None:
        raise UnknownChoiceError("council_session_id")
    return row[0], row[1]


def _begin_turn(session: Session, case: Case, due_on: date, *, now: datetime) -> tuple[Assignment, tuple[int, ...]]:
    """Open the lead's next turn under the letter that sent it the case; return it with who coordinates."""
    latest = sa.select(Assignment).where(Assignment.case_id == case.id, Assignment.lead_id == case.lead_id)
    latest = latest.order_by(Assignment.id.desc()).limit(1).options(joinedload(Assignment.coordinations))
    former = session.scalars(latest).unique().one()
    turn = Assignment(
        case_id=case.id,
        lead_id=former.lead_id,
        forwarding_id=former.forwarding_id,
        assigned_at=now,
        received_on=date_in_hanoi(now),
        fixed_on=due_on,
        accepted_at=now,
    )
    session.add(turn)
    session.flush()
    coordinating_ids = tuple(other.organisation_id for other in former.coordinations)
    session.add_all(Coordination(assignment_id=turn.id, organisation_id=unit) for unit in coordinating_ids)
    return turn, coordinating_ids
