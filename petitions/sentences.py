"""Sentences that both doors speak: what an installation lacks, what stands still, what is wrong with a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from petitions.adapters.table_fault import TableFault, TableRefusedError
from petitions.domain.vocabulary import JobName
from petitions.i18n import format_instant
from petitions.queries.health import Gap, GapKind
from petitions.queries.jobs import JobStanding, WorkStanding
from petitions.queries.outbox import MailStanding
from petitions.services.imports.rows import FaultKind, RowFault

JOBS: dict[JobName, LazyString] = {
    JobName.SWEEP: _l("Warning of due dates"),
    JobName.REMINDERS: _l("Nightly look for answers to remind of"),
    JobName.DELIVERY: _l("Sending mail"),
    JobName.UPKEEP: _l("Nightly upkeep"),
    JobName.CHANGES: _l("Changes of calendar and rules"),
    JobName.IMPORTS: _l("Writing of long lists"),
}
"""What each job is called."""


@dataclass(frozen=True, slots=True)
class GapText:
    """What is missing and what to do."""

    message: LazyString
    advice: LazyString


GAPS: dict[GapKind, GapText] = {
    GapKind.NO_ADMINISTRATOR: GapText(
        _l("Nobody is an administrator."), _l("Run: petitions accounts create USERNAME --name NAME")
    ),
    GapKind.NO_SUBJECT_FIELD: GapText(
        _l("There is no subject field in use, so no case can be entered."),
        _l("Run petitions db upgrade, or put a field in use under Administration, Subject fields."),
    ),
    GapKind.NO_ANSWER_RULE: GapText(
        _l("No rule says how long an agency has for its answer; every letter needs a fixed date."),
        _l("Run petitions db upgrade; it enters the rules."),
    ),
    GapKind.NO_PLACE: GapText(
        _l("No place has been entered."), _l("Import places and units: petitions organisations import FILE")
    ),
    GapKind.NO_COUNCIL: GapText(
        _l("No People's Council has been entered, so no case can belong to one."),
        _l("Enter it under Administration, Units, or import units from a file."),
    ),
    GapKind.COUNCIL_WITHOUT_OFFICE: GapText(
        _l("People's Councils in which nobody is the council office; their cases stay unclassified:"),
        _l("Grant somebody the role of council office there."),
    ),
    GapKind.COUNCIL_WITHOUT_BOARD: GapText(
        _l("People's Councils in which nobody is the Standing Board and the office may not close cases:"),
        _l("Grant somebody the role of Standing Board, or let the office close cases on its behalf."),
    ),
    GapKind.COUNCIL_WITHOUT_TERM: GapText(
        _l("People's Councils without a term:"), _l("Enter the term under Administration, Terms and council sessions.")
    ),
    GapKind.AGENCY_WITHOUT_PERSON: GapText(
        _l("Agencies in which nobody works with this system; the office records their answers on paper:"),
        _l("Grant somebody the role of agency officer or leader there, when they join."),
    ),
    GapKind.AGENCY_WITHOUT_LEADER: GapText(
        _l("Agencies whose answers wait for a leader, but nobody is one:"),
        _l("Grant somebody the role of agency leader, or let the officer send answers."),
    ),
    GapKind.UNIT_WITHOUT_MAILBOX: GapText(
        _l("Units without a mailbox:"), _l("Enter the mailbox of the unit, so that messages reach it when nobody can.")
    ),
    GapKind.ENDED_UNIT_WITH_WORK: GapText(
        _l("Units that have ended, with open cases and nobody to take over:"),
        _l("Enter which units took over, and have their cases forwarded anew."),
    ),
    GapKind.PERSON_WITHOUT_ROLE: GapText(
        _l("People without any role, who can do nothing:"), _l("Grant them a role, or close the account.")
    ),
    GapKind.ASSIGNED_WITHOUT_DATE: GapText(
        _l("Cases at an agency without a due date; they can never be overdue:"),
        _l("Restore the last backup or ask for help: this should not happen."),
    ),
    GapKind.YEAR_NOT_CONFIRMED: GapText(
        _l("Years whose days off are not all announced; due dates that reach into them are provisional:"),
        _l("Enter their days off as soon as the Government has announced them, then confirm the year."),
    ),
    GapKind.DEMO_ACCOUNTS: GapText(
        _l("Accounts of the demo live here, with a published password."),
        _l("Work for real in another data folder; this one may only be served on this computer."),
    ),
}


def message_of(gap: Gap) -> str:
    """Return what is missing, with how often and the first names."""
    text = str(GAPS[gap.kind].message)
    if not gap.names:
        return text
    more = ", \u2026" if gap.count > len(gap.names) else ""
    return f"{text} {', '.join(gap.names)}{more} ({gap.count})"


def advice_for(gap: Gap) -> str:
    """Return what to do about it."""
    return str(GAPS[gap.kind].advice)


_TABLE_FAULTS: dict[TableFault, LazyString] = {
    TableFault.ABSENT: _l("There is no such file, or it may not be read."),
    TableFault.EMPTY: _l("The file holds no rows."),
    TableFault.TOO_LARGE: _l("The file is larger than 10 MB or 50,000 rows."),
    TableFault.NOT_UTF8: _l("The file is not UTF-8. In Excel choose Save as, CSV UTF-8, or hand in the .xlsx file."),
    TableFault.OPEN_QUOTE: _l(
        "a quotation mark in this row is never closed, so the rows below would be read as one cell; close or delete it."
    ),
    TableFault.UNREADABLE: _l("The file is damaged, or of a kind that cannot be read here."),
    TableFault.TOO_LONG: _l("The text is longer than 400,000 characters."),
    TableFault.TOO_WIDE: _l("the sheet has more than 200 columns; delete those that do not belong to the list."),
    TableFault.TOO_SPARSE: _l(
        "the sheet reaches this far though most of it is empty; delete the empty rows and columns, or copy the list "
        "into a new file."
    ),
    TableFault.BURSTS: _l("Unpacked, the file is far larger than any list or minutes; it was not opened."),
    TableFault.LOCKED: _l("The file opens with a password only; save it without one and send it again."),
    TableFault.HAS_PROGRAM: _l("The file carries a program (macro); save it without, as .xlsx or .docx."),
    TableFault.OTHER_KIND: _l("The content of the file is neither a workbook, nor CSV, nor a Word document (.docx)."),
}

_FAULTS: dict[FaultKind, LazyString] = {
    FaultKind.MISSING_COLUMN: _l("this column is missing"),
    FaultKind.UNKNOWN_COLUMN: _l("this column is not known; take it out or name it as in the sample file"),
    FaultKind.DOUBLE_COLUMN: _l("this column stands twice"),
    FaultKind.BESIDE_COLUMNS: _l("no heading stands over this cell; take it out or name its column"),
    FaultKind.MISSING_VALUE: _l("this has to be filled in"),
    FaultKind.UNKNOWN_WORD: _l("this word is not known here"),
    FaultKind.BAD_DATE: _l("this is no date; write day/month/year"),
    FaultKind.BAD_NUMBER: _l("this is no number that can stand here"),
    FaultKind.TOO_LONG: _l("this text is too long"),
    FaultKind.BAD_CODE: _l("a code holds letters without accents, digits and . _ - / only"),
    FaultKind.DOUBLE_CODE: _l("this stands twice or is in use already"),
    FaultKind.UNKNOWN_CODE: _l("nothing of this code or name exists, in the file or in the system"),
    FaultKind.SEVERAL_NAMES: _l("several have this name; write the code instead"),
    FaultKind.WRONG_PLACE: _l("this would place it under or after itself, or under one of the wrong kind"),
    FaultKind.ENDS_TOO_EARLY: _l("this lies before the first day"),
    FaultKind.BAD_MAIL: _l("this is no e-mail address"),
    FaultKind.BAD_USERNAME: _l(
        "a user name has at least two letters (a to z, no accents) or digits; of other signs only . _ -"
    ),
    FaultKind.ROLE_DOES_NOT_FIT: _l("this role does not exist in a unit of this kind"),
    FaultKind.CONTRADICTION: _l("another row gives this user name to somebody else"),
    FaultKind.CONTRADICTING_DAY: _l("another row says something else of this day"),
    FaultKind.MAKEUP_ON_WORKING_DAY: _l("this day is worked anyway, so it cannot be a make-up day"),
    FaultKind.OUTSIDE_CALENDAR: _l("the calendar reaches from 1990 to 2099"),
    FaultKind.CHANGES_NOTHING: _l("nobody works on this day anyway, so the day off changes nothing"),
    FaultKind.REFUSED: _l("this value cannot be accepted"),
}


def table_sentence(error: TableRefusedError) -> str:
    """Return why a file is no table, with the line that shows it."""
    sentence = str(_TABLE_FAULTS[error.fault])
    if error.found is not None:
        found = _("What was found: %(kind)s.", kind=error.found)
        sentence = f"{sentence} {found}"
    if error.line is None:
        return sentence
    if error.column is not None:
        return f"{place_in_list(error.line, error.column)} {sentence}"
    place = _("Line %(line)s:", line=error.line)
    return f"{place} {sentence}"


def place_in_list(row: int, column: str | None) -> str:
    """Return where in a list something is, the whole row where no column is named."""
    if column is None:
        return str(_("Row %(row)s:", row=row))
    return str(_("Row %(row)s, column %(column)s:", row=row, column=f"\u201c{column}\u201d"))


def place_of(fault: RowFault) -> str:
    """Return where in the file the fault is."""
    return place_in_list(fault.row, fault.column)


def sentence_of(fault: RowFault) -> str:
    """Return what is wrong, with the cell it is about."""
    sentence = str(_FAULTS[fault.kind])
    is_about_cell = fault.value and fault.value != fault.column
    return f"{sentence} (\u201c{fault.value}\u201d)." if is_about_cell else f"{sentence}."


def alarms_of(standing: WorkStanding) -> list[str]:
    """Return what is wrong with scheduled work, the gravest first; nothing when all is well."""
    if standing.is_alive:
        return [_alarm_of(job) for job in standing.jobs if not job.is_well]
    if standing.beat_at is None:
        return [_("Scheduled work has never run here: no worker was started, so nobody is reminded.")]
    since = format_instant(standing.beat_at)
    return [
        _("Scheduled work has stood still since %(instant)s: no worker runs, so nobody is reminded.", instant=since)
    ]


def mail_alarms_of(mail: MailStanding, *, now: datetime) -> list[str]:
    """Return what is wrong with mail; nothing when all of it goes out."""
    alarms = []
    if mail.failed:
        alarms.append(
            ngettext("%(num)d mail could not be delivered.", "%(num)d mails could not be delivered.", mail.failed)
        )
    if mail.uncertain:
        alarms.append(
            ngettext(
                "Of %(num)d mail nobody knows whether it arrived.", "Of %(num)d mails nobody knows.", mail.uncertain
            )
        )
    if mail.is_stuck(now):
        since = format_instant(mail.waiting_since)
        alarms.append(
            ngettext(
                "%(num)d mail waits since %(instant)s.",
                "%(num)d mails wait since %(instant)s.",
                mail.waiting,
                instant=since,
            )
        )
    return alarms


def _alarm_of(job: JobStanding) -> str:
    success = format_instant(job.last_success_at) or _("never")
    if job.last_error:
        text = _("%(job)s fails (%(error)s); last success: %(instant)s.")
    else:
        text = _("%(job)s is late; last success: %(instant)s.")
    return str(text) % {"job": JOBS[job.name], "error": job.last_error, "instant": success}
