"""Synthetic answers: a result class with exactly what it must carry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from petitions.domain.vocabulary import ResolutionKind, ResultClass, UnfinishedReason
from petitions.services.synthetic.chance import between, draw

_CLASSES = (
    *(ResultClass.RESOLVED,) * 4,
    *(ResultClass.UNDER_WAY,) * 3,
    *(ResultClass.EXPLAINED,) * 3,
    *(ResultClass.PLANNED,) * 2,
    ResultClass.UNRESOLVED,
)
"""Answered is not settled: four in thirteen are."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case and what that class carries."""

    result_class: ResultClass
    resolution_kind: ResolutionKind | None = None
    reason: UnfinishedReason | None = None
    commitment_on: date | None = None


def draw_outcome(rng: Random, signed_on: date) -> Outcome:
    """Return an outcome that the constraints of an answer accept."""
    result = draw(rng, _CLASSES)
    roadmap = signed_on + timedelta(days=between(rng, 30, 360))
    match result:
        case ResultClass.RESOLVED:
            return Outcome(result, resolution_kind=draw(rng, tuple(ResolutionKind)))
        case ResultClass.UNDER_WAY | ResultClass.PLANNED:
            return Outcome(result, commitment_on=roadmap)
        case ResultClass.UNRESOLVED:
            return Outcome(result, reason=draw(rng, tuple(UnfinishedReason)))
        case ResultClass.EXPLAINED:
            return Outcome(result)
