"""The tasks by agency and rung, the letter of each for print, and the register of what went out."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.deadlines import days_late
from petitions.domain.errors import NotFoundError
from petitions.domain.ladder import rung_of
from petitions.domain.policy import Permission
from petitions.domain.vocabulary import Rung
from petitions.extensions import db
from petitions.queries.reminder_log import list_reminder_log
from petitions.queries.reminder_sheet import TaskSheet, get_task_sheet
from petitions.queries.reminders import GroupRow, TaskGroup, list_agencies_with_tasks, list_task_groups
from petitions.services.reminders import record_reminders
from petitions.web.access import current_actor, may_now, requires
from petitions.web.addresses import date_asked
from petitions.web.form import filled
from petitions.web.form_page import FormPage
from petitions.web.labels import options
from petitions.web.reminders.forms import LetterForm
from petitions.web.reminders.letters import letter_response
from petitions.web.reminders.places import (
    group_cursor,
    group_place,
    group_url,
    log_cursor,
    log_place,
    page_url,
    read_filters,
    tags_of,
)
from petitions.web.reminders.step import ReminderPage, usual_dates

blueprint = Blueprint("reminders", __name__)


@blueprint.get("/monitoring/reminders/")
@requires(Permission.READ_REMINDERS)
def index() -> ResponseReturnValue:
    """List what is to be sent, by agency and rung, the longest overdue first."""
    session, actor, here = db.session(), current_actor(), "reminders.index"
    filters, after = read_filters(request.args), group_place(request.args.get("cursor"))
    groups, following = list_task_groups(session, filters, actor=actor, today=clock.today(), after=after)
    agencies = list_agencies_with_tasks(session, actor=actor, today=clock.today())
    return render_template(
        "reminders/index.html",
        rows=[_line(row) for row in groups],
        has_several_councils=len({row.council_name for row in groups}) > 1,
        selects=_selects(agencies, filters.agency_id, filters.rung),
        tags=tags_of(here, filters, dict(agencies)),
        clear_url=url_for(here),
        next_url=following and page_url(here, filters, cursor=group_cursor(following)),
        first_url=page_url(here, filters) if after else None,
    )


def _line(row: GroupRow) -> dict[str, Any]:
    return {
        "agency": row.agency_name,
        "council": row.council_name,
        "rung": row.group.rung,
        "count": row.count,
        "worst_due_on": row.worst_due_on,
        "worst_days_late": days_late(row.worst_due_on, clock.today()),
        "url": group_url("reminders.letter", row.group),
    }


def _selects(agencies: list[tuple[int, str]], agency_id: int | None, rung: Rung | None) -> list[dict[str, Any]]:
    rungs = [(choice.value, choice.label) for choice in options(Rung)]
    return [
        {"name": "agency", "label": _("Agency"), "choices": agencies, "chosen": agency_id},
        {"name": "rung", "label": _("Step"), "choices": rungs, "chosen": rung and rung.value},
    ]


@blueprint.get("/monitoring/reminders/log/")
@requires(Permission.READ_REMINDERS)
def log() -> ResponseReturnValue:
    """Show the register: what went out, by which letter, to be answered by when, and what came back."""
    session, here = db.session(), "reminders.log"
    filters, after = read_filters(request.args), log_place(request.args.get("cursor"))
    rows, following = list_reminder_log(session, filters, actor=current_actor(), after=after)
    names = {row.agency_id: row.agency_name for row in rows}
    return render_template(
        "reminders/log.html",
        rows=rows,
        selects=_selects([], None, filters.rung)[1:],
        filters=filters,
        tags=tags_of(here, filters, names),
        clear_url=url_for(here),
        next_url=following and page_url(here, filters, cursor=log_cursor(following)),
        first_url=page_url(here, filters) if after else None,
    )


class LetterPage(FormPage[LetterForm, TaskSheet]):
    """What one letter covers: print it, then record number and date for all its cases at once."""

    form_class = LetterForm
    template = "reminders/letter.html"
    decorators: ClassVar[list[Any]] = [requires(Permission.REMIND)]

    def subject(self, session: Session, **route: Any) -> TaskSheet:
        """Return what is late on this rung today."""
        return get_task_sheet(session, _group(**route), actor=current_actor(), today=clock.today())

    def offer(self, session: Session, form: LetterForm, subject: TaskSheet) -> None:  # noqa: ARG002 - read already
        """Offer the cases; one answered meanwhile is left out by the service, not refused."""
        form.reminder_ids.offer_when_shown(lambda: [(task.id, task.code) for task in subject.tasks])

    def suggest(self, session: Session, subject: TaskSheet) -> dict[str, Any]:
        """Choose every case, propose today and a date to answer by."""
        return {"reminder_ids": [task.id for task in subject.tasks], **usual_dates(session)}

    def context(self, session: Session, form: LetterForm, subject: TaskSheet) -> dict[str, Any]:  # noqa: ARG002 - read already
        """Give the rows their days late."""
        today = clock.today()
        return {
            "sheet": subject,
            "rows": [{"task": task, "days_late": days_late(task.due_on, today)} for task in subject.tasks],
            "chosen": set(form.reminder_ids.data or []),
            "print_url": group_url("reminders.print_letter", subject.group),
            "may_skip": may_now(Permission.REMIND),
        }

    def carry_out(self, session: Session, form: LetterForm, **route: Any) -> str:
        """Record the letter."""
        ids = filled(form.reminder_ids.data)
        done = record_reminders(session, _group(**route), ids, form.sent(), actor=current_actor(), now=clock.now())
        flash(
            ngettext(
                "The letter is recorded for %(num)d case; its history says so.",
                "The letter is recorded for %(num)d cases; the history of each says so.",
                done.count,
            ),
            "success",
        )
        if done.left_out:
            flash(
                ngettext(
                    "%(num)d case was answered meanwhile and left out.",
                    "%(num)d cases were answered meanwhile and left out.",
                    done.left_out,
                )
            )
        return self.back_url()

    def back_url(self, **route: Any) -> str:  # noqa: ARG002 - one list for all
        """Return the list of tasks."""
        return url_for("reminders.index")


@blueprint.get("/monitoring/reminders/<int:council_id>/<int:agency_id>/<int:step>/print/")
@requires(Permission.READ_REMINDERS)
def print_letter(council_id: int, agency_id: int, step: int) -> ResponseReturnValue:
    """Give the letter as a Word or PDF file, asking for an answer by the date of the address; none that has gone by."""
    route, today = {"council_id": council_id, "agency_id": agency_id, "step": step}, clock.today()
    sheet = get_task_sheet(db.session(), _group(**route), actor=current_actor(), today=today)
    if not sheet.tasks:
        raise NotFoundError
    asked = date_asked(request.args.get("report_by", ""))
    report_by = asked if asked and asked >= today else None
    return letter_response(sheet, request.args.get("form", "word"), today=today, report_by=report_by)


def _group(*, council_id: int, agency_id: int, step: int) -> TaskGroup:
    rung = rung_of(step)
    if rung is None:
        raise NotFoundError
    return TaskGroup(council_id, agency_id, rung)


blueprint.add_url_rule(
    "/monitoring/reminders/<int:council_id>/<int:agency_id>/<int:step>/", view_func=LetterPage.as_view("letter")
)
blueprint.add_url_rule("/cases/<code>/reminder/", view_func=ReminderPage.as_view("remind"))
