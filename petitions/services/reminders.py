"""The ladder as tasks: proposed for what is late, then recorded with the letter that went out, or skipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.clock_vocabulary import Stage
from petitions.domain.errors import (
    ChangedMeanwhileError,
    DateBeforeError,
    MissingError,
    TransitionNotAllowedError,
)
from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.identity import Actor
from petitions.domain.ladder import LADDER, cut_on, next_rung
from petitions.domain.policy import Permission, insist
from petitions.domain.vocabulary import Action, ReminderState, Rung
from petitions.models import Case, Clock, DeadlineRule, Organisation, Reminder
from petitions.queries.overdue import is_late
from petitions.queries.reminders import TaskGroup, find_task, is_task, list_taken, require_late_clock
from petitions.services.letters import checked_letter
from petitions.services.upsert import insert_or
from petitions.services.workflow import advance, note_reminders, take_case

BATCH = 2_000
"""So many late clocks are looked at in one statement, and no user waits longer for the write lock than it takes."""

RULE_OF_FIXED_DATES = "petition.response"
"""By which rule's days a date that a letter alone fixed is called to mind."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """How many tasks a batch made, and where the next one begins; None when all late clocks were seen."""

    count: int
    next: tuple[date, int] | None


def propose_reminders(
    session: Session, *, today: date, after: tuple[date, int] | None = None, size: int = BATCH
) -> Proposed:
    """Propose the rung that is due today for each of the next late clocks; twin of ``domain.ladder.rung_due``.

    The longest overdue come first. Two workers propose the same once, and again changes nothing.
    Three statements a batch, whose memory does not grow with the number of clocks.
    """
    rungs = _rungs(session, today)
    window = [is_late(today), Clock.stage == Stage.RESPONSE]
    place = sa.tuple_(Clock.due_on, Clock.id)
    if after is not None:
        window.append(place > sa.tuple_(sa.literal(after[0]), sa.literal(after[1])))
    last = session.execute(
        sa.select(Clock.due_on, Clock.id).where(*window).order_by(Clock.due_on, Clock.id).offset(size - 1).limit(1)
    ).one_or_none()
    if last is not None:
        window.append(place <= sa.tuple_(sa.literal(last.due_on), sa.literal(last.id)))
    count = _propose(session, rungs, window, today) if rungs else 0
    return Proposed(count, None if last is None else (last.due_on, last.id))


def _propose(session: Session, rungs: Sequence[sa.Select[Any]], window: Sequence[Any], today: date) -> int:
    ladder = sa.union_all(*rungs).subquery("ladder")
    about_it = (Reminder.clock_id == Clock.id, Reminder.due_on == Clock.due_on)
    rung = sa.type_coerce(Reminder.rung, sa.String)
    is_taken = sa.exists().where(*about_it, rung == ladder.c.rung).correlate(Clock, ladder)
    is_before_taken = sa.exists().where(*about_it, rung == ladder.c.before, Reminder.state != ReminderState.OPEN)
    still_waits = sa.exists().where(*about_it, Reminder.report_by >= today)
    due = (
        sa.select(
            Clock.case_id,
            Clock.id,
            Case.council_id,
            Clock.organisation_id,
            ladder.c.rung,
            Clock.due_on,
            sa.literal(today),
            sa.literal(ReminderState.OPEN.value),
        )
        .join(Case, Case.id == Clock.case_id)
        .join(ladder, sa.and_(ladder.c.rule_id == sa.func.coalesce(Clock.rule_id, 0), Clock.due_on <= ladder.c.cut_on))
        .where(
            *window,
            sa.not_(Clock.is_excluded),
            sa.not_(is_taken),
            sa.or_(ladder.c.before == "", is_before_taken.correlate(Clock, ladder)),
            sa.not_(still_waits.correlate(Clock)),
        )
    )
    names = ["case_id", "clock_id", "council_id", "organisation_id", "rung", "due_on", "proposed_on", "state"]
    proposals = insert_or(session, Reminder.__table__).from_select(names, due).on_conflict_do_nothing()
    made = session.execute(proposals, execution_options={"preserve_rowcount": True})
    return int(made.rowcount)  # type: ignore[attr-defined]  # an insert's result has it


def _rungs(session: Session, today: date) -> list[sa.Select[Any]]:
    """Return a row for each rung of each rule: the last due date it holds for today, and the rung before it."""
    rules = session.execute(sa.select(DeadlineRule).order_by(DeadlineRule.valid_from, DeadlineRule.id)).scalars()
    steps: dict[int, tuple[int, ...]] = {}
    for rule in rules:
        steps[rule.id] = rule.escalation
        if rule.code == RULE_OF_FIXED_DATES and rule.valid_from <= today:
            steps[0] = rule.escalation
    return [
        sa.select(
            sa.literal(rule_id).label("rule_id"),
            sa.literal(rung.value).label("rung"),
            sa.literal(LADDER[step - 1].value if step else "").label("before"),
            sa.literal(cut_on(days, today)).label("cut_on"),
        )
        for rule_id, thresholds in steps.items()
        for step, (rung, days) in enumerate(zip(LADDER, thresholds, strict=False))
    ]


def forget_lapsed(session: Session, *, today: date, size: int = BATCH) -> int:
    """Delete proposals on which nobody acted and that are no task any more; return how many, at most ``size``."""
    lapsed = (
        sa.select(Reminder.id)
        .join(Clock, Clock.id == Reminder.clock_id)
        .where(Reminder.state == ReminderState.OPEN, sa.not_(is_task(today)))
        .limit(size)
    )
    return int(session.execute(sa.delete(Reminder).where(Reminder.id.in_(lapsed))).rowcount)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Sent:
    """The letter that went out, as the office enters it."""

    letter_number: str | None
    letter_on: date | None
    report_by: date | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """For how many cases a letter was recorded, and how many of the chosen were no longer late."""

    count: int
    left_out: int


def record_reminders(
    session: Session, group: TaskGroup, reminder_ids: Sequence[int], sent: Sent, *, actor: Actor, now: datetime
) -> Recorded:
    """Record one letter for several tasks of one council, agency and rung. A constant number of statements.

    Raises:
        MissingError, DateInFutureError, DateBeforeError: number or one of the dates cannot stand.
        ChangedMeanwhileError: none of the chosen is a task any more.

    """
    insist(actor, Permission.REMIND)
    values = _checked(sent, now=now)
    if not reminder_ids:
        raise MissingError("reminder_ids")
    rows = session.execute(
        sa.select(Reminder.id, Case.id, Case.state)
        .join(Clock, Clock.id == Reminder.clock_id)
        .join(Case, Case.id == Reminder.case_id)
        .where(Reminder.id.in_(reminder_ids), group.condition(), is_task(date_in_hanoi(now)))
        .order_by(Reminder.id)
        .with_for_update(of=Reminder)
    ).all()
    if not rows:
        raise ChangedMeanwhileError
    session.execute(
        sa.update(Reminder)
        .where(Reminder.id.in_([row[0] for row in rows]))
        .values(state=ReminderState.SENT, done_at=now, done_by_id=actor.person_id or None, **values)
        .execution_options(synchronize_session=False)
    )
    council = session.get_one(Organisation, group.council_id)
    agency = session.get_one(Organisation, group.organisation_id)
    facts = _facts(group.rung, agency.name, values)
    cases = [(row[1], row[2]) for row in rows]
    note_reminders(session, cases, council=council, actor=actor, now=now, facts=facts)
    return Recorded(len(rows), len(set(reminder_ids)) - len(rows))


def record_reminder(session: Session, code: str, sent: Sent, *, actor: Actor, now: datetime, today: date) -> Case:
    """Record the letter that reminded of one late case: the rung proposed, else the next one.

    Raises:
        TransitionNotAllowedError: its answer is not late, or the ladder was climbed to its end.
        MissingError, DateInFutureError, DateBeforeError: number or one of the dates cannot stand.

    """
    case, reminder = _taken_up(session, code, actor=actor, today=today)
    values = _checked(sent, now=now)
    reminder.letter_number, reminder.letter_on, reminder.report_by = values.values()
    _finish(session, reminder, ReminderState.SENT, actor=actor, now=now)
    facts = _facts(reminder.rung, case.lead.name if case.lead else "", values)
    advance(session, case, Action.REMIND, actor=actor, now=now, facts=facts)
    return case


def skip_reminder(session: Session, code: str, *, reason: str, actor: Actor, now: datetime, today: date) -> Case:
    """Leave a rung out, with a reason that stays with commune and council; the next one comes in its time.

    Raises:
        TransitionNotAllowedError: its answer is not late, or the ladder was climbed to its end.

    """
    case, reminder = _taken_up(session, code, actor=actor, today=today)
    reminder.note = reason
    _finish(session, reminder, ReminderState.SKIPPED, actor=actor, now=now)
    facts = {"rung": reminder.rung.value, "is_skipped": True}
    advance(session, case, Action.REMIND, actor=actor, now=now, note=reason, facts=facts, is_shared=False)
    return case


def _taken_up(session: Session, code: str, *, actor: Actor, today: date) -> tuple[Case, Reminder]:
    """Return a late case, locked, with the reminder to deal with, made now where none was proposed yet."""
    case = take_case(session, code, Action.REMIND, actor=actor)
    clock = require_late_clock(session, case, today=today)
    task = find_task(session, clock)
    if task is not None:
        return case, task
    rung = next_rung(list_taken(session, clock))
    if rung is None:
        raise TransitionNotAllowedError(case.state, Action.REMIND)
    task = Reminder(
        case_id=case.id,
        clock_id=clock.id,
        council_id=case.council_id,
        organisation_id=clock.organisation_id,
        rung=rung,
        due_on=clock.due_on,
        proposed_on=today,
    )
    session.add(task)
    return case, task


def _finish(session: Session, reminder: Reminder, state: ReminderState, *, actor: Actor, now: datetime) -> None:
    reminder.state, reminder.done_at, reminder.done_by_id = state, now, actor.person_id or None
    session.flush()


def _checked(sent: Sent, *, now: datetime) -> dict[str, Any]:
    letter = checked_letter(sent.letter_number, sent.letter_on, now=now)
    if sent.report_by is None:
        raise MissingError("report_by")
    if sent.report_by < letter.on:
        raise DateBeforeError("report_by", letter.on)
    return {"letter_number": letter.number, "letter_on": letter.on, "report_by": sent.report_by}


def _facts(rung: Rung, agency: str, values: dict[str, Any]) -> dict[str, Any]:
    dates = {name: values[name].isoformat() for name in ("letter_on", "report_by")}
    return {"rung": rung.value, "agency": agency, "letter_number": values["letter_number"], **dates}
