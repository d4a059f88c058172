"""The papers of one meeting on the screen and as files: reading list, register, blank form."""

from __future__ import annotations

from datetime import date, timedelta
from http import HTTPStatus

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petitions import clock
from petitions.adapters.qr_code import qr_as_data_address
from petitions.domain.policy import Permission
from petitions.domain.text import one_line
from petitions.extensions import db
from petitions.i18n import format_date
from petitions.models import ContactMeeting
from petitions.queries.issuers import get_issuer
from petitions.queries.meetings import get_meeting
from petitions.queries.reading_list import ReadingList, get_reading_list
from petitions.queries.registers import get_register
from petitions.services.meeting_papers import compose_blank_form, compose_meeting_register, compose_reading_list
from petitions.web.access import current_actor, requires
from petitions.web.addresses import date_asked, public_address
from petitions.web.form import EARLIEST, LATEST
from petitions.web.pagination import key_of
from petitions.web.papers.facts import meeting_facts, part_address, part_after, place_of
from petitions.web.printing import Printer, as_file, printer_of, texts_of

ROWS, MOST_ROWS = 24, 60


@requires(Permission.READ_MEETINGS)
def reading_list(meeting_id: int) -> ResponseReturnValue:
    """Show what is read out first at this meeting: what was answered since the one before."""
    meeting = _meeting(meeting_id)
    found, asked, since = _reading_list(meeting), one_line(request.args.get("since", "")), _since()
    return render_template(
        "papers/reading_list.html",
        subject=meeting,
        found=found,
        place=place_of(meeting),
        asked=asked or format_date(found.since),
        fault=_not_applied() if asked and not since else None,
        since=since,
    )


@requires(Permission.READ_MEETINGS)
def print_reading_list(meeting_id: int) -> Response:
    """Give the reading list as a Word or PDF file."""
    printer, meeting = _printer(), _meeting(meeting_id)
    council = get_issuer(db.session(), meeting.contact_round.council_id)
    paper = compose_reading_list(_reading_list(meeting), council, texts_of("meeting_papers"), today=clock.today())
    return as_file(printer.print_paper(paper), printer, _("Reading list - %(place)s", place=_file_place(meeting)))


@requires(Permission.READ_MEETINGS)
def meeting_register(meeting_id: int) -> ResponseReturnValue:
    """Show the register of the meeting as it is printed, part by part."""
    meeting, after = _meeting(meeting_id), part_after(request.args.get("after"))
    part = get_register(db.session(), current_actor(), meeting_id=meeting_id, after=after)
    here = url_for("papers.meeting_register", meeting_id=meeting_id)
    return render_template(
        "papers/meeting_register.html",
        subject=meeting,
        facts=meeting_facts(db.session(), meeting),
        part=part,
        after=part_address(after),
        next_url=part.following and f"{here}?after={part_address(part.following)}",
        first_url=here if after else None,
    )


@requires(Permission.READ_MEETINGS)
def print_meeting_register(meeting_id: int) -> Response:
    """Give a part of the register as a Word or PDF file."""
    printer, meeting, after = _printer(), _meeting(meeting_id), part_after(request.args.get("after"))
    session = db.session()
    part = get_register(session, current_actor(), meeting_id=meeting_id, after=after)
    unit, facts = get_issuer(session, meeting.recorded_by_id), meeting_facts(session, meeting)
    paper = compose_meeting_register(part, facts, unit, texts_of("meeting_papers"), today=clock.today())
    return as_file(printer.print_paper(paper), printer, _("Register - %(place)s", place=_file_place(meeting)))


@requires(Permission.READ_MEETINGS)
def blank_form(meeting_id: int) -> ResponseReturnValue:
    """Show the form that is filled in by hand where there is no device."""
    return _blank_form_page(_meeting(meeting_id))


@requires(Permission.READ_MEETINGS)
def print_blank_form(meeting_id: int) -> ResponseReturnValue:
    """Give the form as PDF, which is not there to be changed; back to the page with a number of rows that cannot be."""
    meeting, session, printer = _meeting(meeting_id), db.session(), printer_of("pdf")
    rows = _rows()
    if rows is None:
        return _blank_form_page(meeting)
    paper = compose_blank_form(
        meeting_facts(session, meeting),
        get_issuer(session, meeting.recorded_by_id),
        texts_of("meeting_papers"),
        rows=rows,
        link=_entry_address(meeting),
        today=clock.today(),
    )
    return as_file(printer.print_paper(paper), printer, _("Blank form - %(place)s", place=_file_place(meeting)))


def _meeting(meeting_id: int) -> ContactMeeting:
    return get_meeting(db.session(), meeting_id, actor=current_actor())


def _reading_list(meeting: ContactMeeting) -> ReadingList:
    return get_reading_list(db.session(), meeting, actor=current_actor(), since=_since())


def _since() -> date | None:
    return date_asked(request.args.get("since", ""))


def _not_applied() -> str:
    return str(
        _(
            "This is no date from %(first)s to %(last)s, so it was left out; write it as day/month/year.",
            first=format_date(EARLIEST),
            last=format_date(LATEST - timedelta(days=1)),
        )
    )


def _rows() -> int | None:
    """Return how many rows the address asks for, the usual number where it does not say; None for what cannot be."""
    text = one_line(request.args.get("rows", "")) or str(ROWS)
    number = key_of(text)
    return number if number is not None and number <= MOST_ROWS else None


def _blank_form_page(meeting: ContactMeeting) -> ResponseReturnValue:
    """Show the form with what was typed; refused where so many rows cannot be."""
    rows = _rows()
    page = render_template(
        "papers/blank_form.html",
        subject=meeting,
        facts=meeting_facts(db.session(), meeting),
        rows=one_line(request.args.get("rows", "")) if rows is None else rows,
        fault=_("Write a whole number from 1 to %(most)s.", most=MOST_ROWS) if rows is None else None,
        most=MOST_ROWS,
        code=qr_as_data_address(_entry_address(meeting)),
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if rows is None else HTTPStatus.OK


def _entry_address(meeting: ContactMeeting) -> str:
    return public_address(url_for("intake.statements", meeting_id=meeting.id))


def _printer() -> Printer:
    return printer_of(request.args.get("form", "word"))


def _file_place(meeting: ContactMeeting) -> str:
    return f"{meeting.locality.name} {meeting.held_on:%d-%m-%Y}"
