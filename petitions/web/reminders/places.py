"""The addresses of the pages of reminders: filters and cursors in words, read with forgiveness."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from petitions.domain.ladder import rung_of, step_of
from petitions.domain.vocabulary import Rung
from petitions.queries.reminder_log import LogPlace
from petitions.queries.reminders import GroupPlace, ReminderFilters, TaskGroup
from petitions.web.labels import label
from petitions.web.pagination import key_of


@dataclass(frozen=True, slots=True)
class Tag:
    """One filter in force: its name, its value in words, the list's address without it."""

    label: str
    value: str
    remove_url: str


def read_filters(arguments: MultiDict[str, str]) -> ReminderFilters:
    """Return the filters of an address; what cannot be one filters nothing."""
    rung = arguments.get("rung", "")
    known = {member.value for member in Rung}
    return ReminderFilters(key_of(arguments.get("agency", "")), Rung(rung) if rung in known else None)


def page_url(endpoint: str, filters: ReminderFilters, *, cursor: str | None = None) -> str:
    """Return the address of a list with these filters, at its beginning or at a cursor."""
    parameters: dict[str, Any] = {"agency": filters.agency_id, "rung": filters.rung, "cursor": cursor}
    return url_for(endpoint, **{name: value for name, value in parameters.items() if value is not None})


def tags_of(endpoint: str, filters: ReminderFilters, agencies: dict[int, str]) -> list[Tag]:
    """Return the filters in force as removable tags; an agency that is not on offer is called nothing."""
    tags = []
    if filters.agency_id is not None:
        name = agencies.get(filters.agency_id) or str(_("not in your list"))
        tags.append(Tag(str(_("Agency")), name, page_url(endpoint, ReminderFilters(rung=filters.rung))))
    if filters.rung is not None:
        without = page_url(endpoint, ReminderFilters(agency_id=filters.agency_id))
        tags.append(Tag(str(_("Step")), label(filters.rung), without))
    return tags


def group_url(endpoint: str, group: TaskGroup, **parameters: Any) -> str:
    """Return the address of a page about what one letter covers."""
    return url_for(
        endpoint,
        council_id=group.council_id,
        agency_id=group.organisation_id,
        step=step_of(group.rung),
        **parameters,
    )


def group_cursor(place: GroupPlace) -> str:
    """Return where the list of tasks goes on, as one word."""
    group = place.group
    return f"{place.worst_due_on.isoformat()}.{group.council_id}.{group.organisation_id}.{step_of(group.rung)}"


def group_place(cursor: str | None) -> GroupPlace | None:
    """Return the place of such a word; None, the first page, for anything else."""
    on, *keys = (cursor or "").split(".")
    day, numbers = _day(on), [key_of(key) for key in keys]
    if day is None or len(numbers) != 3 or None in numbers:  # noqa: PLR2004 - council, agency, step
        return None
    council_id, agency_id, step = (number or 0 for number in numbers)
    rung = rung_of(step)
    return None if rung is None else GroupPlace(day, TaskGroup(council_id, agency_id, rung))


def log_cursor(place: LogPlace) -> str:
    """Return where the register goes on, as one word."""
    return f"{place.letter_on.isoformat()}.{place.id}"


def log_place(cursor: str | None) -> LogPlace | None:
    """Return the place of such a word; None, the first page, for anything else."""
    on, _dot, key = (cursor or "").partition(".")
    day, number = _day(on), key_of(key)
    return None if day is None or number is None else LogPlace(day, number)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
