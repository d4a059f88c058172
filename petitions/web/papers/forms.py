"""Forms around the papers of a meeting."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired

from petitions.web.form import BaseForm, TextField, at_most
from petitions.web.uploads import FilesField

LONGEST_REASON = 2_000


class MinutesForm(BaseForm):
    """The minutes as signed or scanned."""

    files = FilesField(_l("Files"))


class MinutesWithdrawalForm(BaseForm):
    """Why nobody is to open the file any more."""

    reason = TextField(_l("Reason for withdrawing the file"), [DataRequired(), at_most(LONGEST_REASON)])


class ReceiptForm(BaseForm):
    """Nothing to fill in: the page says what the receipt opens and what it voids."""
