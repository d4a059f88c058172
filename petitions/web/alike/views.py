"""Already raised? Similar cases and suggestions, while somebody types and beside a case."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.likeness import Likeness, Matter
from petitions.domain.merging import SURVIVES_IN
from petitions.domain.policy import Permission, can, sees_voter
from petitions.domain.text import clean
from petitions.domain.vocabulary import Action
from petitions.extensions import db
from petitions.models import Case
from petitions.queries.alike import commune_of
from petitions.queries.cases import facts_of, get_case
from petitions.queries.meetings import find_meeting
from petitions.services.alike import Alike, Found, find_alike
from petitions.services.recording import preset_council
from petitions.services.suggestions import Because, Suggestion, suggest
from petitions.web.access import current_actor, requires, signed_in
from petitions.web.pagination import key_of

blueprint = Blueprint("alike", __name__, url_prefix="/cases")

MOST_TYPED = 6_000


@blueprint.post("/alike/")
@requires(Permission.RECORD_CASES)
def typed() -> ResponseReturnValue:
    """Show what is like the matter being typed: a part of the page for a script, else a page of its own.

    It is sent, not asked for by address: what people say about voters stands in no log.
    """
    session, actor = db.session(), current_actor()
    matter, council_id = _typed_matter(session)
    found = find_alike(session, matter, actor=actor)
    suggestion = suggest(session, "\n".join(matter.texts), found, council_id=council_id)
    return _shown(found, suggestion, fills=request.form.get("fills", ""))


@blueprint.get("/<code>/alike/")
@signed_in
def case(code: str) -> ResponseReturnValue:
    """Show what is like a case, to merge it with, or to link it to what was answered then."""
    session, actor = db.session(), current_actor()
    about = get_case(session, code, actor=actor)
    is_open = sees_voter(actor, facts_of(about))
    commune_id, village = commune_of(session, about.locality_id)
    said = about.content if is_open else about.forwarded_text or ""
    matter = Matter((about.summary, said), village, commune_id, about.subject_field.code)
    found = find_alike(session, matter, actor=actor, but=about.id)
    field_id = about.subject_field_id if about.authority is not None else None
    suggestion = suggest(session, f"{about.summary}\n{said}", found, council_id=about.council_id, field_id=field_id)
    return _shown(found, suggestion, about=about, fills=request.args.get("fills", ""))


def _typed_matter(session: Session) -> tuple[Matter, int | None]:
    """Return what stands in the form so far, and the council it will go to."""
    form, actor = request.form, current_actor()
    texts = tuple(clean(form.get(name, ""))[:MOST_TYPED] for name in ("summary", "content"))
    meeting = find_meeting(session, key, actor=actor) if (key := _key("meeting_id")) else None
    place = _key("locality_id") or (meeting.locality_id if meeting else None)
    commune_id, village = commune_of(session, place) if place else (None, "")
    village = " ".join((village, clean(form.get("village", ""))[:200])).strip()
    council_id = meeting.contact_round.council_id if meeting else _key("council_id")
    matter = Matter(tuple(text for text in texts if text), village, commune_id)
    return matter, council_id or preset_council(session, actor, today=clock.today())


def _key(name: str) -> int | None:
    return key_of(request.form.get(name, ""))


def _shown(found: Found, suggestion: Suggestion, *, about: Case | None = None, fills: str = "") -> ResponseReturnValue:
    is_part = "HX-Request" in request.headers
    actor = current_actor()
    facts = facts_of(about) if about is not None else None
    return render_template(
        "alike/panel.html" if is_part else "alike/page.html",
        case=about,
        rows=[_row(each) for each in found.near],
        suggestion=suggestion,
        reasons={
            "field": because(suggestion.field_because),
            "authority": because(suggestion.authority_because),
            "lead": because(suggestion.lead_because),
        },
        fills=[name for name in fills.split(",") if name in FILLED],
        may_merge=facts is not None and can(actor, Action.MERGE, facts),
        may_link=facts is not None and can(actor, Action.RE_RAISE, facts),
    )


FILLED = ("subject_field_id", "authority", "lead_id", "re_raised_code")
"""The fields of other pages that a suggestion may fill."""


def _row(each: Alike) -> dict[str, Any]:
    return {
        "case": each.case,
        "why": why(each.likeness),
        "answer": each.answer,
        "can_take_in": each.case.state in SURVIVES_IN,
    }


def why(likeness: Likeness) -> str:
    """Say why a case is near."""
    reasons = []
    if likeness.is_same_place:
        reasons.append(_("same place"))
    elif likeness.is_same_commune:
        reasons.append(_("same commune"))
    if likeness.is_same_field:
        reasons.append(_("same field"))
    if likeness.words:
        quoted = ", ".join(f"\u201c{words}\u201d" for words in likeness.words)
        reasons.append(_("both speak of %(words)s", words=quoted))
    return "; ".join(map(str, reasons))


def because(reason: Because) -> str:
    """Say why something is suggested."""
    parts = []
    if reason.words:
        parts.append(_("from the words %(words)s", words=", ".join(f"\u201c{word}\u201d" for word in reason.words)))
    if reason.alike_count:
        parts.append(
            ngettext("%(num)d case alike was decided so", "%(num)d cases alike were decided so", reason.alike_count)
        )
    if reason.count:
        numbers = {"count": reason.count, "of": reason.of}
        parts.append(_("so were %(count)s of the latest %(of)s cases in this field", **numbers))
    return "; ".join(map(str, parts))
