"""What stood in a field before it was put right, as the history tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from petitions.domain.text import excerpt
from petitions.domain.vocabulary import Action, Authority
from petitions.i18n import format_date
from petitions.web.labels import label

LONGEST_SHOWN = 600
"""Characters of a text that was replaced; the rest is of no use to whoever reads a history."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field that was put right: its name, what stood there, what stands there since."""

    field: str
    before: str
    after: str | None


FIELDS: dict[str, LazyString] = {
    "summary": _l("Summary"),
    "content": _l("Content"),
    "forwarded_text": _l("Text for the agencies"),
    "authority": _l("Authority"),
    "subject_field": _l("Field"),
    "subject_field_id": _l("Field"),
    "locality_id": _l("Place"),
    "received_on": _l("Received on"),
    "voter_name": _l("Voter's name"),
    "voter_phone": _l("Voter's telephone"),
    "voter_address": _l("Voter's address"),
}


def changes_of(action: Action, facts: dict[str, Any]) -> tuple[Change, ...]:
    """Return what a step replaced, field by field; nothing for steps that replace nothing."""
    if action is Action.CORRECT_ENTRY:
        rows = [(row["field"], row["before"], row["after"]) for row in facts.get("changes") or []]
    elif action in {Action.CLASSIFY, Action.SPLIT, Action.UNDO_SPLIT}:
        rows = [(name, before, None) for name, before in (facts.get("before") or {}).items()]
    else:
        rows = []
    return tuple(Change(field_name(name), _value(name, before), _value(name, after)) for name, before, after in rows)


def _value(name: str, text: Any) -> Any:
    if text is None:
        return None
    if name == "received_on":
        return day_of(text)
    return member_name(Authority, text) if name == "authority" else excerpt(str(text), LONGEST_SHOWN)


def field_name(name: str) -> str:
    """Return what people call a field of a case."""
    return str(FIELDS.get(name, name))


def member_name(members: Any, value: Any) -> str:
    """Return the label of a stored enum value, in lower case; what is no such value as it is."""
    return label(members(value)).lower() if value in {member.value for member in members} else str(value or "")


def date_of(text: Any) -> date | None:
    """Return the date of an ISO text, None when it is none."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def day_of(text: Any) -> str:
    """Return an ISO text as dd/mm/yyyy, nothing when it is no date."""
    return format_date(date_of(text))
