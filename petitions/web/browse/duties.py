"""Who owes what on a case, and by when; each date leads to how it was counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from petitions.domain.clock_vocabulary import RequestKind, Stage
from petitions.domain.vocabulary import ANSWER_CLOCK_RUNS, State
from petitions.i18n import format_date
from petitions.models import Clock
from petitions.queries.case_page import CaseSheet
from petitions.web.case_rows import Due, due_by

ROLES: dict[Stage, LazyString] = {
    Stage.CLASSIFICATION: _l("Council"),
    Stage.ACCEPTANCE: _l("Lead agency"),
    Stage.RESPONSE: _l("Lead agency"),
    Stage.COORDINATION: _l("Coordinating agency"),
    Stage.EVALUATION: _l("Council"),
    Stage.FOLLOW_UP: _l("Council"),
    Stage.COMMITMENT: _l("Lead agency"),
}
DUTIES: dict[Stage, LazyString] = {
    Stage.CLASSIFICATION: _l("classifies the case"),
    Stage.ACCEPTANCE: _l("accepts or declines the case"),
    Stage.RESPONSE: _l("answers the council"),
    Stage.COORDINATION: _l("gives the lead agency its opinion"),
    Stage.EVALUATION: _l("evaluates the answer"),
    Stage.FOLLOW_UP: _l("follows the matter, looks at it again"),
    Stage.COMMITMENT: _l("keeps what its answer promised"),
}
_WITHOUT_CLOCK: dict[State, tuple[Stage, ...]] = {
    State.SUBMITTED: (Stage.CLASSIFICATION,),
    State.ANSWERED: (Stage.EVALUATION,),
}
"""What is owed even where no rule gives it a date."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing somebody owes; without a date where nothing fixes one."""

    who: str
    role: str
    what: str
    due: Due | None = None
    is_step: bool = False
    """Whether a late date is a late step, not an overdue answer."""
    url: str | None = None
    """Where the date is explained."""
    notes: tuple[str, ...] = ()


def duties_of(sheet: CaseSheet, *, today: date) -> list[Duty]:
    """Return who owes what now, the first to move first."""
    return list(_duties(sheet, today))


def due_of_case(sheet: CaseSheet, *, today: date) -> Due | None:
    """Return the date that stands in the case's heading: the lead's, or the council's next one."""
    case = sheet.case
    if case.due_on is None or case.state not in ANSWER_CLOCK_RUNS | {State.FOLLOWING}:
        return None
    return due_by(case.due_on, today=today, calendar=sheet.calendar, is_open=case.state in ANSWER_CLOCK_RUNS)


def _duties(sheet: CaseSheet, today: date) -> Iterator[Duty]:
    case = sheet.case
    council, councils = case.council.name, str(_("Council"))
    if case.state in {State.DRAFT, State.RETURNED}:
        yield Duty(case.origin.name, str(_("Recorded by")), str(_("completes and submits the case")))
    if case.state is State.CLASSIFIED:
        yield Duty(council, councils, what=str(_("forwards the case to an agency")))
    timed = {clock.stage for clock in sheet.clocks}
    for stage in _WITHOUT_CLOCK.get(case.state, ()):
        if stage not in timed and (sheet.sees_voter or stage is not Stage.CLASSIFICATION):
            yield Duty(council, str(ROLES[stage]), str(DUTIES[stage]))
    for clock in sheet.clocks:
        yield _by_clock(sheet, clock, today)
    if case.state is State.FOLLOWING and case.lead is not None and Stage.COMMITMENT not in timed:
        yield Duty(case.lead.name, str(_("Lead agency")), str(_("goes on with the matter and reports")))


def _by_clock(sheet: CaseSheet, clock: Clock, today: date) -> Duty:
    is_counted_late = clock.stage is not Stage.FOLLOW_UP
    return Duty(
        who=clock.organisation.name,
        role=str(ROLES[clock.stage]),
        what=str(DUTIES[clock.stage]),
        due=due_by(clock.due_on, today=today, calendar=sheet.calendar, is_open=is_counted_late),
        is_step=clock.stage is not Stage.RESPONSE,
        url=url_for("deadlines.clock", code=sheet.case.code, clock_id=clock.id),
        notes=tuple(_notes(clock, today)),
    )


def _notes(clock: Clock, today: date) -> Iterator[str]:
    """Say what a date has been through, so that the first one stays visible."""
    if clock.due_on != clock.original_due_on:
        yield str(_("first date %(date)s", date=format_date(clock.original_due_on)))
    if clock.paused_to is not None and clock.paused_to >= today:
        yield str(_("paused to %(date)s", date=format_date(clock.paused_to)))
    if clock.pending is RequestKind.EXTENSION:
        yield str(_("an extension has been asked for"))
    if clock.pending is RequestKind.PAUSE:
        yield str(_("a pause has been asked for"))
    if clock.is_provisional:
        yield str(_("provisional: not all days off have been announced"))
