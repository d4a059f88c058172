"""The calculator: a rule and a start give a date, with every day that counted and every one that did not."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petitions import clock
from petitions.domain.deadline_trace import folded
from petitions.domain.deadlines import compute
from petitions.domain.errors import DeadlineInputError
from petitions.extensions import db
from petitions.queries.calendar import get_work_calendar
from petitions.queries.rules import list_rule_codes, load_rules
from petitions.web.access import signed_in
from petitions.web.deadlines.clock_page import show_clock
from petitions.web.deadlines.forms import CalculatorForm
from petitions.web.deadlines.requests import ExclusionPage, Extension, OpinionPage, PauseStep, ResumptionPage
from petitions.web.form import filled
from petitions.web.rule_names import rule_name

blueprint = Blueprint("deadlines", __name__)
blueprint.add_url_rule("/cases/<code>/extension/", view_func=Extension.as_view("extension"))
blueprint.add_url_rule("/cases/<code>/pause/", view_func=PauseStep.as_view("pause"))
blueprint.add_url_rule("/cases/<code>/resumption/", view_func=ResumptionPage.as_view("resume"))
blueprint.add_url_rule("/cases/<code>/opinion/", view_func=OpinionPage.as_view("opinion"))
blueprint.add_url_rule("/cases/<code>/exclusion/", view_func=ExclusionPage.as_view("exclude"))
blueprint.add_url_rule("/cases/<code>/clocks/<int:clock_id>/", view_func=signed_in(show_clock), endpoint="clock")


@blueprint.get("/deadlines/")
@signed_in
def calculator() -> ResponseReturnValue:
    """Count one term; without a question, show the form with today's date."""
    asked = bool(request.args.get("rule"))
    form = CalculatorForm(request.args if asked else None, data={"start": clock.today(), "rule": "petition.response"})
    form.rule.choices = [(code, rule_name(code)) for code in list_rule_codes(db.session())]
    if not asked:
        return _page(form), 200
    if not form.validate():
        return _page(form), 422
    return _answer(form)


def _answer(form: CalculatorForm) -> ResponseReturnValue:
    session = db.session()
    ledger = form.ledger()
    book = load_rules(session, [form.rule.data])
    rule = filled(book.in_force(form.rule.data, ledger.start_on))
    try:
        found = compute(ledger, rule, get_work_calendar(session), with_trace=True)
    except DeadlineInputError:
        form.form_errors.append(_cannot())
        return _page(form), 422
    begins_on = book.begins_on(rule.code)
    return _page(
        form,
        rule=rule,
        rule_name=rule_name(rule.code),
        found=found,
        runs=folded(found.trace),
        begins_on=begins_on if ledger.start_on < begins_on else None,
    ), 200


def _cannot() -> str:
    return str(_("This term reaches outside the calendar, which runs from 1990 to 2110."))


def _page(form: CalculatorForm, **context: object) -> str:
    return render_template("deadlines/calculator.html", form=form, **context)
