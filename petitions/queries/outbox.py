"""Mail that did not go out: what the council office and administrators have to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.vocabulary import MessageState
from petitions.models import Message, Organisation, Person

MOST_SHOWN = 50
LONG = timedelta(days=1)
_TROUBLES = [MessageState.FAILED, MessageState.UNCERTAIN]


@dataclass(frozen=True, slots=True)
class MailStanding:
    """How many mails could not be delivered, or may not have been, and since when one waits that should be gone."""

    failed: int
    uncertain: int
    waiting: int
    waiting_since: datetime | None

    def is_stuck(self, now: datetime) -> bool:
        """Tell whether something has been waiting for more than a day."""
        return self.waiting_since is not None and now - self.waiting_since > LONG


@dataclass(frozen=True, slots=True)
class Trouble:
    """One mail that did not arrive for certain: to whom, since when, and by which class of error."""

    id: int
    reader: str
    state: MessageState
    created_at: datetime
    attempts: int
    last_error: str | None


def get_mail_standing(session: Session) -> MailStanding:
    """Return how mail stands. One statement, answered by the indexes of what is not done."""

    def count(*states: MessageState) -> sa.ScalarSelect[int]:
        found = sa.select(sa.func.count()).select_from(Message)
        return found.where(Message.state.in_(_TROUBLES), Message.state.in_(states)).scalar_subquery()

    waits = Message.state.in_([MessageState.PENDING, MessageState.SENDING])
    waiting = sa.select(sa.func.count()).select_from(Message).where(waits).scalar_subquery()
    since = sa.select(sa.func.min(Message.created_at)).where(waits).scalar_subquery()
    row = session.execute(sa.select(count(MessageState.FAILED), count(MessageState.UNCERTAIN), waiting, since)).one()
    return MailStanding(*row)


def list_troubles(session: Session) -> list[Trouble]:
    """Return the latest mails that did not arrive for certain, with whom they were for."""
    statement = (
        sa.select(
            Message.id,
            sa.func.coalesce(Person.full_name, Organisation.name),
            Message.state,
            Message.created_at,
            Message.attempts,
            Message.last_error,
        )
        .outerjoin(Person, Person.id == Message.person_id)
        .outerjoin(Organisation, Organisation.id == Message.organisation_id)
        .where(Message.state.in_(_TROUBLES))
        .order_by(Message.id.desc())
        .limit(MOST_SHOWN)
    )
    return [Trouble(*row) for row in session.execute(statement)]
