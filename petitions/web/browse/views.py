"""The list of cases and the page of one."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from petitions.domain.policy import Permission
from petitions.extensions import db
from petitions.queries.cases import get_case
from petitions.web.access import current_actor, requires, signed_in

blueprint = Blueprint("browse", __name__, url_prefix="/cases")


@blueprint.get("/")
@requires(Permission.READ_CASES)
def cases() -> ResponseReturnValue:
    """Show the list."""
    return ""


@blueprint.get("/<code>/")
@signed_in
def case(code: str) -> ResponseReturnValue:
    """Show one case."""
    return get_case(db.session(), code, actor=current_actor()).code
