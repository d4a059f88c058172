"""The forms that record a reminder."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired

from petitions import clock
from petitions.services.reminders import Sent
from petitions.web.form import OPTIONAL, BaseForm, DateField, IdsField, LineField, TextField, at_most, not_in_future

SEND, SKIP = "send", "skip"


class LetterForm(BaseForm):
    """The letter that went out to an agency, and the cases it covers."""

    reminder_ids = IdsField(_l("Cases of the letter"), [DataRequired(_l("Choose at least one case."))])
    letter_number = LineField(_l("Letter number"), [DataRequired(), at_most(60)])
    letter_on = DateField(_l("Date of the letter"), [DataRequired(), not_in_future(clock.today)])
    report_by = DateField(_l("Answer asked for by"), [DataRequired()])

    def sent(self) -> Sent:
        """Return the letter as the service takes it."""
        return Sent(self.letter_number.data, self.letter_on.data, self.report_by.data)


class ReminderForm(BaseForm):
    """The letter that went out about one case, or why none does."""

    decision = RadioField(
        _l("What was done"),
        [DataRequired()],
        choices=[
            SelectChoice(SEND, _l("A letter was sent")),
            SelectChoice(SKIP, _l("No letter: this step is left out")),
        ],
    )
    letter_number = LineField(_l("Letter number"), [OPTIONAL, at_most(60)])
    letter_on = DateField(_l("Date of the letter"), [OPTIONAL, not_in_future(clock.today)])
    report_by = DateField(_l("Answer asked for by"), [OPTIONAL])
    reason = TextField(_l("Reason"), [OPTIONAL, at_most(2_000)])

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for what the answer needs: the letter, or the reason."""
        is_valid = bool(super().validate(extra_validators))
        letter = (self.letter_number, self.letter_on, self.report_by)
        needed = {SEND: letter, SKIP: (self.reason,)}.get(self.decision.data, ())
        missing = [field for field in needed if not field.data and not field.errors]
        for field in missing:
            field.errors = [field.gettext("This field is required.")]
        return is_valid and not missing

    def sent(self) -> Sent:
        """Return the letter as the service takes it."""
        return Sent(self.letter_number.data, self.letter_on.data, self.report_by.data)
