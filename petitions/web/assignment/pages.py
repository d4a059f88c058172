"""The pages on which the office sends a case to a lead agency, the first time or anew."""

from __future__ import annotations

from functools import cached_property
from typing import Any, TypeVar

from flask import flash
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.errors import RuleMissingError
from petitions.domain.vocabulary import Action
from petitions.extensions import db
from petitions.i18n import format_weekday_date
from petitions.models import Case
from petitions.queries.agencies import Agency, Nearness, competent_agency, list_agencies_for
from petitions.queries.basis import load_basis
from petitions.queries.history import find_last_decline
from petitions.services.assignment import assign_case, reassign_case
from petitions.services.deadlines import STAGE_RULES, AnswerDue, answer_due
from petitions.web.assignment.forms import AssignmentForm, ReassignmentForm
from petitions.web.form import Groups, filled
from petitions.web.form_page import taken
from petitions.web.letter_page import LetterPage

F = TypeVar("F", bound=AssignmentForm)


class _PlacingPage(LetterPage[F]):
    """What assigning and reassigning share: who can answer, the date by rule."""

    template = "assignment/assign.html"

    @cached_property
    def agencies(self) -> list[Agency]:
        """Who can answer this case."""
        return list_agencies_for(db.session(), self.case, today=clock.today())

    def offer(self, session: Session, form: F, subject: Case) -> None:
        """Offer agencies by nearness, and the letters entered last."""
        super().offer(session, form, subject)
        form.lead_id.offer_when_shown(lambda: _grouped(self.agencies, self.case))
        form.coordinating_ids.offer_when_shown(lambda: _grouped(self.agencies, self.case))

    def suggest(self, session: Session, subject: Case) -> dict[str, Any]:
        """Return the competent People's Committee as lead, and what there is of a letter."""
        others = [agency for agency in self.agencies if agency.id != subject.lead_id]
        return {"lead_id": competent_agency(others, subject.authority)} | super().suggest(session, subject)

    def context(self, session: Session, form: F, subject: Case) -> dict[str, Any]:
        """Say what the rule gives, and what agencies that declined had said."""
        form.due_on.description = _due_hint(_due_today(session))
        form.received_on.description = _("Leave it empty for today. The term counts from the day after.")
        declined = find_last_decline(session, subject.id) if subject.decline_count else None
        return {**super().context(session, form, subject), "declined": declined}


class AssignPage(_PlacingPage[AssignmentForm]):
    """Send a classified case to its lead."""

    form_class = AssignmentForm
    action = Action.ASSIGN
    presets_letter = True

    def carry_out(self, session: Session, form: AssignmentForm, **route: Any) -> str:
        """Assign the case."""
        case = assign_case(session, route["code"], form.draft(), **taken(form))
        _tell(case)
        return self.back_url(code=case.code)


class ReassignPage(_PlacingPage[ReassignmentForm]):
    """Send a case that an agency works on to another lead."""

    form_class = ReassignmentForm
    action = Action.REASSIGN

    def carry_out(self, session: Session, form: ReassignmentForm, **route: Any) -> str:
        """Reassign the case."""
        case = reassign_case(session, route["code"], form.draft(), reason=filled(form.reason.data), **taken(form))
        _tell(case)
        return self.back_url(code=case.code)


def _tell(case: Case) -> None:
    agency = case.lead.name if case.lead else ""
    flash(
        _(
            "The case has been forwarded to %(agency)s. Its answer is due on %(date)s.",
            agency=agency,
            date=format_weekday_date(case.due_on),
        )
    )


def _grouped(agencies: list[Agency], case: Case) -> Groups:
    headings = {
        Nearness.PLACE: _("At the place itself (%(place)s)", place=case.locality.name),
        Nearness.PROVINCE: _("Agencies of the province"),
        Nearness.OTHER_COMMUNE: _("Other communes"),
        Nearness.CENTRAL: _("Central agencies"),
    }
    groups: Groups = {}
    for agency in agencies:
        groups.setdefault(headings[agency.nearness], []).append((agency.id, agency.name))
    return groups


def _due_today(session: Session) -> AnswerDue | None:
    try:
        return answer_due(load_basis(session, STAGE_RULES), clock.today())
    except RuleMissingError:
        return None


def _due_hint(due: AnswerDue | None) -> str:
    """Say what an empty field gives, by which source, and whether that was checked."""
    if due is None or due.rule is None:
        return str(_("No rule is in force: please enter the date."))
    sentences = [
        _(
            "Leave it empty to go by the rule; received today, that is %(date)s.",
            date=format_weekday_date(due.legal_on),
        ),
        _("Source: %(source)s.", source=due.rule.source),
    ]
    if not due.rule.is_verified:
        sentences.append(_("The rule has not been checked against its source yet."))
    if due.is_provisional:
        sentences.append(_("Provisional: the days off of that year are not all announced."))
    return " ".join(sentences)
