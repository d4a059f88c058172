"""Answers: the officer prepares, who may sends, the office copies from paper, the leader corrects."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.policy import position_of, steps_for
from petitions.domain.vocabulary import Action, FileAccess, Role, State
from petitions.domain.workflow import Position, is_ever_taken_by
from petitions.extensions import db
from petitions.models import Case
from petitions.queries.cases import facts_of
from petitions.queries.files import list_files
from petitions.queries.responses import (
    DraftSummary,
    find_current_response,
    find_draft,
    find_last_event,
    reached_council_on,
)
from petitions.services.response import Seen, correct_response, record_response, respond
from petitions.services.response_drafts import save_draft
from petitions.web.access import current_actor
from petitions.web.file_rows import file_rows
from petitions.web.form import filled
from petitions.web.response.forms import (
    CorrectionForm,
    Purpose,
    ResponseForm,
    values_of_draft,
    values_of_response,
)
from petitions.web.uploads import FilesPage

blueprint = Blueprint("response", __name__)

_WAYS = (Action.RESPOND, Action.PREPARE_RESPONSE, Action.RECORD_RESPONSE)
_PURPOSES = {
    Action.RESPOND: Purpose.SEND,
    Action.PREPARE_RESPONSE: Purpose.HAND_OVER,
    Action.RECORD_RESPONSE: Purpose.RECORD,
}


class ResponsePage(FilesPage[ResponseForm]):
    """One address for the three ways an answer comes: sent, handed to the leader, copied from paper."""

    form_class = ResponseForm
    template = "response/respond.html"
    case: Case

    def action_for(self, case: Case) -> Action:
        """Return the person's own way; where none is open, one that says why."""
        self.case, facts = case, facts_of(case)
        steps, position = steps_for(current_actor(), facts), position_of(current_actor(), facts)
        ways = [way for way in _WAYS if way in steps] or [way for way in _WAYS if is_ever_taken_by(way, position)]
        return ways[0] if ways else Action.RESPOND

    @cached_property
    def draft(self) -> DraftSummary | None:
        """What the person's own agency has prepared; the office knows nothing of it."""
        if self.action_for(self.case) is Action.RECORD_RESPONSE or self.case.lead_id is None:
            return None
        return find_draft(db.session(), self.case.id, self.case.lead_id)

    def prefill(self, session: Session, subject: Case) -> dict[str, Any]:  # noqa: ARG002 - remembered above
        """Return the draft; not for a form that was sent whole, whose version the service compares."""
        if self._is_sent_whole:
            return {}
        draft = self.draft
        return (
            {"draft_version": "0"}
            if draft is None
            else values_of_draft(draft.values) | {"draft_version": str(draft.version)}
        )

    def suggest(self, session: Session, subject: Case) -> dict[str, Any]:  # noqa: ARG002 - all is in the row
        """Offer the leader's own name as the signer's, unless the draft names one; a paper came today."""
        if self.action_for(subject) is Action.RECORD_RESPONSE:
            return {"arrived_on": clock.today()}
        is_leader = current_actor().holds(Role.LEADER, subject.lead_id) if subject.lead_id else False
        if not is_leader or (self.draft is not None and self.draft.values.get("signer")):
            return {}
        return {"signer": current_actor().name}

    def offer(self, session: Session, form: ResponseForm, subject: Case) -> None:  # noqa: ARG002 - nothing to choose from
        """Ask for what this way needs."""
        form.serve(Purpose.DRAFT if _keeps_draft() else _PURPOSES.get(self.action_for(subject), Purpose.SEND))

    def context(self, session: Session, form: ResponseForm, subject: Case) -> dict[str, Any]:
        """Show what is asked, why an earlier answer did not do, and what a colleague has prepared."""
        if not form.draft_version.data:
            form.draft_version.data = "0"
        action, actor = self.action_for(subject), current_actor()
        form.serve(_PURPOSES[action])
        files = list_files(session, subject, actor=actor) if self.draft is not None else []
        outside = find_last_event(session, subject.id, Action.FORWARD_UP) if subject.lead_id is None else None
        asked_again = subject.state is State.IN_PROGRESS and subject.result_class is not None
        return super().context(session, form, subject) | {
            "draft": self.draft,
            "draft_files": file_rows(subject, (f for f in files if f.access is FileAccess.DRAFT), actor=actor),
            "forwarded_to": outside.facts.get("recipient") if outside else None,
            "may_keep_draft": action is not Action.RECORD_RESPONSE,
            "comes_on_paper": action is Action.RECORD_RESPONSE,
            "revision": find_last_event(session, subject.id, Action.REVISE) if asked_again else None,
        }

    def carry_out(self, session: Session, form: ResponseForm, **route: Any) -> str:
        """Keep, hand over, record or send."""
        code, action = route["code"], self.action_for(self.case)
        if _keeps_draft() or action is Action.PREPARE_RESPONSE:
            return self._save(session, form, code, hand_over=not _keeps_draft())
        write = record_response if action is Action.RECORD_RESPONSE else respond
        seen = Seen(form.seen_version, form.seen_draft)
        write(session, code, form.response(), self.attachments, actor=current_actor(), now=clock.now(), seen=seen)
        flash(_("The response is on file. The council now judges whether it settles the matter."), "success")
        return self.back_url(code=code)

    def _save(self, session: Session, form: ResponseForm, code: str, *, hand_over: bool) -> str:
        save_draft(
            session,
            code,
            form.draft_values(),
            self.attachments,
            actor=current_actor(),
            now=clock.now(),
            seen_version=form.seen_draft,
            hand_over=hand_over,
        )
        if hand_over:
            flash(_("The response waits for your leader, who sends it."), "success")
            return self.back_url(code=code)
        flash(_("The draft has been saved. Only your agency sees it; nothing has been sent yet."), "success")
        return url_for("response.respond", code=code)

    def _form(
        self, session: Session, subject: Case, data: Any, suggested: dict[str, Any] | None = None
    ) -> ResponseForm:
        self._is_sent_whole = data is request.form and {"draft_version", "content"} <= request.form.keys()
        return super()._form(session, subject, data, suggested)

    _is_sent_whole = False


def _keeps_draft() -> bool:
    return request.form.get("save") == "draft"


class CorrectionPage(FilesPage[CorrectionForm]):
    """Put an answer right that was sent already; the former version stays."""

    form_class = CorrectionForm
    action = Action.CORRECT_RESPONSE
    template = "response/correct_response.html"

    def prefill(self, session: Session, subject: Case) -> dict[str, Any]:
        """Return the answer as it stands."""
        response = find_current_response(session, subject.id)
        if response is None:
            return {}
        return values_of_response(response) | {"arrived_on": reached_council_on(response)}

    def context(self, session: Session, form: CorrectionForm, subject: Case) -> dict[str, Any]:
        """Show the files that are there; who copied the answer from paper says when it came."""
        actor = current_actor()
        copies = bool(position_of(actor, facts_of(subject)) & Position.OFFICE_COPYIST)
        leads = actor.holds(Role.LEADER, subject.lead_id) if subject.lead_id else False
        files = [f for f in list_files(session, subject, actor=actor) if f.response_id is not None]
        return super().context(session, form, subject) | {
            "files": file_rows(subject, files, actor=actor),
            "comes_on_paper": copies and not leads,
        }

    def carry_out(self, session: Session, form: CorrectionForm, **route: Any) -> str:
        """Write the new version."""
        correct_response(
            session,
            route["code"],
            form.response(),
            self.attachments,
            reason=filled(form.note.data),
            actor=current_actor(),
            now=clock.now(),
            seen=Seen(form.seen_version),
        )
        flash(_("The response has been corrected; the former version stays in the history."), "success")
        return self.back_url(code=route["code"])


blueprint.add_url_rule("/cases/<code>/response/", view_func=ResponsePage.as_view("respond"))
blueprint.add_url_rule("/cases/<code>/response/correction/", view_func=CorrectionPage.as_view("correct_response"))
