"""Clocks start and stop with the steps of a case, and tell their dates from their own events alone."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.clock_vocabulary import ClockEventKind, ClockOutcome, Stage
from petitions.domain.clocks import RULE_OF, WRITTEN, Turn
from petitions.domain.deadline_ledger import Ledger, NamedDate, Pause
from petitions.domain.deadline_rule import Rule
from petitions.domain.deadlines import Deadline, compute, fingerprint
from petitions.domain.errors import DeadlineInputError
from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.identity import Actor
from petitions.domain.work_calendar import WorkCalendar
from petitions.models import Case, Clock, ClockEvent
from petitions.queries.basis import Basis, load_basis
from petitions.services.deadlines import STAGE_RULES

LEDGER_KINDS = (ClockEventKind.EXTENSION_GRANTED, ClockEventKind.PAUSED, ClockEventKind.RESUMED)
"""The events that move a clock's dates."""

_LATEST = sys.maxsize


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the clocks that a step starts or stops rest on, as far as the case does not tell.

    ``start_on`` is day zero of the lead's clocks and ``fixed_on`` the date the letter names;
    ``stopped_on`` the day on which the step counts as done (today for both when None).
    ``council_id`` is the council that gets the case, where it is another one.
    ``commitment_on`` is what the answer ``response_id`` promises.
    """

    start_on: date | None = None
    fixed_on: date | None = None
    assignment_id: int | None = None
    coordinating_ids: tuple[int, ...] = ()
    stopped_on: date | None = None
    council_id: int | None = None
    response_id: int | None = None
    commitment_on: date | None = None
    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class By:
    """Who acts on a clock, for which unit, when."""

    actor: Actor
    organisation_name: str
    now: datetime

    @property
    def today(self) -> date:
        """Return the day in Hanoi."""
        return date_in_hanoi(self.now)


def turn_clocks(session: Session, case: Case, turn: Turn, grounds: Grounds, by: By) -> None:
    """Stop and start the clocks of a case after its step; at most six statements."""
    events = _stop(session, case, turn, grounds, by) if turn.stops else []
    clocks = _start(session, case, turn, grounds, by) if turn.starts else []
    if clocks:
        session.add_all(clocks)
        session.flush()
    events += [
        clock_event(clock.id, ClockEventKind.STARTED, by, on=clock.start_on, due_after=clock.due_on) for clock in clocks
    ]
    write_events(session, events)


def write_events(session: Session, events: list[dict[str, Any]]) -> None:
    """Write events of clocks. One statement."""
    if events:
        session.execute(sa.insert(ClockEvent).execution_options(render_nulls=True), events)


def stop_clocks(
    session: Session, condition: sa.ColumnElement[bool], outcomes: dict[Stage, ClockOutcome], *, on: date, by: By
) -> list[dict[str, Any]]:
    """Stop the open clocks under a condition; return the events to write. One statement."""
    outcome = sa.case(outcomes, value=Clock.stage, else_=ClockOutcome.DONE)
    stopped = session.execute(
        sa.update(Clock)
        .where(condition, Clock.is_open)
        .values(
            is_open=False,
            stopped_on=sa.case((Clock.start_on > on, Clock.start_on), else_=on),
            outcome=sa.type_coerce(outcome, Clock.outcome.type),
            pending=None,
            version=Clock.version + 1,
        )
        .returning(Clock.id, Clock.due_on)
        .execution_options(synchronize_session=False)
    ).all()
    return [clock_event(key, ClockEventKind.STOPPED, by, on=on, due_before=due_on) for key, due_on in sorted(stopped)]


def _stop(session: Session, case: Case, turn: Turn, grounds: Grounds, by: By) -> list[dict[str, Any]]:
    if Stage.RESPONSE in turn.stops:
        case.pending_request, case.office_decides, case.paused_to = None, False, None
        for party in case.parties:
            party.owes_opinion = False
    condition = sa.and_(Clock.case_id == case.id, Clock.stage.in_(sorted(turn.stops)))
    return stop_clocks(session, condition, turn.outcomes, on=grounds.stopped_on or by.today, by=by)


def reopen_clocks(session: Session, case: Case, turn: Turn, stopped_at: datetime, by: By) -> None:
    """Let the clocks that a step dropped at that instant go on as if it had not been taken. Two statements."""
    stopped_then = sa.select(ClockEvent.clock_id).where(
        ClockEvent.kind == ClockEventKind.STOPPED, ClockEvent.at == stopped_at
    )
    reopened = session.execute(
        sa.update(Clock)
        .where(
            Clock.case_id == case.id,
            Clock.stage.in_(sorted(turn.stops)),
            Clock.outcome == ClockOutcome.DROPPED,
            Clock.id.in_(stopped_then),
        )
        .values(is_open=True, stopped_on=None, outcome=None, version=Clock.version + 1)
        .returning(Clock.id, Clock.stage, Clock.organisation_id, Clock.due_on, Clock.paused_to)
        .execution_options(synchronize_session=False)
    ).all()
    owing = {row.organisation_id for row in reopened if row.stage is Stage.COORDINATION}
    for party in case.parties:
        party.owes_opinion = party.owes_opinion or party.organisation_id in owing
    case.paused_to = next((row.paused_to for row in reopened if row.stage is Stage.RESPONSE), None)
    kind = ClockEventKind.REOPENED
    write_events(
        session, [clock_event(row.id, kind, by, on=by.today, due_after=row.due_on) for row in sorted(reopened)]
    )


def _start(session: Session, case: Case, turn: Turn, grounds: Grounds, by: By) -> list[Clock]:
    wanted = [duty for stage in sorted(turn.starts) for duty in _duties(case, stage, grounds, by.today)]
    if not wanted:
        return []
    basis = grounds.basis or load_basis(session, STAGE_RULES)
    owing = {unit for stage, unit, _start, _fixed in wanted if stage is Stage.COORDINATION}
    for party in case.parties:
        party.owes_opinion = party.owes_opinion or party.organisation_id in owing
    clocks = (new_clock(case, *duty, grounds=grounds, basis=basis) for duty in wanted)
    return [clock for clock in clocks if clock is not None]


_Duty = tuple[Stage, int, date, date | None]


def _duties(case: Case, stage: Stage, grounds: Grounds, today: date) -> Iterable[_Duty]:
    """Return who owes what from which day on, and the date that a paper names for it.

    The answer alone is owed from the day on which the letter came in; what is asked for here, from the day of asking.
    """
    received_on = grounds.start_on or today
    match stage:
        case Stage.CLASSIFICATION:
            yield stage, grounds.council_id or case.council_id, today, None
        case Stage.EVALUATION:
            yield stage, case.council_id, grounds.stopped_on or today, None
        case Stage.FOLLOW_UP:
            yield stage, case.council_id, min(today, case.due_on or today), case.due_on
        case Stage.ACCEPTANCE if case.lead_id is not None:
            yield stage, case.lead_id, today, None
        case Stage.RESPONSE if case.lead_id is not None:
            yield stage, case.lead_id, received_on, grounds.fixed_on
        case Stage.COORDINATION:
            yield from ((stage, unit, today, None) for unit in grounds.coordinating_ids)
        case Stage.COMMITMENT if case.lead_id is not None and grounds.commitment_on is not None:
            yield stage, case.lead_id, min(today, grounds.commitment_on), grounds.commitment_on
        case _:
            return


def new_clock(
    case: Case, stage: Stage, unit: int, start_on: date, fixed_on: date | None, *, grounds: Grounds, basis: Basis
) -> Clock | None:
    """Return a clock that starts, or None where neither a rule nor a paper gives it a date."""
    code = RULE_OF.get(stage)
    rule = None if code is None else basis.rules.in_force(code, start_on)
    if rule is None and fixed_on is None:
        return None
    ledger = ledger_of(start_on, fixed_on, ())
    found = compute(ledger, rule or WRITTEN, basis.calendar)
    of_the_lead = stage in {Stage.ACCEPTANCE, Stage.RESPONSE, Stage.COORDINATION}
    return Clock(
        case_id=case.id,
        stage=stage,
        organisation_id=unit,
        assignment_id=grounds.assignment_id if of_the_lead else None,
        response_id=grounds.response_id if stage in {Stage.EVALUATION, Stage.COMMITMENT} else None,
        rule_id=None if rule is None else rule.id,
        start_on=start_on,
        fixed_on=fixed_on,
        original_due_on=found.due_on,
        **projection(ledger, rule, found, basis.calendar),
    )


def projection(ledger: Ledger, rule: Rule | None, found: Deadline, calendar: WorkCalendar) -> dict[str, Any]:
    """Return the stored dates of a clock; without a rule the date that the paper names is the legal one too."""
    return {
        "target_on": found.target_on if rule else found.due_on,
        "legal_on": found.legal_on if rule else found.due_on,
        "due_on": found.due_on,
        "is_provisional": found.is_provisional,
        "fingerprint": fingerprint(ledger, rule or WRITTEN, found, calendar),
    }


def put_stop_right(session: Session, case: Case, on: date, by: By) -> None:
    """Let the lead's last answer clock have stopped on another day: the paper came then. Two statements."""
    last = (
        sa.select(sa.func.max(Clock.id))
        .where(Clock.case_id == case.id, Clock.stage == Stage.RESPONSE, Clock.is_open.is_(False))
        .scalar_subquery()
    )
    moved = session.execute(
        sa.update(Clock)
        .where(Clock.id == last, Clock.stopped_on != on)
        .values(stopped_on=on, version=Clock.version + 1)
        .returning(Clock.id, Clock.due_on)
        .execution_options(synchronize_session=False)
    ).all()
    write_events(session, [clock_event(key, ClockEventKind.REBASED, by, on=on, due_after=due) for key, due in moved])


def ledger_of(start_on: date, fixed_on: date | None, events: Iterable[Any]) -> Ledger:
    """Return what happened to a clock, from its start and its events (rows with id, kind, reason, document, facts).

    An event that has no key yet is the latest.
    """
    named = [] if fixed_on is None else [NamedDate(fixed_on)]
    pauses: list[Pause] = []
    for event in events:
        order = event.id or _LATEST
        name = ": ".join(filter(None, (event.document_number, event.reason)))
        match event.kind:
            case ClockEventKind.EXTENSION_GRANTED:
                until = date.fromisoformat(event.facts["until"])
                named.append(NamedDate(until, extends=True, name=name, order=order))
            case ClockEventKind.PAUSED:
                first, last = (date.fromisoformat(event.facts[end]) for end in ("first", "last"))
                pauses.append(Pause(first, last, name=name, order=order))
            case ClockEventKind.RESUMED:
                pauses[-1:] = _shortened(pauses[-1], date.fromisoformat(event.facts["last"]))
            case _:
                continue
    return Ledger(start_on, pauses=tuple(pauses), named=tuple(named))


def _shortened(pause: Pause, last: date) -> list[Pause]:
    """Return the pause as it was ended early, or nothing when it was ended before it began."""
    return [] if last < pause.first else [Pause(pause.first, last, name=pause.name, order=pause.order)]


def recompute(clock: Clock, ledger: Ledger, rule: Rule | None, calendar: WorkCalendar) -> None:
    """Bring a clock's stored dates up to its ledger.

    Raises:
        DeadlineInputError: what was added to the ledger contradicts what stands there.

    """
    found = compute(ledger, rule or WRITTEN, calendar)
    if found.due_on < clock.start_on:
        raise DeadlineInputError("due_on")
    for name, value in projection(ledger, rule, found, calendar).items():
        setattr(clock, name, value)


def clock_event(key: int, kind: ClockEventKind, by: By, *, on: date, **values: Any) -> dict[str, Any]:
    """Return a row of ``clock_event``; every row has the same columns, so that many go in one statement."""
    return {
        "clock_id": key,
        "kind": kind,
        "at": by.now,
        "on": on,
        "actor_id": by.actor.person_id or None,
        "actor_name": by.actor.name,
        "organisation_name": by.organisation_name,
        "reason": None,
        "document_number": None,
        "due_before": None,
        "due_after": None,
        "facts": {},
        **values,
    }
