"""Meetings: the head of the minutes, and one meeting with what was said and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.errors import NotPermittedError
from petitions.domain.identity import Actor
from petitions.domain.policy import Permission, can
from petitions.domain.vocabulary import Action, Role, State
from petitions.models import ContactMeeting, MeetingDeputy
from petitions.queries.choices import list_localities_for
from petitions.queries.deputies import list_deputies_for, list_meeting_deputies
from petitions.queries.meetings import get_meeting, has_cases, may_record_for
from petitions.queries.minutes_files import list_minutes_files
from petitions.queries.rounds import get_round, list_rounds_for
from petitions.queries.statements import CaseRef, cases_of_statements, count_statements, list_statements
from petitions.services.meetings import change_meeting, record_meeting
from petitions.web.access import current_actor, requires
from petitions.web.file_rows import plain_row
from petitions.web.form_page import FormPage
from petitions.web.intake.cursors import number_of
from petitions.web.intake.forms import MeetingForm
from petitions.web.intake.next_steps import before_meeting, next_on_meeting, outside_round
from petitions.web.intake.presets import choose_first


class NewMeetingPage(FormPage[MeetingForm, None]):
    """Enter a meeting: of one that was held the statements come next, one to come stands on the schedule."""

    form_class = MeetingForm
    template = "intake/new_meeting.html"
    decorators: ClassVar[list[Any]] = [requires(Permission.RECORD_MEETINGS)]

    def subject(self, session: Session, **_route: Any) -> None:
        """Nothing stands yet."""

    def prefill(self, session: Session, subject: None) -> dict[str, Any]:  # noqa: ARG002 - nothing stands yet
        """Return the round the person comes from, and today."""
        return {"round_id": number_of(request.args.get("round_id")), "held_on": clock.today()}

    def offer(self, session: Session, form: MeetingForm, subject: None) -> None:  # noqa: ARG002 - nothing stands yet
        """Offer the rounds and places the person records for; the latest round and his own commune are preset."""
        rounds = list_rounds_for(session, current_actor(), today=clock.today())
        places = list_localities_for(session, current_actor(), today=clock.today())
        form.round_id.offer(rounds)
        form.locality_id.offer(places)
        choose_first(form.round_id, rounds)
        choose_first(form.locality_id, places)
        form.deputy_ids.offer(list_deputies_for(session, current_actor()))

    def context(self, session: Session, form: MeetingForm, subject: None) -> dict[str, Any]:  # noqa: ARG002 - nothing stands yet
        """Tell whether there is any round to choose."""
        return {"has_rounds": bool(form.round_id.choices)}

    def carry_out(self, session: Session, form: MeetingForm, **_route: Any) -> str:
        """Enter it and go on to its statements, or to its page when nobody has spoken there yet."""
        row = record_meeting(session, form.draft(), actor=current_actor(), now=clock.now())
        if row.held_on > clock.today():
            flash(_("The meeting has been planned. Statements can be entered from that day on."))
            return url_for("intake.meeting", meeting_id=row.id)
        flash(_("The meeting has been saved. Now enter what voters said."))
        if said := outside_round(get_round(session, row.contact_round_id, actor=current_actor()), row.held_on):
            flash(said, "warning")
        return url_for("intake.statements", meeting_id=row.id)

    def back_url(self, **_route: Any) -> str:
        """Return the round the person comes from, or the list."""
        key = number_of(request.args.get("round_id"))
        return url_for("intake.round", round_id=key) if key else url_for("intake.rounds")


class MeetingPage(FormPage[MeetingForm, ContactMeeting]):
    """A meeting with its statements, the cases made from them and what is left to do; its unit puts it right here."""

    form_class = MeetingForm
    template = "intake/meeting.html"
    deputies: Sequence[MeetingDeputy] = ()
    decorators: ClassVar[list[Any]] = [requires(Permission.READ_MEETINGS)]

    def subject(self, session: Session, **route: Any) -> ContactMeeting:
        """Return the meeting; only who keeps its minutes posts here."""
        found = get_meeting(session, route["meeting_id"], actor=current_actor())
        if request.method == "POST" and not may_record_for(current_actor(), found.recorded_by_id):
            raise NotPermittedError
        return found

    def prefill(self, session: Session, subject: ContactMeeting) -> dict[str, Any]:
        """Return the head of the minutes as it stands."""
        names = ("held_on", "start_time", "locality_id", "place", "voter_count", "speaker_count")
        self.deputies = list_meeting_deputies(session, subject.id)
        return {name: getattr(subject, name) for name in names} | {
            "round_id": subject.contact_round_id,
            "deputy_ids": [each.person_id for each in self.deputies if each.person_id],
            "deputy_names": "\n".join(each.name for each in self.deputies if not each.person_id),
        }

    def offer(self, session: Session, form: MeetingForm, subject: ContactMeeting) -> None:
        """Offer rounds and places to who may change them; a meeting that has made cases stays with its council."""
        actor = current_actor()
        if not may_record_for(actor, subject.recorded_by_id):
            return
        council = subject.contact_round.council_id if has_cases(session, subject.id) else None
        also, today = subject.contact_round_id, clock.today()
        form.round_id.offer(list_rounds_for(session, actor, today=today, also=also, council_id=council))
        places = list_localities_for(session, actor, today=clock.today(), also=subject.locality_id)
        form.locality_id.offer(places)
        kept = [each.person_id for each in self.deputies if each.person_id]
        form.deputy_ids.offer(list_deputies_for(session, actor, also=kept))

    def context(self, session: Session, form: MeetingForm, subject: ContactMeeting) -> dict[str, Any]:
        """Return one page of the minutes, each statement with its cases, and what is left to do."""
        if not form.version.data:
            form.version.data = str(subject.version)
        actor, after = current_actor(), number_of(request.args.get("cursor"))
        statements, following = list_statements(session, subject.id, after=after)
        cases = cases_of_statements(session, [each.id for each in statements], actor=actor)
        own_page = url_for("intake.meeting", meeting_id=subject.id)
        counts, may_edit = count_statements(session, subject.id), may_record_for(actor, subject.recorded_by_id)
        is_planned = subject.held_on > clock.today()
        rights = {
            "may_edit": may_edit,
            "may_make_cases": may_edit or actor.holds(Role.OFFICE, subject.contact_round.council_id),
        }
        return rights | {
            "statements": statements,
            "cases": cases,
            "counts": counts,
            "deputies": self.deputies,
            "files": _minutes_rows(session, subject.id, may_withdraw=may_edit),
            "is_planned": is_planned,
            "outside_round": outside_round(subject.contact_round, subject.held_on) if may_edit else None,
            "next": before_meeting(subject.id, subject.held_on)
            if is_planned
            else next_on_meeting(subject.id, counts, _drafts(cases, actor), **rights),
            "next_url": f"{own_page}?cursor={following}" if following else None,
            "first_url": own_page if after else None,
        }

    def carry_out(self, session: Session, form: MeetingForm, **route: Any) -> str:
        """Put the head of the minutes right."""
        key, now, seen = route["meeting_id"], clock.now(), form.seen_version
        change_meeting(session, key, form.draft(), actor=current_actor(), now=now, seen_version=seen)
        flash(_("The meeting has been saved."))
        return url_for("intake.meeting", meeting_id=key)

    def back_url(self, **route: Any) -> str:
        """Return the meeting's own page."""
        return url_for("intake.meeting", meeting_id=route["meeting_id"])


def _minutes_rows(session: Session, meeting_id: int, *, may_withdraw: bool) -> list[dict[str, Any]]:
    """Return the signed minutes as the macro ``file_list`` takes them."""
    rows = []
    for file in list_minutes_files(session, meeting_id):
        address = url_for("papers.minutes_file", meeting_id=meeting_id, file_id=file.id)
        row = plain_row(file, address, added_by=file.added_by)
        if may_withdraw and file.withdrawn_at is None:
            row["withdraw_url"] = url_for("papers.withdraw_minutes", meeting_id=meeting_id, file_id=file.id)
        rows.append(row)
    return rows


def _drafts(cases: dict[int, list[CaseRef]], actor: Actor) -> list[CaseRef]:
    """Return the drafts that the person may submit, each once."""
    refs = dict.fromkeys(ref for refs in cases.values() for ref in refs)
    return [ref for ref in refs if ref.state is State.DRAFT and can(actor, Action.SUBMIT, ref.facts)]
