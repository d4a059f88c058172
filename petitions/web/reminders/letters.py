"""A reminder letter for download, composed anew each time from what is late today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from flask import Response

from petitions.adapters.letter_sheet import Stationery
from petitions.adapters.pdf_letter import PdfLetterPrinter
from petitions.adapters.word_letter import WordLetterPrinter
from petitions.domain.file_name import tame_file_name
from petitions.queries.reminder_sheet import TaskSheet
from petitions.resources import directory, package_file
from petitions.services.reminder_letters import (
    EarlierLetter,
    LateCase,
    LetterPrinter,
    ReminderFacts,
    compose_reminder,
)
from petitions.web.downloads import POLICY, disposition
from petitions.web.labels import label

PRINTERS: dict[str, Callable[[Stationery], LetterPrinter]] = {"word": WordLetterPrinter, "pdf": PdfLetterPrinter}


def letter_response(sheet: TaskSheet, form: str, *, today: date, report_by: date | None) -> Response:
    """Return the letter as a file in one of the forms of ``PRINTERS``."""
    stationery = Stationery(directory("templates") / "documents", package_file("data", "fonts"))
    letter = compose_reminder(_facts(sheet, today, report_by), stationery.texts("reminder_letter"))
    printer = PRINTERS[form](stationery)
    response = Response(printer.print_letter(letter), mimetype=printer.media_type)
    name = tame_file_name(f"{label(sheet.group.rung)} - {sheet.agency.short_name}.{printer.extension}")
    response.headers["Content-Disposition"] = disposition(name, "attachment")
    response.headers["Content-Security-Policy"] = POLICY
    return response


def date_asked(text: str) -> date | None:
    """Return the date of an address; None, left to the clerk, for anything that cannot be one."""
    for shape in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), shape).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    return None


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
