"""Every minute: try proposed changes on the open clocks, move those of what was confirmed, check them once more."""

from __future__ import annotations

from petitions import clock
from petitions.extensions import JobFacts, db, transaction
from petitions.jobs.runner import Turn
from petitions.services.proposals import go_on, list_at_work


def work(turn: Turn) -> JobFacts:
    """Go on with each change where the last batch ended; cut off anywhere, the next turn goes on."""
    batches = 0
    for change_id in list_at_work(db.session(), now=clock.now()):
        counting, is_at_work = None, True
        while is_at_work:
            with transaction() as session:
                counting = go_on(session, change_id, counting, now=clock.now())
            is_at_work = counting is not None
            batches += 1
            turn.keep()
    return {"batches": batches}
