"""The signed minutes of a meeting: put on it, opened by who reads the minutes, a wrong file withdrawn."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.meeting_errors import NotHeldYetError
from petitions.domain.policy import Permission
from petitions.extensions import db
from petitions.models import ContactMeeting, MeetingFile
from petitions.queries.meetings import get_kept_meeting, get_meeting
from petitions.queries.minutes_files import get_minutes_file
from petitions.services.minutes_files import add_minutes, withdraw_minutes
from petitions.web.access import current_actor, requires
from petitions.web.file_serving import serve
from petitions.web.form_page import FormPage
from petitions.web.papers.forms import MinutesForm, MinutesWithdrawalForm
from petitions.web.uploads import KeepsFiles


class MinutesPage(KeepsFiles[MinutesForm, ContactMeeting]):
    """Put the signed minutes on the meeting."""

    form_class = MinutesForm
    template = "papers/minutes.html"
    decorators: ClassVar[list[Any]] = [requires(Permission.RECORD_MEETINGS)]

    def subject(self, session: Session, **route: Any) -> ContactMeeting:
        """Return the meeting whose minutes the person keeps, once it was held."""
        meeting = get_kept_meeting(session, route["meeting_id"], actor=current_actor())
        if meeting.held_on > clock.today():
            raise NotHeldYetError(meeting.held_on)
        return meeting

    def context(self, session: Session, form: MinutesForm, subject: ContactMeeting) -> dict[str, Any]:  # noqa: ARG002 - nothing to read
        """Say that there has to be a file."""
        form.files.flags.required = True
        return {}

    def carry_out(self, session: Session, form: MinutesForm, **route: Any) -> str:  # noqa: ARG002 - taken before
        """Add them."""
        add_minutes(session, route["meeting_id"], self.attachments, actor=current_actor(), now=clock.now())
        count = len(self.attachments.files)
        flash(ngettext("%(num)d file has been added.", "%(num)d files have been added.", count))
        return self.back_url(**route)

    def back_url(self, **route: Any) -> str:
        """Return the meeting."""
        return url_for("intake.meeting", meeting_id=route["meeting_id"])


class MinutesWithdrawalPage(FormPage[MinutesWithdrawalForm, MeetingFile]):
    """Let nobody open a wrong file any more."""

    form_class = MinutesWithdrawalForm
    template = "papers/withdraw_minutes.html"
    decorators: ClassVar[list[Any]] = [requires(Permission.RECORD_MEETINGS)]

    def subject(self, session: Session, **route: Any) -> MeetingFile:
        """Return the file, while it may be opened, of minutes that the person keeps."""
        get_kept_meeting(session, route["meeting_id"], actor=current_actor())
        return get_minutes_file(session, route["meeting_id"], route["file_id"])

    def carry_out(self, session: Session, form: MinutesWithdrawalForm, **route: Any) -> str:
        """Withdraw it."""
        key, file_id, reason = route["meeting_id"], route["file_id"], form.reason.data or ""
        file = withdraw_minutes(session, key, file_id, reason=reason, actor=current_actor(), now=clock.now())
        flash(_("The file \u201c%(name)s\u201d has been withdrawn.", name=file.name))
        return self.back_url(**route)

    def back_url(self, **route: Any) -> str:
        """Return the meeting."""
        return url_for("intake.meeting", meeting_id=route["meeting_id"])


@requires(Permission.READ_MEETINGS)
def minutes_file(meeting_id: int, file_id: int) -> Response:
    """Serve one file to whoever reads the minutes."""
    get_meeting(db.session(), meeting_id, actor=current_actor())
    return serve(get_minutes_file(db.session(), meeting_id, file_id), inline=request.args.get("inline") == "1")
