"""One matter told several times becomes one case: merged before an answer, taken apart again until there is one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions.domain.case_code import normalize_case_code
from petitions.domain.clocks import turn_of
from petitions.domain.errors import NotFoundError, NotPermittedError, TransitionNotAllowedError
from petitions.domain.identity import Actor
from petitions.domain.merge_errors import CaseUnknownError, MergeRefusedError, UnmergeRefusedError
from petitions.domain.merging import MergeFault, Standing, merge_fault, unmerge_fault
from petitions.domain.vocabulary import Action, PartyCapacity
from petitions.models import Assignment, AssignmentOutcome, Case, CaseEvent, CaseMerge, Organisation, Response
from petitions.queries.cases import get_case
from petitions.services.clocks import By, reopen_clocks
from petitions.services.personal_data import insist_on_shared_note
from petitions.services.workflow import add_party, advance, note_beside, take_case


def merge_cases(
    session: Session,
    codes: Sequence[str],
    target_code: str,
    *,
    reason: str | None,
    actor: Actor,
    now: datetime,
    seen_version: int | None = None,
) -> Case:
    """Let the cases become part of the target, all or none of them; return the target.

    What was said and where it was raised adds up by what is part of what; no statement is moved.
    The first case is the one the step is taken on, and ``seen_version`` is its; the further ones go along.

    Raises:
        CaseUnknownError: there is no such target or further case for the actor.
        MergeRefusedError: target and case do not go together; says why.
        PersonalDataInNoteError: an agency reads the reason, and it names somebody.

    """
    lock_cases(session, [*codes, target_code])
    try:
        target = get_case(session, target_code, actor=actor, for_update=True)
    except NotFoundError as error:
        raise CaseUnknownError("target_code", target_code) from error
    first, *others = {normalize_case_code(code) or code: code for code in codes}.values()
    case = take_case(session, first, Action.MERGE, actor=actor, seen_version=seen_version)
    _insist_on_fit(case, target)
    further = _take_further(session, others, target, actor=actor)
    for each in (case, *further):
        join(session, each, target, reason=reason, actor=actor, now=now)
    return target


def _take_further(session: Session, codes: Sequence[str], target: Case, *, actor: Actor) -> list[Case]:
    """Return the cases that are to go along, locked; those that do not exist for the actor are named together."""
    found, unknown = [], []
    for code in codes:
        try:
            case = take_case(session, code, Action.MERGE, actor=actor)
        except NotFoundError:
            unknown.append(code)
            continue
        except (TransitionNotAllowedError, NotPermittedError) as error:
            raise MergeRefusedError("other_codes", MergeFault.NOT_OPEN, normalize_case_code(code) or code) from error
        found.append(case)
    if unknown:
        raise CaseUnknownError("other_codes", *unknown)
    for case in found:
        fault = standing_fault(case, target)
        if fault in {MergeFault.ITSELF, MergeFault.OTHER_COUNCIL}:
            raise MergeRefusedError("other_codes", fault, case.code)
    return found


def unmerge_case(
    session: Session, code: str, *, reason: str, actor: Actor, now: datetime, seen_version: int | None = None
) -> Case:
    """Take a case out of the one it became part of: it stands again where it stood, its clocks go on.

    Raises:
        UnmergeRefusedError: the survivor has been answered, or is itself part of another case.

    """
    key = normalize_case_code(code)
    survivor_id = session.scalar(sa.select(Case.merged_into_id).where(Case.code == key))
    _lock(session, sa.or_(Case.code == key, Case.id == survivor_id))
    case = take_case(session, code, Action.UNMERGE, actor=actor, seen_version=seen_version)
    survivor = _survivor(session, case)
    _insist_on_open(session, survivor)
    merged = _last_merge(session, case)
    if case.lead_id is not None:
        insist_on_shared_note(session, case, reason, field="reason")
    _forget(session, case, survivor)
    _let_assignment_go_on(session, case, merged.at)
    case.merged_into_id = None
    facts = {"target": survivor.code}
    event = advance(
        session,
        case,
        Action.UNMERGE,
        actor=actor,
        now=now,
        note=reason,
        facts=facts,
        is_shared=case.lead_id is not None,
        back_to=merged.source,
    )
    turn = turn_of(merged.source, Action.MERGE, merged.target)
    reopen_clocks(session, case, turn, merged.at, By(actor, event.organisation_name, now))
    note_beside(session, survivor, Action.LET_GO, actor=actor, now=now, facts={"code": case.code})
    session.flush()
    return case


def join(session: Session, case: Case, target: Case, *, reason: str | None, actor: Actor, now: datetime) -> None:
    """Let a case from ``take_case`` become part of another one that is locked as well."""
    _insist_on_fit(case, target)
    had_agency = case.lead_id is not None
    if had_agency and reason:
        insist_on_shared_note(session, case, reason, field="reason")
    _remember(session, case, target)
    session.execute(
        sa.update(Assignment)
        .where(Assignment.case_id == case.id, Assignment.outcome == AssignmentOutcome.OPEN)
        .values(outcome=AssignmentOutcome.WITHDRAWN, ended_at=now)
    )
    units = [p.organisation_id for p in case.parties if p.capacity in {PartyCapacity.RECORDER, PartyCapacity.COUNCIL}]
    with session.no_autoflush:  # state and survivor are written in one breath, as the table demands
        case.merged_into_id = target.id
        facts = {"target": target.code}
        advance(session, case, Action.MERGE, actor=actor, now=now, note=reason, facts=facts, is_shared=had_agency)
    for unit in units:
        add_party(session, target, unit, PartyCapacity.RECORDER)
    facts = {"code": case.code, "place": case.locality.name}
    note_beside(session, target, Action.TAKE_IN, actor=actor, now=now, facts=facts)
    session.flush()


def _insist_on_fit(case: Case, target: Case) -> None:
    fault = standing_fault(case, target)
    if fault is not None:
        raise MergeRefusedError("target_code", fault, target.code)


def standing_fault(case: Case, target: Case) -> MergeFault | None:
    """Return why a case cannot become part of the other, or None; for a page that shows both before."""
    return merge_fault(_standing(case), _standing(target))


def lock_cases(session: Session, codes: Sequence[str]) -> None:
    """Lock these cases, so that two who merge crosswise wait for one another."""
    stored = [found for code in codes if (found := normalize_case_code(code))]
    _lock(session, Case.code.in_(stored))


def _lock(session: Session, condition: sa.ColumnElement[bool]) -> None:
    """Let one person at a time merge in a council, then lock the cases in the order of their keys.

    What is part of a case is written down with it, so more rows are touched than the cases that are named.
    """
    councils = sa.select(Case.council_id).where(condition)
    merging = sa.select(Organisation.id).where(Organisation.id.in_(councils)).order_by(Organisation.id)
    session.execute(merging.with_for_update(key_share=True)).all()
    session.execute(sa.select(Case.id).where(condition).order_by(Case.id).with_for_update()).all()


def _standing(case: Case) -> Standing:
    return Standing(case.id, case.council_id, case.state)


def _survivor(session: Session, case: Case) -> Case:
    return session.scalars(
        sa.select(Case).where(Case.id == case.merged_into_id).execution_options(populate_existing=True)
    ).one()


def _insist_on_open(session: Session, survivor: Case) -> None:
    was_answered = bool(session.scalar(sa.select(sa.exists().where(Response.case_id == survivor.id))))
    fault = unmerge_fault(survivor.state, was_answered=was_answered)
    if fault is not None:
        raise UnmergeRefusedError(fault, survivor.code)


def _last_merge(session: Session, case: Case) -> CaseEvent:
    return session.scalars(
        sa.select(CaseEvent)
        .where(CaseEvent.case_id == case.id, CaseEvent.action == Action.MERGE)
        .order_by(CaseEvent.id.desc())
        .limit(1)
    ).one()


def _remember(session: Session, case: Case, target: Case) -> None:
    """Write down that the case, and whatever is part of it, is part of the target."""
    parts = session.scalars(sa.select(CaseMerge.merged_id).where(CaseMerge.survivor_id == case.id)).all()
    session.add_all(CaseMerge(survivor_id=target.id, merged_id=key) for key in (case.id, *parts))
    target.merged_count += 1 + len(parts)


def _forget(session: Session, case: Case, survivor: Case) -> None:
    parts = session.scalars(sa.select(CaseMerge.merged_id).where(CaseMerge.survivor_id == case.id)).all()
    keys = [case.id, *parts]
    session.execute(
        sa.delete(CaseMerge)
        .where(CaseMerge.survivor_id == survivor.id, CaseMerge.merged_id.in_(keys))
        .execution_options(synchronize_session=False)
    )
    survivor.merged_count -= len(keys)


def _let_assignment_go_on(session: Session, case: Case, ended_at: datetime) -> None:
    session.execute(
        sa.update(Assignment)
        .where(
            Assignment.case_id == case.id,
            Assignment.outcome == AssignmentOutcome.WITHDRAWN,
            Assignment.ended_at == ended_at,
        )
        .values(outcome=AssignmentOutcome.OPEN, ended_at=None)
    )
