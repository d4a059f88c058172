"""The hours in which people are written to; outside them, and on days off, mail waits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise

from petitions.domain.hanoi import HANOI, in_hanoi
from petitions.domain.work_calendar import WorkCalendar

_SPAN = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Spans of Hanoi's clock on every working day, each with its end left out, in order and apart."""

    spans: tuple[tuple[time, time], ...]

    @classmethod
    def of(cls, text: str) -> OfficeHours:
        """Return the hours written ``07:30-11:30,13:30-17:00``, or raise ValueError."""
        found = [_SPAN.fullmatch(part.strip()) for part in text.split(",")]
        spans = tuple(
            (time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))) for match in found if match
        )
        ends = [moment for span in spans for moment in span]
        if len(spans) < len(found) or any(later <= sooner for sooner, later in pairwise(ends)):
            raise ValueError("PETITIONS_MAIL_HOURS is not 07:30-11:30,13:30-17:00")
        return cls(spans)

    def are_now(self, now: datetime, calendar: WorkCalendar) -> bool:
        """Tell whether people are at their desks."""
        here = in_hanoi(now)
        is_open = any(first <= here.time() < last for first, last in self.spans)
        return is_open and calendar.is_working_day(here.date())

    def begin_on(self, day: date) -> datetime:
        """Return the instant at which the first span of a day begins."""
        return datetime.combine(day, self.spans[0][0], tzinfo=HANOI)
