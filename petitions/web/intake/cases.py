"""A case on its way in: entered alone, or made from what was said at a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from flask import flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.errors import NotFoundError
from petitions.domain.meeting_errors import StatementTakenError
from petitions.domain.policy import Permission
from petitions.domain.vocabulary import Channel
from petitions.models import ContactMeeting, Statement
from petitions.queries.choices import (
    find_catch_all_field,
    list_councils_for,
    list_localities_for,
    list_subject_fields,
)
from petitions.queries.meetings import find_meeting, get_meeting, list_recent_meetings
from petitions.queries.statements import cases_of_statements, list_statements_by_key
from petitions.services.files import add_files
from petitions.services.intake import record_case, submit_case
from petitions.services.recording import preset_council
from petitions.web.access import current_actor, requires
from petitions.web.intake.cursors import number_of
from petitions.web.intake.forms import NewCaseForm
from petitions.web.intake.presets import choose_first, first_sentence, joined, only_phone, only_speaker
from petitions.web.uploads import KeepsFiles

MOST_STATEMENTS = 200


@dataclass(frozen=True, slots=True)
class Source:
    """What a case is made from: the meeting and the statements ticked there, or nothing."""

    meeting: ContactMeeting | None = None
    statements: tuple[Statement, ...] = ()


def _source(session: Session, meeting_id: int | None, keys: list[int]) -> Source:
    """Return meeting and statements as far as their minutes are open to the person."""
    statements = list_statements_by_key(session, keys[:MOST_STATEMENTS])
    if meeting_id is None and statements:
        meeting_id = statements[0].contact_meeting_id
    meeting = find_meeting(session, meeting_id, actor=current_actor()) if meeting_id else None
    if meeting is None:
        return Source()
    return Source(meeting, tuple(each for each in statements if each.contact_meeting_id == meeting.id))


class NewCasePage(KeepsFiles[NewCaseForm, Source]):
    """Record a case; it starts as a draft, and goes on at once when the person says so."""

    form_class = NewCaseForm
    template = "intake/new_case.html"
    decorators: ClassVar[list[Any]] = [requires(Permission.RECORD_CASES)]

    def subject(self, session: Session, **_route: Any) -> Source:
        """Return what the address names; a posted form says itself what it was made from."""
        if request.method == "POST":
            return Source()
        meeting_id = number_of(request.args.get("meeting_id"))
        if meeting_id is not None:
            get_meeting(session, meeting_id, actor=current_actor())
        keys = [key for text in request.args.getlist("statement_ids") if (key := number_of(text))]
        found = _source(session, meeting_id, keys)
        if len(found.statements) < len(set(keys)):
            raise NotFoundError
        return found

    def prefill(self, session: Session, subject: Source) -> dict[str, Any]:  # noqa: ARG002 - the same for every case
        """Return what holds where nothing was sent."""
        return {"received_on": clock.today()}

    def suggest(self, session: Session, subject: Source) -> dict[str, Any]:
        """Return what can be known of the case before anybody types."""
        council_id = preset_council(session, current_actor(), today=clock.today())
        if subject.meeting is None:
            return {"council_id": council_id}
        content = joined(subject.statements)
        name, village = only_speaker(subject.statements)
        place = subject.meeting.locality.name
        fields = {each.subject_field_id for each in subject.statements}
        return {
            "channel": Channel.MEETING.value,
            "meeting_id": subject.meeting.id,
            "statement_ids": [each.id for each in subject.statements],
            "received_on": subject.meeting.held_on,
            "council_id": subject.meeting.contact_round.council_id,
            "locality_id": subject.meeting.locality_id,
            "subject_field_id": fields.pop() if len(fields) == 1 else None,
            "content": content,
            "summary": first_sentence(content) if content else "",
            "voter_name": name,
            "voter_phone": only_phone(subject.statements),
            "voter_address": f"{village}, {place}" if village and village != place else village,
        }

    def offer(self, session: Session, form: NewCaseForm, subject: Source) -> None:  # noqa: ARG002 - the form says what it was made from
        """Offer what the person may use; the service judges what was posted, so nothing is read for that here."""
        actor, today = current_actor(), clock.today()
        if form.subject_field_id.data is None and not form.subject_field_id.raw_data:
            form.subject_field_id.data = find_catch_all_field(session)
        if form.locality_id.data is None and not form.locality_id.raw_data:
            choose_first(form.locality_id, list_localities_for(session, actor, today=today))
        kept, meeting = form.locality_id.data, form.meeting_id.data
        form.subject_field_id.offer_when_shown(lambda: list_subject_fields(session))
        form.locality_id.offer_when_shown(lambda: list_localities_for(session, actor, today=today, also=kept))
        form.council_id.offer_when_shown(lambda: list_councils_for(session, actor, today=today))
        no_meeting = _l("Not from a contact meeting")
        form.meeting_id.offer_when_shown(
            lambda: list_recent_meetings(session, actor, today=today, also=meeting), empty=no_meeting
        )
        form.statement_ids.offer_when_shown(lambda: [(key, str(key)) for key in form.statement_ids.data or ()])

    def context(self, session: Session, form: NewCaseForm, subject: Source) -> dict[str, Any]:
        """Return meeting and statements as the form names them."""
        if subject.meeting is None:
            subject = _source(session, form.meeting_id.data, list(form.statement_ids.data or ()))
        form.council_id.flags.required = True  # there is always one: where none is chosen, the preset stands
        keys = [each.id for each in subject.statements]
        cases = cases_of_statements(session, keys, actor=current_actor())
        shown, known = (ref.code for refs in cases.values() for ref in refs), form.known_codes()
        form.known_cases.data = " ".join(sorted(set(shown) if known is None else known))
        return {
            "meeting": subject.meeting,
            "statements": subject.statements,
            "cases": cases,
            "unseen": self.refusal.codes if isinstance(self.refusal, StatementTakenError) else (),
        }

    def carry_out(self, session: Session, form: NewCaseForm, **_route: Any) -> str:
        """Record it; its page says what comes next."""
        actor, now = current_actor(), clock.now()
        case = record_case(session, form.draft(), actor=actor, now=now)
        if self.attachments.files:
            add_files(session, case.code, self.attachments, actor=actor, now=now)
        if form.submit_now.data:
            submit_case(session, case.code, actor=actor, now=now)
            said = _("Case %(code)s has been submitted to the council office.", code=case.code)
        else:
            said = _("Case %(code)s has been saved as a draft. Submit it when it is complete.", code=case.code)
        flash(_with_way_back(said, case.contact_meeting_id))
        return url_for("browse.case", code=case.code)

    def back_url(self, **_route: Any) -> str:
        """Return the meeting the person comes from, or the list of cases."""
        key = number_of(request.args.get("meeting_id"))
        return url_for("intake.meeting", meeting_id=key) if key else url_for("browse.cases")


def _with_way_back(said: str, meeting_id: int | None) -> str:
    """Add the link to the meeting whose other statements wait."""
    if meeting_id is None:
        return said
    url, words = url_for("intake.meeting", meeting_id=meeting_id), _("Back to the meeting, for the next case")
    return Markup('{} <a href="{}">{}</a>').format(said, url, words)
