"""What a script of ours asks is answered in its own way: values instead of pages, no page to go to."""

from __future__ import annotations

from flask import request


def wants_json() -> bool:
    """Tell whether whoever asks reads JSON and nothing else, as our scripts say."""
    return request.headers.get("Accept") == "application/json"


def wants_part() -> bool:
    """Tell whether it is a part of a page that is asked for, in the background, to stand in the page that is open."""
    return "HX-Request" in request.headers
