"""What the council needs beside an answer to judge it: when it meets next."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.models import CouncilSession, CouncilTerm


def list_coming_sessions(session: Session, council_id: int, *, today: date) -> list[tuple[int, str, date]]:
    """Return key, name and date of the council's dated sessions after today, the next one first."""
    rows = session.execute(
        sa.select(CouncilSession.id, CouncilSession.name, CouncilSession.held_on)
        .join(CouncilTerm, CouncilTerm.id == CouncilSession.council_term_id)
        .where(CouncilTerm.council_id == council_id, CouncilSession.held_on > today)
        .order_by(CouncilSession.held_on, CouncilSession.id)
        .limit(12)
    )
    return [(key, name, held_on) for key, name, held_on in rows if held_on is not None]
