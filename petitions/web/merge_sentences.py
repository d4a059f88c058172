"""What the history of a case says of where it came from: entered, merged, split, raised before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from petitions.domain.vocabulary import Action

Facts = dict[str, Any]


def _recorded(facts: Facts) -> str:
    if facts.get("split_from"):
        return str(_("Split off from %(code)s.", code=facts["split_from"]))
    return str(_("The case was entered."))


def _taken_in(facts: Facts) -> str:
    return str(
        _("%(code)s (%(place)s) became part of this case.", code=facts.get("code", ""), place=facts.get("place", ""))
    )


def _split(facts: Facts) -> str:
    sentence = str(_("Split; the other parts are %(codes)s.", codes=", ".join(facts.get("parts") or [])))
    if facts.get("personal_data_kept"):
        sentence += " " + str(_("Personal data left in the text was confirmed as necessary."))
    return sentence


def _split_undone(facts: Facts) -> str:
    return str(
        _("The split was undone; part of this case again: %(codes)s.", codes=", ".join(facts.get("parts") or []))
    )


def _re_raised(facts: Facts) -> str:
    if not facts.get("code"):
        return str(_("The link to an earlier case was taken away."))
    return str(
        _("Linked to %(code)s: voters raise it for the %(times)s. time.", code=facts["code"], times=facts.get("times"))
    )


def _with_code(sentence: LazyString, name: str) -> Callable[[Facts], str]:
    return lambda facts: str(sentence) % {"code": facts.get(name, "")}


MERGE_SENTENCES: dict[Action, Callable[[Facts], str]] = {
    Action.RECORD: _recorded,
    Action.MERGE: _with_code(_l("Merged into %(code)s, which goes on for both."), "target"),
    Action.UNMERGE: _with_code(_l("Taken out of %(code)s; the case goes on by itself again."), "target"),
    Action.TAKE_IN: _taken_in,
    Action.LET_GO: _with_code(_l("%(code)s was taken out again and goes on by itself."), "code"),
    Action.SPLIT: _split,
    Action.UNDO_SPLIT: _split_undone,
    Action.RE_RAISE: _re_raised,
}
"""What stands here instead of in the long table of ``web/timeline``."""
