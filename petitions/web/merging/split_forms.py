"""The form of a case that becomes several: a set of fields a part."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field
from wtforms.validators import ValidationError

from petitions.domain.text import clean
from petitions.services.splitting import FEWEST_PARTS, PartDraft
from petitions.web.form import BaseForm
from petitions.web.pagination import key_of

LONGEST_SUMMARY = 1_000
LONGEST_CONTENT = 50_000
LONGEST_FORWARDED = 60_000


class ManyField(Field):
    """The texts of several fields of one name, cleaned, in their order; ``faults`` says by number what is wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.faults: dict[int, str] = {}

    @property
    def fault_id(self) -> str:
        """Return where on the page the first wrong one stands; a fault of the whole is told at the second part."""
        return f"{self.name}-{min(self.faults, default=1)}"

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean what was typed."""
        self.data = [clean(str(value)) for value in valuelist]

    def texts(self) -> list[str]:
        """Return what was typed; nothing for a field that was not sent."""
        return list(self.data or [])

    def of(self, part: int) -> str:
        """Return what was typed for a part."""
        return "".join(self.texts()[part : part + 1])

    def refuse(self, faults: dict[int, str]) -> None:
        """Keep what is wrong by part, and refuse the field when anything is."""
        self.faults = faults
        if faults:
            raise ValidationError(faults[min(faults)])

    def fault_of(self, part: int) -> str:
        """Return what is wrong with a part."""
        whole = " ".join(map(str, self.errors)) if part == 1 and not self.faults else ""
        return self.faults.get(part, whole)

    def too_long(self, longest: int) -> dict[int, str]:
        """Return the fault of each text that is longer than it may be."""
        said = self.ngettext(
            "Field cannot be longer than %(max)d character.", "Field cannot be longer than %(max)d characters.", longest
        )
        return {n: said % {"max": longest} for n, text in enumerate(self.texts()) if len(text) > longest}

    def missing(self, parts: list[int]) -> dict[int, str]:
        """Return the fault of each of these parts that has no text here."""
        return {n: self.gettext("This field is required.") for n in parts if not self.of(n)}


class SplitForm(BaseForm):
    """One summary, content, text for agencies and field a part; a part without any text is none."""

    is_first_read = False
    """Whether agencies will read the first part as well: a case that is not classified yet is looked at again."""

    summary = ManyField(_l("Summary"))
    content = ManyField(_l("Content"))
    forwarded_text = ManyField(_l("Text to be forwarded"))
    subject_field_id = ManyField(_l("Field"))
    part_statements = ManyField(_l("Statements"))
    personal_data_checked = BooleanField(_l("I have checked it: what is left of names or numbers has to stay"))

    def parts(self) -> list[int]:
        """Return the numbers of the parts that have any text."""
        fields = (self.summary, self.content, self.forwarded_text)
        return [n for n in range(max(len(f.texts()) for f in fields)) if any(f.of(n) for f in fields)]

    def read_parts(self) -> list[int]:
        """Return the numbers of those that agencies will read."""
        return [n for n in self.parts() if n or self.is_first_read]

    def validate_summary(self, field: ManyField) -> None:
        """Refuse a line that the list does not take, and a part without one."""
        field.refuse(field.missing(self.parts()) | field.too_long(LONGEST_SUMMARY))

    def validate_content(self, field: ManyField) -> None:
        """Refuse a part that is longer than an entry may be or says nothing, and a split into one."""
        parts = self.parts()
        faults = field.missing(parts) | field.too_long(LONGEST_CONTENT)
        if len(parts) < FEWEST_PARTS:
            said = _("A split needs at least two parts: write the summary and content of another matter here.")
            faults = {next(n for n in (1, 0) if n not in parts): said} | faults
        field.refuse(faults)

    def validate_forwarded_text(self, field: ManyField) -> None:
        """Refuse a part of which the page showed no text for agencies: what they read, a person has looked at."""
        said = _("This is what agencies will read: the content, with names and numbers withheld. Please check it.")
        unread = dict.fromkeys(field.missing(self.read_parts()), said) if field.texts() else {}
        field.refuse(unread | field.too_long(LONGEST_FORWARDED))

    def draft(self, part: int) -> PartDraft:
        """Return a part; a script that sends no text for agencies leaves it to the service."""
        return PartDraft(
            summary=self.summary.of(part),
            content=self.content.of(part),
            statement_ids=self.statements_of(part),
            subject_field_id=self.field_of(part),
            forwarded_text=self.forwarded_text.of(part) or None,
        )

    def field_of(self, part: int) -> int | None:
        """Return the field chosen for a part, None where none was."""
        return key_of(self.subject_field_id.of(part))

    def statements_of(self, part: int) -> frozenset[int] | None:
        """Return the statements ticked for a part; None when nothing was ticked for any."""
        pairs = [text.partition("-") for text in self.part_statements.texts()]
        ticked = [(number, key) for number, _dash, text in pairs if (key := key_of(text)) is not None]
        return frozenset(key for number, key in ticked if number == str(part)) if ticked else None

    def has_ticked(self, part: int, statement_id: int) -> bool:
        """Tell whether the statement was ticked for the part."""
        return f"{part}-{statement_id}" in self.part_statements.texts()
