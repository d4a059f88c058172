"""What an installation starts with: subject fields, deadline rules, the working calendar; what is there stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.deadline_rule import Approver, StartEvent, Unit
from petitions.domain.vocabulary import PartyCapacity
from petitions.domain.work_calendar import DayKind
from petitions.models import CalendarDay, CalendarYear, DeadlineRule, SubjectField, WorkWeek

Row = Mapping[str, str]
"""One line of a seed file, by the names of its columns."""


def seed_subject_fields(session: Session, rows: Iterable[Row]) -> int:
    """Add the fields whose code and name are both unknown, after those that are there; return how many."""
    known = set(session.scalars(sa.select(SubjectField.code))) | set(session.scalars(sa.select(SubjectField.name)))
    last = session.scalar(sa.select(sa.func.max(SubjectField.position))) or 0
    new = [row for row in rows if row["code"] not in known and row["name"] not in known]
    session.add_all(
        SubjectField(code=row["code"], name=row["name"], report_group=row["report_group"], position=last + number)
        for number, row in enumerate(new, start=1)
    )
    return len(new)


def seed_deadline_rules(session: Session, rows: Iterable[Row]) -> int:
    """Add the rules whose code is unknown; a code that is there is the administrator's, in every version."""
    known = set(session.scalars(sa.select(DeadlineRule.code)))
    new = [rule_from(row) for row in rows if row["code"] not in known]
    session.add_all(new)
    return len(new)


def rule_from(row: Row) -> DeadlineRule:
    """Return the version that one line of the seed describes; an empty cell is what the law leaves open."""
    return DeadlineRule(
        code=row["code"],
        length=int(row["length"]),
        target=int(row["target"]) if row["target"] else None,
        unit=Unit(row["unit"]),
        rolls_forward=row["rolls_forward"] == "1",
        owed_by=PartyCapacity(row["owed_by"]),
        start_event=StartEvent(row["start_event"]),
        is_pausable=row["is_pausable"] == "1",
        extension_times=int(row["extension_times"]),
        extension_length=int(row["extension_length"]) if row["extension_length"] else None,
        approver=Approver(row["approver"]),
        warning_offsets=tuple(map(int, row["warning_offsets"].split())),
        escalation=tuple(map(int, row["escalation"].split())),
        source=row["source"],
        is_verified=row["is_verified"] == "1",
        valid_from=date.fromisoformat(row["valid_from"]),
    )


def seed_calendar(session: Session, years: Iterable[Row], days: Iterable[Row]) -> int:
    """Add the years the calendar knows nothing of, each with its announced days; return how many days."""
    known = set(session.scalars(sa.select(CalendarYear.year)))
    taken = set(session.scalars(sa.select(CalendarDay.on)))
    new_years = {int(row["year"]): row for row in years if int(row["year"]) not in known}
    session.add_all(
        CalendarYear(year=year, is_confirmed=row["is_confirmed"] == "1", source=row["source"])
        for year, row in new_years.items()
    )
    new_days = [
        CalendarDay(
            on=on,
            kind=DayKind(row["kind"]),
            name=row["name"],
            source=row["source"],
            is_confirmed=row["is_confirmed"] == "1",
        )
        for row in days
        if (on := date.fromisoformat(row["on"])).year in new_years and on not in taken
    ]
    session.add_all(new_days)
    return len(new_days)


def seed_work_weeks(session: Session, rows: Iterable[Row]) -> int:
    """Add the weekly patterns, unless the installation has one of its own."""
    if session.scalar(sa.select(sa.exists().where(WorkWeek.valid_from.is_not(None)))):
        return 0
    new = [
        WorkWeek(valid_from=date.fromisoformat(row["valid_from"]), weekdays=row["weekdays"], source=row["source"])
        for row in rows
    ]
    session.add_all(new)
    return len(new)
