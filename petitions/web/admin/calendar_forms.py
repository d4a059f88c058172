"""Forms about the working calendar: days, years, weekly patterns, a file of days."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, SelectField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, ValidationError

from petitions.domain.calendar_change import CalendarChange, DayDraft, WeekDraft, YearDraft
from petitions.domain.errors import DateAfterError, DateBeforeError
from petitions.domain.work_calendar import MONDAY_TO_FRIDAY, DayKind
from petitions.models import CalendarDay, WorkWeek
from petitions.queries.calendar import weekdays_of
from petitions.web.admin.forms import LONGEST_REASON
from petitions.web.form import (
    OPTIONAL,
    BaseForm,
    DateField,
    LineField,
    TextField,
    at_most,
    filled,
)
from petitions.web.labels import options

MOST_IN_A_ROW = 15
"""So many days off in a row can be entered at once; Tet has had nine."""


class Certainty(StrEnum):
    """Whether something was announced; chosen rather than ticked, so that it is never left by oversight."""

    CONFIRMED = "confirmed"
    PROVISIONAL = "provisional"


CERTAINTIES = [
    SelectChoice(Certainty.CONFIRMED.value, _l("announced")),
    SelectChoice(Certainty.PROVISIONAL.value, _l("only expected")),
]


class DayForm(BaseForm):
    """What an announced day is, and which document says so."""

    kind = SelectField(_l("Kind of day"), [DataRequired()], choices=options(DayKind), default=DayKind.OFF.value)
    name = LineField(_l("Name of the day"), [DataRequired(), at_most(200)])
    source = LineField(_l("Document that announced it"), [DataRequired(), at_most(400)])
    certainty = SelectField(_l("Status"), [DataRequired()], choices=CERTAINTIES, default=Certainty.CONFIRMED.value)

    @property
    def is_confirmed(self) -> bool:
        """Tell whether the day was announced."""
        return bool(self.certainty.data == Certainty.CONFIRMED)

    def change(self, day: CalendarDay) -> CalendarChange:
        """Return the change of one day that is there already."""
        draft = DayDraft(
            day.on, DayKind(self.kind.data), filled(self.name.data), filled(self.source.data), self.is_confirmed
        )
        return CalendarChange(days=(draft,))


class NewDayForm(DayForm):
    """A day, several in a row, or one with the Saturday that makes up for it."""

    on = DateField(_l("Day"), [DataRequired()])
    until = DateField(_l("Last day, where several in a row are off"), [OPTIONAL])
    makeup_on = DateField(_l("Made up for on"), [OPTIONAL])

    def validate_makeup_on(self, _field: Field) -> None:
        """Refuse what would make up for a make-up day."""
        if self.kind.data == DayKind.MAKEUP:
            raise ValidationError(_("Only a day off is made up for; leave this empty for a make-up day."))

    def drafts(self) -> CalendarChange:
        """Return everything that the form enters at once."""
        first, kind = filled(self.on.data), DayKind(self.kind.data)
        last = self.until.data or first
        if last < first:
            raise DateBeforeError("until", first)
        if last > first + timedelta(days=MOST_IN_A_ROW - 1):
            raise DateAfterError("until", first + timedelta(days=MOST_IN_A_ROW - 1))
        name, source, is_confirmed = filled(self.name.data), filled(self.source.data), self.is_confirmed
        days = [
            DayDraft(first + timedelta(days=n), kind, name, source, is_confirmed)
            for n in range((last - first).days + 1)
        ]
        if self.makeup_on.data is not None:
            made_up = _("Made up for the day off %(date)s", date=f"{first:%d/%m/%Y}")
            days.append(DayDraft(self.makeup_on.data, DayKind.MAKEUP, made_up, source, is_confirmed))
        return CalendarChange(days=tuple(days))


class YearForm(BaseForm):
    """Whether all days off of a year were announced."""

    certainty = SelectField(
        _l("The days off of the year"), [DataRequired()], choices=CERTAINTIES, default=Certainty.CONFIRMED.value
    )
    source = LineField(_l("Document that announced them"), [DataRequired(), at_most(400)])

    def draft(self, year: int) -> YearDraft:
        """Return the checked entries as one value."""
        return YearDraft(year, self.certainty.data == Certainty.CONFIRMED, filled(self.source.data))


class WeekForm(BaseForm):
    """Which weekdays are worked; the fields are named as in ``DAYS``."""

    monday = BooleanField(_l("Monday"))
    tuesday = BooleanField(_l("Tuesday"))
    wednesday = BooleanField(_l("Wednesday"))
    thursday = BooleanField(_l("Thursday"))
    friday = BooleanField(_l("Friday"))
    saturday = BooleanField(_l("Saturday"))
    sunday = BooleanField(_l("Sunday"))
    source = LineField(_l("Document that sets the pattern"), [DataRequired(), at_most(400)])

    DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

    @property
    def weekdays(self) -> frozenset[int]:
        """Return the days that are ticked, Monday being 0."""
        return frozenset(number for number, name in enumerate(self.DAYS) if self[name].data)

    @classmethod
    def ticked(cls, weekdays: frozenset[int] = MONDAY_TO_FRIDAY) -> dict[str, bool]:
        """Return the values of the boxes for a pattern."""
        return {name: number in weekdays for number, name in enumerate(cls.DAYS)}

    def change(self, week: WorkWeek) -> CalendarChange:
        """Return the change of one pattern that is there already."""
        return CalendarChange(weeks=(WeekDraft(week.valid_from, self.weekdays, filled(self.source.data)),))

    @classmethod
    def values_of(cls, week: WorkWeek) -> dict[str, object]:
        """Return what the form shows of a pattern."""
        return {**cls.ticked(weekdays_of(week.weekdays)), "source": week.source}


class NewWeekForm(WeekForm):
    """A pattern from a day on."""

    valid_from = DateField(_l("From"), [DataRequired()])

    def draft(self) -> CalendarChange:
        """Return everything that the form enters."""
        return CalendarChange(weeks=(WeekDraft(filled(self.valid_from.data), self.weekdays, filled(self.source.data)),))


class RemovalForm(BaseForm):
    """Why something is taken out of the calendar."""

    reason = TextField(_l("Reason"), [DataRequired(), at_most(LONGEST_REASON)])


class DaysFileForm(BaseForm):
    """A file of days off and make-up days."""

    file = FileField(_l("File (.csv or .xlsx)"), [DataRequired()], render_kw={"accept": ".csv,.xlsx"})
