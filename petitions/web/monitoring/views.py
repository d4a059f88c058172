"""Who is late with what."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from petitions.domain.policy import Permission
from petitions.web.access import requires

blueprint = Blueprint("monitoring", __name__, url_prefix="/monitoring")


@blueprint.get("/")
@requires(Permission.MONITOR)
def overview() -> ResponseReturnValue:
    """Show the numbers."""
    return ""


@blueprint.get("/overdue/")
@requires(Permission.MONITOR)
def overdue() -> ResponseReturnValue:
    """Show what is overdue, by agency, worst first."""
    return ""
