"""The tables: typed, dataclass-mapped, refusing half-true rows; no behaviour beyond the row."""

from petitions.models.administration import AdminEvent
from petitions.models.assignment import Assignment, AssignmentOutcome, Coordination, Forwarding, Sending
from petitions.models.base import Base, UtcDateTime
from petitions.models.calendar import CalendarDay, CalendarYear, WorkWeek
from petitions.models.case import Case, CaseEvent, CaseMerge, CaseParty, CaseStatement, CaseVoter
from petitions.models.clock import Clock, ClockEvent
from petitions.models.file import CaseFile, StoredFile
from petitions.models.job import JobRun, WorkerBeat
from petitions.models.likeness import LikenessCount
from petitions.models.meeting import (
    ContactMeeting,
    ContactRound,
    CouncilSession,
    CouncilTerm,
    MeetingDeputy,
    MeetingFile,
    Statement,
)
from petitions.models.notice import Message, Notice
from petitions.models.organisation import Locality, LocalitySuccession, Organisation, OrganisationSuccession
from petitions.models.person import Person, PersonGrant, SignInThrottle, UserSession
from petitions.models.proposal import ProposedChange, ProposedMove
from petitions.models.receipt import Receipt
from petitions.models.reference import DeadlineRule, SubjectField
from petitions.models.reminder import Reminder
from petitions.models.removed_statement import RemovedStatement
from petitions.models.response import Response, ResponseDraft
from petitions.models.statement_import import ColumnReading, StatementImport, StatementImportRow
from petitions.models.submission import KeptForm, StagedFile, SubmissionKey

__all__ = [
    "AdminEvent",
    "Assignment",
    "AssignmentOutcome",
    "Base",
    "CalendarDay",
    "CalendarYear",
    "Case",
    "CaseEvent",
    "CaseFile",
    "CaseMerge",
    "CaseParty",
    "CaseStatement",
    "CaseVoter",
    "Clock",
    "ClockEvent",
    "ColumnReading",
    "ContactMeeting",
    "ContactRound",
    "Coordination",
    "CouncilSession",
    "CouncilTerm",
    "DeadlineRule",
    "Forwarding",
    "JobRun",
    "KeptForm",
    "LikenessCount",
    "Locality",
    "LocalitySuccession",
    "MeetingDeputy",
    "MeetingFile",
    "Message",
    "Notice",
    "Organisation",
    "OrganisationSuccession",
    "Person",
    "PersonGrant",
    "ProposedChange",
    "ProposedMove",
    "Receipt",
    "Reminder",
    "RemovedStatement",
    "Response",
    "ResponseDraft",
    "Sending",
    "SignInThrottle",
    "StagedFile",
    "Statement",
    "StatementImport",
    "StatementImportRow",
    "StoredFile",
    "SubjectField",
    "SubmissionKey",
    "UserSession",
    "UtcDateTime",
    "WorkWeek",
    "WorkerBeat",
]
