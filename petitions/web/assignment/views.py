"""A case goes to an agency and is taken on there; or it leaves for a body outside, and comes back."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import Blueprint, flash
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions.domain.vocabulary import Action
from petitions.i18n import format_weekday_date
from petitions.models import Case
from petitions.queries.assignments import find_open_assignment
from petitions.services.assignment import accept_case, decline_case, recall_case
from petitions.services.forwarding import forward_case_up, take_case_back
from petitions.web.assignment.forms import AcceptanceForm, DeclineForm, ForwardingUpForm, RecallForm, TakeBackForm
from petitions.web.assignment.pages import AssignPage, ReassignPage
from petitions.web.form import BaseForm, filled
from petitions.web.form_page import StepPage, taken
from petitions.web.letter_page import LetterPage, named_letter

F = TypeVar("F", bound=BaseForm)

blueprint = Blueprint("assignment", __name__)


class _RunningPage(StepPage[F]):
    """A page about the assignment that is running: it shows letter, date and who helps."""

    def context(self, session: Session, form: F, subject: Case) -> dict[str, Any]:
        """Return the letter in words and the names of those who help."""
        context, running = super().context(session, form, subject), find_open_assignment(session, subject.id)
        if running is None:
            return context
        return {
            **context,
            "letter": named_letter(running.forwarding),
            "coordinating": [each.organisation.name for each in running.coordinations],
        }


class AcceptPage(_RunningPage[AcceptanceForm]):
    """The agency takes the case on."""

    form_class = AcceptanceForm
    action = Action.ACCEPT
    template = "assignment/taking_on.html"

    def carry_out(self, session: Session, form: AcceptanceForm, **route: Any) -> str:
        """Accept the case."""
        case = accept_case(session, route["code"], **taken(form))
        flash(_("Your agency has taken the case on. The answer is due on %(date)s.", date=_due(case)))
        return self.back_url(code=case.code)


class DeclinePage(_RunningPage[DeclineForm]):
    """The agency sends the case back as not its matter."""

    form_class = DeclineForm
    action = Action.DECLINE
    template = "assignment/taking_on.html"

    def context(self, session: Session, form: DeclineForm, subject: Case) -> dict[str, Any]:
        """Say as well what happens after too many declines."""
        left = subject.council.decline_limit - subject.decline_count - 1
        decides = _("After this decline only the Standing Board decides who answers.")
        return {**super().context(session, form, subject), "consequences": [] if left > 0 else [decides]}

    def carry_out(self, session: Session, form: DeclineForm, **route: Any) -> str:
        """Decline the case."""
        case = decline_case(session, route["code"], reason=filled(form.reason.data), **taken(form))
        flash(_("The case has gone back to the council office, which decides who answers it."))
        return self.back_url(code=case.code)


class RecallPage(_RunningPage[RecallForm]):
    """The office takes a wrong assignment back."""

    form_class = RecallForm
    action = Action.RECALL
    template = "assignment/recall.html"

    def carry_out(self, session: Session, form: RecallForm, **route: Any) -> str:
        """Recall the case."""
        case = recall_case(session, route["code"], reason=filled(form.reason.data), **taken(form))
        flash(_("The case has been recalled. Next it is forwarded to the right agency."))
        return self.back_url(code=case.code)


class ForwardUpPage(LetterPage[ForwardingUpForm]):
    """The case goes to a body outside this installation."""

    form_class = ForwardingUpForm
    action = Action.FORWARD_UP
    template = "assignment/forward_up.html"

    def carry_out(self, session: Session, form: ForwardingUpForm, **route: Any) -> str:
        """Forward the case."""
        recipient = filled(form.recipient.data)
        case = forward_case_up(session, route["code"], recipient=recipient, letter=form.letter(), **taken(form))
        flash(_("The case has been forwarded to %(body)s. Record the answer here when it comes.", body=recipient))
        return self.back_url(code=case.code)


class TakeBackPage(StepPage[TakeBackForm]):
    """The case comes back from a body outside."""

    form_class = TakeBackForm
    action = Action.TAKE_BACK

    def carry_out(self, session: Session, form: TakeBackForm, **route: Any) -> str:
        """Take the case back."""
        case = take_case_back(session, route["code"], reason=filled(form.reason.data), **taken(form))
        flash(_("The case is back in the office. Next it is forwarded anew."))
        return self.back_url(code=case.code)


def _due(case: Case) -> str:
    return format_weekday_date(case.due_on)


blueprint.add_url_rule("/cases/<code>/assignment/", view_func=AssignPage.as_view("assign"))
blueprint.add_url_rule("/cases/<code>/reassignment/", view_func=ReassignPage.as_view("reassign"))
blueprint.add_url_rule("/cases/<code>/acceptance/", view_func=AcceptPage.as_view("accept"))
blueprint.add_url_rule("/cases/<code>/decline/", view_func=DeclinePage.as_view("decline"))
blueprint.add_url_rule("/cases/<code>/recall/", view_func=RecallPage.as_view("recall"))
blueprint.add_url_rule("/cases/<code>/forwarding-up/", view_func=ForwardUpPage.as_view("forward_up"))
blueprint.add_url_rule("/cases/<code>/take-back/", view_func=TakeBackPage.as_view("take_back"))
