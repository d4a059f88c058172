"""Days off and make-up days from a file; what the file says again changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from petitions.adapters.table_file import TableRow
from petitions.domain.admin_vocabulary import AdminAction
from petitions.domain.calendar_change import FIRST_YEAR, LAST_YEAR, CalendarChange, DayDraft, check_day
from petitions.domain.errors import FieldError
from petitions.domain.identity import Actor
from petitions.domain.work_calendar import DayKind, WorkCalendar
from petitions.queries.calendar import get_work_calendar
from petitions.services.imports.rows import FaultKind, ImportRefusedError, ImportResult, RowFault, Sheet
from petitions.services.proposals import propose_change

COLUMNS = ("date", "kind", "name", "source", "status")
NEEDED = ("date", "kind", "name", "source")
_ANY_YEAR = range(1, 10_000)
_COLUMN_OF = {"on": "date"}


class DayStatus(StrEnum):
    """Whether a day was announced or is only expected."""

    CONFIRMED = "confirmed"
    PROVISIONAL = "provisional"


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """What a file says: the change it makes, how many rows said a thing twice, and what is worth knowing of others."""

    change: CalendarChange
    repeated: int
    notes: list[RowFault]


@dataclass(slots=True)
class CalendarResult(ImportResult):
    """How many rows did what, and the change that was proposed; None when all of it stood already."""

    change_id: int | None = None


def import_calendar(session: Session, table: Sequence[TableRow], *, actor: Actor, now: datetime) -> CalendarResult:
    """Propose to enter the days of a file, and to change those that are there; nothing is written yet.

    Raises:
        ImportRefusedError: with every fault of every row.

    """
    read = read_calendar_file(table, get_work_calendar(session))
    row = propose_change(session, read.change, actor=actor, now=now)
    rows = [AdminAction(told["action"]) for told in row.payload["rows"]] if row else []
    return CalendarResult(
        created=rows.count(AdminAction.CREATE),
        changed=rows.count(AdminAction.CHANGE),
        unchanged=len(read.change.days) - len(rows) + read.repeated,
        notes=read.notes,
        moved=row.moved if row else 0,
        change_id=row.id if row else None,
    )


def read_calendar_file(table: Sequence[TableRow], calendar: WorkCalendar) -> CalendarFile:
    """Return what a file of days says, judged against the calendar it is to change.

    Raises:
        ImportRefusedError: with every fault of every row.

    """
    sheet = Sheet.of(table, COLUMNS, NEEDED)
    if sheet.faults:
        raise ImportRefusedError(sheet.faults)
    reading = _Reading(sheet, calendar)
    for row in sheet.rows:
        reading.take(row)
    if sheet.faults:
        raise ImportRefusedError(sheet.faults)
    return CalendarFile(CalendarChange(days=tuple(reading.days.values())), reading.repeated, reading.notes)


@dataclass(slots=True)
class _Reading:
    sheet: Sheet
    calendar: WorkCalendar
    days: dict[date, DayDraft] = field(default_factory=dict)
    repeated: int = 0
    notes: list[RowFault] = field(default_factory=list)

    def take(self, row: TableRow) -> None:
        """Take in one row; what is wrong with it becomes faults."""
        before = len(self.sheet.faults)
        draft = self._draft(row)
        if draft is None or len(self.sheet.faults) > before:
            return
        known = self.days.get(draft.on)
        if known is not None:
            self._again(row, is_same=known == draft)
            return
        try:
            check_day(draft, self.calendar)
        except FieldError as error:
            self.sheet.note_refusal(row, error, _COLUMN_OF)
        self.days[draft.on] = draft
        if draft.kind is DayKind.OFF and not self.calendar.is_usually_worked(draft.on):
            text = self.sheet.text(row, "date") or ""
            self.notes.append(RowFault(row.number, self.sheet.heading("date"), FaultKind.CHANGES_NOTHING, text))

    def _again(self, row: TableRow, *, is_same: bool) -> None:
        if is_same:
            self.repeated += 1
        else:
            self.sheet.note(row, "date", FaultKind.CONTRADICTING_DAY, self.sheet.text(row, "date") or "")

    def _draft(self, row: TableRow) -> DayDraft | None:
        sheet = self.sheet
        sheet.required(row, "date")
        sheet.required(row, "kind")
        on, kind = sheet.date(row, "date", years=_ANY_YEAR), sheet.member(row, "kind", DayKind, "day_kinds")
        name, source = sheet.required(row, "name"), sheet.required(row, "source", longest=400)
        status = sheet.member(row, "status", DayStatus, "day_statuses")
        if on is not None and not FIRST_YEAR <= on.year <= LAST_YEAR:
            sheet.note(row, "date", FaultKind.OUTSIDE_CALENDAR, sheet.text(row, "date") or "")
        if on is None or kind is None:
            return None
        return DayDraft(on, kind, name, source, is_confirmed=status is not DayStatus.PROVISIONAL)
