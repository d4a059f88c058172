"""Forms about units, places, subject fields, terms and council sessions."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import DataRequired, NumberRange

from petitions.domain.vocabulary import Level, LocalityKind, OrganisationKind
from petitions.services.council_terms import CouncilSessionDraft, CouncilTermDraft
from petitions.services.localities import LocalityDraft
from petitions.services.organisations import OrganisationDraft
from petitions.services.subject_fields import SubjectFieldDraft
from petitions.web.admin.forms import LONGEST_REASON, MAIL
from petitions.web.form import (
    OPTIONAL,
    BaseForm,
    DateField,
    IdField,
    IdsField,
    LineField,
    TextField,
    at_most,
    filled,
    given,
)
from petitions.web.labels import options


class OrganisationForm(BaseForm):
    """What a unit is, where it belongs and how it works."""

    name = LineField(_l("Name in full"), [DataRequired(), at_most(200)])
    short_name = LineField(_l("Short name"), [OPTIONAL, at_most(80)])
    kind = SelectField(
        _l("Kind of unit"),
        [DataRequired()],
        choices=options(OrganisationKind),
        default=OrganisationKind.DEPARTMENT.value,
    )
    level = SelectField(_l("Level"), [DataRequired()], choices=options(Level), default=Level.COMMUNE.value)
    locality_id = IdField(_l("Place"), [DataRequired()])
    parent_id = IdField(_l("Belongs to"))
    code = LineField(_l("Code"), [OPTIONAL, at_most(40)])
    mailbox = LineField(_l("Mailbox of the unit"), [OPTIONAL, at_most(200), MAIL])
    valid_from = DateField(_l("Exists since"), [DataRequired()])
    approval_required = BooleanField(_l("An answer waits for the leader before it is sent"))
    delegates_to_office = BooleanField(_l("The office may file and close cases on behalf of the Standing Board"))
    decline_limit = IntegerField(
        _l("Declines after which only the Standing Board assigns"), [DataRequired(), NumberRange(min=1, max=99)]
    )

    def draft(self, valid_to: date | None = None) -> OrganisationDraft:
        """Return the checked entries as one value; an end that stands is kept."""
        return OrganisationDraft(
            name=filled(self.name.data),
            short_name=self.short_name.data or "",
            kind=OrganisationKind(self.kind.data),
            level=Level(self.level.data),
            locality_id=filled(self.locality_id.data),
            parent_id=self.parent_id.data,
            code=given(self.code.data),
            mailbox=given(self.mailbox.data),
            valid_from=filled(self.valid_from.data),
            valid_to=valid_to,
            approval_required=self.approval_required.data,
            delegates_to_office=self.delegates_to_office.data,
            decline_limit=filled(self.decline_limit.data),
        )


class EndForm(BaseForm):
    """Until when a unit or place exists, and what comes after it."""

    valid_to = DateField(_l("Last day"), [OPTIONAL])
    successor_ids = IdsField(_l("Taken over by"))
    reason = TextField(_l("Reason"), [DataRequired(), at_most(LONGEST_REASON)])


class LocalityForm(BaseForm):
    """What a place is and where it lies."""

    name = LineField(_l("Name"), [DataRequired(), at_most(200)])
    kind = SelectField(
        _l("Kind of place"), [DataRequired()], choices=options(LocalityKind), default=LocalityKind.VILLAGE.value
    )
    parent_id = IdField(_l("Lies in"))
    code = LineField(_l("Code"), [OPTIONAL, at_most(20)])
    valid_from = DateField(_l("Exists since"), [DataRequired()])

    def draft(self, valid_to: date | None = None) -> LocalityDraft:
        """Return the checked entries as one value; an end that stands is kept."""
        return LocalityDraft(
            name=filled(self.name.data),
            kind=LocalityKind(self.kind.data),
            parent_id=self.parent_id.data,
            code=given(self.code.data),
            valid_from=filled(self.valid_from.data),
            valid_to=valid_to,
        )


class SubjectFieldForm(BaseForm):
    """A field of which matters are."""

    name = LineField(_l("Name"), [DataRequired(), at_most(120)])
    report_group = LineField(_l("Group in reports"), [DataRequired(), at_most(120)])
    position = IntegerField(_l("Place in the list"), [DataRequired(), NumberRange(min=1, max=9999)])
    is_active = BooleanField(_l("In use: offered when a case is entered or classified"), default=True)

    def draft(self) -> SubjectFieldDraft:
        """Return the checked entries as one value."""
        return SubjectFieldDraft(
            name=filled(self.name.data),
            report_group=filled(self.report_group.data),
            position=filled(self.position.data),
            is_active=self.is_active.data,
        )


class CouncilTermForm(BaseForm):
    """The years for which a council was elected."""

    council_id = IdField(_l("People's Council"), [DataRequired()])
    name = LineField(_l("Name of the term"), [DataRequired(), at_most(120)])
    starts_on = DateField(_l("First day"), [DataRequired()])
    ends_on = DateField(_l("Last day"), [OPTIONAL])

    def draft(self) -> CouncilTermDraft:
        """Return the checked entries as one value."""
        return CouncilTermDraft(
            council_id=filled(self.council_id.data),
            name=filled(self.name.data),
            starts_on=filled(self.starts_on.data),
            ends_on=self.ends_on.data,
        )


class CouncilSessionForm(BaseForm):
    """One council session of a term."""

    name = LineField(_l("Name of the council session"), [DataRequired(), at_most(120)])
    held_on = DateField(_l("Opens on"), [OPTIONAL])

    def draft(self) -> CouncilSessionDraft:
        """Return the checked entries as one value."""
        return CouncilSessionDraft(name=filled(self.name.data), held_on=self.held_on.data)
