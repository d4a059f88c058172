"""Changes of calendar and rules, proposed and applied as an administrator does and a worker goes on with."""

from datetime import date

from petitions.domain.calendar_change import CalendarChange, DayDraft
from petitions.domain.clock_vocabulary import ClockEventKind
from petitions.domain.vocabulary import Action, State
from petitions.domain.work_calendar import DayKind
from petitions.models import CaseEvent, Clock, ClockEvent, ProposedMove
from petitions.services.assignment import AssignmentDraft, assign_case
from petitions.services.proposals import go_on, propose_change, start_application
from tests.builders import TODAY
from tests.cases import a_case

DUE = date(2026, 4, 1)
"""Thirty days after the second of March 2026, a Wednesday."""


def assigned(session, world, now, **values):
    case = a_case(session, world, State.CLASSIFIED)
    draft = AssignmentDraft(
        **{"lead_id": world.agency.id, "letter_number": f"{case.id}/HĐND-TT", "letter_on": TODAY} | values
    )
    assign_case(session, case.code, draft, actor=world.office, now=now)
    return case


def off(*days, is_confirmed=True):
    return CalendarChange(
        days=tuple(DayDraft(day, DayKind.OFF, "Nghỉ đột xuất", "Công điện thử", is_confirmed) for day in days)
    )


def propose(session, world, change, now, **values):
    return propose_change(session, change, actor=world.admin, now=now, **values)


def apply(session, world, row, now):
    return start_application(session, row.id, actor=world.admin, now=now)


def work(session, row, now, *, most=10_000):
    """Do batches as a worker would; return how many there were."""
    counting, batches = None, 0
    while batches < most:
        counting = go_on(session, row.id, counting, now=now)
        batches += 1
        if counting is None:
            break
    return batches


def moves_of(session, row):
    session.flush()
    found = session.query(ProposedMove).filter_by(change_id=row.id).order_by(ProposedMove.clock_id)
    return {move.clock_id: (move.due_before, move.due_after) for move in found}


def dates(session):
    session.expire_all()
    return {clock.id: clock.due_on for clock in session.query(Clock)}


def recalculated(session):
    kind = ClockEvent.kind == ClockEventKind.RECALCULATED
    return [e.clock_id for e in session.query(ClockEvent).filter(kind).order_by(ClockEvent.id)]


def told_cases(session):
    return [e.case_id for e in session.query(CaseEvent).filter_by(action=Action.RECALCULATE).order_by(CaseEvent.id)]
