"""The list's filters as they stand in its address: read with forgiveness, written without gaps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from petitions.domain.search_words import asked_words
from petitions.domain.text import one_line
from petitions.i18n import format_date
from petitions.queries.case_filters import CaseFilters, Sort
from petitions.web.addresses import date_asked
from petitions.web.case_links import DATES, FLAGS, KEYS, MEMBERS, address_of, url_of
from petitions.web.labels import label
from petitions.web.pagination import key_of

T = TypeVar("T")

LONGEST_QUERY = 200
MOST_VALUES = 50

NAMES: dict[str, LazyString] = {
    "q": _l("Searched for"),
    "state": _l("State"),
    "kind": _l("Kind"),
    "field": _l("Field"),
    "agency": _l("Lead agency"),
    "coordinating": _l("Coordinating agency"),
    "council": _l("Council"),
    "origin": _l("Recorded by"),
    "locality": _l("Place"),
    "round": _l("Round of meetings"),
    "overdue": _l("Due date"),
    "prepared": _l("Response"),
    "remind": _l("Reminder"),
    "re_raised": _l("Raised"),
    "due_from": _l("Due from"),
    "due_before": _l("Due before"),
    "late": _l("Late step"),
    "pending": _l("Waiting for a decision"),
    "opinion": _l("Opinion owed by"),
    "commitment_before": _l("Commitment due before"),
    "answered_since": _l("Answered since"),
    "sort": _l("Order"),
}
"""Every parameter of the list but the cursor, with what the page calls it."""

SORT_LABELS: dict[Sort, LazyString] = {
    Sort.NEWEST: _l("Newest first"),
    Sort.OLDEST: _l("Oldest first"),
    Sort.DUE_ON: _l("Due date first"),
}

FLAG_VALUES: dict[str, LazyString] = {
    "overdue": _l("overdue"),
    "prepared": _l("prepared, waiting for the leader"),
    "remind": _l("to be sent"),
    "re_raised": _l("again"),
}


@dataclass(frozen=True, slots=True)
class Tag:
    """One filter in force: its name, its value in words, the list's address without it."""

    label: str
    value: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters an address asks for, and the names of those that made no sense and were left out."""

    filters: CaseFilters
    ignored: tuple[str, ...]


def read_filters(arguments: MultiDict[str, str]) -> Asked:
    """Return the filters of an address; what cannot be a value is left out and named."""
    ignored: list[str] = []

    def read(name: str, convert: Callable[[str], T | None]) -> tuple[T, ...]:
        given = [text.strip() for text in arguments.getlist(name)[:MOST_VALUES] if text.strip()]
        values = [convert(text) for text in given]
        if None in values:
            ignored.append(name)
        return tuple(dict.fromkeys(value for value in values if value is not None))

    def first(name: str, convert: Callable[[str], T | None]) -> T | None:
        return next(iter(read(name, convert)), None)

    query = one_line(arguments.get("q", ""))[:LONGEST_QUERY]
    if query and not asked_words(query):
        ignored.append("q")
        query = ""
    values: dict[str, Any] = {attribute: read(name, key_of) for name, attribute in KEYS.items()}
    values |= {name: first(name, date_asked) for name in DATES}
    values |= {f"is_{name}": first(name, _flag) is True for name in FLAGS}
    values |= {attribute: read(name, _member(members)) for name, (attribute, members) in MEMBERS.items()}
    return Asked(CaseFilters(query=query, sort=first("sort", _member(Sort)), **values), tuple(ignored))


def tags_of(filters: CaseFilters, names: Mapping[str, Mapping[int, str]]) -> list[Tag]:
    """Return the filters in force as removable tags; ``names`` maps a parameter's keys to what they are called.

    A key that is not among the actor's own choices is called nothing, so that no name leaks.
    """
    address = address_of(filters)
    tags = []
    for name, given in address.items():
        for value in given if name != "sort" else ():
            rest = {**address, name: [other for other in given if other != value]}
            url = url_of({key: left for key, left in rest.items() if left})
            tags.append(Tag(str(NAMES[name]), _in_words(name, value, names), url))
    return tags


def _in_words(name: str, value: str, names: Mapping[str, Mapping[int, str]]) -> str:
    if name == "q":
        return f"\u201c{value}\u201d"
    if name in MEMBERS:
        return label(MEMBERS[name][1](value))
    if name in DATES:
        return format_date(date.fromisoformat(value))
    if name in FLAGS:
        return str(FLAG_VALUES[name])
    return names.get(name, {}).get(int(value)) or str(_l("not in your list"))


def _member(members: type[StrEnum]) -> Callable[[str], Any]:
    def convert(text: str) -> Any:
        return members(text) if text in {member.value for member in members} else None

    return convert


def _flag(text: str) -> bool | None:
    return {"1": True, "0": False}.get(text)
