"""Forms of cases that become one, are taken apart again, or are linked to what was raised before."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import DataRequired, ValidationError

from petitions.web.form import BaseForm, LineField, TextField, at_most, given

LONGEST_REASON = 2_000
MOST_TOGETHER = 30


class MergeForm(BaseForm):
    """Into which case, which others go along, and why."""

    target_code = LineField(
        _l("Code of the case that goes on"),
        [DataRequired(), at_most(40)],
        description=_l("Usually the earlier one, or the one an agency has already."),
    )
    other_codes = LineField(
        _l("Codes of further cases to merge with it"),
        [at_most(600)],
        description=_l("With blanks between them; all go into the same case, or none does."),
    )
    reason = TextField(_l("Why they are the same matter"), [at_most(LONGEST_REASON)])

    def codes(self) -> list[str]:
        """Return the codes of the further cases."""
        text = str(self.other_codes.data or "").replace(",", " ").replace(";", " ")
        return text.split()

    def validate_other_codes(self, _field: Field) -> None:
        """Refuse more than are merged in one go: none of them is left out in silence."""
        if len(self.codes()) > MOST_TOGETHER:
            raise ValidationError(_("At most %(most)s cases at once.", most=MOST_TOGETHER))


class UndoForm(BaseForm):
    """Why something is undone."""

    reason = TextField(_l("Reason"), [DataRequired(), at_most(LONGEST_REASON)])


class ReRaiseForm(BaseForm):
    """Which case voters raise again."""

    re_raised_code = LineField(
        _l("Code of the earlier case"),
        [at_most(40)],
        description=_l("Leave it empty to take a link away."),
    )

    def earlier(self) -> str | None:
        """Return the code, or None for no link."""
        return given(self.re_raised_code.data)
