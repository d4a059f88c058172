"""The page on which each matter of a case is written by itself, and what agencies will read of it."""

from __future__ import annotations

from typing import Any

from flask import flash
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions.domain.errors import PersonalDataError
from petitions.domain.vocabulary import Action, State
from petitions.models import Case
from petitions.queries.choices import list_subject_fields
from petitions.queries.statements import list_statements_of
from petitions.queries.voters import list_voter_names
from petitions.services.personal_data import masked, personal_data_of
from petitions.services.splitting import split_case
from petitions.web.errors import sentence_for
from petitions.web.form_page import StepPage, taken
from petitions.web.merging.split_forms import SplitForm

PARTS_OFFERED = 4


class SplitPage(StepPage[SplitForm]):
    """Write each matter of a case by itself."""

    form_class = SplitForm
    action = Action.SPLIT
    template = "merging/split.html"

    def offer(self, session: Session, form: SplitForm, subject: Case) -> None:  # noqa: ARG002 - the case says it
        """Tell the form whether agencies will read the first part."""
        form.is_first_read = subject.state is State.CLASSIFIED

    def context(self, session: Session, form: SplitForm, subject: Case) -> dict[str, Any]:
        """Return the parts as typed, or the whole as the first of them; statements and fields to choose from."""
        if not form.parts():
            form.summary.data, form.content.data = [subject.summary], [subject.content]
            form.forwarded_text.data = [subject.forwarded_text or ""] if form.is_first_read else []
        names = list_voter_names(session, subject.id)
        named = _named(form, names)
        if isinstance(self.refusal, PersonalDataError):
            _tell(form, named)
        count = max(PARTS_OFFERED, len(form.summary.texts()), len(form.content.texts()))
        return {
            **super().context(session, form, subject),
            "parts": [_shown(form, n, names, subject) for n in range(count)],
            "asks_to_confirm": bool(named),
            "statements": list_statements_of(session, subject.id),
            "fields": list_subject_fields(session, also=subject.subject_field_id),
        }

    def carry_out(self, session: Session, form: SplitForm, **route: Any) -> str:
        """Split the case."""
        rows = split_case(
            session,
            route["code"],
            [form.draft(n) for n in form.parts()],
            mask=_("[withheld]"),
            personal_data_checked=bool(form.personal_data_checked.data),
            **taken(form),
        )
        codes = ", ".join(row.code for row in rows[1:])
        flash(_("The case has been split. The other parts are %(codes)s; check how each is classified.", codes=codes))
        return self.back_url(code=route["code"])


def _named(form: SplitForm, names: tuple[str, ...]) -> dict[tuple[str, int], tuple[str, ...]]:
    """Return what must not reach agencies in the texts they will read, by field and part."""
    texts = {(f.name, n): f.of(n) for f in (form.summary, form.forwarded_text) for n in form.read_parts()}
    return {place: found for place, text in texts.items() if (found := personal_data_of(text, names))}


def _tell(form: SplitForm, named: dict[tuple[str, int], tuple[str, ...]]) -> None:
    """Put a refusal beside every part it is about; the service names the first one alone."""
    for field in (form.summary, form.forwarded_text):
        faults = {n: PersonalDataError(name, found) for (name, n), found in named.items() if name == field.name}
        field.faults = {n: sentence_for(fault) for n, fault in faults.items()}
        field.errors = [field.faults[min(faults)]] if faults else []


def _shown(form: SplitForm, part: int, names: tuple[str, ...], subject: Case) -> dict[str, Any]:
    """Return one part as it is shown; what agencies would read of it is there to be checked once it has a content."""
    is_read, content = bool(part or form.is_first_read), form.content.of(part)
    forwarded = form.forwarded_text.of(part) or masked(content, names, mask=_("[withheld]"))
    fields = (form.summary, form.content, form.forwarded_text)
    return {
        "summary": form.summary.of(part),
        "content": content,
        "forwarded_text": forwarded if is_read else "",
        "is_read": is_read,
        "field": form.field_of(part) or subject.subject_field_id,
        "faults": {field.name: field.fault_of(part) for field in fields},
    }
