"""What a meeting is called above its pages."""

from __future__ import annotations

from flask_babel import gettext as _

from petitions.i18n import format_date
from petitions.models import ContactMeeting


def meeting_heading(meeting: ContactMeeting) -> str:
    """Return date and place of a meeting as people speak of it."""
    when = _("Meeting of %(date)s", date=format_date(meeting.held_on))
    return f"{when}, {meeting.place or meeting.locality.name}"
