"""Forms of the council office's desk: classified, returned, filed, handed over, reopened."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.validators import DataRequired

from petitions.domain.vocabulary import Authority, FilingReason
from petitions.services.classification import Classification
from petitions.web.form import (
    BaseForm,
    IdField,
    TextField,
    at_most,
    filled,
    given,
)
from petitions.web.labels import options
from petitions.web.letter_page import LetterForm

LONGEST_SUMMARY = 1000
LONGEST_TEXT = 60_000
LONGEST_NOTE = 2_000


class ClassificationForm(BaseForm):
    """Whose matter it is, its field, and what agencies read of it."""

    authority = SelectField(_l("Authority"), [DataRequired()], choices=options(Authority))
    subject_field_id = IdField(_l("Field"), [DataRequired()])
    summary = TextField(
        _l("Summary for the forwarded list"),
        [DataRequired(), at_most(LONGEST_SUMMARY)],
        description=_l("One or two sentences: what voters ask for, and where. Never who asked."),
    )
    forwarded_text = TextField(
        _l("Text to be forwarded"),
        [DataRequired(), at_most(LONGEST_TEXT)],
        description=_l("The agency reads this instead of the entry. Say \u201cvoters of village X, commune Y\u201d."),
    )
    personal_data_checked = BooleanField(_l("I have checked it: what is left of names or numbers has to stay"))
    note = TextField(_l("Note"), [at_most(LONGEST_NOTE)])

    def wanted(self) -> Classification:
        """Return the checked entries as one value."""
        return Classification(
            authority=Authority(self.authority.data),
            subject_field_id=filled(self.subject_field_id.data),
            summary=filled(self.summary.data),
            forwarded_text=filled(self.forwarded_text.data),
            note=given(self.note.data),
            personal_data_checked=bool(self.personal_data_checked.data),
        )


class ReturnForm(BaseForm):
    """What the recording unit has to complete."""

    reason = TextField(
        _l("What has to be completed"),
        [DataRequired(), at_most(LONGEST_NOTE)],
        description=_l("The clerk reads this on the first screen; say exactly what is missing."),
    )


class FilingForm(BaseForm):
    """Why a case goes no further."""

    reason = SelectField(_l("Reason"), [DataRequired()], choices=options(FilingReason))
    note = TextField(
        _l("Explanation"),
        [DataRequired(), at_most(LONGEST_NOTE)],
        description=_l("What to tell the voters when they ask."),
    )


class HandOverForm(LetterForm):
    """Which council gets the case, by which letter."""

    council_id = IdField(_l("Council that gets the case"), [DataRequired()])


class ReopeningForm(BaseForm):
    """Why a finished case is taken up again."""

    reason = TextField(_l("Reason for reopening"), [DataRequired(), at_most(LONGEST_NOTE)])
