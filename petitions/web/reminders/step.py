"""The step on one late case: the letter that went out about it, or why none does."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.deadlines import days_late
from petitions.domain.vocabulary import Action
from petitions.i18n import format_date
from petitions.models import Case
from petitions.queries.calendar import get_work_calendar
from petitions.queries.reminders import TaskGroup, find_task, require_late_clock
from petitions.services.reminders import record_reminder, skip_reminder
from petitions.web.access import current_actor
from petitions.web.form import filled
from petitions.web.form_page import StepPage
from petitions.web.reminders.forms import SEND, ReminderForm
from petitions.web.reminders.places import group_url

REPORT_WORKING_DAYS = 10
"""The date to answer by that a letter is preset with; the office writes another where it wants one."""


class ReminderPage(StepPage[ReminderForm]):
    """Record one reminder, or leave it out; open while the answer is late."""

    form_class = ReminderForm
    action = Action.REMIND
    template = "reminders/remind.html"

    def subject(self, session: Session, **route: Any) -> Case:
        """Return the case when its answer is late."""
        case = super().subject(session, **route)
        require_late_clock(session, case, today=clock.today())
        return case

    def suggest(self, session: Session, subject: Case) -> dict[str, Any]:  # noqa: ARG002 - the same for every case
        """Propose that a letter of today went out."""
        return {"decision": SEND, **usual_dates(session)}

    def context(self, session: Session, form: ReminderForm, subject: Case) -> dict[str, Any]:
        """Say how late the answer is, which step is proposed, and where its letter is."""
        running = require_late_clock(session, subject, today=clock.today())
        task = find_task(session, running)
        return {
            **super().context(session, form, subject),
            "due_on": running.due_on,
            "days_late": days_late(running.due_on, clock.today()),
            "rung": None if task is None else task.rung,
            "letter_url": None if task is None else group_url("reminders.letter", TaskGroup.of(task)),
        }

    def carry_out(self, session: Session, form: ReminderForm, **route: Any) -> str:
        """Record the letter, or the reason."""
        common: dict[str, Any] = {"actor": current_actor(), "now": clock.now(), "today": clock.today()}
        if form.decision.data == SEND:
            record_reminder(session, route["code"], form.sent(), **common)
            flash(
                _("The reminder is recorded. The answer is asked for by %(on)s.", on=format_date(form.report_by.data))
            )
        else:
            skip_reminder(session, route["code"], reason=filled(form.reason.data), **common)
            flash(_("This step is left out; the next one is proposed in its time."))
        return self.back_url(code=route["code"])


def usual_dates(session: Session) -> dict[str, date]:
    """Return what a letter is preset with: today, and two weeks of working days to answer."""
    today = clock.today()
    by = get_work_calendar(session).add_working_days(today, REPORT_WORKING_DAYS)
    return {"letter_on": today, "report_by": by}
