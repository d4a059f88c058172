"""Which addresses open as a page: not all that take a form do."""

from __future__ import annotations

from urllib.parse import unquote

from flask import current_app, request
from werkzeug.exceptions import HTTPException


def opens(address: str) -> bool:
    """Tell whether one of our addresses answers when a browser opens it, whatever follows its ? or #."""
    return _rule_of(unquote(address.partition("#")[0].partition("?")[0])) is not None


def page_of_form() -> str | None:
    """Return the page that the posted form stands on: its own address, None where that only takes forms."""
    is_page = request.url_rule is not None and _rule_of(request.path) == request.url_rule.rule
    return request.full_path.rstrip("?") if is_page else None


def _rule_of(path: str) -> str | None:
    routes = current_app.create_url_adapter(request)
    try:
        return None if routes is None else routes.match(path, method="GET", return_rule=True)[0].rule
    except HTTPException:
        return None
