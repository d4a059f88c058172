"""Sentences that both doors speak: what an installation lacks, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from petitions.queries.health import Gap, GapKind


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
