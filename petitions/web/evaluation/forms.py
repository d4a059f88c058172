"""The form of the council's verdict."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired

from petitions.domain.vocabulary import EvaluationDecision
from petitions.web.form import OPTIONAL, BaseForm, DateField, IdField, TextField, at_most
from petitions.web.labels import LABELS

LONGEST_NOTE = 2_000


class EvaluationForm(BaseForm):
    """What the council decides, why, and until when."""

    decision = RadioField(_l("Decision"), [DataRequired()])
    note = TextField(_l("Reason"), [DataRequired(), at_most(LONGEST_NOTE)])
    council_session_id = IdField(_l("At the council session"), [OPTIONAL])
    due_on = DateField(_l("Next date"), [OPTIONAL])

    def offer_decisions(self, decisions: Iterable[EvaluationDecision]) -> None:
        """Offer only what the person may decide."""
        self.decision.choices = [SelectChoice(decision.value, LABELS[decision]) for decision in decisions]

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the date that following and revising need."""
        is_valid = bool(super().validate(extra_validators))
        follows = self.decision.data == EvaluationDecision.FOLLOW and self.council_session_id.data is not None
        if self.decision.data != EvaluationDecision.CLOSE and not follows and not self.due_on.data:
            if not self.due_on.errors:
                self.due_on.errors = [str(_l("This decision needs a date."))]
            return False
        return is_valid
