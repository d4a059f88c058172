"""What voters raise again is linked to the earlier case; how often and since when is counted with the link."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.errors import NotFoundError
from petitions.domain.identity import Actor
from petitions.domain.merge_errors import CaseUnknownError, RaisedInCircleError
from petitions.domain.vocabulary import Action
from petitions.models import Case
from petitions.queries.cases import get_case
from petitions.services.workflow import advance, take_case


def link_re_raised(
    session: Session,
    code: str,
    earlier_code: str | None,
    *,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> Case:
    """Say which earlier case voters raise again with this one; None takes the link away.

    Raises:
        CaseUnknownError: there is no such earlier case for the actor.
        RaisedInCircleError: it is this case, or was raised again from it.

    """
    case = take_case(session, code, Action.RE_RAISE, actor=actor, seen_version=seen_version)
    earlier = None if earlier_code is None else find_earlier(session, earlier_code, actor=actor)
    if earlier is not None and case.id in _line_of(session, earlier):
        raise RaisedInCircleError("re_raised_code")
    before = case.re_raised_from_id
    if before == (earlier.id if earlier else None):
        return case
    case.re_raised_from_id = None if earlier is None else earlier.id
    count_from(case, earlier)
    facts = {"code": earlier.code, "times": case.raised_count} if earlier else {}
    advance(session, case, Action.RE_RAISE, actor=actor, now=now, facts=facts)
    _count_what_followed(session, case)
    return case


def find_earlier(session: Session, code: str, *, actor: Actor) -> Case:
    """Return the earlier case somebody names, or raise CaseUnknownError."""
    try:
        return get_case(session, code, actor=actor)
    except NotFoundError as error:
        raise CaseUnknownError("re_raised_code", code) from error


def count_from(case: Case, earlier: Case | None) -> None:
    """Count the case on from an earlier one: the how manieth time, and since when."""
    if earlier is None:
        case.raised_count, case.first_raised_on = 1, None
        return
    case.raised_count = earlier.raised_count + 1
    case.first_raised_on = min(since(earlier), case.received_on)


def since(case: Case) -> date:
    """Return the day on which the matter was first raised."""
    return case.first_raised_on or case.received_on


def _line_of(session: Session, case: Case) -> set[int]:
    """Return the keys of the case and of everything it was raised again from."""
    line: set[int] = set()
    key: int | None = case.id
    while key is not None and key not in line:
        line.add(key)
        key = session.scalar(sa.select(Case.re_raised_from_id).where(Case.id == key))
    return line


def _count_what_followed(session: Session, case: Case) -> None:
    """Count anew whatever was raised again from the case, and from that in turn."""
    session.flush()
    waiting = [case]
    while waiting:
        earlier = waiting.pop()
        for later in session.scalars(sa.select(Case).where(Case.re_raised_from_id == earlier.id).order_by(Case.id)):
            count_from(later, earlier)
            waiting.append(later)
    session.flush()
