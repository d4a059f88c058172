"""Once a night: put the search index together, drop what nobody looks at any more."""

from __future__ import annotations

from datetime import timedelta

from petitions.extensions import JobFacts, transaction
from petitions.jobs.runner import Turn
from petitions.services.jobs import forget_old_runs
from petitions.services.search_index import tidy_index
from petitions.services.staged_files import forget_expired

RUNS_KEPT = timedelta(days=100)


def work(turn: Turn) -> JobFacts:
    """Tidy up; each step is a transaction of its own and does no harm twice."""
    with transaction() as session:
        tidy_index(session)
    turn.keep()
    with transaction() as session:
        forget_expired(session, now=turn.at)
    turn.keep()
    with transaction() as session:
        forgotten = forget_old_runs(session, before=turn.on - RUNS_KEPT)
    return {"runs_forgotten": forgotten}
