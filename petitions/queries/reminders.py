"""Reminders to be sent: what is a task, the tasks gathered by agency and rung, the one about a clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from petitions.domain.clock_vocabulary import Stage
from petitions.domain.deadlines import days_late
from petitions.domain.errors import TransitionNotAllowedError
from petitions.domain.identity import SYSTEM, Actor
from petitions.domain.vocabulary import Action, ReminderState, Role, Rung
from petitions.models import Case, Clock, Organisation, Reminder

PAGE_SIZE = 25


def is_task(today: date) -> sa.ColumnElement[bool]:
    """Return the condition on ``Reminder`` and its ``Clock`` that it is a task: its answer is still late.

    What was proposed for a day to come, by hand or by a clock that was wrong, is none yet.
    """
    return sa.and_(
        Reminder.state == ReminderState.OPEN,
        Reminder.proposed_on <= today,
        Clock.is_open,
        Clock.due_on == Reminder.due_on,
        sa.not_(Clock.is_excluded),
    )


def cases_to_remind_of(today: date) -> sa.Select[tuple[int]]:
    """Return the keys of the cases for which a reminder is a task."""
    return sa.select(Reminder.case_id).join(Clock, Clock.id == Reminder.clock_id).where(is_task(today))


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """What one letter can cover: tasks of one council about one agency on one rung."""

    council_id: int
    organisation_id: int
    rung: Rung

    @classmethod
    def of(cls, reminder: Reminder) -> TaskGroup:
        """Return the group a reminder lies in."""
        return cls(reminder.council_id, reminder.organisation_id, reminder.rung)

    def condition(self) -> sa.ColumnElement[bool]:
        """Return the condition on ``Reminder``."""
        return sa.and_(
            Reminder.council_id == self.council_id,
            Reminder.organisation_id == self.organisation_id,
            Reminder.rung == self.rung,
        )


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One line of the list of tasks: how many cases, and the due date of the one longest overdue."""

    group: TaskGroup
    council_name: str
    agency_name: str
    count: int
    worst_due_on: date

    @property
    def place(self) -> GroupPlace:
        """Return where the list goes on after this line."""
        return GroupPlace(self.worst_due_on, self.group)


@dataclass(frozen=True, slots=True)
class GroupPlace:
    """Where a page of the list of tasks ended."""

    worst_due_on: date
    group: TaskGroup


@dataclass(frozen=True, slots=True)
class ReminderFilters:
    """To which agency and which rung the list is narrowed."""

    agency_id: int | None = None
    rung: Rung | None = None


def list_task_groups(
    session: Session, filters: ReminderFilters, *, actor: Actor, today: date, after: GroupPlace | None = None
) -> tuple[list[GroupRow], GroupPlace | None]:
    """Return a page of the actor's councils' tasks by agency and rung, worst first, and its end. One statement."""
    conditions = [is_task(today), of_own_council(actor), *narrowed(filters)]
    groups = (
        sa.select(
            Reminder.council_id,
            Reminder.organisation_id,
            Reminder.rung,
            sa.func.count().label("count"),
            sa.func.min(Reminder.due_on).label("worst_due_on"),
        )
        .join(Clock, Clock.id == Reminder.clock_id)
        .where(*conditions)
        .group_by(Reminder.council_id, Reminder.organisation_id, Reminder.rung)
        .subquery()
    )
    order = (
        groups.c.worst_due_on,
        groups.c.council_id,
        groups.c.organisation_id,
        sa.type_coerce(groups.c.rung, sa.String),
    )
    council, agency = aliased(Organisation), aliased(Organisation)
    page = (
        sa.select(groups, council.short_name, agency.name)
        .join(council, council.id == groups.c.council_id)
        .join(agency, agency.id == groups.c.organisation_id)
        .order_by(*order)
        .limit(PAGE_SIZE + 1)
    )
    if after is not None:
        there = (after.worst_due_on, after.group.council_id, after.group.organisation_id, after.group.rung.value)
        page = page.where(sa.tuple_(*order) > sa.tuple_(*map(sa.literal, there)))
    found = [
        GroupRow(TaskGroup(row[0], row[1], row[2]), row[5], row[6], row[3], row[4]) for row in session.execute(page)
    ]
    return found[:PAGE_SIZE], found[PAGE_SIZE - 1].place if len(found) > PAGE_SIZE else None


def list_agencies_with_tasks(session: Session, *, actor: Actor, today: date) -> list[tuple[int, str]]:
    """Return the agencies that are to be reminded, by name. One statement."""
    with_tasks = (
        sa.select(Reminder.organisation_id)
        .join(Clock, Clock.id == Reminder.clock_id)
        .where(is_task(today), of_own_council(actor))
        .distinct()
    )
    rows = session.execute(
        sa.select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(with_tasks))
        .order_by(Organisation.name, Organisation.id)
    )
    return [(row.id, row.name) for row in rows]


def require_late_clock(session: Session, case: Case, *, today: date) -> Clock:
    """Return the open answer clock of a case whose answer is late.

    Raises:
        TransitionNotAllowedError: none runs, or it is not late.

    """
    clock = session.scalars(
        sa.select(Clock).where(Clock.case_id == case.id, Clock.stage == Stage.RESPONSE, Clock.is_open).limit(1)
    ).one_or_none()
    if clock is None or days_late(clock.due_on, today) <= 0:
        raise TransitionNotAllowedError(case.state, Action.REMIND)
    return clock


def find_task(session: Session, clock: Clock) -> Reminder | None:
    """Return what is proposed about a clock's present date."""
    return session.scalars(
        sa.select(Reminder).where(
            Reminder.clock_id == clock.id, Reminder.due_on == clock.due_on, Reminder.state == ReminderState.OPEN
        )
    ).first()


def list_taken(session: Session, clock: Clock) -> list[Rung]:
    """Return the rungs dealt with about a clock's present date."""
    return list(
        session.scalars(
            sa.select(Reminder.rung).where(
                Reminder.clock_id == clock.id, Reminder.due_on == clock.due_on, Reminder.state != ReminderState.OPEN
            )
        )
    )


def of_own_council(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition on ``Reminder`` that it is one of the actor's councils'."""
    if actor is SYSTEM or actor.holds(Role.AUDITOR):
        return sa.true()
    return Reminder.council_id.in_(sorted(actor.units_as(Role.OFFICE, Role.BOARD)))


def is_own_council(actor: Actor, council_id: int) -> bool:
    """Tell the same of one council."""
    return actor is SYSTEM or actor.holds(Role.AUDITOR) or council_id in actor.units_as(Role.OFFICE, Role.BOARD)


def narrowed(filters: ReminderFilters) -> list[sa.ColumnElement[bool]]:
    """Return the conditions on ``Reminder`` of these filters."""
    found = []
    if filters.agency_id is not None:
        found.append(Reminder.organisation_id == filters.agency_id)
    if filters.rung is not None:
        found.append(Reminder.rung == filters.rung)
    return found
