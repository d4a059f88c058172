"""The inbox, and noting that something in it was seen."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from petitions import clock
from petitions.domain.policy import Permission
from petitions.extensions import db, transaction
from petitions.queries.notices import get_case_of_notice, list_notices
from petitions.services.notices import mark_all_read, mark_read
from petitions.web.access import current_actor, requires
from petitions.web.pagination import key_of

blueprint = Blueprint("notices", __name__)


@blueprint.get("/notices/")
@requires(Permission.READ_CASES)
def inbox() -> ResponseReturnValue:
    """Show what the person was told, the latest first."""
    before = key_of(request.args.get("cursor", ""))
    notices, following = list_notices(db.session(), current_actor(), before=before)
    return render_template(
        "notices/index.html",
        notices=notices,
        next_url=url_for("notices.inbox", cursor=following) if following else None,
        first_url=url_for("notices.inbox") if before else None,
    )


@blueprint.post("/notices/<int:notice_id>/reading/")
@requires(Permission.READ_CASES)
def read(notice_id: int) -> ResponseReturnValue:
    """Note that the person has seen it, and open the case it is about."""
    with transaction() as session:
        code = get_case_of_notice(session, notice_id, current_actor())
        mark_read(session, notice_id, person_id=current_actor().person_id, now=clock.now())
    return redirect(url_for("browse.case", code=code), 303)


@blueprint.post("/notices/reading/")
@requires(Permission.READ_CASES)
def read_all() -> ResponseReturnValue:
    """Note that the person has seen everything up to what stood first on his page."""
    upto = key_of(request.form.get("upto", ""))
    if upto is not None:
        with transaction() as session:
            mark_all_read(session, person_id=current_actor().person_id, upto=upto, now=clock.now())
    return redirect(url_for("notices.inbox"), 303)
