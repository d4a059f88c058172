"""The numbers of the monitor: each a filter of the list, so that number and list cannot disagree."""

from __future__ import annotations

from datetime import date, timedelta

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from petitions.domain.vocabulary import ANSWER_CLOCK_RUNS, State
from petitions.domain.work_calendar import WorkCalendar
from petitions.queries.case_filters import CaseFilters

SOON_WORKING_DAYS = 5

LABELS: dict[str, LazyString] = {
    "overdue": _l("Overdue"),
    "due_soon": _l("Due within 5 working days"),
    "assigned": _l("Waiting for the agency to accept"),
    "in_progress": _l("Being dealt with"),
    "submitted": _l("Waiting for classification"),
    "classified": _l("Waiting to be forwarded"),
    "answered": _l("Answers to evaluate"),
    "following": _l("Being followed"),
    "follow_due": _l("Being followed, date passed"),
    "forwarded_up": _l("With a higher level"),
}


def filters_for(today: date, calendar: WorkCalendar) -> dict[str, CaseFilters]:
    """Return each number's filter, in the order of the page."""
    running = tuple(state for state in State if state in ANSWER_CLOCK_RUNS)
    soon = calendar.add_working_days(today, SOON_WORKING_DAYS) + timedelta(days=1)
    return {
        "overdue": CaseFilters(is_overdue=True),
        "due_soon": CaseFilters(states=running, due_from=today, due_before=soon),
        "assigned": CaseFilters(states=(State.ASSIGNED,)),
        "in_progress": CaseFilters(states=(State.IN_PROGRESS,)),
        "submitted": CaseFilters(states=(State.SUBMITTED,)),
        "classified": CaseFilters(states=(State.CLASSIFIED,)),
        "answered": CaseFilters(states=(State.ANSWERED,)),
        "following": CaseFilters(states=(State.FOLLOWING,)),
        "follow_due": CaseFilters(states=(State.FOLLOWING,), due_before=today),
        "forwarded_up": CaseFilters(states=(State.FORWARDED_UP,)),
    }
