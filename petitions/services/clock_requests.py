"""The lead asks for more time or for a pause; the council decides, and the date moves with its reason on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from petitions.domain.clock_vocabulary import ClockEventKind, RequestDecision, RequestKind, Stage
from petitions.domain.deadline_rule import Approver, Rule, Unit
from petitions.domain.errors import (
    DateAfterError,
    DateBeforeError,
    DeadlineInputError,
    ExtensionLimitError,
    NotExtendableError,
    NotPausableError,
    TransitionNotAllowedError,
)
from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.identity import Actor
from petitions.domain.vocabulary import Action
from petitions.models import Case, Clock, ClockEvent
from petitions.queries.calendar import get_work_calendar
from petitions.queries.clocks import find_open_clock
from petitions.queries.rules import rule_of
from petitions.services.clocks import By, clock_event, ledger_of, recompute
from petitions.services.personal_data import insist_on_shared_note
from petitions.services.workflow import advance, take_case

_ONE_DAY = timedelta(days=1)
LONGEST_PAUSE = timedelta(days=366)
"""A pause is for a stated while; what takes longer is asked for again."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: a later date, or days on which the clock stands still, with the reason and the paper."""

    reason: str
    new_due_on: date | None = None
    pause_from: date | None = None
    pause_to: date | None = None
    document_number: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided, why, and by which paper; ``new_due_on`` where another date than the asked one is granted."""

    decision: RequestDecision
    note: str
    document_number: str | None = None
    new_due_on: date | None = None


def ask_extension(
    session: Session, code: str, request: Request, *, actor: Actor, now: datetime, seen_version: int | None = None
) -> Case:
    """Put the lead's request for a later date before the council.

    Raises:
        NotExtendableError, ExtensionLimitError: the rule allows none, or no more.
        DateBeforeError, DateAfterError: the date is not later than the present one, or later than the rule allows.

    """
    case = take_case(session, code, Action.ASK_EXTENSION, actor=actor, seen_version=seen_version)
    clock = _answer_clock(session, case, Action.ASK_EXTENSION)
    until = _checked_date(session, clock, request.new_due_on, date_in_hanoi(now))
    facts = {"until": until.isoformat(), "document_number": request.document_number}
    return _ask(session, case, clock, RequestKind.EXTENSION, request, facts, actor=actor, now=now)


def ask_pause(
    session: Session, code: str, request: Request, *, actor: Actor, now: datetime, seen_version: int | None = None
) -> Case:
    """Put the lead's request for a pause before the council.

    Raises:
        NotPausableError: the rule allows none.
        DateBeforeError, DateAfterError: the days contradict the clock or each other, or the pause has no near end.

    """
    case = take_case(session, code, Action.ASK_PAUSE, actor=actor, seen_version=seen_version)
    clock = _answer_clock(session, case, Action.ASK_PAUSE)
    first, last = _checked_pause(clock, request)
    facts = {"first": first.isoformat(), "last": last.isoformat(), "document_number": request.document_number}
    return _ask(session, case, clock, RequestKind.PAUSE, request, facts, actor=actor, now=now)


def decide_extension(
    session: Session, code: str, verdict: Verdict, *, actor: Actor, now: datetime, seen_version: int | None = None
) -> Case:
    """Grant the later date, as asked or another, or refuse it; the first date stays on record.

    Raises:
        DateBeforeError, DateAfterError: the granted date is not later than the present one, or later than
            the rule allows.

    """
    case = take_case(session, code, Action.DECIDE_EXTENSION, actor=actor, seen_version=seen_version)
    clock = _answer_clock(session, case, Action.DECIDE_EXTENSION)
    asked = _asked(clock, ClockEventKind.EXTENSION_ASKED)
    facts: dict[str, Any] = {}
    if verdict.decision is RequestDecision.GRANT:
        until = verdict.new_due_on or date.fromisoformat(asked.facts["until"])
        facts = {"until": _checked_date(session, clock, until, date_in_hanoi(now)).isoformat()}
        clock.extension_count += 1
    kinds = ClockEventKind.EXTENSION_GRANTED, ClockEventKind.EXTENSION_REFUSED
    return _decide(
        session, case, clock, Action.DECIDE_EXTENSION, verdict, kinds=kinds, facts=facts, actor=actor, now=now
    )


def decide_pause(
    session: Session, code: str, verdict: Verdict, *, actor: Actor, now: datetime, seen_version: int | None = None
) -> Case:
    """Let the answer clock stand still for the days asked for, or refuse it."""
    case = take_case(session, code, Action.DECIDE_PAUSE, actor=actor, seen_version=seen_version)
    clock = _answer_clock(session, case, Action.DECIDE_PAUSE)
    asked = _asked(clock, ClockEventKind.PAUSE_ASKED)
    facts: dict[str, Any] = {}
    if verdict.decision is RequestDecision.GRANT:
        facts = {end: asked.facts[end] for end in ("first", "last")}
        clock.paused_to = date.fromisoformat(facts["last"])
    kinds = ClockEventKind.PAUSED, ClockEventKind.PAUSE_REFUSED
    case = _decide(session, case, clock, Action.DECIDE_PAUSE, verdict, kinds=kinds, facts=facts, actor=actor, now=now)
    case.paused_to = clock.paused_to
    session.flush()
    return case


def resume_clock(
    session: Session, code: str, *, reason: str, actor: Actor, now: datetime, seen_version: int | None = None
) -> Case:
    """End a pause early: today counts again.

    Raises:
        TransitionNotAllowedError: the pause has already ended by itself.

    """
    case = take_case(session, code, Action.RESUME, actor=actor, seen_version=seen_version)
    insist_on_shared_note(session, case, reason, field="reason")
    clock = _answer_clock(session, case, Action.RESUME)
    by = By(actor, case.council.name, now)
    if clock.paused_to is None or clock.paused_to < by.today:
        raise TransitionNotAllowedError(case.state, Action.RESUME)
    facts = {"last": (by.today - _ONE_DAY).isoformat()}
    before = clock.due_on
    clock.paused_to = None
    _move(session, clock, ClockEventKind.RESUMED, facts, by=by, reason=reason, document_number=None)
    told = {"due_before": before.isoformat(), "due_on": clock.due_on.isoformat()}
    advance(session, case, Action.RESUME, actor=actor, now=now, note=reason, facts=told)
    case.paused_to, case.due_on = None, clock.due_on
    session.flush()
    return case


def _answer_clock(session: Session, case: Case, action: Action) -> Clock:
    clock = find_open_clock(session, case, Stage.RESPONSE)
    if clock is None:
        raise TransitionNotAllowedError(case.state, action)
    return clock


def _rule(clock: Clock) -> Rule | None:
    return None if clock.rule is None else rule_of(clock.rule)


def _asked(clock: Clock, kind: ClockEventKind) -> ClockEvent:
    return next(event for event in reversed(clock.events) if event.kind is kind)


def _checked_date(session: Session, clock: Clock, until: date | None, today: date) -> date:
    """Return a date to which the rule lets the clock be extended: later than the present one, and not gone by."""
    rule = _rule(clock)
    if rule is not None and rule.extension_times == 0:
        raise NotExtendableError("new_due_on")
    if rule is not None and clock.extension_count >= rule.extension_times:
        raise ExtensionLimitError("new_due_on", rule.extension_times)
    earliest = max(clock.due_on + _ONE_DAY, today)
    if until is None or until < earliest:
        raise DateBeforeError("new_due_on", earliest)
    latest = _latest(session, clock, rule)
    if until > latest:
        raise DateAfterError("new_due_on", latest)
    return until


def _latest(session: Session, clock: Clock, rule: Rule | None) -> date:
    """Return the latest date one extension may name: by the rule's limit, else ten years ahead."""
    if rule is None or rule.extension_length is None:
        return clock.due_on + timedelta(days=3650)
    if rule.unit is Unit.WORKING_DAY:
        return get_work_calendar(session).add_working_days(clock.due_on, rule.extension_length)
    return clock.due_on + timedelta(days=rule.extension_length)


def _checked_pause(clock: Clock, request: Request) -> tuple[date, date]:
    if clock.rule is None or not clock.rule.is_pausable:
        raise NotPausableError("pause_from")
    first, last = request.pause_from, request.pause_to
    pauses = ledger_of(clock.start_on, clock.fixed_on, clock.events).pauses
    earliest = max([clock.start_on, *(pause.last + _ONE_DAY for pause in pauses)])
    if first is None or first < earliest:
        raise DateBeforeError("pause_from", earliest)
    if first > clock.due_on:
        raise DateAfterError("pause_from", clock.due_on)
    if last is None or last < first:
        raise DateBeforeError("pause_to", first)
    if last - first > LONGEST_PAUSE:
        raise DateAfterError("pause_to", first + LONGEST_PAUSE)
    return first, last


_REQUESTS = {
    RequestKind.EXTENSION: (Action.ASK_EXTENSION, ClockEventKind.EXTENSION_ASKED),
    RequestKind.PAUSE: (Action.ASK_PAUSE, ClockEventKind.PAUSE_ASKED),
}


def _ask(
    session: Session,
    case: Case,
    clock: Clock,
    kind: RequestKind,
    request: Request,
    facts: dict[str, Any],
    *,
    actor: Actor,
    now: datetime,
) -> Case:
    insist_on_shared_note(session, case, request.reason, field="reason")
    action, event_kind = _REQUESTS[kind]
    told = facts | {"due_before": clock.due_on.isoformat()}
    event = advance(session, case, action, actor=actor, now=now, note=request.reason, facts=told)
    by = By(actor, event.organisation_name, now)
    values = {"reason": request.reason, "document_number": request.document_number, "facts": facts}
    session.add(ClockEvent(**clock_event(clock.id, event_kind, by, on=by.today, due_before=clock.due_on, **values)))
    clock.pending = case.pending_request = kind
    case.office_decides = clock.rule is not None and clock.rule.approver is Approver.OFFICE
    session.flush()
    return case


def _decide(
    session: Session,
    case: Case,
    clock: Clock,
    action: Action,
    verdict: Verdict,
    *,
    kinds: tuple[ClockEventKind, ClockEventKind],
    facts: dict[str, Any],
    actor: Actor,
    now: datetime,
) -> Case:
    """Write the decision, move the date where it was granted, and let the lead ask again."""
    with session.no_autoflush:
        insist_on_shared_note(session, case, verdict.note, field="note")
    by = By(actor, case.council.name, now)
    before, clock.pending = clock.due_on, None
    kind = kinds[0] if verdict.decision is RequestDecision.GRANT else kinds[1]
    _move(session, clock, kind, facts, by=by, reason=verdict.note, document_number=verdict.document_number)
    told = facts | {
        "decision": verdict.decision.value,
        "due_before": before.isoformat(),
        "due_on": clock.due_on.isoformat(),
        "document_number": verdict.document_number,
    }
    advance(session, case, action, actor=actor, now=now, note=verdict.note, facts=told)
    case.pending_request, case.office_decides, case.due_on = None, False, clock.due_on
    session.flush()
    return case


def _move(
    session: Session,
    clock: Clock,
    kind: ClockEventKind,
    facts: dict[str, Any],
    *,
    by: By,
    reason: str,
    document_number: str | None,
) -> None:
    """Add an event to the clock's ledger and bring its dates up to it."""
    values = {"reason": reason, "document_number": document_number, "facts": facts}
    event = ClockEvent(**clock_event(clock.id, kind, by, on=by.today, due_before=clock.due_on, **values))
    ledger = ledger_of(clock.start_on, clock.fixed_on, [*clock.events, event])
    with session.no_autoflush:
        try:
            recompute(clock, ledger, _rule(clock), get_work_calendar(session))
        except DeadlineInputError as error:
            raise DeadlineInputError("decision") from error
    event.due_after = clock.due_on
    clock.events.append(event)
    session.flush()
