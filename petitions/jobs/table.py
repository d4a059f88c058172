"""What each job does; when it does it stands in ``domain.schedule``."""

from __future__ import annotations

from collections.abc import Mapping

from petitions.domain.vocabulary import JobName
from petitions.jobs import changes, delivery, imports, reminders, sweep, upkeep
from petitions.jobs.runner import Work

WORK: Mapping[JobName, Work] = {
    JobName.REMINDERS: reminders.work,
    JobName.SWEEP: sweep.work,
    JobName.DELIVERY: delivery.work,
    JobName.UPKEEP: upkeep.work,
    JobName.CHANGES: changes.work,
    JobName.IMPORTS: imports.work,
}
