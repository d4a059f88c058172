"""Every enum member's label; a test holds them complete."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from petitions.domain.proposals import ChangePhase
from petitions.domain.vocabulary import (
    Action,
    Authority,
    Channel,
    ContactForm,
    EvaluationDecision,
    FileAccess,
    FilingReason,
    Kind,
    Level,
    LocalityKind,
    MessageState,
    NoticeKind,
    OrganisationKind,
    PartyCapacity,
    ReminderState,
    ResolutionKind,
    ResultClass,
    Role,
    RoundPhase,
    Rung,
    State,
    UnfinishedReason,
)
from petitions.domain.work_calendar import DayKind
from petitions.models import AssignmentOutcome
from petitions.sentences import JOBS
from petitions.web.admin_labels import ADMIN_LABELS
from petitions.web.clock_labels import CLOCK_LABELS


class Labels:
    """Labels by enum and member: members of two enums with one value are equal, and must not share a label."""

    def __init__(self, *tables: Mapping[Any, LazyString]) -> None:
        self._labels = {(type(member), member): text for table in tables for member, text in table.items()}

    def __contains__(self, member: enum.Enum) -> bool:
        return (type(member), member) in self._labels

    def __getitem__(self, member: enum.Enum) -> LazyString:
        return self._labels[type(member), member]


LABELS = Labels(
    *ADMIN_LABELS,
    *CLOCK_LABELS,
    {
        Kind.PETITION: _l("Petition"),
        Kind.FEEDBACK: _l("Feedback"),
    },
    {
        State.DRAFT: _l("Draft"),
        State.SUBMITTED: _l("Waiting for classification"),
        State.RETURNED: _l("Returned for completion"),
        State.CLASSIFIED: _l("Classified, waiting to be forwarded"),
        State.ASSIGNED: _l("Forwarded, waiting for the agency's acceptance"),
        State.IN_PROGRESS: _l("Being dealt with by the agency"),
        State.ANSWERED: _l("Answered, waiting for evaluation"),
        State.FOLLOWING: _l("Being followed"),
        State.FORWARDED_UP: _l("Forwarded to a higher level"),
        State.CLOSED: _l("Closed"),
        State.ANSWERED_ON_SPOT: _l("Answered at the meeting"),
        State.FILED: _l("Filed, not forwarded"),
        State.WITHDRAWN: _l("Withdrawn"),
        State.MERGED: _l("Merged (the same matter)"),
    },
    {
        Action.RECORD: _l("Record"),
        Action.SUBMIT: _l("Submit to the council office"),
        Action.RECORD_ON_SPOT: _l("Record as answered at the meeting"),
        Action.RETURN: _l("Return for completion"),
        Action.CLASSIFY: _l("Classify"),
        Action.FILE: _l("File without forwarding"),
        Action.ASSIGN: _l("Forward to an agency"),
        Action.HAND_OVER: _l("Hand over to another council"),
        Action.FORWARD_UP: _l("Forward to a higher level"),
        Action.TAKE_BACK: _l("Take back"),
        Action.ACCEPT: _l("Accept"),
        Action.DECLINE: _l("Decline"),
        Action.RECALL: _l("Recall"),
        Action.REASSIGN: _l("Forward to another agency"),
        Action.PREPARE_RESPONSE: _l("Prepare the response"),
        Action.RESPOND: _l("Respond"),
        Action.CORRECT_RESPONSE: _l("Correct the response"),
        Action.RECORD_RESPONSE: _l("Record a response on paper"),
        Action.REVISE: _l("Ask for revision"),
        Action.FOLLOW: _l("Keep following"),
        Action.CLOSE: _l("Close"),
        Action.REOPEN: _l("Reopen"),
        Action.WITHDRAW: _l("Withdraw the case"),
        Action.CORRECT_ENTRY: _l("Correct the entry"),
        Action.ADD_FILE: _l("Add a scan"),
        Action.WITHDRAW_FILE: _l("Withdraw a file"),
        Action.CORRECT_LETTER: _l("Correct the forwarding letter"),
        Action.REMIND: _l("Remind the agency"),
        Action.ASK_EXTENSION: _l("Ask for an extension"),
        Action.DECIDE_EXTENSION: _l("Decide on the extension"),
        Action.ASK_PAUSE: _l("Ask for a pause"),
        Action.DECIDE_PAUSE: _l("Decide on the pause"),
        Action.RESUME: _l("End the pause"),
        Action.GIVE_OPINION: _l("Give the opinion"),
        Action.EXCLUDE: _l("Leave out of the on-time rate"),
        Action.RECALCULATE: _l("Count anew"),
        Action.MERGE: _l("Merge into another case"),
        Action.UNMERGE: _l("Take out of the other case"),
        Action.SPLIT: _l("Split into several cases"),
        Action.UNDO_SPLIT: _l("Undo the split"),
        Action.TAKE_IN: _l("Take another case in"),
        Action.LET_GO: _l("Let a case go again"),
        Action.RE_RAISE: _l("Link to an earlier case"),
    },
    {
        Channel.MEETING: _l("At a contact meeting"),
        Channel.LETTER: _l("By letter"),
        Channel.CALL: _l("By telephone"),
        Channel.RECEPTION: _l("At a reception of citizens"),
    },
    {
        Authority.COMMUNE: _l("Commune"),
        Authority.DISTRICT: _l("District (former)"),
        Authority.PROVINCE: _l("Province"),
        Authority.CENTRAL: _l("Central"),
    },
    {
        ResultClass.RESOLVED: _l("Resolved"),
        ResultClass.UNDER_WAY: _l("Under way"),
        ResultClass.PLANNED: _l("Planned"),
        ResultClass.EXPLAINED: _l("Explained"),
        ResultClass.UNRESOLVED: _l("Not resolved"),
    },
    {
        ResolutionKind.DOCUMENT_ISSUED: _l("A document was issued"),
        ResolutionKind.INSPECTED: _l("It was inspected"),
        ResolutionKind.CARRIED_OUT: _l("It was carried out"),
    },
    {
        UnfinishedReason.NO_FUNDS: _l("No funds yet"),
        UnfinishedReason.HIGHER_DOCUMENT: _l("Waits for a document of a higher level"),
        UnfinishedReason.PLANNING: _l("Waits for planning or land clearance"),
        UnfinishedReason.OUTSIDE_COMPETENCE: _l("Outside its competence"),
        UnfinishedReason.OBJECTIVE: _l("Objective cause"),
        UnfinishedReason.OTHER: _l("Another reason"),
    },
    {
        FilingReason.NOT_A_PETITION: _l("It holds no petition"),
        FilingReason.ALREADY_ANSWERED: _l("The matter was already answered"),
        FilingReason.UNCLEAR: _l("The content is unclear"),
        FilingReason.OUTSIDE_COMPETENCE: _l("Outside the council's competence"),
        FilingReason.OTHER: _l("Another cause"),
    },
    {
        AssignmentOutcome.OPEN: _l("running"),
        AssignmentOutcome.ANSWERED: _l("answered"),
        AssignmentOutcome.DECLINED: _l("declined"),
        AssignmentOutcome.RECALLED: _l("recalled"),
        AssignmentOutcome.REASSIGNED: _l("given to another agency"),
        AssignmentOutcome.WITHDRAWN: _l("withdrawn"),
    },
    {
        EvaluationDecision.CLOSE: _l("The answer settles the matter: close"),
        EvaluationDecision.FOLLOW: _l("Keep following until it is settled"),
        EvaluationDecision.REVISE: _l("Ask the agency to answer again"),
    },
    {
        RoundPhase.BEFORE: _l("Before the council session"),
        RoundPhase.AFTER: _l("After the council session"),
        ContactForm.IN_PERSON: _l("In one room"),
        ContactForm.ONLINE: _l("Online"),
        ContactForm.COMBINED: _l("In one room and online at once"),
    },
    {
        Role.CLERK: _l("Commune clerk"),
        Role.OFFICE: _l("Council office"),
        Role.BOARD: _l("Standing Board"),
        Role.COMMITTEE: _l("Council committee"),
        Role.DEPUTY: _l("Deputy"),
        Role.COORDINATOR: _l("People's Committee coordinator"),
        Role.OFFICER: _l("Agency officer"),
        Role.LEADER: _l("Agency leader"),
        Role.LETTERS: _l("Letters and reception officer"),
        Role.AUDITOR: _l("Auditor"),
        Role.ADMINISTRATOR: _l("Administrator"),
    },
    {
        OrganisationKind.COUNCIL: _l("People's Council"),
        OrganisationKind.PEOPLE_COMMITTEE: _l("People's Committee"),
        OrganisationKind.DEPARTMENT: _l("Department"),
        OrganisationKind.ENTERPRISE: _l("Enterprise"),
        OrganisationKind.AUTHORITY: _l("Sectoral authority"),
        OrganisationKind.COURT: _l("Court or procuracy"),
        OrganisationKind.FRONT: _l("Fatherland Front"),
        OrganisationKind.OTHER: _l("Other unit"),
    },
    {
        Level.CENTRAL: _l("Central level"),
        Level.PROVINCE: _l("Province level"),
        Level.DISTRICT: _l("District level (former)"),
        Level.COMMUNE: _l("Commune level"),
    },
    {
        LocalityKind.PROVINCE: _l("Province"),
        LocalityKind.DISTRICT: _l("District (former)"),
        LocalityKind.COMMUNE: _l("Commune"),
        LocalityKind.VILLAGE: _l("Village"),
    },
    {
        FileAccess.INTERNAL: _l("Commune and council only"),
        FileAccess.SHARED: _l("Everyone who sees the case"),
        FileAccess.DRAFT: _l("Only the agency, until it is sent"),
    },
    {
        PartyCapacity.RECORDER: _l("Recorded it"),
        PartyCapacity.COUNCIL: _l("Council"),
        PartyCapacity.LEAD: _l("Lead agency"),
        PartyCapacity.COORDINATING: _l("Coordinating agency"),
    },
    {
        ChangePhase.PROPOSED: _l("Proposed"),
        ChangePhase.PREVIEWING: _l("Being tried"),
        ChangePhase.PREVIEWED: _l("Tried, waiting for a decision"),
        ChangePhase.APPLYING: _l("Being applied"),
        ChangePhase.APPLIED: _l("Applied"),
        ChangePhase.DISCARDED: _l("Dropped"),
        ChangePhase.FAILED: _l("No longer possible"),
    },
    {
        DayKind.OFF: _l("Day off"),
        DayKind.MAKEUP: _l("Make-up working day"),
    },
    {
        Rung.FIRST_REMINDER: _l("First reminder"),
        Rung.FURTHER_REMINDER: _l("Further reminder"),
        Rung.HIGHER_LEVEL_PROPOSAL: _l("Proposal to the higher level"),
        Rung.EXPLANATORY_SESSION: _l("Explanatory session"),
        Rung.QUESTIONING: _l("Questioning"),
        Rung.RE_SUPERVISION: _l("Re-supervision"),
        Rung.COUNCIL_REPORT: _l("Report to the council"),
        ReminderState.OPEN: _l("To be sent"),
        ReminderState.SENT: _l("Sent"),
        ReminderState.SKIPPED: _l("Left out"),
    },
    {
        NoticeKind.DUE_SOON: _l("Due soon"),
        NoticeKind.DUE_TODAY: _l("Due today"),
        NoticeKind.OVERDUE: _l("Overdue"),
        NoticeKind.CASE_ASSIGNED: _l("New case for your unit"),
        NoticeKind.OPINION_ASKED: _l("Your unit is asked for its opinion"),
        NoticeKind.CASE_DECLINED: _l("The agency declined the case"),
        NoticeKind.CASE_RECALLED: _l("The case is no longer your unit's"),
        NoticeKind.CASE_RETURNED: _l("Returned to you for completion"),
        NoticeKind.ANSWER_ARRIVED: _l("An answer has arrived"),
        NoticeKind.ANSWER_CORRECTED: _l("An answer was corrected"),
        NoticeKind.ANSWER_SENT_BACK: _l("The council asks for another answer"),
        NoticeKind.EXTENSION_ASKED: _l("The agency asks for an extension"),
        NoticeKind.PAUSE_ASKED: _l("The agency asks for a pause"),
        NoticeKind.REQUEST_DECIDED: _l("Your unit's request was decided on"),
        NoticeKind.OPINION_GIVEN: _l("A coordinating agency gave its opinion"),
        NoticeKind.DATE_MOVED: _l("The due date has changed"),
    },
    {
        MessageState.PENDING: _l("waits"),
        MessageState.SENDING: _l("is being sent"),
        MessageState.SENT: _l("sent"),
        MessageState.FAILED: _l("could not be delivered"),
        MessageState.UNCERTAIN: _l("nobody knows whether it arrived"),
        MessageState.DROPPED: _l("not needed any more"),
    },
    JOBS,
)


def label(member: enum.Enum | None) -> str:
    """Return the label of an enum member, nothing for None."""
    return "" if member is None else str(LABELS[member])


def options(members: type[enum.Enum]) -> list[SelectChoice]:
    """Return value and label of each member, for a select."""
    return [SelectChoice(member.value, LABELS[member]) for member in members]
