"""What open clocks have to say, and to whom: once a clock, reader, warning and date, however often it is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from petitions.domain.alarms import Alarm, alarm_between
from petitions.domain.clock_vocabulary import Stage
from petitions.domain.hanoi import date_in_hanoi
from petitions.domain.vocabulary import NoticeKind, Role
from petitions.queries.alarms import OpenClock, load_open_clocks
from petitions.queries.readers import Directory, Reader
from petitions.services.notices import Tidings, notify

COUNCIL_STAGES = frozenset({Stage.CLASSIFICATION, Stage.EVALUATION, Stage.FOLLOW_UP})
"""Duties of the council itself; all others are an agency's."""

Told = tuple[Tidings, Iterable[Reader]]


def tidings_of(
    clocks: Iterable[OpenClock],
    offsets: Mapping[int, tuple[int, ...]],
    directory: Directory,
    *,
    after: date | None,
    upto: date,
) -> list[Told]:
    """Return what these clocks have to say between the two days (``domain.alarms``), each with its readers."""
    loud = list(_loud(clocks, offsets, after, upto))
    directory.look_up(unit for clock, alarm in loud for unit, _roles in _addressees(clock, alarm))
    return [(_tidings(clock, alarm), _readers(clock, alarm, directory)) for clock, alarm in loud]


def tell_of_moved_dates(session: Session, clock_ids: Collection[int], *, now: datetime) -> int:
    """Tell those who owe them that these clocks, as far as they are open, have another date now.

    For a change that moves many at once; call it with a batch. What is asked for and granted one by
    one is told by its own step.
    """
    clocks = load_open_clocks(session, clock_ids)
    directory = Directory(session, today=date_in_hanoi(now))
    directory.look_up(clock.organisation_id for clock in clocks)
    told = []
    for clock in clocks:
        roles = {Role.OFFICE} if clock.stage in COUNCIL_STAGES else {Role.OFFICER, Role.LEADER}
        told.append((_tidings(clock, _MOVED), directory.readers(clock.organisation_id, roles)))
    return notify(session, told, now=now)


_MOVED = Alarm(NoticeKind.DATE_MOVED)


def _loud(
    clocks: Iterable[OpenClock], offsets: Mapping[int, tuple[int, ...]], after: date | None, upto: date
) -> Iterator[tuple[OpenClock, Alarm]]:
    for clock in clocks:
        alarm = alarm_between(clock.due_on, clock.start_on, clock.offsets(offsets), after=after, upto=upto)
        if alarm is not None:
            yield clock, alarm


def _addressees(clock: OpenClock, alarm: Alarm) -> Iterator[tuple[int, frozenset[Role]]]:
    """Give the units that are told, and in which roles: leaders when it is urgent, the council when it is late."""
    if clock.stage in COUNCIL_STAGES:
        yield clock.organisation_id, frozenset({Role.OFFICE})
        return
    is_urgent = alarm.kind is not NoticeKind.DUE_SOON
    yield clock.organisation_id, frozenset({Role.OFFICER, Role.LEADER} if is_urgent else {Role.OFFICER})
    if alarm.kind is NoticeKind.OVERDUE:
        yield clock.council_id, frozenset({Role.OFFICE})


def _readers(clock: OpenClock, alarm: Alarm, directory: Directory) -> list[Reader]:
    found = (reader for unit, roles in _addressees(clock, alarm) for reader in directory.readers(unit, roles))
    return list(dict.fromkeys(found))


def _tidings(clock: OpenClock, alarm: Alarm) -> Tidings:
    return Tidings(
        kind=alarm.kind,
        case_id=clock.case_id,
        subject=f"c{clock.id}",
        clock_id=clock.id,
        due_on=clock.due_on,
        days_before=alarm.days_before,
    )
