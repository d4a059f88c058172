"""The start of administration, its history, and the rules by which dates are counted."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from petitions import clock
from petitions.extensions import db
from petitions.queries.administration import list_admin_events
from petitions.queries.health import list_gaps
from petitions.sentences import advice_for, message_of
from petitions.web.admin.history import in_sentences
from petitions.web.admin.pages import administrators_only
from petitions.web.pagination import key_of

blueprint = Blueprint("admin", __name__, url_prefix="/admin")


@blueprint.get("/")
@administrators_only
def index() -> ResponseReturnValue:
    """Show what can be administered, and what is missing."""
    gaps = list_gaps(db.session(), today=clock.today())
    told = [(gap.is_broken, message_of(gap), advice_for(gap)) for gap in gaps]
    return render_template(
        "admin/index.html",
        broken=[(message, advice) for is_broken, message, advice in told if is_broken],
        missing=[(message, advice) for is_broken, message, advice in told if not is_broken],
    )


@blueprint.get("/history/")
@administrators_only
def history() -> ResponseReturnValue:
    """Show what administrators did, the latest first."""
    before = key_of(request.args.get("cursor", ""))
    events, following = list_admin_events(db.session(), before=before)
    return render_template(
        "admin/history.html",
        steps=in_sentences(events),
        next_url=url_for("admin.history", cursor=following) if following else None,
        first_url=url_for("admin.history") if before else None,
    )
