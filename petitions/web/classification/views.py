"""The council office's desk: a case is classified, returned, filed, handed over, reopened."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, flash
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.authority import own_authority
from petitions.domain.vocabulary import Action, FilingReason, State
from petitions.models import Case
from petitions.queries.agencies import find_other_council
from petitions.queries.choices import list_councils, list_subject_fields
from petitions.queries.voters import list_voter_names
from petitions.services.classification import classify_case, file_case, return_case
from petitions.services.forwarding import hand_over_case
from petitions.services.personal_data import masked, personal_data_of
from petitions.services.reopening import reopen_case
from petitions.web.classification.forms import (
    ClassificationForm,
    FilingForm,
    HandOverForm,
    ReopeningForm,
    ReturnForm,
)
from petitions.web.form import filled
from petitions.web.form_page import StepPage, taken
from petitions.web.letter_page import LetterPage

blueprint = Blueprint("classification", __name__)


class ClassifyPage(StepPage[ClassificationForm]):
    """Settle authority and field, and write what agencies may read, with the entry beside it."""

    form_class = ClassificationForm
    action = Action.CLASSIFY
    template = "classification/classify.html"

    def offer(self, session: Session, form: ClassificationForm, subject: Case) -> None:
        """Offer the fields in use."""
        form.subject_field_id.offer_when_shown(partial(list_subject_fields, session, also=subject.subject_field_id))

    def prefill(self, session: Session, subject: Case) -> dict[str, Any]:
        """Return what stands there; on the first classification the entry with names and numbers masked."""
        authority = subject.authority or own_authority(subject.council.level)
        values = {"authority": authority.value, "subject_field_id": subject.subject_field_id}
        if subject.state is State.CLASSIFIED:
            return values | {"summary": subject.summary, "forwarded_text": subject.forwarded_text}
        mask, names = _("[withheld]"), list_voter_names(session, subject.id)
        return values | {
            "summary": masked(subject.summary, names, mask=mask),
            "forwarded_text": masked(subject.content, names, mask=mask),
        }

    def carry_out(self, session: Session, form: ClassificationForm, **route: Any) -> str:
        """Classify the case."""
        case = classify_case(session, route["code"], form.wanted(), **taken(form))
        flash(_("The case has been classified. Next it is forwarded to whoever has to answer."))
        return self.back_url(code=case.code)

    def context(self, session: Session, form: ClassificationForm, subject: Case) -> dict[str, Any]:
        """Show the entry itself and what in it must not be passed on."""
        names = list_voter_names(session, subject.id)
        found = personal_data_of(f"{subject.summary}\n{subject.content}", names)
        if subject.state is State.CLASSIFIED:
            form.note.description = _("Say why, when anything above changes.")
        return {
            **super().context(session, form, subject),
            "found": ", ".join(f"\u201c{text}\u201d" for text in found),
            "asks_to_confirm": personal_data_of(f"{form.summary.data}\n{form.forwarded_text.data}", names),
        }


class ReturnPage(StepPage[ReturnForm]):
    """Give the case back to the unit that recorded it."""

    form_class = ReturnForm
    action = Action.RETURN

    def carry_out(self, session: Session, form: ReturnForm, **route: Any) -> str:
        """Return the case."""
        case = return_case(session, route["code"], reason=filled(form.reason.data), **taken(form))
        flash(_("The case has gone back to %(unit)s, which completes it and submits it again.", unit=case.origin.name))
        return self.back_url(code=case.code)


class FilePage(StepPage[FilingForm]):
    """Keep the case on file."""

    form_class = FilingForm
    action = Action.FILE

    def carry_out(self, session: Session, form: FilingForm, **route: Any) -> str:
        """File the case."""
        case = file_case(
            session, route["code"], reason=FilingReason(form.reason.data), note=filled(form.note.data), **taken(form)
        )
        flash(_("The case has been filed and goes to no agency. The office can reopen it."))
        return self.back_url(code=case.code)


class HandOverPage(LetterPage[HandOverForm]):
    """Give the case to another council of this installation."""

    form_class = HandOverForm
    action = Action.HAND_OVER
    template = "classification/hand_over.html"

    def offer(self, session: Session, form: HandOverForm, subject: Case) -> None:
        """Offer the other councils, and the letters entered last."""
        super().offer(session, form, subject)
        form.council_id.offer_when_shown(partial(list_councils, session, today=clock.today(), but=subject.council_id))

    def suggest(self, session: Session, subject: Case) -> dict[str, Any]:
        """Return the other council of the place, and today as the day of the letter."""
        council_id = find_other_council(session, subject, today=clock.today())
        return super().suggest(session, subject) | ({} if council_id is None else {"council_id": council_id})

    def carry_out(self, session: Session, form: HandOverForm, **route: Any) -> str:
        """Hand the case over."""
        case = hand_over_case(
            session, route["code"], council_id=filled(form.council_id.data), letter=form.letter(), **taken(form)
        )
        flash(_("The case has been handed over to %(council)s, which classifies it.", council=case.council.name))
        return self.back_url(code=case.code)


class ReopenPage(StepPage[ReopeningForm]):
    """Take a finished case up again."""

    form_class = ReopeningForm
    action = Action.REOPEN

    def carry_out(self, session: Session, form: ReopeningForm, **route: Any) -> str:
        """Reopen the case."""
        case = reopen_case(session, route["code"], reason=filled(form.reason.data), **taken(form))
        if case.state is State.CLASSIFIED:
            flash(_("The case has been reopened. Next it is forwarded to whoever has to answer."))
        else:
            flash(_("The case has been reopened. Next the office classifies it."))
        return self.back_url(code=case.code)


blueprint.add_url_rule("/cases/<code>/classification/", view_func=ClassifyPage.as_view("classify"))
blueprint.add_url_rule("/cases/<code>/return/", view_func=ReturnPage.as_view("return"))
blueprint.add_url_rule("/cases/<code>/filing/", view_func=FilePage.as_view("file"))
blueprint.add_url_rule("/cases/<code>/handover/", view_func=HandOverPage.as_view("hand_over"))
blueprint.add_url_rule("/cases/<code>/reopening/", view_func=ReopenPage.as_view("reopen"))
