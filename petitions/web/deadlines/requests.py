"""The pages on which a running clock is lengthened, paused, opined on or left out of the rate."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask.views import MethodView
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.clock_vocabulary import ClockEventKind, Stage
from petitions.domain.policy import can, position_of
from petitions.domain.vocabulary import Action
from petitions.domain.workflow import is_ever_taken_by
from petitions.extensions import db
from petitions.i18n import format_date, format_weekday_date
from petitions.models import Case, Clock, ClockEvent
from petitions.queries.cases import facts_of, get_case
from petitions.queries.clocks import find_open_clock
from petitions.services.clock_requests import ask_extension, ask_pause, decide_extension, decide_pause, resume_clock
from petitions.services.exclusion import exclude_from_rate
from petitions.services.opinions import give_opinion
from petitions.web.access import current_actor, signed_in
from petitions.web.changes import date_of, day_of
from petitions.web.deadlines.request_forms import (
    ExclusionForm,
    ExtensionDecisionForm,
    ExtensionForm,
    OpinionForm,
    PauseDecisionForm,
    PauseForm,
    ResumptionForm,
)
from petitions.web.form import BaseForm, filled, given
from petitions.web.form_page import StepPage, taken
from petitions.web.uploads import FilesPage

F = TypeVar("F", bound=BaseForm)
Fact = dict[str, Any]


class _ClockPage(StepPage[F]):
    """A page about the lead's running clock: it shows who leads, its first and its present date."""

    def context(self, session: Session, form: F, subject: Case) -> dict[str, Any]:
        """Return the dates beside the case, and what has been asked for."""
        running = find_open_clock(session, subject, Stage.RESPONSE)
        facts = [] if running is None else [*_dates(subject, running), *self.asked(running)]
        return {**super().context(session, form, subject), "more_facts": facts}

    def asked(self, running: Clock) -> list[Fact]:  # noqa: ARG002 - for pages that decide
        """Return what a decision is about."""
        return []

    def common(self, form: F) -> dict[str, Any]:
        """Return what every service of a step wants."""
        return {"actor": current_actor(), "now": clock.now(), "seen_version": form.seen_version}


def _dates(case: Case, running: Clock) -> list[Fact]:
    first = running.original_due_on if running.original_due_on != running.due_on else None
    return [
        {"label": _("Lead agency"), "value": case.lead.name if case.lead else None},
        {"label": _("First due date"), "value": format_weekday_date(first)},
        {"label": _("Due date"), "value": format_weekday_date(running.due_on)},
    ]


class _DecisionPage(_ClockPage[F]):
    """A page that decides what the lead has asked for."""

    asked_by: ClockEventKind

    def asked(self, running: Clock) -> list[Fact]:
        """Show the request: dates, reason, paper."""
        event = _last(running, self.asked_by)
        if event is None:
            return []
        days = [event.facts[name] for name in ("until", "first", "last") if name in event.facts]
        return [
            {"label": _("Asked for"), "value": " - ".join(map(day_of, days))},
            {"label": _("Asked by"), "value": f"{event.organisation_name}, {format_date(event.on)}"},
            {"label": _("Reason"), "value": event.reason},
            {"label": _("Number of the request"), "value": event.document_number},
        ]


class ExtensionPage(_ClockPage[ExtensionForm]):
    """The lead, or the office for a letter on paper, asks for a later date."""

    form_class = ExtensionForm
    action = Action.ASK_EXTENSION

    def carry_out(self, session: Session, form: ExtensionForm, **route: Any) -> str:
        """Put the request before the council."""
        ask_extension(session, route["code"], form.request(), **self.common(form))
        flash(_("The request waits for the council's decision. Until then the present due date holds."), "success")
        return self.back_url(**route)


class ExtensionDecisionPage(_DecisionPage[ExtensionDecisionForm]):
    """The council decides on it."""

    form_class = ExtensionDecisionForm
    action = Action.DECIDE_EXTENSION
    asked_by = ClockEventKind.EXTENSION_ASKED

    def suggest(self, session: Session, subject: Case) -> dict[str, Any]:
        """Propose the date that was asked for."""
        running = find_open_clock(session, subject, Stage.RESPONSE)
        event = None if running is None else _last(running, self.asked_by)
        return {} if event is None else {"new_due_on": date_of(event.facts.get("until"))}

    def carry_out(self, session: Session, form: ExtensionDecisionForm, **route: Any) -> str:
        """Record the decision."""
        case = decide_extension(session, route["code"], form.verdict(), **self.common(form))
        flash(_("The decision is on record; the answer is due on %(date)s.", date=_due(case)), "success")
        return self.back_url(**route)


class PausePage(_ClockPage[PauseForm]):
    """The lead, or the office for a letter on paper, asks for a pause."""

    form_class = PauseForm
    action = Action.ASK_PAUSE

    def carry_out(self, session: Session, form: PauseForm, **route: Any) -> str:
        """Put the request before the council."""
        ask_pause(session, route["code"], form.request(), **self.common(form))
        flash(_("The request waits for the council's decision. Until then the present due date holds."), "success")
        return self.back_url(**route)


class PauseDecisionPage(_DecisionPage[PauseDecisionForm]):
    """The council decides on it."""

    form_class = PauseDecisionForm
    action = Action.DECIDE_PAUSE
    asked_by = ClockEventKind.PAUSE_ASKED

    def carry_out(self, session: Session, form: PauseDecisionForm, **route: Any) -> str:
        """Record the decision."""
        case = decide_pause(session, route["code"], form.verdict(), **self.common(form))
        flash(_("The decision is on record; the answer is due on %(date)s.", date=_due(case)), "success")
        return self.back_url(**route)


class ResumptionPage(_ClockPage[ResumptionForm]):
    """The council ends a pause early."""

    form_class = ResumptionForm
    action = Action.RESUME

    def carry_out(self, session: Session, form: ResumptionForm, **route: Any) -> str:
        """Let the days count again."""
        case = resume_clock(session, route["code"], reason=filled(form.reason.data), **self.common(form))
        flash(_("The pause has been ended; the answer is due on %(date)s.", date=_due(case)), "success")
        return self.back_url(**route)


class OpinionPage(FilesPage[OpinionForm]):
    """A coordinating agency gives its opinion."""

    form_class = OpinionForm
    action = Action.GIVE_OPINION

    def carry_out(self, session: Session, form: OpinionForm, **route: Any) -> str:
        """Send it to the lead and the council."""
        give_opinion(
            session,
            route["code"],
            content=filled(form.content.data),
            document_number=given(form.document_number.data),
            attachments=self.attachments,
            **taken(form),
        )
        flash(_("Your agency's opinion has been sent to the lead agency and the council."), "success")
        return self.back_url(**route)


class ExclusionPage(_ClockPage[ExclusionForm]):
    """The Standing Board leaves a long roadmap out of the on-time rate."""

    form_class = ExclusionForm
    action = Action.EXCLUDE

    def carry_out(self, session: Session, form: ExclusionForm, **route: Any) -> str:
        """Record the decision."""
        exclude_from_rate(
            session,
            route["code"],
            reason=filled(form.reason.data),
            document_number=filled(form.document_number.data),
            **self.common(form),
        )
        flash(_("The case no longer counts in the on-time rate; the decision stands in its history."), "success")
        return self.back_url(**route)


class _AskOrDecide(MethodView):
    """One address for a request and the decision on it: each person gets the form that is his."""

    decorators: ClassVar[list[Any]] = [signed_in]
    ask: tuple[Action, type[StepPage[Any]]]
    decide: tuple[Action, type[StepPage[Any]]]

    def get(self, code: str) -> ResponseReturnValue:
        """Show the person's form."""
        return self._page(code).get(code=code)

    def post(self, code: str) -> ResponseReturnValue:
        """Carry out what was sent: a form with a decision is one."""
        page = self.decide[1]() if "decision" in request.form else self._page(code)
        return page.post(code=code)

    def _page(self, code: str) -> StepPage[Any]:
        actor = current_actor()
        facts = facts_of(get_case(db.session(), code, actor=actor))
        decides = is_ever_taken_by(self.decide[0], position_of(actor, facts))
        return self.decide[1]() if decides and not can(actor, self.ask[0], facts) else self.ask[1]()


class Extension(_AskOrDecide):
    """Extension: asked for and decided."""

    ask = Action.ASK_EXTENSION, ExtensionPage
    decide = Action.DECIDE_EXTENSION, ExtensionDecisionPage


class PauseStep(_AskOrDecide):
    """Pause: asked for and decided."""

    ask = Action.ASK_PAUSE, PausePage
    decide = Action.DECIDE_PAUSE, PauseDecisionPage


def _last(running: Clock, kind: ClockEventKind) -> ClockEvent | None:
    return next((event for event in reversed(running.events) if event.kind is kind), None)


def _due(case: Case) -> str:
    return format_weekday_date(case.due_on)
