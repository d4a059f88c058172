"""Once a working day: find the clocks whose date draws near or has passed, and tell those who have to act.

Nothing is computed anew and nothing is held in memory but a batch. A night that was missed is caught up
with by the next run: it looks at everything since the last one that succeeded, and says of each clock
only the most urgent.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from petitions.domain.vocabulary import JobName
from petitions.extensions import JobFacts, db, transaction
from petitions.jobs.runner import Turn
from petitions.queries import alarms as queries
from petitions.queries.alarms import OpenClock
from petitions.queries.calendar import get_work_calendar
from petitions.queries.jobs import find_last_success
from petitions.queries.readers import Directory
from petitions.services.alarms import tidings_of
from petitions.services.notices import notify


def work(turn: Turn) -> JobFacts:
    """Tell of every clock that came near its date, or passed it, since the last success."""
    session = db.session()
    last = find_last_success(session, JobName.SWEEP, before=turn.on)
    upto_event = queries.last_event_id(session)
    after = last.on if last else _working_day_before(turn.on)
    offsets = queries.load_offsets(session)
    directory = Directory(session, today=turn.on)
    facts = {"clocks": 0, "notices": 0, "events_upto": upto_event}

    def tell(batches: Iterable[list[OpenClock]], *, since: date | None) -> None:
        for batch in batches:
            told = tidings_of(batch, offsets, directory, after=since, upto=turn.on)
            facts["clocks"] += len(told)
            if told:
                with transaction() as writing:
                    facts["notices"] += notify(writing, told, now=turn.now())
            turn.keep()

    tell(queries.batches_by_due_date(session, offsets, after=after, upto=turn.on), since=after)
    if last is not None and "events_upto" in last.facts:
        tell(queries.batches_dated_since(session, last.facts["events_upto"], at=last.began_at), since=None)
    return facts


def _working_day_before(day: date) -> date:
    """Return the day from which the very first sweep looks, so that it does not tell of all that was ever late."""
    calendar = get_work_calendar(db.session())
    before = day - timedelta(days=1)
    while not calendar.is_working_day(before):
        before -= timedelta(days=1)
    return before
