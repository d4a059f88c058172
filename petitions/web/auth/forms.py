"""Forms of signing in and of one's own password."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import DataRequired, Length

from petitions.web.form import BaseForm, LineField


class SignInForm(BaseForm):
    """User name and password."""

    username = LineField(_l("User name"), [DataRequired(), Length(max=60)])
    password = PasswordField(_l("Password"), [DataRequired(), Length(max=200)])
