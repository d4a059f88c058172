"""Forms of imports: what is handed in, what the columns hold, what a row becomes, that all is good."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, FieldList, RadioField, SelectField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired

from petitions.domain.statement_columns import Target, mark_of_field
from petitions.domain.statement_faults import (
    LONGEST_ANSWERED_BY,
    LONGEST_CONTENT,
    LONGEST_PHONE,
    LONGEST_SPEAKER,
    LONGEST_VILLAGE,
    Proposed,
)
from petitions.web.form import BaseForm, IdField, LineField, Options, TextField, at_most, given
from petitions.web.imports.words import TARGETS

ACCEPTED = ".xlsx,.xls,.ods,.csv,.docx"


class StartForm(BaseForm):
    """A list or minutes as a file, or minutes as text."""

    file = FileField(_l("List or minutes"), render_kw={"accept": ACCEPTED})
    text = TextField(_l("Text of the minutes"))


class ColumnsForm(BaseForm):
    """What each column of the sheet holds, in the order of the columns."""

    columns = FieldList(SelectField(validate_choice=False), label=_l("Columns"))
    offered: frozenset[str] | set[str] = frozenset()

    def offer(self, fields: Options) -> None:
        """Offer what a column may hold, and the fields whose marks may stand in it."""
        marks = [
            SelectChoice(mark_of_field(key), name, optgroup=_l("An x here means the field")) for key, name in fields
        ]
        choices: Any = [SelectChoice(target.value, TARGETS[target]) for target in Target] + marks
        self.offered = {choice.value for choice in choices}
        for entry in self.columns.entries:
            entry.choices = choices

    def meanings(self) -> dict[int, str]:
        """Return what each column holds; what is not on offer counts as nothing."""
        found: dict[int, str] = {}
        for place, entry in enumerate(self.columns.entries):
            found[place] = str(entry.data) if entry.data in self.offered else Target.IGNORED.value
        return found


class ConfirmForm(BaseForm):
    """That the statements shown are to be written."""

    leaves_out_faulty = BooleanField(_l("Leave out the rows that cannot be written"))
    again = BooleanField(_l("Write it once more all the same"))


class RowForm(BaseForm):
    """What one row becomes, or that it is left out."""

    speaker_name = LineField(_l("Speaker"), [at_most(LONGEST_SPEAKER)])
    speaker_phone = LineField(_l("Telephone"), [at_most(LONGEST_PHONE)])
    village = LineField(_l("Village"), [at_most(LONGEST_VILLAGE)])
    subject_field_id = IdField(_l("Field"))
    content = TextField(_l("What was said"), [at_most(LONGEST_CONTENT)])
    answered_on_spot = BooleanField(_l("Answered at the meeting"))
    answered_by = LineField(_l("Answered by"), [at_most(LONGEST_ANSWERED_BY)])
    is_left_out = BooleanField(_l("Leave this out: it is no statement"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the content only of what becomes a statement, and for no length of what does not."""
        if self.is_left_out.data:
            return True
        is_good = bool(super().validate(extra_validators))
        if is_good and not self.content.data:
            self.content.errors = [self.content.gettext("This field is required.")]
            return False
        return is_good

    def proposed(self) -> Proposed:
        """Return the checked entries as one value."""
        return Proposed(
            content=self.content.data or "",
            speaker_name=given(self.speaker_name.data or ""),
            village=given(self.village.data or ""),
            subject_field_id=self.subject_field_id.data,
            answered_on_spot=bool(self.answered_on_spot.data),
            answered_by=given(self.answered_by.data or ""),
            speaker_phone=given(self.speaker_phone.data or ""),
        )


class CutForm(BaseForm):
    """Where the next piece begins."""

    at = RadioField(_l("The next statement begins with"), [DataRequired()], choices=[], coerce=int)


class ReviewForm(BaseForm):
    """Nothing to fill in: the page shows what would happen."""
