"""The rows of a meeting's minutes for the script that enters them: read, saved, removed, put back, moved."""

from __future__ import annotations

from typing import Any, ClassVar, Generic, TypeVar

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from flask.views import MethodView
from flask_wtf.csrf import generate_csrf
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.errors import NotPermittedError
from petitions.domain.meeting_errors import NotHeldYetError
from petitions.domain.policy import Permission
from petitions.extensions import db, transaction
from petitions.models import ContactMeeting, Statement
from petitions.queries.choices import list_subject_fields
from petitions.queries.meetings import get_meeting, may_record_for
from petitions.queries.places import list_villages
from petitions.queries.statements import list_latest
from petitions.services.statement_rows import place_row, remove_row, restore_row, save_row
from petitions.web.access import current_actor, requires
from petitions.web.form import BaseForm, filled
from petitions.web.form_page import taken
from petitions.web.intake.forms import RowForm, RowKeyForm, RowPlaceForm
from petitions.web.intake.headings import meeting_heading
from petitions.web.row_keys import give_key, row_key_of

MOST_ROWS = 500
"""How many rows the script is given; of a longer meeting the last ones, the others are pages of the list."""

F = TypeVar("F", bound=BaseForm)


def get_minutes(session: Session, meeting_id: int) -> ContactMeeting:
    """Return the meeting whose minutes the person keeps; others may read, but not write."""
    meeting = get_meeting(session, meeting_id, actor=current_actor())
    if not may_record_for(current_actor(), meeting.recorded_by_id):
        raise NotPermittedError
    if meeting.held_on > clock.today():
        raise NotHeldYetError(meeting.held_on)
    return meeting


def as_values(row: Statement, *, is_used: bool = False) -> dict[str, Any]:
    """Return a row under the names of the form's fields, what is empty as an empty text."""
    return {
        "key": row.entry_key,
        "version": row.version,
        "position": row.position,
        "is_used": is_used,
        "speaker_name": row.speaker_name or "",
        "village": row.village or "",
        "content": row.content,
        "subject_field_id": str(row.subject_field_id or ""),
        "answered_on_spot": row.answered_on_spot,
        "answered_by": row.answered_by or "",
    }


class _RowChange(MethodView, Generic[F]):
    """One change of one row: carried out and answered with values, or refused by the table in web/errors."""

    decorators: ClassVar[list[Any]] = [requires(Permission.RECORD_MEETINGS)]
    form_class: type[F]

    def offer(self, form: F) -> None:
        """Fill the form's choices."""

    def carry_out(self, session: Session, meeting_id: int, form: F) -> dict[str, Any]:
        """Make the change; return what the script has to know of it."""
        raise NotImplementedError

    def post(self, meeting_id: int) -> ResponseReturnValue:
        """Make the change, or say beside which field what is wrong; refuse what somebody else typed in this browser."""
        author = request.form.get("author")
        if author and author != row_key_of(db.session(), current_actor().person_id).owner:
            return {"sentence": ""}, 412
        form = self.form_class(request.form)
        self.offer(form)
        if not form.validate():
            return {"errors": form.errors}, 422
        with transaction() as session:
            return self.carry_out(session, meeting_id, form)


class RowsView(_RowChange[RowForm]):
    """All rows of the minutes, and the saving of one."""

    form_class = RowForm

    def get(self, meeting_id: int) -> ResponseReturnValue:
        """Return the rows with all that is needed to go on entering them."""
        session = db.session()
        meeting = get_minutes(session, meeting_id)
        rows = list_latest(session, meeting_id, limit=MOST_ROWS)
        key = row_key_of(session, current_actor().person_id)
        told = {
            "heading": meeting_heading(meeting),
            "rows": [as_values(row, is_used=is_used) for row, is_used in rows],
            "fields": [[str(key), name] for key, name in list_subject_fields(session)],
            "villages": list_villages(session, meeting.locality_id, today=clock.today()),
            "token": generate_csrf(),
            "author": key.owner,
        }
        reply = jsonify(told)
        give_key(reply, key)
        return reply

    def offer(self, form: RowForm) -> None:
        """Leave it to the service which field may be chosen."""
        form.subject_field_id.offer_when_shown(list)

    def carry_out(self, session: Session, meeting_id: int, form: RowForm) -> dict[str, Any]:
        """Save the row."""
        row = save_row(session, meeting_id, filled(form.entry_key.data), form.draft(), **taken(form))
        return {"row": as_values(row)}


class RowRemovalView(_RowChange[RowKeyForm]):
    """Take a row off the minutes."""

    form_class = RowKeyForm

    def carry_out(self, session: Session, meeting_id: int, form: RowKeyForm) -> dict[str, Any]:
        """Remove it."""
        key, now, seen = filled(form.entry_key.data), clock.now(), form.seen_version
        remove_row(session, meeting_id, key, actor=current_actor(), now=now, seen_version=seen)
        return {}


class RowRestorationView(_RowChange[RowKeyForm]):
    """Put a removed row back."""

    form_class = RowKeyForm

    def carry_out(self, session: Session, meeting_id: int, form: RowKeyForm) -> dict[str, Any]:
        """Put it back."""
        return {"row": as_values(restore_row(session, meeting_id, filled(form.entry_key.data), actor=current_actor()))}


class RowPlaceView(_RowChange[RowPlaceForm]):
    """Put a row behind another one."""

    form_class = RowPlaceForm

    def carry_out(self, session: Session, meeting_id: int, form: RowPlaceForm) -> dict[str, Any]:
        """Move it."""
        key, after = filled(form.entry_key.data), form.after_key.data or None
        place_row(session, meeting_id, key, after_key=after, actor=current_actor())
        return {}
