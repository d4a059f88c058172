"""A reminder letter for download, composed anew each time from what is late today."""

from __future__ import annotations

from datetime import date

from flask import Response

from petitions.queries.reminder_sheet import TaskSheet
from petitions.services.reminder_letters import (
    EarlierLetter,
    LateCase,
    ReminderFacts,
    compose_reminder,
)
from petitions.web.labels import label
from petitions.web.printing import as_file, printer_of, texts_of


def letter_response(sheet: TaskSheet, form: str, *, today: date, report_by: date | None) -> Response:
    """Return the letter as a file, Word or PDF."""
    letter = compose_reminder(_facts(sheet, today, report_by), texts_of("reminder_letter"))
    printer = printer_of(form)
    return as_file(printer.print_letter(letter), printer, f"{label(sheet.group.rung)} - {sheet.agency.short_name}")


def _facts(sheet: TaskSheet, today: date, report_by: date | None) -> ReminderFacts:
    parent = sheet.agency.parent
    return ReminderFacts(
        rung=sheet.group.rung,
        council_name=sheet.council.name,
        council_place=sheet.council.locality.name,
        agency_name=sheet.agency.name,
        higher_name=None if parent is None else parent.name,
        cases=[LateCase(task.code, task.place, task.summary, task.received_on, task.due_on) for task in sheet.tasks],
        case_count=sheet.total,
        earlier=[EarlierLetter(number, on) for number, on in sheet.earlier],
        today=today,
        report_by=report_by,
    )
