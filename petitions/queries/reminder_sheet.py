"""What one reminder letter is about: council, agency, the cases it lists, the letters before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from petitions.domain.errors import NotFoundError
from petitions.domain.identity import Actor
from petitions.domain.vocabulary import ReminderState
from petitions.models import Assignment, Case, Clock, Locality, Organisation, Reminder
from petitions.queries.places import named_place
from petitions.queries.reminders import TaskGroup, is_own_council, is_task

MOST_IN_LETTER = 200
"""So many cases go into one letter, the longest overdue; the others follow in the next."""

MOST_EARLIER = 6


@dataclass(frozen=True, slots=True)
class Task:
    """One case of a letter."""

    id: int
    clock_id: int
    code: str
    summary: str
    place: str
    received_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class TaskSheet:
    """What one letter is about: from whom, to whom, ``tasks`` the longest overdue of ``total``, the letters before."""

    group: TaskGroup
    council: Organisation
    agency: Organisation
    tasks: tuple[Task, ...]
    total: int
    earlier: tuple[tuple[str, date], ...]

    @property
    def worst_due_on(self) -> date | None:
        """Return the due date of the case that is longest overdue."""
        return self.tasks[0].due_on if self.tasks else None


def get_task_sheet(session: Session, group: TaskGroup, *, actor: Actor, today: date) -> TaskSheet:
    """Return what a letter to an agency on a rung is about; four statements.

    Raises:
        NotFoundError: the council is none of the actor's, or there is no such agency.

    """
    if not is_own_council(actor, group.council_id):
        raise NotFoundError
    units = session.scalars(
        sa.select(Organisation)
        .where(Organisation.id.in_([group.council_id, group.organisation_id]))
        .options(joinedload(Organisation.locality), joinedload(Organisation.parent))
    )
    known = {unit.id: unit for unit in units}
    if not known.keys() >= {group.council_id, group.organisation_id}:
        raise NotFoundError
    tasks = _tasks(session, group, today)
    total = len(tasks)
    if total == MOST_IN_LETTER:
        total = session.scalar(_of_group(sa.select(sa.func.count()).select_from(Reminder), group, today)) or 0
    return TaskSheet(
        group=group,
        council=known[group.council_id],
        agency=known[group.organisation_id],
        tasks=tasks,
        total=total,
        earlier=_earlier(session, [task.clock_id for task in tasks]),
    )


def _tasks(session: Session, group: TaskGroup, today: date) -> tuple[Task, ...]:
    parent = aliased(Locality)
    rows = session.execute(
        _of_group(
            sa.select(
                Reminder.id,
                Reminder.clock_id,
                Case.code,
                Case.summary,
                Locality.name,
                Locality.kind,
                parent.name.label("around"),
                sa.func.coalesce(Assignment.received_on, Clock.start_on).label("received_on"),
                Reminder.due_on,
            ),
            group,
            today,
        )
        .join(Case, Case.id == Reminder.case_id)
        .join(Locality, Locality.id == Case.locality_id)
        .outerjoin(parent, parent.id == Locality.parent_id)
        .outerjoin(Assignment, Assignment.id == Clock.assignment_id)
        .order_by(Reminder.due_on, Reminder.id)
        .limit(MOST_IN_LETTER)
    )
    return tuple(
        Task(
            row.id,
            row.clock_id,
            row.code,
            row.summary,
            named_place(row.name, row.kind, row.around),
            row.received_on,
            row.due_on,
        )
        for row in rows
    )


def _of_group(statement: Any, group: TaskGroup, today: date) -> Any:
    return statement.join(Clock, Clock.id == Reminder.clock_id).where(group.condition(), is_task(today))


def _earlier(session: Session, clock_ids: list[int]) -> tuple[tuple[str, date], ...]:
    """Return the letters by which these clocks were called to mind before, oldest first."""
    rows = session.execute(
        sa.select(Reminder.letter_number, Reminder.letter_on)
        .where(Reminder.state == ReminderState.SENT, Reminder.clock_id.in_(clock_ids))
        .distinct()
        .order_by(Reminder.letter_on.desc(), Reminder.letter_number)
        .limit(MOST_EARLIER)
    ).all()
    return tuple((row[0], row[1]) for row in reversed(rows))
