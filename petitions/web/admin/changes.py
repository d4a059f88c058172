"""What administrators change of the calendar and the rules."""

from __future__ import annotations

from flask import flash
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.calendar_change import CalendarChange
from petitions.services.work_calendar import change_calendar
from petitions.web.access import current_actor


def hand_in(session: Session, change: CalendarChange, *, back: str, reason: str | None = None) -> str:
    """Change the calendar and return where to go on."""
    change_calendar(session, change, actor=current_actor(), now=clock.now(), reason=reason)
    flash(_("The change has been saved."), "success")
    return back
