"""People and their accounts, as the sign-in page and the administrator see them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.models import Person


def has_demo_accounts(session: Session) -> bool:
    """Tell whether an account of the demo lives in this installation."""
    return bool(session.scalar(sa.select(sa.exists().where(Person.is_demo, Person.is_active))))
