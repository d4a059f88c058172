"""What the list page shows around its rows: filters to choose from, those kept unseen, totals in words."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from petitions.domain.vocabulary import Kind, State
from petitions.queries.case_filters import CaseFilters
from petitions.queries.filter_choices import ListSurroundings
from petitions.web.browse.filters import NAMES, SORT_LABELS
from petitions.web.case_links import address_of
from petitions.web.labels import label
from petitions.web.pagination import capped

_SEEN = frozenset({"q", "due_before", "overdue", "re_raised"})
"""Filters with a control of their own in the template."""


@dataclass(frozen=True, slots=True)
class Select:
    """One choice among the filters."""

    name: str
    label: str
    choices: list[tuple[Any, Any]]
    chosen: str | None
    any_label: str | None = None


def selects_of(filters: CaseFilters, around: ListSurroundings) -> list[Select]:
    """Return the selects: those with something to choose, and none for a filter that holds several values.

    Several values come from a link; they stay until their tags are removed.
    """
    address = address_of(filters)
    offered: dict[str, Iterable[tuple[Any, Any]]] = {
        "state": _members(State),
        "field": around.fields,
        "agency": around.agencies,
        "locality": around.localities,
        "round": around.rounds,
        "kind": _members(Kind),
    }
    found = []
    for name, choices in offered.items():
        chosen = address.get(name, [])
        listed = list(choices)
        if len(chosen) < 2 and (len(listed) > 1 or chosen):  # noqa: PLR2004 - one value fits a select
            found.append(Select(name, str(NAMES[name]), listed, chosen[0] if chosen else None))
    order = filters.sort.value if filters.sort else None
    sorts = [(sort.value, str(text)) for sort, text in SORT_LABELS.items()]
    return [*found, Select("sort", str(NAMES["sort"]), sorts, order, _("As usual"))]


def _members(members: type[enum.Enum]) -> list[tuple[str, str]]:
    return [(member.value, label(member)) for member in members]


def kept_of(filters: CaseFilters, selects: Iterable[Select]) -> list[tuple[str, str]]:
    """Return the filters without a control, which choosing another one must not lose."""
    seen = _SEEN | {select.name for select in selects}
    return [(name, value) for name, values in address_of(filters).items() if name not in seen for value in values]


def summary_of(shown: int, total: int) -> str | None:
    """Return how many there are, and how many of them the page shows."""
    if not shown:
        return None
    if total <= shown:
        return str(ngettext("%(num)d case", "%(num)d cases", total))
    return str(_("%(shown)d of %(total)s cases", shown=shown, total=capped(total)))
