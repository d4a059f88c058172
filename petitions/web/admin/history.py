"""The history of administration in sentences."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from petitions.domain.admin_vocabulary import AdminAction, AdminSubject
from petitions.domain.deadline_rule import Approver, StartEvent, Unit
from petitions.domain.vocabulary import Level, LocalityKind, OrganisationKind, PartyCapacity, Role
from petitions.domain.work_calendar import DayKind
from petitions.i18n import WEEKDAYS, format_date
from petitions.models import AdminEvent
from petitions.web.labels import label

_COLUMNS: dict[str, LazyString] = {
    "full_name": _l("Full name"),
    "username": _l("User name"),
    "email": _l("E-mail"),
    "phone": _l("Telephone"),
    "name": _l("Name"),
    "short_name": _l("Short name"),
    "kind": _l("Kind"),
    "level": _l("Level"),
    "locality_id": _l("Place"),
    "parent_id": _l("Belongs to"),
    "council_id": _l("People's Council"),
    "code": _l("Code"),
    "mailbox": _l("Mailbox of the unit"),
    "approval_required": _l("An answer waits for the leader before it is sent"),
    "delegates_to_office": _l("The office may file and close cases on behalf of the Standing Board"),
    "decline_limit": _l("Declines after which only the Standing Board assigns"),
    "valid_from": _l("Exists since"),
    "valid_to": _l("Last day"),
    "report_group": _l("Group in reports"),
    "position": _l("Place in the list"),
    "is_active": _l("In use"),
    "starts_on": _l("First day"),
    "ends_on": _l("Last day"),
    "held_on": _l("Opens on"),
    "source": _l("Source"),
    "is_confirmed": _l("Announced"),
    "weekdays": _l("Days worked"),
}

_RULE_COLUMNS: dict[str, LazyString] = {
    "valid_from": _l("In force from"),
    "length": _l("Length"),
    "target": _l("Shorter term the house sets itself"),
    "unit": _l("Counted in"),
    "rolls_forward": _l("A term in days that ends on a day off runs to the next working day"),
    "owed_by": _l("Owed by"),
    "start_event": _l("Day zero is the day of"),
    "is_pausable": _l("The clock may be paused"),
    "extension_times": _l("How often it may be extended"),
    "extension_length": _l("Most that one extension adds"),
    "approver": _l("Extensions and pauses are granted by"),
    "warning_offsets": _l("Warnings, days before the due date"),
    "escalation": _l("Steps of the ladder of reminders, days late"),
    "is_verified": _l("Checked against the text"),
}

_NAMES_OF: dict[AdminSubject, dict[str, LazyString]] = {
    AdminSubject.DEADLINE_RULE: _RULE_COLUMNS,
    AdminSubject.CALENDAR_DAY: {"kind": _l("Kind of day")},
}

_MEMBERS: dict[str, tuple[type[enum.Enum], ...]] = {
    "kind": (OrganisationKind, LocalityKind, DayKind),
    "level": (Level,),
    "unit": (Unit,),
    "owed_by": (PartyCapacity,),
    "start_event": (StartEvent,),
    "approver": (Approver,),
}
"""Columns whose stored word has a label, with the lists it may come from."""

_PLACES: dict[AdminSubject, tuple[str, str]] = {
    AdminSubject.PERSON: ("admin.person", "person_id"),
    AdminSubject.ORGANISATION: ("admin.organisation", "organisation_id"),
    AdminSubject.LOCALITY: ("admin.locality", "locality_id"),
    AdminSubject.SUBJECT_FIELD: ("admin.subject_field", "field_id"),
    AdminSubject.COUNCIL_TERM: ("admin.term", "term_id"),
    AdminSubject.COUNCIL_SESSION: ("admin.council_session", "council_session_id"),
    AdminSubject.CALENDAR_DAY: ("admin.calendar_day", "number"),
    AdminSubject.CALENDAR_YEAR: ("admin.calendar_year", "year"),
    AdminSubject.WORK_WEEK: ("admin.work_week", "number"),
    AdminSubject.PROPOSED_CHANGE: ("admin.change", "change_id"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history: who did what, when, to what, with what details."""

    at: datetime
    who: str
    what: str
    kind: str
    subject: str
    url: str
    details: tuple[str, ...]
    reason: str | None


def in_sentences(events: Iterable[AdminEvent]) -> list[Step]:
    """Return the events as a page shows them."""
    return [
        Step(
            at=event.at,
            who=event.actor_name or _("Command line"),
            what=label(event.action),
            kind=label(event.subject_kind),
            subject=event.subject_name,
            url=_url(event),
            details=tuple(_details(event)),
            reason=event.reason,
        )
        for event in events
    ]


def _url(event: AdminEvent) -> str:
    """Return the page of what the step was about, or of what holds it where it is gone."""
    kind, key = event.subject_kind, event.subject_id
    if kind is AdminSubject.DEADLINE_RULE:
        return url_for("admin.rule", rule_code=event.subject_name.partition(" ")[0])
    if event.action is AdminAction.REMOVE and kind is AdminSubject.CALENDAR_DAY:
        return url_for("admin.calendar_year", year=key // 10_000)
    if event.action is AdminAction.REMOVE and kind is AdminSubject.WORK_WEEK:
        return url_for("admin.work_weeks")
    endpoint, name = _PLACES[kind]
    return url_for(endpoint, **{name: key})  # type: ignore[arg-type]  # the only keyword is the key


def _details(event: AdminEvent) -> Iterable[str]:
    facts = event.facts
    if event.action in (AdminAction.GRANT, AdminAction.REVOKE):
        role, unit = label(Role(facts["role"])), facts["organisation"]
        area = facts.get("locality")
        yield f"{role}, {unit} ({area})" if area else f"{role}, {unit}"
    elif event.action is AdminAction.END:
        day = facts.get("valid_to")
        yield _("Last day: %(date)s", date=_shown(day, "valid_to")) if day else _("The end was taken back.")
    yield from changes_in_words(facts.get("changes", {}), event.subject_kind, event.action)


def changes_in_words(
    changes: Mapping[str, Sequence[Any]], kind: AdminSubject, action: AdminAction = AdminAction.CHANGE
) -> Iterator[str]:
    """Yield each column with what it said before and says after; of a row that came or went, all on one line."""
    names = _COLUMNS | _NAMES_OF.get(kind, {})
    if action in (AdminAction.CREATE, AdminAction.REMOVE):
        side = 1 if action is AdminAction.CREATE else 0
        told = [(column, values[side]) for column, values in changes.items() if values[side] not in (None, "")]
        if told:
            yield "; ".join(f"{names.get(column, column)}: {_shown(value, column)}" for column, value in told)
        return
    for column, (before, after) in changes.items():
        name = names.get(column, column)
        if column.endswith("_id"):
            yield str(name)
        else:
            yield f"{name}: {_shown(before, column)} \u2192 {_shown(after, column)}"


def _shown(value: Any, column: str) -> str:
    """Return a stored text as people read it: a date, a label, yes or no."""
    if value in (None, ""):
        return str(_("(empty)"))
    text = str(value)
    if column in ("valid_from", "valid_to", "starts_on", "ends_on", "held_on"):
        return format_date(date.fromisoformat(text))
    if column == "weekdays":
        return ", ".join(str(WEEKDAYS[int(digit) - 1]) for digit in text)
    if text in ("True", "False"):
        return str(_("yes") if text == "True" else _("no"))
    for members in _MEMBERS.get(column, ()):
        if text in [member.value for member in members]:
            return label(members(text))
    return text
