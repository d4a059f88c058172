"""The closed word lists of administration: what is done outside cases, and to what."""

from enum import StrEnum


class AdminAction(StrEnum):
    """What an administrator does outside cases; kept in a history of its own."""

    CREATE = "create"
    CHANGE = "change"
    DEACTIVATE = "deactivate"
    ACTIVATE = "activate"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - the name of a step
    SIGN_OUT = "sign_out"
    GRANT = "grant"
    REVOKE = "revoke"
    END = "end"
    IMPORT = "import"
    REMOVE = "remove"


class AdminSubject(StrEnum):
    """What an administrator's step is about."""

    PERSON = "person"
    ORGANISATION = "organisation"
    LOCALITY = "locality"
    SUBJECT_FIELD = "subject_field"
    COUNCIL_TERM = "council_term"
    COUNCIL_SESSION = "council_session"
    CALENDAR_DAY = "calendar_day"
    CALENDAR_YEAR = "calendar_year"
    WORK_WEEK = "work_week"
    DEADLINE_RULE = "deadline_rule"
    PROPOSED_CHANGE = "proposed_change"
