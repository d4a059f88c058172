"""Every minute: write the lists that were confirmed and are too long for a page to wait for."""

from __future__ import annotations

from petitions import clock
from petitions.domain.errors import DomainError
from petitions.extensions import JobFacts, db, transaction
from petitions.jobs.runner import Turn
from petitions.services.imports.statement_writing import go_on, list_waiting, refuse


def work(turn: Turn) -> JobFacts:
    """Go through each list and write it whole; cut off anywhere, the next turn begins it anew."""
    written = 0
    for import_id in list_waiting(db.session()):
        try:
            _write(turn, import_id)
        except DomainError:
            with transaction() as session:
                refuse(session, import_id, now=clock.now())
        else:
            written += 1
    return {"imports": written}


def _write(turn: Turn, import_id: int) -> None:
    after, is_at_work = None, True
    while is_at_work:
        with transaction() as session:
            after = go_on(session, import_id, after, now=clock.now())
        is_at_work = after is not None
        turn.keep()
