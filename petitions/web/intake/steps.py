"""The first steps on a case: submit, put right, answered in the room, withdraw."""

from __future__ import annotations

from typing import Any

from flask import flash, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.vocabulary import Action, State
from petitions.models import Case, CaseVoter
from petitions.queries.choices import list_localities_for, list_subject_fields
from petitions.queries.intake import find_answered_by, find_return_reason
from petitions.services.corrections import READ_BY_AGENCIES, correct_entry
from petitions.services.intake import record_on_spot, submit_case, withdraw_case
from petitions.web.access import current_actor
from petitions.web.form_page import StepPage, taken
from petitions.web.intake.forms import CorrectionForm, OnSpotAnswerForm, SubmissionForm, WithdrawalForm


class SubmissionPage(StepPage[SubmissionForm]):
    """Send the case to the council's office."""

    form_class = SubmissionForm
    action = Action.SUBMIT
    template = "intake/submit.html"

    def context(self, session: Session, form: SubmissionForm, subject: Case) -> dict[str, Any]:
        """Say what the office had asked for, when it comes back."""
        reason = find_return_reason(session, subject.id) if subject.state is State.RETURNED else None
        return super().context(session, form, subject) | {"return_reason": reason}

    def carry_out(self, session: Session, form: SubmissionForm, **route: Any) -> str:
        """Submit."""
        code, seen = route["code"], form.seen_version
        case = submit_case(session, code, actor=current_actor(), now=clock.now(), seen_version=seen)
        flash(_("Case %(code)s has been submitted to the council office.", code=case.code))
        return url_for("browse.case", code=case.code)


class OnSpotAnswerPage(StepPage[OnSpotAnswerForm]):
    """Note that the matter was answered in the room."""

    form_class = OnSpotAnswerForm
    action = Action.RECORD_ON_SPOT

    def suggest(self, session: Session, subject: Case) -> dict[str, Any]:
        """Return who answered, where the minutes say so."""
        return {"answered_by": find_answered_by(session, subject.id)}

    def carry_out(self, session: Session, form: OnSpotAnswerForm, **route: Any) -> str:
        """Note it."""
        case = record_on_spot(
            session,
            route["code"],
            answered_by=form.answered_by.data or "",
            answer=form.answer.data or "",
            **taken(form),
        )
        flash(_("The answer given at the meeting has been recorded."))
        return url_for("browse.case", code=case.code)


class CorrectionPage(StepPage[CorrectionForm]):
    """Put the entry right."""

    form_class = CorrectionForm
    action = Action.CORRECT_ENTRY
    template = "intake/correction.html"

    def prefill(self, session: Session, subject: Case) -> dict[str, Any]:
        """Return the entry as it stands."""
        names = ("summary", "content", "subject_field_id", "locality_id", "received_on")
        voter = session.get(CaseVoter, subject.id)
        known = {f"voter_{name}": getattr(voter, name, None) for name in ("name", "phone", "address")}
        return {name: getattr(subject, name) for name in names} | known

    def suggest(self, session: Session, subject: Case) -> dict[str, Any]:  # noqa: ARG002 - all is in the row
        """Give the reason of who still works on his own draft; nobody else has read it yet."""
        return {"reason": _("Completing the draft")} if subject.state is State.DRAFT else {}

    def offer(self, session: Session, form: CorrectionForm, subject: Case) -> None:
        """Offer fields and places, those it has included."""
        actor, today = current_actor(), clock.today()
        field, place = subject.subject_field_id, subject.locality_id
        form.subject_field_id.offer_when_shown(lambda: list_subject_fields(session, also=field))
        form.locality_id.offer_when_shown(lambda: list_localities_for(session, actor, today=today, also=place))

    def context(self, session: Session, form: CorrectionForm, subject: Case) -> dict[str, Any]:
        """Say what the office had asked for, and whether agencies read the summary."""
        reason = find_return_reason(session, subject.id) if subject.state is State.RETURNED else None
        extra = {"return_reason": reason, "agencies_read": subject.state in READ_BY_AGENCIES}
        return super().context(session, form, subject) | extra

    def carry_out(self, session: Session, form: CorrectionForm, **route: Any) -> str:
        """Put it right."""
        case = correct_entry(session, route["code"], form.draft(), reason=form.reason.data or "", **taken(form))
        flash(_("The entry has been corrected."))
        return url_for("browse.case", code=case.code)


class WithdrawalPage(StepPage[WithdrawalForm]):
    """Take the case out of work."""

    form_class = WithdrawalForm
    action = Action.WITHDRAW

    def carry_out(self, session: Session, form: WithdrawalForm, **route: Any) -> str:
        """Withdraw."""
        reason, seen = form.reason.data or "", form.seen_version
        case = withdraw_case(
            session, route["code"], reason=reason, actor=current_actor(), now=clock.now(), seen_version=seen
        )
        flash(_("Case %(code)s has been withdrawn.", code=case.code))
        return url_for("browse.case", code=case.code)
