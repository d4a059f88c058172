"""The list of cases and the page of one."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petitions import clock
from petitions.domain.identity import Actor
from petitions.domain.policy import VOTER_READERS, Permission, gives_receipts
from petitions.domain.vocabulary import Role
from petitions.extensions import db
from petitions.queries.case_filters import CaseFilters, Sort
from petitions.queries.case_list import list_cases
from petitions.queries.case_page import get_case_sheet
from petitions.queries.filter_choices import ListSurroundings, get_list_surroundings
from petitions.queries.scope import measure_scope
from petitions.web.access import current_actor, requires, signed_in
from petitions.web.browse.case_facts import answers_shown, arrival_of, facts_shown
from petitions.web.browse.duties import due_of_case, duties_of
from petitions.web.browse.filters import NAMES, SORT_LABELS, read_filters, tags_of
from petitions.web.browse.list_page import kept_of, selects_of, summary_of
from petitions.web.browse.next_steps import next_steps
from petitions.web.case_links import list_url
from petitions.web.case_rows import shown
from petitions.web.file_rows import file_rows
from petitions.web.pagination import cursor_of, key_of, position_of
from petitions.web.timeline import tell

blueprint = Blueprint("browse", __name__, url_prefix="/cases")


@blueprint.get("/")
@requires(Permission.READ_CASES)
def cases() -> ResponseReturnValue:
    """Show the list, narrowed by the filters in its address."""
    session, actor, today = db.session(), current_actor(), clock.today()
    asked = read_filters(request.args)
    after = position_of(request.args.get("cursor"))
    visible = measure_scope(session, actor)
    around = get_list_surroundings(session, visible, actor=actor, today=today)
    page = list_cases(session, asked.filters, actor=actor, today=today, after=after, visible=visible)
    selects = selects_of(asked.filters, around)
    return render_template(
        "browse/cases.html",
        filters=asked.filters,
        search_label=_search_label(actor),
        selects=selects,
        kept=kept_of(asked.filters, selects),
        ignored=[str(NAMES[name]) for name in asked.ignored],
        tags=tags_of(asked.filters, _names(around)),
        clear_url=list_url(CaseFilters()),
        rows=shown(page.rows, today=today, calendar=around.calendar),
        caption=_("Cases, %(order)s", order=str(SORT_LABELS[asked.filters.order]).lower()),
        summary=summary_of(len(page.rows), page.total),
        next_url=None if page.next is None else list_url(asked.filters, cursor=cursor_of(page.next)),
        first_url=None if after is None else list_url(asked.filters),
        is_by_due=asked.filters.order is Sort.DUE_ON,
        due_url=list_url(replace(asked.filters, sort=Sort.DUE_ON)),
    )


def _search_label(actor: Actor) -> str:
    """Say what can be searched for: voters only by who may read them."""
    if actor.holds(Role.AUDITOR) or actor.units_as(*VOTER_READERS):
        return str(_("Words, code, document number, voter's name or telephone"))
    return str(_("Words, code or document number"))


def _names(around: ListSurroundings) -> dict[str, dict[int, str]]:
    """Return what the keys of each filter are called, as far as the person may know."""
    units = dict(around.agencies) | dict(around.units)
    return {
        **dict.fromkeys(("agency", "coordinating", "origin", "council"), units),
        "field": dict(around.fields),
        "locality": dict(around.localities),
        "round": dict(around.rounds),
    }


@blueprint.get("/<code>/")
@signed_in
def case(code: str) -> ResponseReturnValue:
    """Show one case: what is asked, who owes what, the person's next step, answers, history, files."""
    actor, today = current_actor(), clock.today()
    before = key_of(request.args.get("before", ""))
    sheet = get_case_sheet(db.session(), code, actor=actor, before_event=before)
    files = sheet.files
    return render_template(
        "browse/case.html",
        sheet=sheet,
        case=sheet.case,
        due=due_of_case(sheet, today=today),
        steps=next_steps(sheet, actor=actor, today=today),
        duties=duties_of(sheet, today=today),
        arrival=arrival_of(sheet),
        facts=facts_shown(sheet),
        answers=answers_shown(sheet, actor=actor),
        events=tell(sheet.events),
        is_first_page=before is None,
        gives_receipts=gives_receipts(actor, sheet.facts),
        files=file_rows(sheet.case, [file for file in files if file.response_id is None], actor=actor),
    )
