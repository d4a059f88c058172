"""Code and key of a receipt, as their holder types them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import DataRequired

from petitions.web.form import BaseForm, LineField, at_most

LONGEST = 60


class LookupForm(FlaskForm):  # type: ignore[misc]  # the package carries no types
    """What stands on the receipt; nothing is written by it, so it has no key against doubling."""

    Meta = BaseForm.Meta

    code = LineField(_l("Case code"), [DataRequired(), at_most(LONGEST)])
    key = LineField(_l("Secret key"), [DataRequired(), at_most(LONGEST)])
