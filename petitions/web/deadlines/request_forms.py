"""The forms about a running clock: more time, a pause, the decision on either, an opinion, the on-time rate."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import DataRequired

from petitions.domain.clock_vocabulary import RequestDecision
from petitions.services.clock_requests import Request, Verdict
from petitions.web.form import OPTIONAL, BaseForm, DateField, LineField, TextField, at_most, filled, given
from petitions.web.labels import options
from petitions.web.uploads import FilesField

LONGEST_REASON = 2_000
LONGEST_OPINION = 20_000


class ExtensionForm(BaseForm):
    """Until when, and why."""

    new_due_on = DateField(_l("New due date"), [DataRequired()])
    reason = TextField(
        _l("Reason"),
        [DataRequired(), at_most(LONGEST_REASON)],
        description=_l("What has been done so far, what is still lacking, and why it takes until then."),
    )
    document_number = LineField(_l("Number of the request"), [OPTIONAL, at_most(60)])

    def request(self) -> Request:
        """Return the checked entries as one value."""
        return Request(
            filled(self.reason.data),
            new_due_on=filled(self.new_due_on.data),
            document_number=given(self.document_number.data),
        )


class PauseForm(BaseForm):
    """From when to when, and why."""

    pause_from = DateField(_l("Paused from"), [DataRequired()])
    pause_to = DateField(_l("Paused to (included)"), [DataRequired()])
    reason = TextField(_l("Reason"), [DataRequired(), at_most(LONGEST_REASON)])
    document_number = LineField(_l("Number of the request"), [OPTIONAL, at_most(60)])

    def request(self) -> Request:
        """Return the checked entries as one value."""
        return Request(
            filled(self.reason.data),
            pause_from=filled(self.pause_from.data),
            pause_to=filled(self.pause_to.data),
            document_number=given(self.document_number.data),
        )


class PauseDecisionForm(BaseForm):
    """What the council decides, and why."""

    decision = RadioField(
        _l("Decision"), [DataRequired()], choices=options(RequestDecision), default=RequestDecision.GRANT.value
    )
    note = TextField(_l("Reason of the decision"), [DataRequired(), at_most(LONGEST_REASON)])
    document_number = LineField(_l("Number of the decision"), [OPTIONAL, at_most(60)])

    def verdict(self) -> Verdict:
        """Return the checked entries as one value."""
        return Verdict(RequestDecision(self.decision.data), filled(self.note.data), given(self.document_number.data))


class ExtensionDecisionForm(PauseDecisionForm):
    """The same, where another date than the one asked for may be granted."""

    new_due_on = DateField(
        _l("Granted to"), [OPTIONAL], description=_l("The date asked for, unless the council sets another.")
    )

    def verdict(self) -> Verdict:
        """Return the checked entries as one value."""
        return Verdict(
            RequestDecision(self.decision.data),
            filled(self.note.data),
            given(self.document_number.data),
            new_due_on=self.new_due_on.data,
        )


class ResumptionForm(BaseForm):
    """Why the pause ends early."""

    reason = TextField(_l("Reason"), [DataRequired(), at_most(LONGEST_REASON)])


class OpinionForm(BaseForm):
    """What a coordinating agency has to say."""

    content = TextField(_l("Opinion"), [DataRequired(), at_most(LONGEST_OPINION)])
    document_number = LineField(_l("Document number"), [OPTIONAL, at_most(60)])
    files = FilesField(_l("Files"), description=_l("PDF, Word, Excel, JPEG or PNG, at most 20 MB each."))


class ExclusionForm(BaseForm):
    """By which paper and why a clock leaves the on-time rate."""

    reason = TextField(_l("Reason"), [DataRequired(), at_most(LONGEST_REASON)])
    document_number = LineField(_l("Number of the written approval"), [DataRequired(), at_most(60)])
