"""Statements typed one after another, by keyboard alone; each put right or taken off while no case rests on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from flask import flash, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.errors import StatementInUseError
from petitions.domain.policy import Permission
from petitions.domain.statement_faults import PROPOSED
from petitions.extensions import db
from petitions.models import ContactMeeting, Statement
from petitions.models.meeting import new_entry_key
from petitions.queries.choices import list_subject_fields
from petitions.queries.places import list_villages
from petitions.queries.statements import (
    cases_of_statements,
    count_statements,
    find_statement,
    get_statement,
    is_used,
    list_statements,
)
from petitions.services.statement_rows import save_row
from petitions.services.statements import correct_statement, remove_statement
from petitions.web.access import current_actor, requires
from petitions.web.form import BaseForm
from petitions.web.form_page import FormPage
from petitions.web.intake.cursors import number_of
from petitions.web.intake.forms import RemovalForm, StatementForm
from petitions.web.intake.row_words import row_words
from petitions.web.intake.rows import get_minutes
from petitions.web.row_keys import give_key, row_key_of

NO_FIELD = _l("Not chosen yet")


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement and the meeting it was made at; no statement while a new one is typed."""

    meeting: ContactMeeting
    statement: Statement | None = None


class StatementsPage(FormPage[StatementForm, Entry]):
    """The form for the next statement, and below it what was entered so far, the latest first."""

    form_class = StatementForm
    template = "intake/statements.html"
    decorators: ClassVar[list[Any]] = [requires(Permission.RECORD_MEETINGS)]

    def get(self, **route: Any) -> ResponseReturnValue:
        """Show the page, and send with it the key for what cannot be sent later."""
        reply = make_response(super().get(**route))
        give_key(reply, row_key_of(db.session(), current_actor().person_id))
        return reply

    def subject(self, session: Session, **route: Any) -> Entry:
        """Return the meeting whose minutes are being kept."""
        return Entry(get_minutes(session, route["meeting_id"]))

    def offer(self, session: Session, form: StatementForm, subject: Entry) -> None:  # noqa: ARG002 - fields are everywhere the same
        """Offer the fields; most statements get theirs later."""
        form.subject_field_id.offer_when_shown(lambda: list_subject_fields(session), empty=NO_FIELD)

    def suggest(self, session: Session, subject: Entry) -> dict[str, Any]:
        """Keep the village of the statement just saved: people of one place speak one after another."""
        last = number_of(request.args.get("after"))
        before = find_statement(session, subject.meeting.id, last) if last else None
        return {"village": before.village} if before else {}

    def context(self, session: Session, form: StatementForm, subject: Entry) -> dict[str, Any]:  # noqa: ARG002 - for pages that need it
        """Return what was entered so far, and the villages to choose from."""
        key, after = subject.meeting.id, number_of(request.args.get("cursor"))
        statements, following = list_statements(session, key, after=after, newest_first=True)
        own_page = url_for("intake.statements", meeting_id=key)
        return {
            "statements": statements,
            "cases": cases_of_statements(session, [each.id for each in statements], actor=current_actor()),
            "counts": count_statements(session, key),
            "villages": list_villages(session, subject.meeting.locality_id, today=clock.today()),
            "next_url": f"{own_page}?cursor={following}" if following else None,
            "first_url": own_page if after else None,
            "words": row_words(),
        }

    def carry_out(self, session: Session, form: StatementForm, **route: Any) -> str:
        """Write it down and come back for the next one."""
        key = route["meeting_id"]
        row_key = form.entry_key.data or new_entry_key()
        row = save_row(session, key, row_key, form.draft(), actor=current_actor(), now=clock.now())
        flash(_("Statement %(number)s has been saved.", number=row.position))
        return url_for("intake.statements", meeting_id=key, after=row.id)

    def back_url(self, **route: Any) -> str:
        """Return the meeting."""
        return url_for("intake.meeting", meeting_id=route["meeting_id"])


class _OneStatement:
    """What correcting and removing share: the statement, open while no case rests on it."""

    decorators: ClassVar[list[Any]] = [requires(Permission.RECORD_MEETINGS)]

    def subject(self, session: Session, **route: Any) -> Entry:
        """Return the statement while it may be changed."""
        entry = self.current(session, **route)
        if entry.statement is not None and is_used(session, entry.statement.id):
            raise StatementInUseError
        return entry

    def current(self, session: Session, **route: Any) -> Entry:
        """Return the statement as it stands, used or not."""
        meeting = get_minutes(session, route["meeting_id"])
        return Entry(meeting, get_statement(session, meeting.id, route["statement_id"]))

    def context(self, session: Session, form: BaseForm, subject: Entry) -> dict[str, Any]:
        """Return the villages to choose from."""
        if subject.statement is not None and not form.version.data:
            form.version.data = str(subject.statement.version)
        return {"villages": list_villages(session, subject.meeting.locality_id, today=clock.today())}

    def back_url(self, **route: Any) -> str:
        """Return the list of statements."""
        return url_for("intake.statements", meeting_id=route["meeting_id"])


class StatementPage(_OneStatement, FormPage[StatementForm, Entry]):
    """Put one statement right."""

    form_class = StatementForm
    template = "intake/statement.html"

    def prefill(self, session: Session, subject: Entry) -> dict[str, Any]:  # noqa: ARG002 - all is in the row
        """Return the statement as it stands."""
        return {name: getattr(subject.statement, name) for name in PROPOSED}

    def offer(self, session: Session, form: StatementForm, subject: Entry) -> None:
        """Offer the fields, the one it has included."""
        kept = subject.statement.subject_field_id if subject.statement else None
        form.subject_field_id.offer(list_subject_fields(session, also=kept), empty=NO_FIELD)

    def carry_out(self, session: Session, form: StatementForm, **route: Any) -> str:
        """Put it right and go back to the list."""
        meeting, key, seen = route["meeting_id"], route["statement_id"], form.seen_version
        row = correct_statement(session, meeting, key, form.draft(), actor=current_actor(), seen_version=seen)
        flash(_("Statement %(number)s has been corrected.", number=row.position))
        return url_for("intake.statements", meeting_id=meeting)


class StatementRemovalPage(_OneStatement, FormPage[RemovalForm, Entry]):
    """Take one statement off the minutes, after a look at it."""

    form_class = RemovalForm
    template = "intake/remove_statement.html"

    def carry_out(self, session: Session, form: RemovalForm, **route: Any) -> str:
        """Take it off and go back to the list."""
        meeting, key, seen = route["meeting_id"], route["statement_id"], form.seen_version
        remove_statement(session, meeting, key, actor=current_actor(), now=clock.now(), seen_version=seen)
        flash(_("The statement has been removed."))
        return url_for("intake.statements", meeting_id=meeting)
