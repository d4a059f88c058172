"""Clocks of a case as tests ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from petitions.domain.clock_vocabulary import ClockEventKind, Stage
from petitions.models import Case, Clock, ClockEvent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def clocks_of(session: Session, case: Case, stage: Stage = Stage.RESPONSE) -> list[Clock]:
    return session.query(Clock).filter_by(case_id=case.id, stage=stage).order_by(Clock.id).all()


def the_clock(session: Session, case: Case, stage: Stage = Stage.RESPONSE) -> Clock:
    return clocks_of(session, case, stage)[-1]


def kinds_of(session: Session, clock: Clock) -> list[ClockEventKind]:
    return [event.kind for event in session.query(ClockEvent).filter_by(clock_id=clock.id).order_by(ClockEvent.id)]


def running(session: Session, case: Case) -> set[Stage]:
    return {clock.stage for clock in session.query(Clock).filter_by(case_id=case.id, is_open=True)}
