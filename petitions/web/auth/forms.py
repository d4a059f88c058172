"""Forms of signing in and of one's own password."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import DataRequired, EqualTo, Length

from petitions.domain.accounts import LONGEST_PASSWORD
from petitions.web.form import BaseForm, LineField


class SignInForm(BaseForm):
    """User name and password."""

    username = LineField(_l("User name"), [DataRequired(), Length(max=60)])
    password = PasswordField(_l("Password"), [DataRequired(), Length(max=LONGEST_PASSWORD)])


class PasswordForm(BaseForm):
    """The present password and twice the new one."""

    current_password = PasswordField(_l("Present password"), [DataRequired(), Length(max=LONGEST_PASSWORD)])
    new_password = PasswordField(_l("New password"), [DataRequired(), Length(max=LONGEST_PASSWORD)])
    new_password_again = PasswordField(
        _l("New password once more"),
        [DataRequired(), EqualTo("new_password", message=_l("The two new passwords are not the same."))],
    )


class ConfirmForm(BaseForm):
    """Nothing to fill in: the page says what will happen, the button does it."""
