"""Weekly patterns: which weekdays are worked, from when."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from petitions.domain.admin_vocabulary import AdminSubject
from petitions.domain.calendar_change import CalendarChange
from petitions.extensions import db
from petitions.i18n import WEEKDAYS
from petitions.models import WorkWeek
from petitions.queries.administration import list_admin_events_of
from petitions.queries.calendar import weekdays_of
from petitions.queries.calendar_page import get_work_week, list_work_weeks
from petitions.services.work_calendar import day_number, insist_on_new
from petitions.web.admin.calendar_forms import NewWeekForm, RemovalForm, WeekForm
from petitions.web.admin.calendar_grid import day_of
from petitions.web.admin.changes import hand_in
from petitions.web.admin.history import in_sentences
from petitions.web.admin.pages import AdminPage, administrators_only
from petitions.web.admin.views import blueprint


@blueprint.get("/calendar/weeks/")
@administrators_only
def work_weeks() -> ResponseReturnValue:
    """List the patterns, the latest first."""
    weeks = list_work_weeks(db.session())
    ends = [None, *(week.valid_from for week in weeks)]
    rows = [
        {"week": week, "until": until, "number": day_number(week.valid_from), "days": week_in_words(week)}
        for week, until in zip(weeks, ends, strict=False)
    ]
    return render_template("admin/work_weeks.html", rows=rows)


def week_in_words(week: WorkWeek) -> str:
    """Return the weekdays that are worked, by name."""
    return ", ".join(str(WEEKDAYS[day]) for day in sorted(weekdays_of(week.weekdays)))


class NewWeekPage(AdminPage[NewWeekForm, None]):
    """Enters a pattern."""

    form_class = NewWeekForm
    template = "admin/new_work_week.html"

    def subject(self, session: Session, **route: Any) -> None:
        """Return nothing: the pattern is new."""

    def suggest(self, session: Session, subject: None) -> dict[str, Any]:  # noqa: ARG002 - the same for all
        """Tick the usual week."""
        return dict(NewWeekForm.ticked())

    def carry_out(self, session: Session, form: NewWeekForm, **_route: Any) -> str:
        """Enter it."""
        insist_on_new(session, form.draft())
        return hand_in(session, form.draft(), back=self.back_url())

    def back_url(self, **_route: Any) -> str:
        """Return the list."""
        return url_for("admin.work_weeks")


class WeekPage(AdminPage[WeekForm, WorkWeek]):
    """Changes a pattern."""

    form_class = WeekForm
    template = "admin/work_week.html"

    def subject(self, session: Session, **route: Any) -> WorkWeek:
        """Return the pattern."""
        return get_work_week(session, day_of(route["number"]))

    def prefill(self, session: Session, subject: WorkWeek) -> dict[str, Any]:  # noqa: ARG002 - all is in the row
        """Return the pattern as it stands."""
        return dict(WeekForm.values_of(subject))

    def context(self, session: Session, form: WeekForm, subject: WorkWeek) -> dict[str, Any]:
        """Return what was changed of it."""
        super().context(session, form, subject)
        number = day_number(subject.valid_from)
        events = list_admin_events_of(session, AdminSubject.WORK_WEEK, number)
        return {"steps": in_sentences(events), "removal_url": url_for("admin.work_week_removal", number=number)}

    def carry_out(self, session: Session, form: WeekForm, **route: Any) -> str:
        """Change it."""
        return hand_in(session, form.change(self.subject(session, **route)), back=self.back_url())

    def back_url(self, **_route: Any) -> str:
        """Return the list."""
        return url_for("admin.work_weeks")


class WeekRemovalPage(AdminPage[RemovalForm, WorkWeek]):
    """Takes a pattern out, so that the one before it goes on."""

    form_class = RemovalForm
    template = "admin/work_week_removal.html"

    def subject(self, session: Session, **route: Any) -> WorkWeek:
        """Return the pattern."""
        return get_work_week(session, day_of(route["number"]))

    def context(self, session: Session, form: RemovalForm, subject: WorkWeek) -> dict[str, Any]:
        """Return its days in words."""
        super().context(session, form, subject)
        return {"days": week_in_words(subject)}

    def carry_out(self, session: Session, form: RemovalForm, **route: Any) -> str:
        """Take it out."""
        change = CalendarChange(removed_weeks=(day_of(route["number"]),))
        return hand_in(session, change, back=url_for("admin.work_weeks"), reason=form.reason.data)

    def back_url(self, **route: Any) -> str:
        """Return the pattern."""
        return url_for("admin.work_week", number=route["number"])


blueprint.add_url_rule("/calendar/weeks/new/", view_func=NewWeekPage.as_view("new_work_week"))
blueprint.add_url_rule("/calendar/weeks/<int:number>/", view_func=WeekPage.as_view("work_week"))
blueprint.add_url_rule("/calendar/weeks/<int:number>/removal/", view_func=WeekRemovalPage.as_view("work_week_removal"))
