"""What happened to a case, one full sentence a step, told from the facts the step wrote down that day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from petitions.domain.vocabulary import Action, Authority, FilingReason, ResultClass, Rung
from petitions.i18n import format_weekday_date
from petitions.web.changes import Change, changes_of, date_of, day_of, field_name, member_name
from petitions.web.clock_sentences import CLOCK_SENTENCES
from petitions.web.merge_sentences import MERGE_SENTENCES


class Step(Protocol):
    """What of an event is told; a row of ``case_event`` is one."""

    action: Action
    at: datetime
    actor_name: str
    organisation_name: str
    note: str | None
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """One event as ``components/timeline`` takes it; plain text throughout, escaped when drawn."""

    sentence: str
    actor: str
    unit: str
    at: datetime
    note: str | None
    changes: tuple[Change, ...] = ()


def tell(events: Iterable[Step]) -> list[Told]:
    """Return the events as sentences, in the order given."""
    return [
        Told(
            sentence=SENTENCES[event.action](event.facts),
            actor=event.actor_name,
            unit=event.organisation_name,
            at=event.at,
            note=event.note,
            changes=changes_of(event.action, event.facts),
        )
        for event in events
    ]


Facts = dict[str, Any]


def _always(sentence: LazyString) -> Callable[[Facts], str]:
    return lambda _facts: str(sentence)


def _classified(facts: Facts) -> str:
    parts = {"authority": member_name(Authority, facts.get("authority")), "field": facts.get("subject_field", "")}
    sentence = str(_("Classified: authority %(authority)s, field %(field)s.", **parts))
    if facts.get("personal_data_kept"):
        sentence += " " + str(_("Personal data left in the text was confirmed as necessary."))
    return sentence


def _filed(facts: Facts) -> str:
    return str(_("Kept on file without forwarding: %(reason)s.", reason=member_name(FilingReason, facts.get("reason"))))


def _answered_on_spot(facts: Facts) -> str:
    return str(_("Recorded as answered at the meeting by %(who)s.", who=facts.get("answered_by", "")))


def _assigned(facts: Facts) -> str:
    return _forwarding(facts, _("Forwarded to %(lead)s as the lead agency", lead=facts.get("lead", "")))


def _reassigned(facts: Facts) -> str:
    return _forwarding(facts, _("Forwarded to a new lead agency, %(lead)s,", lead=facts.get("lead", "")))


def _forwarding(facts: Facts, beginning: str) -> str:
    due = _("answer due by %(due_on)s", due_on=_weekday(facts.get("due_on")))
    if facts.get("due_is_fixed"):
        due = _("answer due by %(due_on)s as the letter says", due_on=_weekday(facts.get("due_on")))
    sentence = f"{beginning} {_by_letter(facts)}; {due}."
    helpers = facts.get("coordinating") or []
    if helpers:
        sentence += " " + str(_("Coordinating: %(units)s.", units=", ".join(map(str, helpers))))
    return sentence


def _handed_over(facts: Facts) -> str:
    units = {"council": facts.get("council", ""), "former": facts.get("former_council", "")}
    beginning = _("Handed over from %(former)s to %(council)s", **units)
    return f"{beginning} {_by_letter(facts)}."


def _forwarded_up(facts: Facts) -> str:
    beginning = _("Forwarded to %(recipient)s", recipient=facts.get("recipient", ""))
    return f"{beginning} {_by_letter(facts)}."


def _letter_corrected(facts: Facts) -> str:
    before = facts.get("before") or {}
    names = {"number": facts.get("letter_number", ""), "on": day_of(facts.get("letter_on"))}
    old = {"old_number": before.get("letter_number", ""), "old_on": day_of(before.get("letter_on"))}
    sentence = _("The forwarding letter was put right: %(number)s of %(on)s, before %(old_number)s of %(old_on)s.")
    return str(sentence) % (names | old)


def _accepted(facts: Facts) -> str:
    return str(_("%(lead)s accepted the case.", lead=facts.get("lead", "")))


def _declined(facts: Facts) -> str:
    sentence = str(_("%(lead)s declined the case; it went back to the council office.", lead=facts.get("lead", "")))
    count = facts.get("decline_count") or 0
    if count > 1:
        sentence += " " + str(ngettext("Declined %(num)d time so far.", "Declined %(num)d times so far.", count))
    return sentence


def _recalled(facts: Facts) -> str:
    return str(_("Recalled from %(lead)s.", lead=facts.get("lead", "")))


def _answered(facts: Facts) -> str:
    return _answer(facts, _("%(unit)s answered", unit=facts.get("organisation", "")))


def _answer_corrected(facts: Facts) -> str:
    version = {"unit": facts.get("organisation", ""), "version": facts.get("version_number", "")}
    if facts.get("on_paper"):
        return _answer(facts, _("The answer of %(unit)s on paper was put right, now version %(version)s:", **version))
    return _answer(facts, _("%(unit)s corrected its answer, now version %(version)s,", **version))


def _answer_recorded(facts: Facts) -> str:
    return _answer(
        facts, _("An answer of %(unit)s that came on paper was recorded:", unit=facts.get("organisation", ""))
    )


def _answer(facts: Facts, beginning: str) -> str:
    document = _(
        "document %(number)s of %(on)s, signed by %(signer)s",
        number=facts.get("document_number", ""),
        on=day_of(facts.get("signed_on")),
        signer=facts.get("signer", ""),
    )
    result = _("Result: %(result)s.", result=member_name(ResultClass, facts.get("result_class")))
    sentence = f"{beginning} {document}. {result}"
    if facts.get("commitment_on"):
        sentence += " " + str(_("To be finished by %(on)s.", on=_weekday(facts["commitment_on"])))
    if facts.get("arrived_on"):
        sentence += " " + str(_("It reached the council on %(date)s.", date=_weekday(facts["arrived_on"])))
    return sentence


def _asked_again(facts: Facts) -> str:
    lead, due = facts.get("lead", ""), _weekday(facts.get("due_on"))
    return str(_("The council asked %(lead)s to answer again by %(due_on)s.", lead=lead, due_on=due))


def _followed(facts: Facts) -> str:
    due = _weekday(facts.get("due_on"))
    if facts.get("council_session"):
        name = facts["council_session"]
        sentence = _("The council keeps following the matter until %(name)s (%(due_on)s).", name=name, due_on=due)
    else:
        sentence = _("The council keeps following the matter until %(due_on)s.", due_on=due)
    if facts.get("due_before"):
        sentence += " " + _("The date before was %(due_before)s.", due_before=_weekday(facts["due_before"]))
    return str(sentence)


def _closed(facts: Facts) -> str:
    result = member_name(ResultClass, facts.get("result_class"))
    if not result:
        return str(_("The council closed the case."))
    return str(_("The council closed the case with the result: %(result)s.", result=result))


def _entry_corrected(facts: Facts) -> str:
    fields = ", ".join(field_name(change["field"]) for change in facts.get("changes") or [])
    return str(_("The entry was put right: %(fields)s.", fields=fields))


def _files_added(facts: Facts) -> str:
    names = facts.get("files") or []
    quoted = ", ".join(f"\u201c{name}\u201d" for name in names)
    return str(
        ngettext("A file was added: %(names)s.", "%(num)d files were added: %(names)s.", len(names), names=quoted)
    )


def _file_withdrawn(facts: Facts) -> str:
    return str(_("The file \u201c%(name)s\u201d was withdrawn.", name=facts.get("file", "")))


def _reminded(facts: Facts) -> str:
    rung = member_name(Rung, facts.get("rung"))
    if facts.get("is_skipped"):
        return str(_("A step of the ladder was left out: %(step)s.", step=rung))
    by = _weekday(facts.get("report_by"))
    return f"{rung[:1].upper()}{rung[1:]} {_by_letter(facts)}; " + str(_("answer asked for by %(on)s.", on=by))


SENTENCES: dict[Action, Callable[[Facts], str]] = {
    **CLOCK_SENTENCES,
    **MERGE_SENTENCES,
    Action.SUBMIT: _always(_l("Submitted to the council office for classification.")),
    Action.RECORD_ON_SPOT: _answered_on_spot,
    Action.RETURN: _always(_l("Returned by the council office to be completed.")),
    Action.CLASSIFY: _classified,
    Action.FILE: _filed,
    Action.ASSIGN: _assigned,
    Action.HAND_OVER: _handed_over,
    Action.FORWARD_UP: _forwarded_up,
    Action.TAKE_BACK: _always(_l("Taken back from the body outside, to be forwarded anew.")),
    Action.ACCEPT: _accepted,
    Action.DECLINE: _declined,
    Action.RECALL: _recalled,
    Action.REASSIGN: _reassigned,
    Action.PREPARE_RESPONSE: _always(_l("A prepared response was handed to the agency's leader.")),
    Action.RESPOND: _answered,
    Action.CORRECT_RESPONSE: _answer_corrected,
    Action.RECORD_RESPONSE: _answer_recorded,
    Action.REVISE: _asked_again,
    Action.FOLLOW: _followed,
    Action.CLOSE: _closed,
    Action.REOPEN: _always(_l("The case was taken up again.")),
    Action.WITHDRAW: _always(_l("The case was withdrawn; nobody works on it any more.")),
    Action.CORRECT_ENTRY: _entry_corrected,
    Action.ADD_FILE: _files_added,
    Action.WITHDRAW_FILE: _file_withdrawn,
    Action.CORRECT_LETTER: _letter_corrected,
    Action.REMIND: _reminded,
}
"""One sentence an action; a test holds the table complete."""


def _by_letter(facts: Facts) -> str:
    letter = {"number": facts.get("letter_number", ""), "on": day_of(facts.get("letter_on"))}
    return str(_("by letter %(number)s of %(on)s", **letter))


def _weekday(text: Any) -> str:
    return format_weekday_date(date_of(text))
