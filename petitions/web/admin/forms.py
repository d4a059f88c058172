"""Forms about people and their roles."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import DataRequired, Regexp

from petitions.domain.vocabulary import Role
from petitions.services.accounts import PersonDraft
from petitions.services.grants import GrantDraft
from petitions.web.form import OPTIONAL, BaseForm, IdField, LineField, TextField, at_most, filled, given
from petitions.web.labels import options

LONGEST_REASON = 2_000
MAIL = Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", message=_l("This is no e-mail address."))


class PersonForm(BaseForm):
    """Who somebody is and how to reach him."""

    full_name = LineField(_l("Full name"), [DataRequired(), at_most(120)])
    username = LineField(_l("User name"), [DataRequired(), at_most(60)])
    email = LineField(_l("E-mail"), [OPTIONAL, at_most(200), MAIL])
    phone = LineField(_l("Telephone"), [OPTIONAL, at_most(20)])

    def draft(self) -> PersonDraft:
        """Return the checked entries as one value."""
        return PersonDraft(
            username=filled(self.username.data),
            full_name=filled(self.full_name.data),
            email=given(self.email.data),
            phone=given(self.phone.data),
        )


class NewPersonForm(PersonForm):
    """A person with a first role, which may wait."""

    role = SelectField(_l("Role"), choices=[], validate_choice=True)
    organisation_id = IdField(_l("Unit"))
    locality_id = IdField(_l("Area, for deputies only"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for role and unit as soon as anything of a role was chosen."""
        is_valid = bool(super().validate(extra_validators))
        is_wanted = any(field.data for field in (self.role, self.organisation_id, self.locality_id))
        missing = [field for field in (self.role, self.organisation_id) if is_wanted and not field.data]
        for field in missing:
            field.errors = field.errors or [field.gettext("This field is required.")]
        return is_valid and not missing

    def grant(self) -> GrantDraft | None:
        """Return the first role, or None when none was chosen."""
        if not self.role.data or self.organisation_id.data is None:
            return None
        return GrantDraft(Role(self.role.data), self.organisation_id.data, self.locality_id.data)


class GrantForm(BaseForm):
    """One role in one unit."""

    role = SelectField(_l("Role"), [DataRequired()], choices=options(Role), default=Role.CLERK.value)
    organisation_id = IdField(_l("Unit"), [DataRequired()])
    locality_id = IdField(_l("Area, for deputies only"))

    def draft(self) -> GrantDraft:
        """Return the checked entries as one value."""
        return GrantDraft(Role(self.role.data), filled(self.organisation_id.data), self.locality_id.data)


class ReasonForm(BaseForm):
    """Why something is taken away."""

    reason = TextField(_l("Reason"), [DataRequired(), at_most(LONGEST_REASON)])


class ConfirmForm(BaseForm):
    """Nothing to fill in: the page says what will happen, the button does it."""
