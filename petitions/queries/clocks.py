"""The clocks of one case, open and stopped, and what one of them rests on."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from petitions.domain.clock_vocabulary import Stage
from petitions.domain.errors import NotFoundError
from petitions.models import Case, Clock

MOST_SHOWN = 60
"""So many clocks of one case are shown: a dozen turns of an agency and more."""

OF_THE_COUNCIL = frozenset({Stage.CLASSIFICATION})
"""Stages that lie before any agency has the case; agencies are not told of them."""


def list_clocks(
    session: Session, case: Case, *, with_council: bool = True, is_open: bool | None = None
) -> tuple[Clock, ...]:
    """Return the clocks of a case got by ``get_case``, the first to fall due first. One statement."""
    statement = sa.select(Clock).where(Clock.case_id == case.id)
    if not with_council:
        statement = statement.where(Clock.stage.not_in(sorted(OF_THE_COUNCIL)))
    if is_open is not None:
        statement = statement.where(Clock.is_open.is_(is_open))
    statement = statement.options(joinedload(Clock.organisation), joinedload(Clock.rule))
    return tuple(session.scalars(statement.order_by(Clock.due_on, Clock.id).limit(MOST_SHOWN)))


def get_clock(session: Session, case: Case, clock_id: int, *, with_council: bool = True) -> Clock:
    """Return one clock of a case with its rule and all its events.

    Raises:
        NotFoundError: the case has no such clock, or it is not the actor's to see.

    """
    clock = session.scalars(
        sa.select(Clock)
        .where(Clock.id == clock_id, Clock.case_id == case.id)
        .options(joinedload(Clock.organisation), joinedload(Clock.rule), selectinload(Clock.events))
    ).one_or_none()
    if clock is None or (clock.stage in OF_THE_COUNCIL and not with_council):
        raise NotFoundError
    return clock


def find_open_clock(
    session: Session, case: Case, stage: Stage, *, organisation_ids: Collection[int] | None = None
) -> Clock | None:
    """Return the open clock of a stage with its rule and events, of one of the units where several may run."""
    statement = sa.select(Clock).where(Clock.case_id == case.id, Clock.stage == stage, Clock.is_open)
    if organisation_ids is not None:
        statement = statement.where(Clock.organisation_id.in_(sorted(organisation_ids)))
    options = (joinedload(Clock.rule), selectinload(Clock.events))
    return session.scalars(statement.options(*options).order_by(Clock.id).limit(1)).one_or_none()


def find_answer_clock(session: Session, case: Case) -> Clock | None:
    """Return the lead's last answer clock, open or stopped."""
    statement = (
        sa.select(Clock)
        .where(Clock.case_id == case.id, Clock.stage == Stage.RESPONSE)
        .order_by(Clock.id.desc())
        .limit(1)
        .options(joinedload(Clock.rule), selectinload(Clock.events))
    )
    return session.scalars(statement).one_or_none()


def open_of(clocks: Sequence[Clock], stage: Stage) -> list[Clock]:
    """Return those of a stage that are open."""
    return [clock for clock in clocks if clock.stage is stage and clock.is_open]
