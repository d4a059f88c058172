"""Forms of sending a case to an agency, and of the agency's taking it on."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired

from petitions import clock
from petitions.services.assignment import AssignmentDraft
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
    not_in_future,
)
from petitions.web.letter_page import LetterForm

LONGEST_REASON = 2_000


class AssignmentForm(LetterForm):
    """Who is to answer, by which letter, by when."""

    lead_id = IdField(_l("Lead agency"), [DataRequired()])
    coordinating_ids = IdsField(_l("Coordinating agencies"))
    received_on = DateField(_l("Arrived at the agency on"), [OPTIONAL, not_in_future(clock.today)])
    due_on = DateField(_l("Answer by the date the letter names"), [OPTIONAL])

    def draft(self) -> AssignmentDraft:
        """Return the checked entries as one value."""
        return AssignmentDraft(
            lead_id=filled(self.lead_id.data),
            coordinating_ids=tuple(self.coordinating_ids.data or ()),
            forwarding_id=self.forwarding_id.data,
            letter_number=given(self.letter_number.data),
            letter_on=self.letter_on.data,
            received_on=self.received_on.data,
            due_on=self.due_on.data,
        )


class ReassignmentForm(AssignmentForm):
    """The same, and why the case changes hands."""

    reason = TextField(_l("Reason for forwarding it anew"), [DataRequired(), at_most(LONGEST_REASON)])


class AcceptanceForm(BaseForm):
    """Nothing to fill in: the page shows what the agency takes on."""


class DeclineForm(BaseForm):
    """Why it is not the agency's matter."""

    reason = TextField(
        _l("Reason for declining"),
        [DataRequired(), at_most(LONGEST_REASON)],
        description=_l("Say which agency is competent, and by which document, if you know it."),
    )


class RecallForm(BaseForm):
    """Why the assignment was wrong."""

    reason = TextField(
        _l("Reason for recalling"),
        [DataRequired(), at_most(LONGEST_REASON)],
        description=_l("The agency reads this too."),
    )


class ForwardingUpForm(LetterForm):
    """Which body outside gets the case, by which letter."""

    recipient = LineField(
        _l("Body that gets the case"),
        [DataRequired(), at_most(200)],
        description=_l("A body that does not work in this system, such as a ministry."),
    )


class TakeBackForm(BaseForm):
    """Why the case comes back to the office."""

    reason = TextField(_l("Reason for taking it back"), [DataRequired(), at_most(LONGEST_REASON)])
