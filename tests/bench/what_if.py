"""Try a day off on every open clock, then apply it, as the worker does; prints the seconds of both as JSON."""

import json
import time
from datetime import UTC, datetime

from petitions import create_app
from petitions.domain.calendar_change import CalendarChange, DayDraft
from petitions.domain.identity import Actor, Grant
from petitions.domain.proposals import ChangePhase
from petitions.domain.vocabulary import Role
from petitions.domain.work_calendar import DayKind
from petitions.extensions import transaction
from petitions.services.proposals import get_locked, go_on, propose_change, start_application
from tests.bench.clocks import DAY_OFF

NOW = datetime(2026, 11, 26, 2, tzinfo=UTC)
ADMINISTRATOR = Actor(person_id=0, name="bench", grants=(Grant(Role.ADMINISTRATOR, 0),))
CHANGE = CalendarChange(days=(DayDraft(DAY_OFF, DayKind.OFF, "bench", "bench"),))


def finish(change_id: int) -> float:
    """Do batch after batch until the change is at rest; return the seconds."""
    began, counting, is_at_work = time.monotonic(), None, True
    while is_at_work:
        with transaction() as session:
            counting = go_on(session, change_id, counting, now=NOW)
        is_at_work = counting is not None
    return time.monotonic() - began


def measure() -> dict[str, float]:
    """Return seconds of preview and application, and how many clocks moved."""
    with transaction() as session:
        change = propose_change(session, CHANGE, actor=ADMINISTRATOR, now=NOW)
        assert change is not None
        change_id = change.id
    preview = finish(change_id)
    with transaction() as session:
        tried = get_locked(session, change_id)
        assert tried.phase is ChangePhase.PREVIEWED
        total, moved = tried.total, tried.moved
        began = time.monotonic()
        start_application(session, change_id, actor=ADMINISTRATOR, now=NOW)
    application = finish(change_id) + time.monotonic() - began
    with transaction() as session:
        assert get_locked(session, change_id).phase is ChangePhase.APPLIED
    return {"preview": preview, "application": application, "total": total, "moved": moved}


if __name__ == "__main__":
    with create_app().app_context():
        print(json.dumps(measure()))
