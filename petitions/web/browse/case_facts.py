"""The particulars of a case as its page shows them: facts, answers, and how it came to stand where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from petitions.domain.identity import Actor
from petitions.domain.policy import Permission
from petitions.domain.vocabulary import Action
from petitions.i18n import format_date, format_weekday_date
from petitions.models import CaseEvent, Forwarding, Response
from petitions.queries.case_page import CaseSheet
from petitions.web.access import current_actor, may_now
from petitions.web.file_rows import file_rows
from petitions.web.labels import label
from petitions.web.timeline import Told, tell

TURNS_BACK = frozenset(
    {
        Action.RETURN,
        Action.DECLINE,
        Action.RECALL,
        Action.TAKE_BACK,
        Action.REVISE,
        Action.REOPEN,
        Action.REASSIGN,
        Action.FOLLOW,
    }
)
"""Steps whose reason is what the next person has to read first."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One version of an answer with its particulars and files."""

    response: Response
    facts: list[dict[str, Any]]
    files: list[dict[str, Any]]


def arrival_of(sheet: CaseSheet) -> Told | None:
    """Return the step that brought the case where it stands, when it came back with a reason."""
    newest = next((event for event in sheet.events if _brings(event)), None)
    if newest is None or newest.action not in TURNS_BACK or newest.target is not sheet.case.state or not newest.note:
        return None
    return tell([newest])[0]


def _brings(event: CaseEvent) -> bool:
    """Tell whether a step moved the case; a new next date counts, since its reason is the latest word."""
    return event.source is not event.target or event.action is Action.FOLLOW


def facts_shown(sheet: CaseSheet) -> list[dict[str, Any]]:
    """Return the particulars beside the matter; empty ones are left out by the macro."""
    case, assignment = sheet.case, sheet.assignment
    facts: list[dict[str, Any]] = [
        {"label": _("Place"), "value": case.locality.name},
        {"label": _("Field"), "value": case.subject_field.name},
        {"label": _("Kind"), "value": label(case.kind)},
        {"label": _("Council"), "value": case.council.name},
        {"label": _("Recorded by"), "value": case.origin.name},
        {"label": _("Received on"), "value": format_date(case.received_on)},
        {"label": _("Channel"), "value": label(case.channel)},
        {"label": _("Authority"), "value": label(case.authority)},
    ]
    if sheet.meeting is not None:
        facts.append(_meeting(sheet))
    if assignment is not None:
        letter = assignment.forwarding
        number = {"number": letter.letter_number, "on": format_date(letter.letter_on)}
        facts += [
            {"label": _("Lead agency"), "value": assignment.lead.name},
            {"label": _("Forwarding letter"), "value": _("No. %(number)s of %(on)s", **number)} | _letter_link(letter),
            {"label": _("Term counted from"), "value": format_date(assignment.received_on)},
        ]
    return facts


def _letter_link(letter: Forwarding) -> dict[str, Any]:
    """Return the way to the letter for the council that wrote it."""
    own = any(grant.organisation_id == letter.council_id for grant in current_actor().grants)
    if not (own and may_now(Permission.READ_FORWARDINGS)):
        return {}
    return {"url": url_for("forwarding.detail", forwarding_id=letter.id), "action_label": _("Open")}


def _meeting(sheet: CaseSheet) -> dict[str, Any]:
    meeting = sheet.meeting
    if meeting is None:
        return {}
    fact = {
        "label": _("Contact meeting"),
        "value": ", ".join(filter(None, (format_date(meeting.held_on), meeting.place, meeting.round_name))),
    }
    if sheet.sees_voter and may_now(Permission.READ_MEETINGS):
        fact |= {"url": url_for("intake.meeting", meeting_id=meeting.id), "action_label": _("Open")}
    return fact


def answers_shown(sheet: CaseSheet, *, actor: Actor) -> list[Answer]:
    """Return every version of the answers, newest first, each with its own files."""
    rows = file_rows(sheet.case, sheet.files, actor=actor)
    by_response: dict[int | None, list[dict[str, Any]]] = {}
    for file, row in zip(sheet.files, rows, strict=True):
        by_response.setdefault(file.response_id, []).append(row)
    return [Answer(each, _particulars(each), by_response.get(each.id, [])) for each in sheet.responses]


def _particulars(response: Response) -> list[dict[str, Any]]:
    document = {"number": response.document_number, "on": format_date(response.signed_on)}
    result = label(response.result_class)
    kind = label(response.resolution_kind)
    return [
        {"label": _("Result"), "value": f"{result}: {kind[:1].lower()}{kind[1:]}" if kind else result},
        {"label": _("Reason"), "value": label(response.reason)},
        {"label": _("Roadmap date"), "value": format_weekday_date(response.commitment_on)},
        {"label": _("Document"), "value": _("No. %(number)s of %(on)s", **document)},
        {"label": _("Signer"), "value": response.signer},
    ]
