"""The form of an answer: sent, handed to the leader, kept as a draft, copied from paper, corrected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum, auto
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired

from petitions import clock
from petitions.domain.response_content import ResponseContent, lacking_in
from petitions.domain.vocabulary import ResolutionKind, ResultClass, UnfinishedReason
from petitions.models import Response
from petitions.web.form import OPTIONAL, BaseForm, DateField, LineField, TextField, at_most, filled, not_in_future
from petitions.web.labels import options
from petitions.web.uploads import FilesField

LONGEST_CONTENT = 50_000
LONGEST_NOTE = 2_000

_CHOOSE = SelectChoice("", _l("Please choose"))

LACKING: dict[ResultClass, LazyString] = {
    ResultClass.RESOLVED: _l("Say by what it was resolved."),
    ResultClass.UNDER_WAY: _l("Give the date by which it will be done or, when there is none, the reason below."),
    ResultClass.PLANNED: _l("Give the date by which it will be done."),
    ResultClass.UNRESOLVED: _l("Choose the reason why it is not resolved."),
}
"""What is said beside the field that a class must carry."""


class Purpose(Enum):
    """What the form is being sent for; a draft may lack everything, a text for the leader what signing adds."""

    SEND = auto()
    RECORD = auto()
    HAND_OVER = auto()
    DRAFT = auto()


class ResponseForm(BaseForm):
    """One answer of an agency."""

    document_number = LineField(_l("Document number"), [DataRequired(), at_most(60)])
    signed_on = DateField(_l("Date of signature"), [DataRequired(), not_in_future(clock.today)])
    signer = LineField(_l("Signer"), [DataRequired(), at_most(120)])
    arrived_on = DateField(_l("Reached the council on"), [OPTIONAL, not_in_future(clock.today)])
    content = TextField(_l("Content of the response"), [DataRequired(), at_most(LONGEST_CONTENT)])
    result_class = RadioField(
        _l("What came of it"), [DataRequired()], choices=options(ResultClass), default=ResultClass.EXPLAINED.value
    )
    resolution_kind = SelectField(
        _l("How it was resolved"), [OPTIONAL], choices=[_CHOOSE, *options(ResolutionKind)], default=""
    )
    commitment_on = DateField(_l("Done by"), [OPTIONAL])
    reason = SelectField(
        _l("Why it is not done"),
        [OPTIONAL],
        choices=[_CHOOSE, *options(UnfinishedReason)],
        default="",
    )
    files = FilesField(_l("Files"))
    draft_version = HiddenField()

    purpose = Purpose.SEND

    def serve(self, purpose: Purpose) -> None:
        """Ask only for what this purpose needs."""
        self.purpose = purpose
        if purpose is Purpose.HAND_OVER:
            _loosen(self.document_number, self.signed_on, self.signer)
        if purpose is Purpose.DRAFT:
            _loosen(*(field for field in self if field.name not in _NEVER_LOOSE))
        self.files.flags.required = purpose is Purpose.RECORD

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge the fields, then what the class of the result must carry, so that all faults show at once."""
        is_valid = bool(super().validate(extra_validators))
        if self.purpose is Purpose.DRAFT or self.result_class.errors:
            return is_valid
        lacking = lacking_in(ResultClass(self.result_class.data), self._given())
        if lacking is not None and not self[lacking].errors:
            self[lacking].errors = [str(LACKING[ResultClass(self.result_class.data)])]
            is_valid = False
        if self.purpose is Purpose.RECORD and not self.files.is_given:
            self.files.errors = [str(_l("Attach the scan of the letter."))]
            is_valid = False
        return is_valid

    def _given(self) -> frozenset[str]:
        return frozenset(name for name in ("resolution_kind", "commitment_on", "reason") if self[name].data)

    def response(self) -> ResponseContent:
        """Return the checked entries as one value."""
        return ResponseContent(
            document_number=filled(self.document_number.data),
            signed_on=filled(self.signed_on.data),
            signer=filled(self.signer.data),
            content=filled(self.content.data),
            result_class=ResultClass(self.result_class.data),
            resolution_kind=ResolutionKind(self.resolution_kind.data) if self.resolution_kind.data else None,
            reason=UnfinishedReason(self.reason.data) if self.reason.data else None,
            commitment_on=self.commitment_on.data,
            arrived_on=self.arrived_on.data,
        )

    def draft_values(self) -> dict[str, str]:
        """Return whatever was entered, dates in ISO, for a draft."""
        values = {name: self[name].data for name in _KEPT}
        return {name: v.isoformat() if isinstance(v, date) else str(v) for name, v in values.items() if v}

    @property
    def seen_draft(self) -> int | None:
        """Return the version of the draft that the page showed: 0 for none, None when the form does not say."""
        text = str(self.draft_version.data or "")
        return int(text) if text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004 - no larger version exists


class CorrectionForm(ResponseForm):
    """The answer as it should read, and why it is corrected."""

    note = TextField(_l("Reason for the correction"), [DataRequired(), at_most(LONGEST_NOTE)])


def values_of_draft(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a draft holds as the form takes it."""
    dates = {name: date.fromisoformat(values[name]) for name in _DATES if values.get(name)}
    return {name: values[name] for name in _KEPT if values.get(name)} | dates


def values_of_response(response: Response) -> dict[str, Any]:
    """Return what an answer holds as the form takes it."""
    return {name: value for name in _KEPT if (value := getattr(response, name)) is not None}


_KEPT = (
    "document_number",
    "signed_on",
    "signer",
    "content",
    "result_class",
    "resolution_kind",
    "commitment_on",
    "reason",
)
_DATES = ("signed_on", "commitment_on")
_NEVER_LOOSE = frozenset({"result_class", "files", "submission_key", "version", "draft_version"})


def _loosen(*fields: Any) -> None:
    for field in fields:
        field.validators = [OPTIONAL, *(v for v in field.validators if not isinstance(v, DataRequired))]
        field.flags.required = False
