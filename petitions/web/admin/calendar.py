"""The working calendar: a year at a glance, confirmed, and filled from a file."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions import clock
from petitions.adapters.table_file import read_table
from petitions.domain.calendar_change import CalendarChange
from petitions.extensions import db
from petitions.queries.calendar import get_work_calendar
from petitions.queries.calendar_page import YearOfCalendar, get_year_of_calendar, list_calendar_events
from petitions.sentences import place_of, sentence_of
from petitions.services.imports.calendar import read_calendar_file
from petitions.services.imports.rows import ImportRefusedError, first_words, title_of
from petitions.services.work_calendar import all_confirmed
from petitions.web.admin.calendar_forms import Certainty, DaysFileForm, YearForm
from petitions.web.admin.calendar_grid import SHORT_WEEKDAYS, months_of, rows_of, year_url
from petitions.web.admin.changes import hand_in
from petitions.web.admin.history import in_sentences
from petitions.web.admin.pages import AdminPage, administrators_only
from petitions.web.admin.views import blueprint


@blueprint.get("/calendar/")
@administrators_only
def calendar() -> ResponseReturnValue:
    """Show this year."""
    return calendar_year(clock.today().year)


@blueprint.get("/calendar/<int:year>/")
@administrators_only
def calendar_year(year: int) -> ResponseReturnValue:
    """Show a year: what each day is, whether it is confirmed, who changed what."""
    session = db.session()
    page, working = get_year_of_calendar(session, year), get_work_calendar(session)
    return render_template(
        "admin/calendar.html",
        page=page,
        months=months_of(page, working, today=clock.today()),
        rows=list(rows_of(page, working)),
        weekdays=SHORT_WEEKDAYS,
        previous_url=year_url(year - 1),
        next_url=year_url(year + 1),
        steps=in_sentences(list_calendar_events(session, year)),
    )


class YearConfirmationPage(AdminPage[YearForm, YearOfCalendar]):
    """Says that the days off of a year are announced in full, or takes that back."""

    form_class = YearForm
    template = "admin/year_confirmation.html"

    def subject(self, session: Session, **route: Any) -> YearOfCalendar:
        """Return the year with its days."""
        return get_year_of_calendar(session, route["year"])

    def prefill(self, session: Session, subject: YearOfCalendar) -> dict[str, Any]:  # noqa: ARG002 - all is in the row
        """Return the year as it stands."""
        certainty = Certainty.CONFIRMED if subject.is_confirmed else Certainty.PROVISIONAL
        return {"certainty": certainty.value, "source": subject.source if subject.is_confirmed else ""}

    def suggest(self, session: Session, subject: YearOfCalendar) -> dict[str, Any]:  # noqa: ARG002 - all is in the row
        """Offer the confirmation, which is what one comes here for."""
        return {} if subject.is_confirmed else {"certainty": Certainty.CONFIRMED.value}

    def carry_out(self, session: Session, form: YearForm, **route: Any) -> str:
        """Confirm the year; its days that were only expected are announced with it."""
        page, draft = get_year_of_calendar(session, route["year"]), form.draft(route["year"])
        days = all_confirmed(page.expected, draft.source) if draft.is_confirmed else ()
        return hand_in(session, CalendarChange(years=(draft,), days=days), back=self.back_url(**route))

    def back_url(self, **route: Any) -> str:
        """Return the year."""
        return url_for("admin.calendar_year", year=route["year"])


class CalendarFilePage(AdminPage[DaysFileForm, None]):
    """Takes days in from a file."""

    form_class = DaysFileForm
    template = "admin/calendar_file.html"

    def subject(self, session: Session, **route: Any) -> None:
        """Return nothing: a file may be about any year."""

    def context(self, session: Session, form: DaysFileForm, subject: None) -> dict[str, Any]:
        """Return every fault of every row of a file that was refused."""
        super().context(session, form, subject)
        faults = self.refusal.faults if isinstance(self.refusal, ImportRefusedError) else ()
        columns = [
            {"title": title_of(name), "note": note, "words": first_words(table)}
            for name, note, table in (
                ("date", _("as 02/09/2026 or 2026-09-02"), None),
                ("kind", _("a day off, or a make-up day:"), "day_kinds"),
                ("name", _("what the day is called"), None),
                ("source", _("the document that announced it"), None),
                ("status", _("announced, or only expected:"), "day_statuses"),
            )
        ]
        return {"faults": [f"{place_of(fault)} {sentence_of(fault)}" for fault in faults], "columns": columns}

    def carry_out(self, session: Session, form: DaysFileForm, **_route: Any) -> str:
        """Take the days of the file, all or none."""
        read = read_calendar_file(read_table(form.file.data.read()), get_work_calendar(session))
        for note in read.notes:
            flash(f"{place_of(note)} {sentence_of(note)}", "info")
        if read.repeated:
            flash(_("Rows that say again what another row says: %(count)s.", count=read.repeated), "info")
        return hand_in(session, read.change, back=self.back_url())

    def back_url(self, **_route: Any) -> str:
        """Return the calendar."""
        return url_for("admin.calendar")


blueprint.add_url_rule(
    "/calendar/<int:year>/confirmation/", view_func=YearConfirmationPage.as_view("year_confirmation")
)
blueprint.add_url_rule("/calendar/file/", view_func=CalendarFilePage.as_view("calendar_file"))
