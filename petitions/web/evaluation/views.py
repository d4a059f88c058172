"""The council judges an answer: it closes the case, follows it, or asks the agency to answer again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.deadlines import days_late
from petitions.domain.policy import position_of, steps_for
from petitions.domain.vocabulary import Action, EvaluationDecision, ResultClass
from petitions.domain.workflow import is_ever_taken_by
from petitions.i18n import format_date, format_weekday_date
from petitions.models import Case
from petitions.queries.cases import facts_of
from petitions.queries.clocks import find_answer_clock
from petitions.queries.evaluation import list_coming_sessions
from petitions.queries.responses import list_responses, reached_council_on
from petitions.services.evaluation import ask_for_revision, close_case, follow_case
from petitions.web.access import current_actor
from petitions.web.evaluation.forms import EvaluationForm
from petitions.web.file_rows import file_rows
from petitions.web.form import filled
from petitions.web.form_page import StepPage, taken

blueprint = Blueprint("evaluation", __name__)

_STEPS = {
    EvaluationDecision.CLOSE: Action.CLOSE,
    EvaluationDecision.FOLLOW: Action.FOLLOW,
    EvaluationDecision.REVISE: Action.REVISE,
}
_SETTLED = frozenset({ResultClass.RESOLVED, ResultClass.EXPLAINED})
_FOR_SETTLED = (EvaluationDecision.CLOSE, EvaluationDecision.FOLLOW, EvaluationDecision.REVISE)
_FOR_OPEN = (EvaluationDecision.FOLLOW, EvaluationDecision.REVISE, EvaluationDecision.CLOSE)


class EvaluationPage(StepPage[EvaluationForm]):
    """One address for the three verdicts; each is offered only to whom it belongs."""

    form_class = EvaluationForm
    template = "evaluation/evaluate.html"

    def action_for(self, case: Case) -> Action:
        """Return the step that was sent, so that somebody else's is refused; else the first that is open."""
        sent = request.form.get("decision")
        if sent in _STEPS:
            return _STEPS[EvaluationDecision(sent)]
        position = position_of(current_actor(), facts_of(case))
        own = [action for action in _STEPS.values() if is_ever_taken_by(action, position)]
        return next((_STEPS[decision] for decision in _offered(case)), own[-1] if own else Action.FOLLOW)

    def offer(self, session: Session, form: EvaluationForm, subject: Case) -> None:
        """Offer the decisions, and the council sessions that come."""
        form.offer_decisions(_offered(subject))
        council_id, today = subject.council_id, clock.today()
        form.council_session_id.offer_when_shown(
            lambda: [
                (key, _("%(name)s, %(date)s", name=name, date=format_date(held_on)))
                for key, name, held_on in list_coming_sessions(session, council_id, today=today)
            ],
            empty=_("Another date (enter it below)"),
        )

    def prefill(self, session: Session, subject: Case) -> dict[str, Any]:  # noqa: ARG002 - all is in the row
        """Propose what the result suggests: a settled matter is closed, an open one is followed."""
        offered = _offered(subject)
        wanted = _FOR_SETTLED if subject.result_class in _SETTLED else _FOR_OPEN
        return {"decision": next((decision for decision in wanted if decision in offered), None)}

    def context(self, session: Session, form: EvaluationForm, subject: Case) -> dict[str, Any]:
        """Show the answer that is judged, whether it came in time, and its files."""
        answer = next(iter(list_responses(session, subject.id)), None)
        answered = find_answer_clock(session, subject)
        return super().context(session, form, subject) | {
            "answer": answer.response if answer else None,
            "files": file_rows(subject, answer.files, actor=current_actor()) if answer else [],
            "answered": answered,
            "answered_on": reached_council_on(answer.response) if answer else None,
            "days_late": days_late(answered.due_on, answered.stopped_on) if answered and answered.stopped_on else 0,
            "offered": [decision.value for decision in _offered(subject)],
        }

    def carry_out(self, session: Session, form: EvaluationForm, **route: Any) -> str:
        """Carry the decision out."""
        note = filled(form.note.data)
        match EvaluationDecision(form.decision.data):
            case EvaluationDecision.CLOSE:
                close_case(session, route["code"], note=note, **taken(form))
                flash(_("The case is closed. The voters can be told."), "success")
            case EvaluationDecision.FOLLOW:
                session_id = form.council_session_id.data
                case = follow_case(
                    session,
                    route["code"],
                    note=note,
                    due_on=form.due_on.data,
                    council_session_id=session_id,
                    **taken(form),
                )
                until = format_weekday_date(case.due_on)
                flash(_("The case is followed. Look again by %(date)s.", date=until), "success")
            case EvaluationDecision.REVISE:
                case = ask_for_revision(session, route["code"], note=note, due_on=form.due_on.data, **taken(form))
                until = format_weekday_date(case.due_on)
                flash(_("The agency answers again by %(date)s.", date=until), "success")
        return self.back_url(code=route["code"])


def _offered(case: Case) -> list[EvaluationDecision]:
    """Return the decisions open to the person; nobody outside this installation can be asked again."""
    steps = steps_for(current_actor(), facts_of(case))
    return [
        decision
        for decision, action in _STEPS.items()
        if action in steps and not (action is Action.REVISE and case.lead_id is None)
    ]


blueprint.add_url_rule("/cases/<code>/evaluation/", view_func=EvaluationPage.as_view("evaluate"))
