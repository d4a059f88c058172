"""The calculator's questions, asked in the address so that an answer can be sent on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField
from wtforms.validators import DataRequired, NumberRange, ValidationError

from petitions.domain.deadline_ledger import Ledger, Pause
from petitions.domain.deadline_rule import LONGEST
from petitions.i18n import format_date
from petitions.web.form import OPTIONAL, BaseForm, DateField, filled

LONGEST_PAUSE = timedelta(days=LONGEST)


class CalculatorForm(BaseForm):
    """Rule and start, and what happened to the clock since."""

    rule = SelectField(_l("Rule"), [DataRequired()])
    start = DateField(_l("Day of the start event"), [DataRequired()])
    extend = IntegerField(_l("Extended by (in the rule's unit)"), [OPTIONAL, NumberRange(min=1, max=LONGEST)])
    pause_from = DateField(_l("Paused from"), [OPTIONAL])
    pause_to = DateField(_l("Paused to (included)"), [OPTIONAL])

    def validate_pause_from(self, field: Any) -> None:
        """Refuse a first day alone; an empty last day is not asked by itself."""
        if field.data and self.pause_to.data is None and not self.pause_to.process_errors:
            raise ValidationError(_l("A pause needs its first and its last day."))

    def validate_pause_to(self, field: Any) -> None:
        """Refuse a pause without two ends in order, or one before the start."""
        first, last = self.pause_from.data, field.data
        if last is None:
            return
        if first is None and not self.pause_from.process_errors:
            raise ValidationError(_l("A pause needs its first and its last day."))
        if first and last < first:
            raise ValidationError(_l("The last day of the pause cannot lie before its first."))
        if first and last - first > LONGEST_PAUSE:
            latest = format_date(first + LONGEST_PAUSE)
            raise ValidationError(_("The pause is too long: its last day may not lie after %(date)s.", date=latest))
        if self.start.data and last < self.start.data:
            raise ValidationError(_l("The pause lies before the start."))

    def ledger(self) -> Ledger:
        """Return the validated answers as what happened to one clock."""
        first, last = self.pause_from.data, self.pause_to.data
        return Ledger(
            start_on=filled(self.start.data),
            extensions=(self.extend.data,) if self.extend.data else (),
            pauses=(Pause(first, last),) if first and last else (),
        )
