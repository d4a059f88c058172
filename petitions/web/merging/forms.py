"""Forms of cases that become one, are split, or are linked to what was raised before."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import DataRequired, ValidationError

from petitions.domain.text import clean
from petitions.web.form import BaseForm, LineField, TextField, at_most, given
from petitions.web.pagination import key_of

LONGEST_REASON = 2_000
LONGEST_SUMMARY = 1_000
LONGEST_CONTENT = 50_000
MOST_TOGETHER = 30


class MergeForm(BaseForm):
    """Into which case, which others go along, and why."""

    target_code = LineField(
        _l("Code of the case that goes on"),
        [DataRequired(), at_most(40)],
        description=_l("Usually the earlier one, or the one an agency has already."),
    )
    other_codes = LineField(
        _l("Codes of further cases to merge with it"),
        [at_most(600)],
        description=_l("With blanks between them; all go into the same case, or none does."),
    )
    reason = TextField(_l("Why they are the same matter"), [at_most(LONGEST_REASON)])

    def codes(self) -> list[str]:
        """Return the codes of the further cases."""
        text = str(self.other_codes.data or "").replace(",", " ").replace(";", " ")
        return text.split()

    def validate_other_codes(self, _field: Field) -> None:
        """Refuse more than are merged in one go: none of them is left out in silence."""
        if len(self.codes()) > MOST_TOGETHER:
            raise ValidationError(_("At most %(most)s cases at once.", most=MOST_TOGETHER))


class UndoForm(BaseForm):
    """Why something is undone."""

    reason = TextField(_l("Reason"), [DataRequired(), at_most(LONGEST_REASON)])


class ReRaiseForm(BaseForm):
    """Which case voters raise again."""

    re_raised_code = LineField(
        _l("Code of the earlier case"),
        [at_most(40)],
        description=_l("Leave it empty to take a link away."),
    )

    def earlier(self) -> str | None:
        """Return the code, or None for no link."""
        return given(self.re_raised_code.data)


class ManyField(Field):
    """The texts of several fields of one name, cleaned, in their order; ``faulty_at`` is the number of a wrong one."""

    faulty_at = 1
    """A fault of the whole, such as there being one part only, is told at the second."""

    @property
    def fault_id(self) -> str:
        """Return where on the page the wrong one stands."""
        return f"{self.name}-{self.faulty_at}"

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean what was typed."""
        self.data = [clean(str(value)) for value in valuelist]

    def texts(self) -> list[str]:
        """Return what was typed; nothing for a field that was not sent."""
        return list(self.data or [])


def _insist_on_length(field: ManyField, longest: int) -> None:
    too_long = [number for number, text in enumerate(field.texts()) if len(text) > longest]
    if too_long:
        field.faulty_at = too_long[0]
        said = field.ngettext(
            "Field cannot be longer than %(max)d character.", "Field cannot be longer than %(max)d characters.", longest
        )
        raise ValidationError(said % {"max": longest})


class SplitForm(BaseForm):
    """One summary, content and field a part; a part with neither text is none."""

    summary = ManyField(_l("Summary"))
    content = ManyField(_l("Content"))
    subject_field_id = ManyField(_l("Field"))
    part_statements = ManyField(_l("Statements"))

    def texts(self) -> list[tuple[int, str, str]]:
        """Return number, summary and content of each part that has any text."""
        summaries, contents = self.summary.texts(), self.content.texts()
        length = max(len(summaries), len(contents))
        padded = (texts + [""] * (length - len(texts)) for texts in (summaries, contents))
        return [(n, s, c) for n, (s, c) in enumerate(zip(*padded, strict=True)) if s or c]

    def validate_summary(self, field: ManyField) -> None:
        """Refuse a line that the list does not take."""
        _insist_on_length(field, LONGEST_SUMMARY)

    def validate_content(self, field: ManyField) -> None:
        """Refuse a part that is longer than an entry may be, or that has a line and says nothing."""
        _insist_on_length(field, LONGEST_CONTENT)
        silent = [number for number, _line, content in self.texts() if not content]
        if silent:
            field.faulty_at = silent[0]
            raise ValidationError(field.gettext("This field is required."))

    def faults_of(self, part: int) -> dict[str, str]:
        """Return what is wrong with the texts of a part, by field; a fault of the whole stands at its second one."""
        faults = {}
        for field, longest in ((self.summary, LONGEST_SUMMARY), (self.content, LONGEST_CONTENT)):
            texts = field.texts()
            own = texts[part] if part < len(texts) else ""
            is_empty = field is self.content and not own and part < len(self.summary.texts())
            is_silent = is_empty and bool(self.summary.texts()[part])
            if field.errors and (len(own) > longest or is_silent or (part == 1 and not own)):
                faults[field.name] = " ".join(map(str, field.errors))
        return faults

    def field_of(self, part: int) -> int | None:
        """Return the field chosen for a part, None where none was."""
        chosen = self.subject_field_id.texts()
        return key_of(chosen[part]) if part < len(chosen) else None

    def statements_of(self, part: int) -> frozenset[int] | None:
        """Return the statements ticked for a part; None when nothing was ticked for any."""
        pairs = [text.partition("-") for text in self.part_statements.texts()]
        ticked = [(number, key) for number, _dash, text in pairs if (key := key_of(text)) is not None]
        return frozenset(key for number, key in ticked if number == str(part)) if ticked else None

    def has_ticked(self, part: int, statement_id: int) -> bool:
        """Tell whether the statement was ticked for the part."""
        return f"{part}-{statement_id}" in self.part_statements.texts()
