"""What the filters of a list offer: only units, places and rounds of which the actor sees something.

A small scope is asked case by case. A large one is asked the other way round: each unit whether it
leads a case of the actor's councils, and the places are those his units lie in or above, so that a
page costs the same among a million cases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from petitions.domain.identity import Actor
from petitions.domain.text import fold
from petitions.domain.vocabulary import LocalityKind, Role
from petitions.domain.work_calendar import AnnouncedDay, DayKind, WorkCalendar
from petitions.models import (
    Assignment,
    CalendarDay,
    Case,
    ContactMeeting,
    ContactRound,
    Coordination,
    Locality,
    Organisation,
    SubjectField,
)
from petitions.queries.scope import Visible, scope_of

AGENCY_SIDE = (Role.OFFICER, Role.LEADER, Role.COORDINATOR)
COUNCIL_SIDE = (Role.CLERK, Role.OFFICE, Role.BOARD, Role.COMMITTEE, Role.DEPUTY)
MOST_ROUNDS = 40
MOST_HELPED = 500
DAYS_AHEAD = 400

Options = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class ListSurroundings:
    """What stands around a list: its filters' choices, names by key, and the working calendar from today on."""

    fields: Options
    agencies: Options
    localities: Options
    rounds: Options
    units: Options
    """The actor's own units, for naming them; not offered as a filter."""
    calendar: WorkCalendar


def get_list_surroundings(session: Session, visible: Visible, *, actor: Actor, today: date) -> ListSurroundings:
    """Return what the list page shows around the rows. One statement."""
    parts = [
        _fields(),
        _agencies(visible, actor),
        _localities(visible, actor),
        _rounds(actor),
        _units(actor),
        _days_ahead(today),
    ]
    rows: dict[str, list[Any]] = defaultdict(list)
    for part, key, name, more in session.execute(sa.union_all(*(part for part in parts if part is not None))):
        rows[part].append((key, name, more))
    return ListSurroundings(
        fields=tuple((key, name) for key, name, _more in sorted(rows["field"], key=lambda row: int(row[2]))),
        agencies=_by_name(rows["agency"]),
        localities=_by_name(rows["locality"]),
        rounds=tuple(
            (key, name) for key, name, _more in sorted(rows["round"], key=lambda r: (r[2] or "", r[0]), reverse=True)
        ),
        units=_by_name(rows["unit"]),
        calendar=_laid_out(tuple(sorted((name, more) for _key, name, more in rows["day"]))),
    )


@lru_cache(maxsize=8)
def _laid_out(days: tuple[tuple[str, str], ...]) -> WorkCalendar:
    return WorkCalendar.of(AnnouncedDay(date.fromisoformat(on), DayKind(kind), "") for on, kind in days)


_sorted_as = lru_cache(maxsize=10_000)(fold)


def _by_name(rows: Sequence[tuple[int, str, str]]) -> Options:
    return tuple(sorted({(key, name) for key, name, _more in rows}, key=lambda row: (_sorted_as(row[1]), row[0])))


def _part(name: str, key: Any, text: Any, more: Any = "") -> sa.Select[Any]:
    return sa.select(
        sa.literal(name, sa.Text).label("part"),
        key.label("key"),
        text.label("text"),
        (sa.literal(more, sa.Text) if isinstance(more, str) else sa.cast(more, sa.Text)).label("more"),
    )


def _fields() -> sa.Select[Any]:
    return _part("field", SubjectField.id, SubjectField.name, SubjectField.position).where(SubjectField.is_active)


def _units(actor: Actor) -> sa.Select[Any]:
    units = {grant.organisation_id for grant in actor.grants} | actor.coordinated_ids
    return _part("unit", Organisation.id, Organisation.short_name).where(Organisation.id.in_(sorted(units)))


def _days_ahead(today: date) -> sa.Select[Any]:
    ahead = sa.and_(CalendarDay.on >= today, CalendarDay.on <= today + timedelta(days=DAYS_AHEAD))
    return _part("day", sa.literal(0), sa.cast(CalendarDay.on, sa.Text), CalendarDay.kind).where(ahead)


def _agencies(visible: Visible, actor: Actor) -> sa.Select[Any]:
    agencies = _part("agency", Organisation.id, Organisation.short_name)
    if visible.ids is not None:
        return agencies.where(Organisation.id.in_(sa.select(Case.lead_id).where(visible.condition)))
    if scope_of(actor).sees_everything:
        return agencies.where(_leads_some())
    own = sorted(actor.units_as(*AGENCY_SIDE) | actor.coordinated_ids)
    councils = sorted(actor.units_as(*COUNCIL_SIDE))
    shown: list[sa.ColumnElement[bool]] = []
    if own:
        shown += [sa.and_(Organisation.id.in_(own), _leads_some()), Organisation.id.in_(_helped_lately(own))]
    if councils:
        shown.append(_leads_some(Case.council_id.in_(councils)))
    return agencies.where(sa.or_(*shown))


def _helped_lately(own: list[int]) -> sa.Select[tuple[int]]:
    """Return the leads that these units helped last: enough for a choice, however long they have been helping."""
    latest = sa.select(Coordination.assignment_id).where(Coordination.organisation_id.in_(own))
    latest = latest.order_by(Coordination.assignment_id.desc()).limit(MOST_HELPED)
    return sa.select(Assignment.lead_id).where(Assignment.id.in_(latest))


def _leads_some(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Ask of one unit whether it leads such a case; a scalar, as in ``scope``, so that it stays one look-up."""
    found = sa.select(sa.literal(1)).where(Case.lead_id == Organisation.id, *conditions).limit(1)
    return found.correlate(Organisation).scalar_subquery().is_not(None)


def _localities(visible: Visible, actor: Actor) -> sa.Select[Any]:
    communes = _part("locality", Locality.id, Locality.name).where(Locality.kind == LocalityKind.COMMUNE)
    if visible.ids is not None:
        village = aliased(Locality)
        direct = sa.select(Case.locality_id).where(visible.condition)
        around = sa.select(village.parent_id).where(village.id.in_(direct))
        return communes.where(sa.or_(Locality.id.in_(direct), Locality.id.in_(around)))
    if scope_of(actor).sees_everything:
        return communes
    units = {grant.organisation_id for grant in actor.grants}
    homes = sa.select(Organisation.locality_id).where(Organisation.id.in_(sorted(units)))
    return communes.where(sa.or_(Locality.id.in_(homes), Locality.parent_id.in_(homes)))


def _rounds(actor: Actor) -> sa.Select[Any] | None:
    """Return the rounds of the actor's councils and those whose minutes his units keep."""
    rounds = _part("round", ContactRound.id, ContactRound.name, ContactRound.starts_on)
    newest = rounds.order_by(ContactRound.starts_on.desc(), ContactRound.id.desc()).limit(MOST_ROUNDS)
    if scope_of(actor).sees_everything:
        return sa.select(newest.subquery())
    units = sorted(actor.units_as(*COUNCIL_SIDE))
    if not units:
        return None
    kept = sa.select(ContactMeeting.contact_round_id).where(ContactMeeting.recorded_by_id.in_(units))
    return sa.select(newest.where(sa.or_(ContactRound.council_id.in_(units), ContactRound.id.in_(kept))).subquery())
