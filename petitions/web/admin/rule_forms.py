"""Forms about the versions of a deadline rule."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import DataRequired, InputRequired, NumberRange, ValidationError

from petitions.domain.deadline_rule import LONGEST, Approver, StartEvent, Unit
from petitions.domain.rule_change import MOST_TIMES, RuleChange, RuleDraft, RuleStep
from petitions.domain.vocabulary import PartyCapacity
from petitions.models import DeadlineRule
from petitions.web.form import OPTIONAL, BaseForm, DateField, LineField, at_most, filled
from petitions.web.labels import options

LENGTH = NumberRange(min=1, max=LONGEST)


class SourceForm(BaseForm):
    """What may always be put right of a version: where it stands, and whether somebody compared it."""

    source = LineField(_l("Source"), [DataRequired(), at_most(400)])
    is_verified = BooleanField(_l("Checked against the text"))

    def change(self, row: DeadlineRule) -> RuleChange:
        """Return the change of a version whose numbers stay."""
        values = {name: getattr(row, name) for name in RuleDraft.__dataclass_fields__}
        values |= {"source": filled(self.source.data), "is_verified": bool(self.is_verified.data)}
        return RuleChange(RuleStep.EDIT, row.code, row.id, RuleDraft(**values))


class VersionForm(SourceForm):
    """Everything a version says."""

    valid_from = DateField(_l("In force from"), [DataRequired()])
    length = IntegerField(_l("Length"), [InputRequired(), LENGTH])
    unit = SelectField(_l("Counted in"), [DataRequired()], choices=options(Unit))
    target = IntegerField(_l("Shorter term the house sets itself"), [OPTIONAL, LENGTH])
    rolls_forward = BooleanField(_l("A term in days that ends on a day off runs to the next working day"))
    start_event = SelectField(_l("Day zero is the day of"), [DataRequired()], choices=options(StartEvent))
    owed_by = SelectField(_l("Owed by"), [DataRequired()], choices=options(PartyCapacity))
    is_pausable = BooleanField(_l("The clock may be paused"))
    extension_times = IntegerField(
        _l("How often it may be extended"), [InputRequired(), NumberRange(min=0, max=MOST_TIMES)]
    )
    extension_length = IntegerField(_l("Most that one extension adds"), [OPTIONAL, LENGTH])
    approver = SelectField(_l("Extensions and pauses are granted by"), [DataRequired()], choices=options(Approver))
    warning_offsets = LineField(_l("Warnings, days before the due date"), [at_most(60)])
    escalation = LineField(_l("Steps of the ladder of reminders, days late"), [at_most(60)])

    def validate_warning_offsets(self, field: LineField) -> None:
        """Refuse what is no row of numbers."""
        numbers_of(field)

    def validate_escalation(self, field: LineField) -> None:
        """Refuse what is no row of numbers."""
        numbers_of(field)

    def draft(self) -> RuleDraft:
        """Return the checked entries as one value."""
        return RuleDraft(
            valid_from=filled(self.valid_from.data),
            length=filled(self.length.data),
            target=self.target.data,
            unit=Unit(self.unit.data),
            rolls_forward=bool(self.rolls_forward.data),
            owed_by=PartyCapacity(self.owed_by.data),
            start_event=StartEvent(self.start_event.data),
            is_pausable=bool(self.is_pausable.data),
            extension_times=filled(self.extension_times.data),
            extension_length=self.extension_length.data,
            approver=Approver(self.approver.data),
            warning_offsets=numbers_of(self.warning_offsets),
            escalation=numbers_of(self.escalation),
            source=filled(self.source.data),
            is_verified=bool(self.is_verified.data),
        )

    @staticmethod
    def values_of(row: DeadlineRule) -> dict[str, Any]:
        """Return what the form shows of a version."""
        values = {name: getattr(row, name) for name in RuleDraft.__dataclass_fields__}
        values |= {name: values[name].value for name in ("unit", "owed_by", "start_event", "approver")}
        return values | {name: ", ".join(map(str, values[name])) for name in ("warning_offsets", "escalation")}


def numbers_of(field: LineField) -> tuple[int, ...]:
    """Return the numbers of a field such as ``15, 7, 3``; parted by commas, semicolons or blanks.

    Raises:
        ValidationError: something else stands there.

    """
    parts = str(field.data or "").replace(",", " ").replace(";", " ").split()
    if any(not (part.isascii() and part.isdecimal() and len(part) < 6) for part in parts):  # noqa: PLR2004 - absurd
        raise ValidationError(_("Write whole numbers with commas between them."))
    return tuple(map(int, parts))
