"""One page of the list of cases: only the columns a row shows, and a place to go on from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from petitions.domain.case_code import normalize_case_code
from petitions.domain.clock_vocabulary import RequestKind
from petitions.domain.identity import Actor
from petitions.domain.vocabulary import Kind, State
from petitions.models import Case, Locality, Organisation, SubjectField
from petitions.queries.case_filters import CaseFilters, Sort, conditions_of
from petitions.queries.counts import count_cases
from petitions.queries.overdue import clock_runs
from petitions.queries.places import named_place
from petitions.queries.scope import Visible, measure_scope
from petitions.queries.search import Closeness, Search, plan_search

PAGE_SIZE = 25
SHOWN_OF_SUMMARY = 240
"""Characters of a summary that are read from the database for a row."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page ended: in which part of the list, and the last row's date and key there."""

    step: int
    on: date
    id: int


@dataclass(frozen=True, slots=True)
class CaseRow:
    """What the list shows of a case.

    ``place`` is a village with its commune, or a commune; ``pending`` what the lead has asked for.
    """

    id: int
    code: str
    kind: Kind
    state: State
    summary: str
    place: str
    subject_field: str
    lead: str | None
    lead_id: int | None
    received_on: date
    due_on: date | None
    pending: RequestKind | None = None


@dataclass(frozen=True, slots=True)
class CasePage:
    """Rows, where the next page begins (None: there is none), and the total up to ``counts.CAP`` + 1."""

    rows: tuple[CaseRow, ...]
    next: Position | None
    total: int


@dataclass(frozen=True, slots=True)
class _Step:
    """One part of the list with an order of its own; the parts follow one another."""

    column: Any
    descending: bool = True
    condition: sa.ColumnElement[bool] | None = None
    closeness: Closeness = Closeness.ANY


def list_cases(
    session: Session,
    filters: CaseFilters,
    *,
    actor: Actor,
    today: date,
    after: Position | None = None,
    size: int = PAGE_SIZE,
    visible: Visible | None = None,
) -> CasePage:
    """Return the page after a position; at most five statements however many cases there are."""
    visible = visible or measure_scope(session, actor)
    only = _by_code(session, visible, filters.query)
    search = plan_search(session, filters.query, actor=actor) if filters.query and only is None else None
    conditions = [
        visible.condition,
        *conditions_of(filters, actor=actor, today=today),
        *([] if only is None else [only]),
    ]
    steps = _steps(filters, search)
    rows: list[Any] = []
    for number, step in enumerate(steps):
        if (after is not None and number < after.step) or len(rows) > size:
            continue
        start = after if after is not None and number == after.step else None
        statement = _page_of(step, conditions, search, visible, after=start, size=size + 1 - len(rows))
        rows.extend((number, row) for row in session.execute(statement))
    shown = rows[:size]
    following = Position(shown[-1][0], shown[-1][1].on, shown[-1][1].id) if len(rows) > size else None
    if after is None and following is None:
        total = len(shown)
    else:
        total = count_cases(session, visible, filters, actor=actor, today=today, search=search, only=only)
    return CasePage(tuple(_row(row) for _number, row in shown), following, total)


def list_each(
    session: Session, visible: Visible, wanted: Mapping[str, CaseFilters], *, actor: Actor, today: date, size: int
) -> dict[str, tuple[CaseRow, ...]]:
    """Return the first rows of several lists under their names. One statement; not for search words."""
    if not wanted:
        return {}
    parts, steps = [], {name: _steps(filters, None)[0] for name, filters in wanted.items()}
    for name, filters in wanted.items():
        conditions = [visible.condition, *conditions_of(filters, actor=actor, today=today)]
        page = _keys_of(steps[name], conditions, None, visible, after=None, size=size).subquery()
        parts.append(sa.select(page.c.id, page.c.on, sa.literal(name).label("list")))
    together = sa.union_all(*parts).subquery()
    found: dict[str, list[Any]] = {name: [] for name in wanted}
    for row in session.execute(_with_names(together).add_columns(together.c.list)):
        found[row.list].append(row)
    return {
        name: tuple(_row(row) for row in sorted(rows, key=lambda r: (r.on, r.id), reverse=steps[name].descending))
        for name, rows in found.items()
    }


def _by_code(session: Session, visible: Visible, query: str) -> sa.ColumnElement[bool] | None:
    """Return the condition for the one case whose code was typed, however written; None when there is none."""
    code = normalize_case_code(query)
    if code is None:
        return None
    key = session.scalar(sa.select(Case.id).where(Case.code == code, visible.condition))
    return None if key is None else Case.id == key


def _steps(filters: CaseFilters, search: Search | None) -> list[_Step]:
    closenesses = (Closeness.ANY,) if search is None else search.steps
    running = _Step(Case.due_on, descending=False, condition=clock_runs())
    match filters.order:
        case Sort.DUE_ON if filters.is_overdue:
            return [running]
        case Sort.DUE_ON:
            return [running, _Step(Case.received_on, condition=sa.not_(clock_runs()))]
        case Sort.OLDEST:
            return [_Step(Case.received_on, descending=False, closeness=closeness) for closeness in closenesses]
        case Sort.NEWEST:
            return [_Step(Case.received_on, closeness=closeness) for closeness in closenesses]


def _page_of(
    step: _Step,
    conditions: list[sa.ColumnElement[bool]],
    search: Search | None,
    visible: Visible,
    *,
    after: Position | None,
    size: int,
) -> sa.Select[Any]:
    page = _keys_of(step, conditions, search, visible, after=after, size=size).subquery()
    return _with_names(page).order_by(*_ends(step, page.c.on, page.c.id))


def _keys_of(
    step: _Step,
    conditions: list[sa.ColumnElement[bool]],
    search: Search | None,
    visible: Visible,
    *,
    after: Position | None,
    size: int,
) -> sa.Select[Any]:
    keys: sa.Select[Any] = sa.select(Case.id.label("id"), step.column.label("on")).where(*conditions)
    if step.condition is not None:
        keys = keys.where(step.condition)
    gather = search is not None and search.is_gathered(step.closeness, visible)
    if search is not None:
        keys = search.narrow(keys, step.closeness, visible, gather=gather)
    if after is not None:
        here, there = sa.tuple_(step.column, Case.id), sa.tuple_(sa.literal(after.on), sa.literal(after.id))
        keys = keys.where(here < there if step.descending else here > there)
    if gather or visible.size is not None:
        # An offset of nought keeps the planner from walking the whole order in search of a few rows.
        few = keys.offset(0).subquery()
        keys = sa.select(few.c.id, few.c.on)
        keys = keys.order_by(*_ends(step, few.c.on, few.c.id))
    else:
        keys = keys.order_by(*_ends(step, step.column, Case.id))
    return keys.limit(size)


def _ends(step: _Step, *columns: Any) -> list[sa.UnaryExpression[Any]]:
    return [column.desc() if step.descending else column.asc() for column in columns]


def _with_names(page: sa.Subquery) -> sa.Select[Any]:
    """Return the row's columns for these keys; names are joined after the page is cut, not before."""
    parent, lead = aliased(Locality), aliased(Organisation)
    return (
        sa.select(
            page.c.id,
            page.c.on,
            Case.code,
            Case.kind,
            Case.state,
            sa.func.substr(Case.summary, 1, SHOWN_OF_SUMMARY).label("summary"),
            Locality.name.label("place"),
            Locality.kind.label("place_kind"),
            parent.name.label("place_around"),
            SubjectField.name.label("subject_field"),
            lead.short_name.label("lead"),
            Case.lead_id,
            Case.received_on,
            Case.due_on,
            Case.pending_request,
        )
        .select_from(page)
        .join(Case, Case.id == page.c.id)
        .join(Locality, Locality.id == Case.locality_id)
        .outerjoin(parent, parent.id == Locality.parent_id)
        .join(SubjectField, SubjectField.id == Case.subject_field_id)
        .outerjoin(lead, lead.id == Case.lead_id)
    )


def _row(row: Any) -> CaseRow:
    return CaseRow(
        id=row.id,
        code=row.code,
        kind=row.kind,
        state=row.state,
        summary=row.summary,
        place=named_place(row.place, row.place_kind, row.place_around),
        subject_field=row.subject_field,
        lead=row.lead,
        lead_id=row.lead_id,
        received_on=row.received_on,
        due_on=row.due_on,
        pending=row.pending_request,
    )
