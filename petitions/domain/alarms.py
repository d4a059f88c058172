"""Which warning a clock gives between two days; plain dates, so that a missed night is caught up with exactly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from petitions.domain.vocabulary import NoticeKind

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Alarm:
    """What a clock has to say; ``days_before`` tells one warning from another."""

    kind: NoticeKind
    days_before: int = 0


def alarm_between(
    due_on: date, start_on: date, offsets: Iterable[int], *, after: date | None, upto: date
) -> Alarm | None:
    """Return the most urgent alarm that came up after one day, up to and including another.

    ``after`` is None for a clock whose date was set since the last look: then all that ever came up
    counts. Offsets are calendar days before the due date; one not shorter than the term is skipped.
    Overdue begins the day after the due date.
    """
    steps = [(due_on + _ONE_DAY, Alarm(NoticeKind.OVERDUE)), (due_on, Alarm(NoticeKind.DUE_TODAY))]
    for offset in sorted(set(offsets)):
        day = due_on - timedelta(days=offset)
        if offset > 0 and day > start_on:
            steps.append((day, Alarm(NoticeKind.DUE_SOON, offset)))
    latest = next(((day, alarm) for day, alarm in steps if day <= upto), None)
    if latest is None or (after is not None and latest[0] <= after):
        return None
    return latest[1]


def due_dates_to_look_at(offsets: Iterable[int], *, after: date, upto: date) -> list[tuple[date, date]]:
    """Return, as spans of first and last day, every due date that may give an alarm between the two days."""
    shifts = {-1, 0, *(offset for offset in offsets if offset > 0)}
    spans = sorted((after + timedelta(days=shift) + _ONE_DAY, upto + timedelta(days=shift)) for shift in shifts)
    merged: list[tuple[date, date]] = []
    for first, last in spans:
        if first > last:
            continue
        if merged and first <= merged[-1][1] + _ONE_DAY:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged
