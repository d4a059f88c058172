"""What the history of a case says about its clocks: asked, decided, paused, opined, left out, counted anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from petitions.domain.clock_vocabulary import RequestDecision
from petitions.domain.vocabulary import Action
from petitions.web.changes import day_of

Facts = dict[str, Any]


def _extension_asked(facts: Facts) -> str:
    days = {"until": day_of(facts.get("until")), "before": day_of(facts.get("due_before"))}
    return _paper(facts, str(_("An extension of the due date from %(before)s to %(until)s was asked for", **days)))


def _extension_decided(facts: Facts) -> str:
    if facts.get("decision") == RequestDecision.REFUSE:
        return _paper(facts, str(_("The extension was refused; the due date stays %(on)s", on=day_of(facts["due_on"]))))
    days = {"on": day_of(facts.get("due_on")), "before": day_of(facts.get("due_before"))}
    return _paper(facts, str(_("The due date was extended from %(before)s to %(on)s", **days)))


def _pause_asked(facts: Facts) -> str:
    return _paper(facts, str(_("A pause from %(first)s to %(last)s was asked for", **_ends(facts))))


def _pause_decided(facts: Facts) -> str:
    if facts.get("decision") == RequestDecision.REFUSE:
        return _paper(facts, str(_("The pause was refused; the due date stays %(on)s", on=day_of(facts["due_on"]))))
    days = _ends(facts) | {"on": day_of(facts.get("due_on"))}
    return _paper(facts, str(_("The clock stands still from %(first)s to %(last)s; new due date %(on)s", **days)))


def _resumed(facts: Facts) -> str:
    return str(_("The pause was ended early; new due date %(on)s.", on=day_of(facts.get("due_on"))))


def _opinion_given(facts: Facts) -> str:
    sentence = _paper(facts, str(_("The coordinating agency gave its opinion")))
    if facts.get("files"):
        sentence += " " + str(_("Files: %(names)s.", names=", ".join(map(str, facts["files"]))))
    return sentence


def _excluded(facts: Facts) -> str:
    return _paper(facts, str(_("Left out of the on-time rate by decision")))


def _recalculated(facts: Facts) -> str:
    days = {"on": day_of(facts.get("due_on")), "before": day_of(facts.get("due_before"))}
    return str(_("Counted anew after a change of calendar or rules: due %(on)s, before %(before)s.", **days))


def _ends(facts: Facts) -> dict[str, str]:
    return {"first": day_of(facts.get("first")), "last": day_of(facts.get("last"))}


def _paper(facts: Facts, sentence: str) -> str:
    """Close the sentence, with the number of the paper where there is one."""
    if facts.get("document_number"):
        sentence += " " + str(_("(document %(number)s)", number=facts["document_number"]))
    return sentence + "."


CLOCK_SENTENCES: dict[Action, Callable[[Facts], str]] = {
    Action.ASK_EXTENSION: _extension_asked,
    Action.DECIDE_EXTENSION: _extension_decided,
    Action.ASK_PAUSE: _pause_asked,
    Action.DECIDE_PAUSE: _pause_decided,
    Action.RESUME: _resumed,
    Action.GIVE_OPINION: _opinion_given,
    Action.EXCLUDE: _excluded,
    Action.RECALCULATE: _recalculated,
}
