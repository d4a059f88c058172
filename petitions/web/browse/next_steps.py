"""What this person does next on a case: one clear button, the other steps beside it, or whom the case waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _

from petitions.domain.deadlines import is_overdue
from petitions.domain.identity import Actor
from petitions.domain.policy import steps_for
from petitions.domain.vocabulary import Action, State
from petitions.i18n import format_weekday_date
from petitions.queries.case_page import CaseSheet
from petitions.web.action_pages import ACTION_PAGES, ENDPOINTS, page_name

NATURAL: dict[State, tuple[Action, ...]] = {
    State.DRAFT: (Action.SUBMIT,),
    State.RETURNED: (Action.SUBMIT,),
    State.SUBMITTED: (Action.CLASSIFY,),
    State.CLASSIFIED: (Action.ASSIGN,),
    State.ASSIGNED: (Action.DECIDE_EXTENSION, Action.DECIDE_PAUSE, Action.ACCEPT, Action.GIVE_OPINION),
    State.IN_PROGRESS: (
        Action.DECIDE_EXTENSION,
        Action.DECIDE_PAUSE,
        Action.RESPOND,
        Action.PREPARE_RESPONSE,
        Action.GIVE_OPINION,
    ),
    State.ANSWERED: (Action.CLOSE, Action.FOLLOW, Action.REVISE),
    State.FOLLOWING: (Action.RESPOND, Action.PREPARE_RESPONSE),
    State.FORWARDED_UP: (Action.RECORD_RESPONSE,),
}
"""What one comes to a case for in each state, whoever may."""

ORDER = (
    Action.SUBMIT,
    Action.RECORD_RESPONSE,
    Action.REMIND,
    Action.CORRECT_ENTRY,
    Action.CLASSIFY,
    Action.ASSIGN,
    Action.ACCEPT,
    Action.RESPOND,
    Action.PREPARE_RESPONSE,
    Action.CORRECT_RESPONSE,
    Action.ASK_EXTENSION,
    Action.ASK_PAUSE,
    Action.RESUME,
    Action.CLOSE,
    Action.FOLLOW,
    Action.REVISE,
    Action.RECORD_ON_SPOT,
    Action.FORWARD_UP,
    Action.HAND_OVER,
    Action.TAKE_BACK,
    Action.REASSIGN,
    Action.ADD_FILE,
    Action.MERGE,
    Action.SPLIT,
    Action.RE_RAISE,
    Action.REOPEN,
    Action.RETURN,
)
"""The other steps, likeliest first; what is not named comes after, severe ones at the very end."""


@dataclass(frozen=True, slots=True)
class Step:
    """A link to the page of a step."""

    url: str
    label: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class NextSteps:
    """What ``components/next_step`` draws."""

    primary: Step | None
    secondary: tuple[Step, ...]
    waiting: str | None


def next_steps(sheet: CaseSheet, *, actor: Actor, today: date) -> NextSteps:
    """Return the person's steps on the case as it stands; two steps of one page are one link."""
    possible = [a for a in steps_for(actor, sheet.facts) if a in ENDPOINTS and _makes_sense(sheet, a, today)]
    first = next((action for action in _natural(sheet, today) if action in possible), None)
    used = {ENDPOINTS[first]} if first else set()
    others = []
    for action in sorted(possible, key=_rank):
        if ENDPOINTS[action] not in used:
            used.add(ENDPOINTS[action])
            others.append(Step(_url(sheet, action), page_name(action)))
    primary = Step(_url(sheet, first), page_name(first), _note(first)) if first else None
    return NextSteps(primary, tuple(others), waits_for(sheet))


def _makes_sense(sheet: CaseSheet, action: Action, today: date) -> bool:
    """Tell whether a step still changes something today: a pause ends by itself, only what is late is reminded of."""
    if action is Action.RESUME:
        return sheet.case.paused_to is not None and sheet.case.paused_to >= today
    if action is Action.REMIND:
        return is_overdue(sheet.case.state, sheet.case.due_on, today)
    return True


def _note(action: Action) -> str:
    if ENDPOINTS[action] == ENDPOINTS[Action.CLOSE]:
        return str(_("Read the answer, then close the case, keep following it or ask the agency to answer again."))
    return str(ACTION_PAGES[action].explanation)


def waits_for(sheet: CaseSheet) -> str:
    """Say whom the case waits for, for whoever has no step to take."""
    case = sheet.case
    lead = case.lead.name if case.lead else ""
    due = format_weekday_date(case.due_on)
    sentences = {
        State.DRAFT: _("%(unit)s has not submitted the case yet.", unit=case.origin.name),
        State.RETURNED: _("The case waits for %(unit)s to complete and submit it again.", unit=case.origin.name),
        State.SUBMITTED: _("The case waits for the office of %(unit)s to classify it.", unit=case.council.name),
        State.CLASSIFIED: _waits_to_be_forwarded(sheet),
        State.ASSIGNED: _("The case waits for %(unit)s to accept it.", unit=lead),
        State.IN_PROGRESS: _("%(unit)s is dealing with the case; its answer is due %(due)s.", unit=lead, due=due),
        State.ANSWERED: _("The case waits for %(unit)s to evaluate the answer.", unit=case.council.name),
        State.FOLLOWING: _("%(unit)s keeps following the matter; next date: %(due)s.", unit=case.council.name, due=due),
        State.FORWARDED_UP: _("The case waits for an answer from the body it was forwarded to."),
    }
    if case.state is State.MERGED and sheet.family.survivor is not None:
        return str(_("What comes of it is decided in case %(code)s.", code=sheet.family.survivor.code))
    return str(sentences.get(case.state) or _("Nothing more is to be done on this case."))


def _waits_to_be_forwarded(sheet: CaseSheet) -> str:
    if sheet.facts.decline_count >= sheet.facts.decline_limit:
        return str(_("Agencies have declined this case too often; now only the Standing Board forwards it."))
    return str(_("The case waits for %(unit)s to forward it to an agency.", unit=sheet.case.council.name))


def _natural(sheet: CaseSheet, today: date) -> tuple[Action, ...]:
    state, due_on = sheet.case.state, sheet.case.due_on
    if state is State.RETURNED and _is_as_it_came_back(sheet):
        return (Action.CORRECT_ENTRY,)
    if state is State.FOLLOWING and due_on is not None and due_on <= today:
        return (*NATURAL[state], Action.CLOSE, Action.REVISE, Action.FOLLOW)
    return NATURAL.get(state, ())


def _is_as_it_came_back(sheet: CaseSheet) -> bool:
    """Tell whether nothing was completed since the office returned the case: that comes before sending it again."""
    since = {Action.RETURN, Action.CORRECT_ENTRY, Action.ADD_FILE}
    return next((event.action for event in sheet.events if event.action in since), None) is Action.RETURN


def _rank(action: Action) -> tuple[bool, int]:
    place = ORDER.index(action) if action in ORDER else len(ORDER)
    return ACTION_PAGES[action].is_severe, place


def _url(sheet: CaseSheet, action: Action) -> str:
    return url_for(ENDPOINTS[action], code=sheet.case.code)
