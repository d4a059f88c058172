"""The form that puts a letter right."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired

from petitions import clock
from petitions.web.form import BaseForm, DateField, LineField, TextField, at_most, not_in_future


class LetterForm(BaseForm):
    """Number and date as they stand on the paper, and why they were entered otherwise."""

    letter_number = LineField(_l("Letter number"), [DataRequired(), at_most(60)])
    letter_on = DateField(_l("Date of the letter"), [DataRequired(), not_in_future(clock.today)])
    reason = TextField(_l("Reason for the correction"), [DataRequired(), at_most(2_000)])
