"""What an agency answers, and what each result class must carry; the database holds the same rules as checks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from petitions.domain.errors import DateBeforeError, DateInFutureError, MissingError
from petitions.domain.vocabulary import ResolutionKind, ResultClass, UnfinishedReason


@dataclass(frozen=True, slots=True)
class ResponseContent:
    """One answer as it was signed; ``commitment_on`` is the roadmap date the agency binds itself to.

    ``arrived_on`` is the day a paper reached the council, None where nobody says.
    """

    document_number: str
    signed_on: date
    signer: str
    content: str
    result_class: ResultClass
    resolution_kind: ResolutionKind | None = None
    reason: UnfinishedReason | None = None
    commitment_on: date | None = None
    arrived_on: date | None = None


KIND, REASON, COMMITMENT = "resolution_kind", "reason", "commitment_on"

CARRIES: dict[ResultClass, tuple[str, ...]] = {
    ResultClass.RESOLVED: (KIND,),
    ResultClass.UNDER_WAY: (COMMITMENT, REASON),
    ResultClass.PLANNED: (COMMITMENT,),
    ResultClass.EXPLAINED: (),
    ResultClass.UNRESOLVED: (REASON,),
}
"""The fields that belong to each class; at least one of them must be given, all others are dropped."""


def lacking_in(result_class: ResultClass, given: frozenset[str]) -> str | None:
    """Return the field that the class must carry and nobody filled in, or None when it says enough."""
    fields = CARRIES[result_class]
    return None if not fields or given.intersection(fields) else fields[0]


def checked_response(response: ResponseContent, *, received_on: date, today: date) -> ResponseContent:
    """Return the answer with only what belongs to its class, or refuse it at the field that is wrong.

    Args:
        response: what was typed.
        received_on: the day the case reached the council; nobody answers before it is asked.
        today: the date in Hanoi; papers are not signed ahead of time.

    Raises:
        MissingError, DateInFutureError, DateBeforeError: named after the field.

    """
    if response.signed_on > today:
        raise DateInFutureError("signed_on")
    if response.signed_on < received_on:
        raise DateBeforeError("signed_on", received_on)
    own = CARRIES[response.result_class]
    kept = replace(
        response,
        resolution_kind=response.resolution_kind if KIND in own else None,
        reason=response.reason if REASON in own else None,
        commitment_on=response.commitment_on if COMMITMENT in own else None,
    )
    given = frozenset(name for name in own if getattr(kept, name) is not None)
    if (field := lacking_in(kept.result_class, given)) is not None:
        raise MissingError(field)
    if kept.commitment_on is not None and kept.commitment_on < kept.signed_on:
        raise DateBeforeError(COMMITMENT, kept.signed_on)
    return kept


def checked_arrival(arrived_on: date, *, signed_on: date, asked_on: date | None, today: date) -> date:
    """Return the day a paper reached the council, or refuse it: neither ahead of time nor before it can have come.

    Args:
        arrived_on: the day on its arrival stamp.
        signed_on: the date it bears.
        asked_on: the day the answering body got the case, None where that is not known.
        today: the date in Hanoi.

    Raises:
        DateInFutureError, DateBeforeError: named after the field.

    """
    earliest = max(signed_on, asked_on or signed_on)
    if arrived_on > today:
        raise DateInFutureError("arrived_on")
    if arrived_on < earliest:
        raise DateBeforeError("arrived_on", earliest)
    return arrived_on
