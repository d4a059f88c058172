"""A case in any state, brought there step by step as in life: `a_case(session, world, State.ANSWERED)`."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from petitions.domain.case_code import new_case_code
from petitions.domain.vocabulary import Action, Authority, Channel, PartyCapacity, ResultClass, State
from petitions.models import Assignment, AssignmentOutcome, Case, CaseVoter, Forwarding, Response
from petitions.services.clocks import Grounds
from petitions.services.merging import merge_cases
from petitions.services.workflow import add_party, advance, begin, new_case_row, take_case
from tests.builders import NOW, TODAY, World, saved

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

S, A = State, Action
_ROADS: dict[State, tuple[Action, ...]] = {
    S.DRAFT: (),
    S.SUBMITTED: (A.SUBMIT,),
    S.RETURNED: (A.SUBMIT, A.RETURN),
    S.CLASSIFIED: (A.SUBMIT, A.CLASSIFY),
    S.ASSIGNED: (A.SUBMIT, A.CLASSIFY, A.ASSIGN),
    S.IN_PROGRESS: (A.SUBMIT, A.CLASSIFY, A.ASSIGN, A.ACCEPT),
    S.ANSWERED: (A.SUBMIT, A.CLASSIFY, A.ASSIGN, A.ACCEPT, A.RESPOND),
    S.FOLLOWING: (A.SUBMIT, A.CLASSIFY, A.ASSIGN, A.ACCEPT, A.RESPOND, A.FOLLOW),
    S.CLOSED: (A.SUBMIT, A.CLASSIFY, A.ASSIGN, A.ACCEPT, A.RESPOND, A.CLOSE),
    S.FORWARDED_UP: (A.SUBMIT, A.CLASSIFY, A.FORWARD_UP),
    S.ANSWERED_ON_SPOT: (A.RECORD_ON_SPOT,),
    S.FILED: (A.SUBMIT, A.FILE),
    S.WITHDRAWN: (A.WITHDRAW,),
    S.MERGED: (A.SUBMIT,),
}
_WHO = {
    A.SUBMIT: "clerk",
    A.RECORD_ON_SPOT: "clerk",
    A.WITHDRAW: "clerk",
    A.RETURN: "office",
    A.CLASSIFY: "office",
    A.ASSIGN: "office",
    A.FORWARD_UP: "office",
    A.ACCEPT: "officer",
    A.RESPOND: "leader",
    A.FOLLOW: "board",
    A.CLOSE: "board",
    A.FILE: "board",
}


def a_case(session: Session, world: World, state: State = State.DRAFT, **values: Any) -> Case:
    """Return a case of the world's commune before the province's council, in ``state``.

    Beside columns of ``Case``: ``voter`` (a dict or None), ``lead`` (agency, with its people as
    ``officer``/``leader``), ``due_on``. The lead's people act for whichever agency leads.
    """
    voter = values.pop("voter", {"name": "Trần Văn Quế", "phone": "0912 345 678", "address": "thôn Đông Thành"})
    lead, due_on = values.pop("lead", world.agency), values.pop("due_on", TODAY + timedelta(days=30))
    people = world.actors | ({"officer": world.officer2, "leader": world.leader2} if lead is world.other_agency else {})
    columns: dict[str, Any] = {
        "code": new_case_code(),
        "channel": Channel.LETTER,
        "council_id": world.province_council.id,
        "origin_id": world.commune_council.id,
        "locality_id": world.commune.id,
        "subject_field_id": world.field.id,
        "received_on": TODAY - timedelta(days=6),
        "summary": "Đề nghị sửa đường liên thôn bị lún nứt.",
        "content": "Đường liên thôn lún nứt đã hai năm, xe máy ngã nhiều lần. Cử tri đề nghị sửa trước mùa mưa.",
        "recorded_at": NOW,
        "changed_at": NOW,
    } | values
    case = new_case_row(**columns)
    begin(session, case, actor=world.clerk, now=columns["recorded_at"])
    if voter:
        session.add(CaseVoter(case_id=case.id, **voter))
    for action in _ROADS[state]:
        _take(session, case.code, action, people[_WHO[action]], lead=lead, due_on=due_on, at=columns["changed_at"])
    if state is S.MERGED:
        target = a_case(session, world, S.SUBMITTED, voter=None)
        merge_cases(session, [case.code], target.code, reason=None, actor=world.office, now=columns["changed_at"])
    session.flush()
    return case


def _take(session: Session, code: str, action: Action, actor: Any, *, lead: Any, due_on: date, at: datetime) -> None:
    case = take_case(session, code, action, actor=actor)
    if action is A.CLASSIFY:
        case.authority, case.forwarded_text = Authority.PROVINCE, "Cử tri đề nghị sửa đường liên thôn."
    if action is A.ASSIGN:
        _assign(session, case, lead, due_on, at)
    if action is A.RESPOND:
        _respond(session, case, lead, at)
    if action is A.WITHDRAW:
        case.lead_id = None
    grounds = Grounds()
    if action is A.ASSIGN:
        [turn] = session.query(Assignment).filter_by(case_id=case.id, outcome=AssignmentOutcome.OPEN)
        grounds = Grounds(start_on=turn.received_on, fixed_on=turn.fixed_on, assignment_id=turn.id)
    advance(session, case, action, actor=actor, now=at, note=None, grounds=grounds)


def _assign(session: Session, case: Case, lead: Any, due_on: date, at: datetime) -> None:
    letter = saved(
        session,
        Forwarding(council_id=case.council_id, letter_number=f"{case.id}/HĐND-TT", letter_on=TODAY, recorded_at=at),
    )
    session.add(
        Assignment(
            case_id=case.id,
            lead_id=lead.id,
            forwarding_id=letter.id,
            assigned_at=at,
            received_on=min(TODAY, due_on),
            fixed_on=due_on,
        )
    )
    case.lead_id, case.due_on = lead.id, due_on
    add_party(session, case, lead.id, PartyCapacity.LEAD)


def _respond(session: Session, case: Case, lead: Any, at: datetime) -> None:
    assignment = session.query(Assignment).filter_by(case_id=case.id, outcome=AssignmentOutcome.OPEN).one()
    assignment.outcome, assignment.ended_at = AssignmentOutcome.ANSWERED, at
    case.result_class = ResultClass.EXPLAINED
    session.add(
        Response(
            case_id=case.id,
            version_number=1,
            assignment_id=assignment.id,
            organisation_id=lead.id,
            organisation_name=lead.name,
            document_number="12/SXD-QLHT",
            signed_on=TODAY,
            signer="Phó Giám đốc Phạm Văn Thọ",
            content="Tuyến đường đã được đưa vào kế hoạch sửa chữa.",
            result_class=ResultClass.EXPLAINED,
            responded_at=at,
        )
    )
