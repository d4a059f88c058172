"""Once a night: put the search index together, drop what nobody looks at any more."""

from __future__ import annotations

from datetime import timedelta

from petitions.extensions import JobFacts, transaction
from petitions.jobs.runner import Turn
from petitions.services.imports.staging import forget_abandoned
from petitions.services.imports.statement_lists import forget_unused_readings
from petitions.services.jobs import forget_old_runs
from petitions.services.notices import forget_old_notices
from petitions.services.search_index import tidy_index
from petitions.services.staged_files import forget_expired

RUNS_KEPT = timedelta(days=100)
NOTICES_KEPT = timedelta(days=400)
READINGS_KEPT = timedelta(days=1000)
"""A unit's lists come round with the council sessions; a heading that was not seen for so long is another's."""


def work(turn: Turn) -> JobFacts:
    """Tidy up; each step is a transaction of its own and does no harm twice."""
    with transaction() as session:
        tidy_index(session)
    turn.keep()
    with transaction() as session:
        forget_expired(session, now=turn.now())
    turn.keep()
    with transaction() as session:
        imports = forget_abandoned(session, now=turn.now())
        forget_unused_readings(session, before=turn.now() - READINGS_KEPT)
    turn.keep()
    with transaction() as session:
        runs = forget_old_runs(session, before=turn.on - RUNS_KEPT)
    turn.keep()
    with transaction() as session:
        notices = forget_old_notices(session, before=turn.now() - NOTICES_KEPT)
    return {"runs_forgotten": runs, "notices_forgotten": notices, "imports_forgotten": imports}
