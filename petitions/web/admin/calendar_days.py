"""Days of the working calendar: entered, changed, taken out."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.admin_vocabulary import AdminSubject
from petitions.domain.calendar_change import CalendarChange
from petitions.models import CalendarDay
from petitions.queries.administration import list_admin_events_of
from petitions.queries.calendar_page import get_calendar_day
from petitions.services.work_calendar import day_number, insist_on_new
from petitions.web.admin.calendar_forms import Certainty, DayForm, NewDayForm, RemovalForm
from petitions.web.admin.calendar_grid import day_of
from petitions.web.admin.changes import hand_in
from petitions.web.admin.history import in_sentences
from petitions.web.admin.pages import AdminPage
from petitions.web.admin.views import blueprint


class NewDayPage(AdminPage[NewDayForm, None]):
    """Enters a day off or a make-up day, several days in a row, or a swap."""

    form_class = NewDayForm
    template = "admin/new_calendar_day.html"

    def subject(self, session: Session, **route: Any) -> None:
        """Return nothing: the day is new."""

    def carry_out(self, session: Session, form: NewDayForm, **_route: Any) -> str:
        """Enter what the form says, all at once."""
        change = form.drafts()
        insist_on_new(session, change)
        return hand_in(session, change, back=url_for("admin.calendar_year", year=change.days[0].on.year))

    def back_url(self, **_route: Any) -> str:
        """Return the year from which one came."""
        year = request.args.get("year", clock.today().year, type=int)
        return url_for("admin.calendar_year", year=year)


class DayPage(AdminPage[DayForm, CalendarDay]):
    """Changes a day."""

    form_class = DayForm
    template = "admin/calendar_day.html"

    def subject(self, session: Session, **route: Any) -> CalendarDay:
        """Return the day."""
        return get_calendar_day(session, day_of(route["number"]))

    def prefill(self, session: Session, subject: CalendarDay) -> dict[str, Any]:  # noqa: ARG002 - all is in the row
        """Return the day as it stands."""
        certainty = Certainty.CONFIRMED if subject.is_confirmed else Certainty.PROVISIONAL
        values = {"name": subject.name, "source": subject.source, "kind": subject.kind.value}
        return {**values, "certainty": certainty.value}

    def context(self, session: Session, form: DayForm, subject: CalendarDay) -> dict[str, Any]:
        """Return what was changed of it."""
        super().context(session, form, subject)
        number = day_number(subject.on)
        events = list_admin_events_of(session, AdminSubject.CALENDAR_DAY, number)
        return {"steps": in_sentences(events), "removal_url": url_for("admin.calendar_day_removal", number=number)}

    def carry_out(self, session: Session, form: DayForm, **route: Any) -> str:
        """Change it."""
        day = self.subject(session, **route)
        return hand_in(session, form.change(day), back=self.back_url(**route))

    def back_url(self, **route: Any) -> str:
        """Return the day's year."""
        return url_for("admin.calendar_year", year=day_of(route["number"]).year)


class DayRemovalPage(AdminPage[RemovalForm, CalendarDay]):
    """Takes a day out, so that its weekday alone decides."""

    form_class = RemovalForm
    template = "admin/calendar_day_removal.html"

    def subject(self, session: Session, **route: Any) -> CalendarDay:
        """Return the day."""
        return get_calendar_day(session, day_of(route["number"]))

    def carry_out(self, session: Session, form: RemovalForm, **route: Any) -> str:
        """Take it out."""
        day = day_of(route["number"])
        back = url_for("admin.calendar_year", year=day.year)
        return hand_in(session, CalendarChange(removed_days=(day,)), back=back, reason=form.reason.data)

    def back_url(self, **route: Any) -> str:
        """Return the day."""
        return url_for("admin.calendar_day", number=route["number"])


blueprint.add_url_rule("/calendar/days/new/", view_func=NewDayPage.as_view("new_calendar_day"))
blueprint.add_url_rule("/calendar/days/<int:number>/", view_func=DayPage.as_view("calendar_day"))
blueprint.add_url_rule("/calendar/days/<int:number>/removal/", view_func=DayRemovalPage.as_view("calendar_day_removal"))
