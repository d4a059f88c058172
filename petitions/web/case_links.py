"""The address of a list of cases: the one way in which a number anywhere links to exactly what it counts."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask import url_for

from petitions.domain.clock_vocabulary import RequestKind, Stage
from petitions.domain.vocabulary import Kind, State
from petitions.queries.case_filters import CaseFilters

KEYS = {
    "field": "fields",
    "agency": "agencies",
    "coordinating": "coordinating",
    "opinion": "opinions",
    "council": "councils",
    "origin": "origins",
    "locality": "localities",
    "round": "rounds",
}
"""Parameters that hold keys, and the filters they stand for; each may be given several times."""

MEMBERS: dict[str, tuple[str, type[StrEnum]]] = {
    "state": ("states", State),
    "kind": ("kinds", Kind),
    "late": ("late", Stage),
    "pending": ("pending", RequestKind),
}
"""Parameters that hold words of a closed list."""

DATES = ("due_from", "due_before", "commitment_before", "answered_since")
FLAGS = ("overdue", "prepared", "remind", "re_raised")


def list_url(filters: CaseFilters, *, cursor: str | None = None) -> str:
    """Return the address of the list with these filters, at its beginning or at a cursor."""
    address = address_of(filters)
    if cursor is not None:
        address["cursor"] = [cursor]
    return url_of(address)


def url_of(address: Mapping[str, list[str]]) -> str:
    """Return the list's address with these parameters, each as often as it has values."""
    values: dict[str, Any] = dict(address)
    return url_for("browse.cases", **values)


def address_of(filters: CaseFilters) -> dict[str, list[str]]:
    """Return the parameters of these filters, those that filter nothing left out."""
    found: dict[str, list[str]] = {
        "q": [filters.query] if filters.query else [],
    }
    found |= {name: [m.value for m in getattr(filters, attribute)] for name, (attribute, _members) in MEMBERS.items()}
    found |= {name: [str(key) for key in getattr(filters, attribute)] for name, attribute in KEYS.items()}
    found |= {name: ["1"] for name in FLAGS if getattr(filters, f"is_{name}")}
    found |= {name: [day.isoformat()] for name in DATES if (day := getattr(filters, name)) is not None}
    if filters.sort is not None:
        found["sort"] = [filters.sort.value]
    return {name: values for name, values in found.items() if values}
