"""Redirects name a path of ours, never a host: the one a request claims to have asked for is nothing to repeat."""

from __future__ import annotations

from flask import Flask, Response, request
from werkzeug.routing import RequestRedirect


def name_the_path_alone(response: Response) -> Response:
    """Take the host out of the router's own redirects, as to the address with a slash; all others have none."""
    if isinstance(request.routing_exception, RequestRedirect):
        after_host = request.routing_exception.new_url.partition("//")[2].partition("/")[2]
        response.location = "/" + after_host.lstrip("/")
    return response


def init_app(app: Flask) -> None:
    """Look at every reply."""
    app.after_request(name_the_path_alone)
