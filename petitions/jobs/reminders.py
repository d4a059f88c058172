"""Once a night: look through what is late and propose the next step of the ladder."""

from __future__ import annotations

from petitions.extensions import JobFacts, transaction
from petitions.jobs.runner import Turn
from petitions.services.reminders import BATCH, forget_lapsed, propose_reminders


def work(turn: Turn) -> JobFacts:
    """Forget proposals that came to nothing, then propose; a transaction a batch, none of which does harm twice."""
    forgotten = 0
    while True:
        with transaction() as session:
            count = forget_lapsed(session, today=turn.on)
        turn.keep()
        forgotten += count
        if count < BATCH:
            break
    proposed, place = 0, None
    while True:
        with transaction() as session:
            batch = propose_reminders(session, today=turn.on, after=place)
        turn.keep()
        proposed, place = proposed + batch.count, batch.next
        if place is None:
            return {"reminders_proposed": proposed, "reminders_forgotten": forgotten}
