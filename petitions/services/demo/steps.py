"""The planned steps of the demo's cases, each taken through its service by somebody who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from petitions.domain.identity import Actor
from petitions.domain.response_content import ResponseContent
from petitions.domain.vocabulary import (
    Action,
    Authority,
    Channel,
    FilingReason,
    Kind,
    ResolutionKind,
    ResultClass,
    Role,
    UnfinishedReason,
)
from petitions.services import (
    assignment,
    classification,
    evaluation,
    files,
    forwarding,
    intake,
    merging,
    response,
    response_drafts,
)
from petitions.services.demo.book import Row
from petitions.services.demo.meetings import held_on
from petitions.services.demo.plan import Step
from petitions.services.demo.requests import REQUESTS
from petitions.services.demo.stage import Stage
from petitions.services.files import Attachments
from petitions.services.letters import LetterDraft

LOOKED_AT_AGAIN = 20
"""Days ahead to which a case is followed where no council session is planned."""

_AS_TYPED = ("document_number", "signer", "content", "result_class", "resolution_kind", "reason")
"""What of an answer stands in the data as a form would take it."""


def take(stage: Stage, step: Step) -> None:
    """Take one step."""
    _TAKEN[step.action](stage, step, stage.cases[step.key])


def _record(stage: Stage, step: Step, case: Row) -> None:
    world, meeting = stage.world, case.get("meeting")
    place = stage.meetings[meeting]["locality"] if meeting else case["locality"]
    received_on = held_on(stage.meetings[meeting], world.days) if meeting else stage.planner.received_on(case)
    earlier = case.get("re_raised")
    draft = intake.CaseDraft(
        summary=case["summary"],
        content=case["content"],
        subject_field_id=world.fields[case["field"]],
        locality_id=world.places[place],
        received_on=received_on,
        kind=Kind(case.get("kind", Kind.PETITION)),
        channel=Channel(case.get("channel", Channel.MEETING)),
        voter=intake.VoterDraft(case["voter_name"], case.get("voter_phone"), case["voter_address"]),
        council_id=world.units[stage.council(case)],
        meeting_id=world.meetings[meeting] if meeting else None,
        statement_ids=tuple(world.statements.get(step.key, ())),
        re_raised_code=world.codes[earlier] if earlier else None,
    )
    recorded = intake.record_case(world.session, draft, actor=stage.recorder(case), now=step.at)
    world.codes[step.key] = recorded.code


def _add_file(stage: Stage, step: Step, case: Row) -> None:
    scan = stage.papers.entry(case, stage.world.rows[stage.council(case)]["name"])
    files.add_files(*_case(stage, step), scan, actor=stage.recorder(case), now=step.at)


def _submit(stage: Stage, step: Step, case: Row) -> None:
    intake.submit_case(*_case(stage, step), actor=stage.recorder(case), now=step.at)


def _record_on_spot(stage: Stage, step: Step, case: Row) -> None:
    said = {"answered_by": case["answered_by"], "answer": case["on_spot_answer"]}
    intake.record_on_spot(*_case(stage, step), **said, actor=stage.recorder(case), now=step.at)


def _return(stage: Stage, step: Step, case: Row) -> None:
    classification.return_case(*_case(stage, step), reason=case["return_reason"], actor=stage.office(case), now=step.at)


def _withdraw(stage: Stage, step: Step, case: Row) -> None:
    intake.withdraw_case(*_case(stage, step), reason=case["withdraw_reason"], actor=stage.office(case), now=step.at)


def _file(stage: Stage, step: Step, case: Row) -> None:
    reason = FilingReason(case["filing_reason"])
    classification.file_case(
        *_case(stage, step), reason=reason, note=case["filing_note"], actor=stage.board(case), now=step.at
    )


def _classify(stage: Stage, step: Step, case: Row) -> None:
    wanted = classification.Classification(
        authority=Authority(case.get("authority", Authority.PROVINCE)),
        subject_field_id=stage.world.fields[case["field"]],
        summary=case["summary"],
        forwarded_text=case["content"],
        note=case.get("classify_note"),
    )
    classification.classify_case(*_case(stage, step), wanted, actor=stage.office(case), now=step.at)


def _forward_up(stage: Stage, step: Step, case: Row) -> None:
    number, on = stage.letter(step, case)
    forwarding.forward_case_up(
        *_case(stage, step),
        recipient=case["forward_recipient"],
        letter=LetterDraft(number, on),
        actor=stage.office(case),
        now=step.at,
    )


def _assign(stage: Stage, step: Step, case: Row) -> None:
    number, on = stage.letter(step, case)
    draft = assignment.AssignmentDraft(
        lead_id=stage.world.units[step.lead],
        coordinating_ids=tuple(stage.world.units[key] for key in case.get("coordinating", ()) if key != step.lead),
        letter_number=number,
        letter_on=on,
        due_on=step.due_on,
    )
    assignment.assign_case(*_case(stage, step), draft, actor=stage.office(case), now=step.at)


def _accept(stage: Stage, step: Step, _case_row: Row) -> None:
    assignment.accept_case(*_case(stage, step), actor=_officer(stage, step), now=step.at)


def _decline(stage: Stage, step: Step, case: Row) -> None:
    reason = case["decline_reason"]
    assignment.decline_case(*_case(stage, step), reason=reason, actor=_officer(stage, step), now=step.at)


def _prepare(stage: Stage, step: Step, case: Row) -> None:
    row = case["response"][step.response] if "response" in case else case["draft"]
    values = {name: row[name] for name in _AS_TYPED if name in row}
    if "days_ago" in row:
        values["signed_on"] = _signed_on(stage, row).isoformat()
    if (promised := _promised_on(stage, row)) is not None:
        values["commitment_on"] = promised.isoformat()
    response_drafts.save_draft(
        *_case(stage, step), values, stage.papers.none(), actor=_officer(stage, step), now=step.at, hand_over=True
    )


def _respond(stage: Stage, step: Step, case: Row) -> None:
    row = case["response"][step.response]
    sender = stage.world.person(step.lead, Role.LEADER, Role.OFFICER)
    # Every other answer brings the letter itself, the rest its text alone.
    attachments = _reply(stage, step, case) if sum(step.key.encode()) % 2 else stage.papers.none()
    response.respond(*_case(stage, step), _answer(stage, row), attachments, actor=sender, now=step.at)


def _record_response(stage: Stage, step: Step, case: Row) -> None:
    answer = _answer(stage, case["response"][step.response])
    scan = _reply(stage, step, case, is_scan=True)
    response.record_response(*_case(stage, step), answer, scan, actor=stage.office(case), now=step.at)


def _close(stage: Stage, step: Step, case: Row) -> None:
    evaluation.close_case(*_case(stage, step), note=case["close_note"], actor=stage.board(case), now=step.at)


def _follow(stage: Stage, step: Step, case: Row) -> None:
    """Follow to the day the agency promised, else to the next council session; to a day when none is planned."""
    coming = None if step.due_on else stage.world.coming_sessions.get(stage.council(case))
    evaluation.follow_case(
        *_case(stage, step),
        note=case["follow_note"],
        due_on=step.due_on or (None if coming else stage.world.days.office_day(LOOKED_AT_AGAIN)),
        council_session_id=coming,
        actor=stage.board(case),
        now=step.at,
    )


def _revise(stage: Stage, step: Step, case: Row) -> None:
    note = case["response"][step.response]["revise_reason"]
    evaluation.ask_for_revision(
        *_case(stage, step), note=note, due_on=step.due_on, actor=stage.office(case), now=step.at
    )


def _case(stage: Stage, step: Step) -> tuple[Session, str]:
    return stage.world.session, stage.world.codes[step.key]


def _officer(stage: Stage, step: Step) -> Actor:
    return stage.world.person(step.lead, Role.OFFICER, Role.LEADER)


def _answer(stage: Stage, row: Row) -> ResponseContent:
    """Return an answer as it was signed; dates in the data count from the day of loading."""
    kind, reason = row.get("resolution_kind"), row.get("reason")
    return ResponseContent(
        document_number=row["document_number"],
        signed_on=_signed_on(stage, row),
        signer=row["signer"],
        content=row["content"],
        result_class=ResultClass(row["result_class"]),
        resolution_kind=ResolutionKind(kind) if kind else None,
        reason=UnfinishedReason(reason) if reason else None,
        commitment_on=_promised_on(stage, row),
    )


def _signed_on(stage: Stage, row: Row) -> date:
    return stage.world.days.working(stage.world.days.ago(row["days_ago"]))


def _promised_on(stage: Stage, row: Row) -> date | None:
    return stage.world.days.office_day(row["commitment_in_days"]) if "commitment_in_days" in row else None


def _reply(stage: Stage, step: Step, case: Row, *, is_scan: bool = False) -> Attachments:
    row = case["response"][step.response]
    number, on = stage.last_letters[step.key]
    facts = {
        "agency": stage.world.rows[step.lead]["name"],
        "council": stage.world.rows[stage.council(case)]["name"],
        "summary": case["summary"],
        "letter_number": number,
        "letter_on": f"{on:%d/%m/%Y}",
    }
    return stage.papers.reply(row, facts, _answer(stage, row).signed_on, is_scan=is_scan)


def _merge(stage: Stage, step: Step, case: Row) -> None:
    codes = stage.world.codes
    merging.merge_cases(
        stage.world.session,
        [codes[step.key]],
        codes[case["merged_into"]],
        reason=case["merge_reason"],
        actor=stage.office(case),
        now=step.at,
    )


_TAKEN: dict[Action, Callable[[Stage, Step, Row], None]] = {
    Action.RECORD: _record,
    Action.ADD_FILE: _add_file,
    Action.SUBMIT: _submit,
    Action.RECORD_ON_SPOT: _record_on_spot,
    Action.RETURN: _return,
    Action.WITHDRAW: _withdraw,
    Action.FILE: _file,
    Action.MERGE: _merge,
    Action.CLASSIFY: _classify,
    Action.FORWARD_UP: _forward_up,
    Action.ASSIGN: _assign,
    Action.ACCEPT: _accept,
    Action.DECLINE: _decline,
    Action.PREPARE_RESPONSE: _prepare,
    Action.RESPOND: _respond,
    Action.RECORD_RESPONSE: _record_response,
    Action.CLOSE: _close,
    Action.FOLLOW: _follow,
    Action.REVISE: _revise,
    **REQUESTS,
}
