"""Forms of cases that become one, are split, or are linked to what was raised before."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import DataRequired

from petitions.domain.text import clean
from petitions.web.form import LARGEST_ID, BaseForm, LineField, TextField, at_most, given

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
        return text.split()[:MOST_TOGETHER]


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
    """The texts of several fields of one name, cleaned, in their order."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean what was typed."""
        self.data = [clean(str(value)) for value in valuelist]

    def texts(self) -> list[str]:
        """Return what was typed; nothing for a field that was not sent."""
        return list(self.data or [])


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

    def field_of(self, part: int) -> int | None:
        """Return the field chosen for a part, None where none was."""
        chosen = self.subject_field_id.texts()
        text = chosen[part] if part < len(chosen) else ""
        return int(text) if text.isdecimal() and len(text) < 10 and 0 < int(text) <= LARGEST_ID else None  # noqa: PLR2004

    def statements_of(self, part: int) -> frozenset[int] | None:
        """Return the statements ticked for a part; None when nothing was ticked for any."""
        pairs = [text.split("-") for text in self.part_statements.texts()]
        ticked = [(int(p), int(s)) for p, s in (x for x in pairs if len(x) == 2) if p.isdecimal() and s.isdecimal()]  # noqa: PLR2004
        return frozenset(s for p, s in ticked if p == part) if ticked else None

    def has_ticked(self, part: int, statement_id: int) -> bool:
        """Tell whether the statement was ticked for the part."""
        return f"{part}-{statement_id}" in self.part_statements.texts()
