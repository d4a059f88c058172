"""A list or minutes handed in, the earlier ones found again, and an empty list to fill in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions import clock
from petitions.adapters.list_template import write_template
from petitions.adapters.malware_scanner import ScannerUnavailableError
from petitions.adapters.minutes_file import LONGEST, read_minutes
from petitions.adapters.table_fault import TableFault, TableRefusedError
from petitions.adapters.workbook_file import is_word
from petitions.domain.errors import FileInfectedError, ScannerAwayError
from petitions.domain.file_name import tame_file_name
from petitions.domain.import_errors import NothingToReadError
from petitions.domain.meeting_errors import NotHeldYetError
from petitions.domain.policy import Permission
from petitions.domain.sheet import Sheet
from petitions.domain.statement_import import ImportPhase
from petitions.extensions import db, malware_scanner
from petitions.models import ContactMeeting, StatementImport
from petitions.queries.choices import list_subject_fields
from petitions.queries.meetings import get_kept_meeting
from petitions.queries.statement_imports import list_imports
from petitions.services.imports.staging import stage_list, stage_minutes
from petitions.services.imports.statement_lists import digest_of, read_list
from petitions.services.imports.statement_words import template_words
from petitions.web.access import current_actor, requires
from petitions.web.downloads import POLICY, disposition
from petitions.web.imports.forms import StartForm
from petitions.web.imports.pages import MinutesPage
from petitions.web.imports.words import PHASES

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What was handed in, read but not laid down: sheets of a list, or the text of minutes."""

    name: str
    digest: str
    sheets: list[Sheet] | None = None
    text: str = ""


class StartPage(MinutesPage[StartForm, ContactMeeting]):
    """Takes a file or a text in; beneath it what was handed in before."""

    form_class = StartForm
    template = "imports/start.html"
    handed_in: HandedIn

    def subject(self, session: Session, **route: Any) -> ContactMeeting:
        """Return the meeting, once it was held."""
        meeting = get_kept_meeting(session, route["meeting_id"], actor=current_actor())
        if meeting.held_on > clock.today():
            raise NotHeldYetError(meeting.held_on)
        return meeting

    def context(self, session: Session, form: StartForm, subject: ContactMeeting) -> dict[str, Any]:  # noqa: ARG002 - for pages that need it
        """Return the imports of this meeting."""
        return {"imports": [(row, PHASES[row.phase]) for row in list_imports(session, subject.id)]}

    def _write(self, form: StartForm, route: dict[str, Any]) -> str:
        """Read the file, which may take its time, and only then begin to write."""
        self.handed_in = _read(form)
        return super()._write(form, route)

    def carry_out(self, session: Session, form: StartForm, **route: Any) -> str:  # noqa: ARG002 - it was read already
        """Lay it down and go on to what comes next."""
        found, key, now = self.handed_in, route["meeting_id"], clock.now()
        about: dict[str, Any] = {"name": found.name, "digest": found.digest, "actor": current_actor(), "now": now}
        if found.sheets is None:
            row = stage_minutes(session, key, found.text, **about)
        else:
            row = stage_list(session, key, found.sheets, **about)
        if row.created_at != now:
            flash(_("The same was handed in before and waits here as you left it."), "info")
        return step_of(row)

    def back_url(self, **route: Any) -> str:
        """Return the meeting."""
        return url_for("intake.meeting", meeting_id=route["meeting_id"])


def step_of(row: StatementImport) -> str:
    """Return where an import goes on."""
    endpoint = "imports.columns" if row.phase is ImportPhase.COLUMNS else "imports.show"
    return url_for(endpoint, meeting_id=row.contact_meeting_id, import_id=row.id)


def _read(form: StartForm) -> HandedIn:
    """Read what was handed in, the file where there is one."""
    file = form.file.data
    data: bytes = file.read() if file else b""
    if not file or not (data or file.filename):
        return _read_text(form.text.data or "")
    name = tame_file_name(file.filename or "")
    _insist_on_clean(name, data)
    if is_word(data):
        return HandedIn(name, digest_of(data), text=read_minutes(data))
    return HandedIn(name, digest_of(data), sheets=read_list(data, name))


def _read_text(text: str) -> HandedIn:
    if not text:
        raise NothingToReadError("file")
    if len(text) > LONGEST:
        raise TableRefusedError(TableFault.TOO_LONG)
    return HandedIn(_("Pasted text"), hashlib.sha256(text.encode()).hexdigest(), text=text)


def _insist_on_clean(name: str, data: bytes) -> None:
    scanner = malware_scanner()
    try:
        if data and scanner is not None and not scanner.is_clean(data):
            raise FileInfectedError("file", name)
    except ScannerUnavailableError as error:
        raise ScannerAwayError("file", name) from error


@requires(Permission.RECORD_MEETINGS)
def template(meeting_id: int) -> ResponseReturnValue:
    """Give an empty list whose headings are known here."""
    get_kept_meeting(db.session(), meeting_id, actor=current_actor())
    words = template_words()
    fields = [name for _key, name in list_subject_fields(db.session())]
    response = Response(write_template(words.headings, sheet=words.sheet, choices=fields), mimetype=_WORKBOOK)
    response.headers["Content-Disposition"] = disposition(f"{words.file}.xlsx", "attachment")
    response.headers["Content-Security-Policy"] = POLICY
    return response
