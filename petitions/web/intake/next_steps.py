"""What is to be done next on a meeting, for the person looking at it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from petitions.i18n import format_date, format_weekday_date
from petitions.models import ContactRound
from petitions.queries.statements import CaseRef, StatementCounts

SUBMISSIONS_SHOWN = 6


def before_meeting(meeting_id: int, held_on: date) -> dict[str, Any]:
    """Return what there is to do on a meeting to come; see the component ``next_step``."""
    day = format_weekday_date(held_on)
    note = _("The meeting is planned for %(day)s. What voters say can be entered from that day on.", day=day)
    step = {"url": url_for("papers.reading_list", meeting_id=meeting_id), "label": _("Prepare what is read out")}
    form = {"url": url_for("papers.blank_form", meeting_id=meeting_id), "label": _("Form to fill in by hand")}
    return {"primary": step | {"note": note}, "secondary": [form]}


def outside_round(contact_round: ContactRound, held_on: date) -> str | None:
    """Return what is to be told of a meeting on none of its round's days, or None where all is well."""
    if contact_round.includes(held_on):
        return None
    ends = (contact_round.starts_on, contact_round.ends_on)
    days = " – ".join(dict.fromkeys(format_date(day) for day in ends if day))
    return str(
        _(
            "%(day)s lies outside the days of the round (%(days)s). "
            "If it is mistyped, put it right on the meeting's page.",
            day=format_date(held_on),
            days=days,
        )
    )


def next_on_meeting(
    meeting_id: int, counts: StatementCounts, drafts: list[CaseRef], *, may_edit: bool, may_make_cases: bool
) -> dict[str, Any]:
    """Return the one clear step, the others beside it, or why there is none; see the component ``next_step``."""
    entering = {"url": url_for("intake.statements", meeting_id=meeting_id), "label": _("Enter more statements")}
    importing = {"url": url_for("imports.start", meeting_id=meeting_id), "label": _("Import a list or minutes")}
    others = [entering, importing] if may_edit else []
    if counts.total == 0 and may_edit:
        note = _("Enter what voters said, one statement after another.")
        return {"primary": entering | {"label": _("Enter statements"), "note": note}, "secondary": [importing]}
    if counts.waiting and may_make_cases:
        note = ngettext(
            "%(num)d statement is not dealt with yet. Tick those on the same matter, then make a case of them.",
            "%(num)d statements are not dealt with yet. Tick those on the same matter, then make a case of them.",
            counts.waiting,
        )
        step = {"url": "#statements", "label": _("Choose statements"), "note": note}
        return {"primary": step, "secondary": [*_submissions(drafts), *others]}
    if drafts and may_edit:
        note = _("Every statement is dealt with. These cases are still drafts; the council office waits for them.")
        first, *more = _submissions(drafts)
        return {"primary": first | {"note": note}, "secondary": [*more, *others]}
    waiting = _("No statement has been entered yet.")
    if counts.total:
        waiting = _("Every statement is dealt with. You can follow the cases made from them by their codes.")
    return {"primary": None, "secondary": others, "waiting": waiting}


def _submissions(drafts: list[CaseRef]) -> list[dict[str, str]]:
    return [
        {"url": url_for("intake.submit", code=ref.code), "label": _("Submit %(code)s", code=ref.code)}
        for ref in drafts[:SUBMISSIONS_SHOWN]
    ]
