"""The closed word lists of the process; every member is stored as its lower-case English value."""

from enum import StrEnum


class Kind(StrEnum):
    """What sort of matter a case is; complaints and denunciations get their own guarded lane."""

    PETITION = "petition"
    FEEDBACK = "feedback"


class State(StrEnum):
    """Where the file is; never what came of it, never whether it is late."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    CLASSIFIED = "classified"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    FOLLOWING = "following"
    FORWARDED_UP = "forwarded_up"
    CLOSED = "closed"
    ANSWERED_ON_SPOT = "answered_on_spot"
    FILED = "filed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


ANSWER_CLOCK_RUNS = frozenset({State.ASSIGNED, State.IN_PROGRESS})
"""The states in which the lead's answer clock is open; the only ones that can be overdue."""

FINAL_STATES = frozenset({State.CLOSED, State.ANSWERED_ON_SPOT, State.FILED, State.WITHDRAWN, State.MERGED})
"""The states that nobody works on any more; each can be taken up again."""


class Action(StrEnum):
    """A step somebody takes on a case; the transition table says from where, to where and who."""

    RECORD = "record"
    SUBMIT = "submit"
    RECORD_ON_SPOT = "record_on_spot"
    RETURN = "return"
    CLASSIFY = "classify"
    FILE = "file"
    ASSIGN = "assign"
    HAND_OVER = "hand_over"
    FORWARD_UP = "forward_up"
    TAKE_BACK = "take_back"
    ACCEPT = "accept"
    DECLINE = "decline"
    RECALL = "recall"
    REASSIGN = "reassign"
    PREPARE_RESPONSE = "prepare_response"
    RESPOND = "respond"
    CORRECT_RESPONSE = "correct_response"
    RECORD_RESPONSE = "record_response"
    REVISE = "revise"
    FOLLOW = "follow"
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    CORRECT_ENTRY = "correct_entry"
    ADD_FILE = "add_file"
    WITHDRAW_FILE = "withdraw_file"
    CORRECT_LETTER = "correct_letter"
    REMIND = "remind"
    ASK_EXTENSION = "ask_extension"
    DECIDE_EXTENSION = "decide_extension"
    ASK_PAUSE = "ask_pause"
    DECIDE_PAUSE = "decide_pause"
    RESUME = "resume"
    GIVE_OPINION = "give_opinion"
    EXCLUDE = "exclude"
    RECALCULATE = "recalculate"
    MERGE = "merge"
    UNMERGE = "unmerge"
    SPLIT = "split"
    UNDO_SPLIT = "undo_split"
    TAKE_IN = "take_in"
    LET_GO = "let_go"
    RE_RAISE = "re_raise"


NOT_STEPS = frozenset({Action.RECORD, Action.CORRECT_LETTER, Action.RECALCULATE, Action.TAKE_IN, Action.LET_GO})
"""What stands in a case's history without being a step on it: its making, a letter put right for all its
cases, a date that a change of calendar or rule moved, and another case that came in or left again."""


class Channel(StrEnum):
    """How the matter reached the council."""

    MEETING = "meeting"
    LETTER = "letter"
    CALL = "call"
    RECEPTION = "reception"


class Authority(StrEnum):
    """The level of government that is competent to settle the matter."""

    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"
    CENTRAL = "central"


class ResultClass(StrEnum):
    """What came of the matter, as the answering agency states it."""

    RESOLVED = "resolved"
    UNDER_WAY = "under_way"
    PLANNED = "planned"
    EXPLAINED = "explained"
    UNRESOLVED = "unresolved"


class ResolutionKind(StrEnum):
    """By what a matter was resolved; carried by ``resolved`` alone."""

    DOCUMENT_ISSUED = "document_issued"
    INSPECTED = "inspected"
    CARRIED_OUT = "carried_out"


class UnfinishedReason(StrEnum):
    """Why a matter is not finished; the coded reasons that reports group by."""

    NO_FUNDS = "no_funds"
    HIGHER_DOCUMENT = "higher_document"
    PLANNING = "planning"
    OUTSIDE_COMPETENCE = "outside_competence"
    OBJECTIVE = "objective"
    OTHER = "other"


class FilingReason(StrEnum):
    """Why a matter is kept on file and not sent on."""

    NOT_A_PETITION = "not_a_petition"
    ALREADY_ANSWERED = "already_answered"
    UNCLEAR = "unclear"
    OUTSIDE_COMPETENCE = "outside_competence"
    OTHER = "other"


class EvaluationDecision(StrEnum):
    """What the council decides on an answer."""

    CLOSE = "close"
    FOLLOW = "follow"
    REVISE = "revise"


class RoundPhase(StrEnum):
    """Whether the voters are met before or after the council session."""

    BEFORE = "before"
    AFTER = "after"


class ContactForm(StrEnum):
    """How voters are met in a round: in a room, over the line, or both at once."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    COMBINED = "combined"


class Role(StrEnum):
    """What a person may be in a unit; grants of several roles add up."""

    CLERK = "clerk"
    OFFICE = "office"
    BOARD = "board"
    COMMITTEE = "committee"
    DEPUTY = "deputy"
    COORDINATOR = "coordinator"
    OFFICER = "officer"
    LEADER = "leader"
    LETTERS = "letters"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class OrganisationKind(StrEnum):
    """What sort of body a unit is."""

    COUNCIL = "council"
    PEOPLE_COMMITTEE = "people_committee"
    DEPARTMENT = "department"
    ENTERPRISE = "enterprise"
    AUTHORITY = "authority"
    COURT = "court"
    FRONT = "front"
    OTHER = "other"


class Level(StrEnum):
    """The level of government a unit works at; ``district`` only until 30-06-2025."""

    CENTRAL = "central"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class LocalityKind(StrEnum):
    """The sort of place; villages, hamlets and residential groups are all ``village``."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    VILLAGE = "village"


class FileAccess(StrEnum):
    """Who may be served a file: commune and council, everyone who sees the case, or only the agency preparing it."""

    INTERNAL = "internal"
    SHARED = "shared"
    DRAFT = "draft"


class PartyCapacity(StrEnum):
    """Why an organisation sees a case; a party is never removed, what was sent stays visible."""

    RECORDER = "recorder"
    COUNCIL = "council"
    LEAD = "lead"
    COORDINATING = "coordinating"


class Rung(StrEnum):
    """The steps by which a council insists on an overdue answer, mildest first."""

    FIRST_REMINDER = "first_reminder"
    FURTHER_REMINDER = "further_reminder"
    HIGHER_LEVEL_PROPOSAL = "higher_level_proposal"
    EXPLANATORY_SESSION = "explanatory_session"
    QUESTIONING = "questioning"
    RE_SUPERVISION = "re_supervision"
    COUNCIL_REPORT = "council_report"


class JobName(StrEnum):
    """Work that is done on schedule; the command line calls it by the value."""

    REMINDERS = "reminders"
    SWEEP = "sweep"
    DELIVERY = "delivery"
    CHANGES = "changes"
    IMPORTS = "imports"
    UPKEEP = "upkeep"


class NoticeKind(StrEnum):
    """What somebody is told about a case."""

    DUE_SOON = "due_soon"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    CASE_ASSIGNED = "case_assigned"
    OPINION_ASKED = "opinion_asked"
    CASE_DECLINED = "case_declined"
    CASE_RECALLED = "case_recalled"
    CASE_RETURNED = "case_returned"
    ANSWER_ARRIVED = "answer_arrived"
    ANSWER_CORRECTED = "answer_corrected"
    ANSWER_SENT_BACK = "answer_sent_back"
    EXTENSION_ASKED = "extension_asked"
    PAUSE_ASKED = "pause_asked"
    REQUEST_DECIDED = "request_decided"
    OPINION_GIVEN = "opinion_given"
    DATE_MOVED = "date_moved"


DATE_NOTICES = frozenset({NoticeKind.DUE_SOON, NoticeKind.DUE_TODAY, NoticeKind.OVERDUE})
"""Notices about a clock's date: they hold while the clock is open and the date the same."""


class MessageState(StrEnum):
    """Where a mail is on its way out."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    DROPPED = "dropped"


class ReminderState(StrEnum):
    """What became of a proposed reminder."""

    OPEN = "open"
    SENT = "sent"
    SKIPPED = "skipped"
