"""Keys in addresses: a number larger than any key is no row of ours, not a fault of the database; on paper, in full."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, request
from werkzeug.routing import IntegerConverter, Map

from petitions.web.form import LARGEST_ID


class KeyConverter(IntegerConverter):
    """Takes 1 up to the largest key; anything else is an address that does not exist."""

    def __init__(self, routes: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(routes, *args, **{"min": 1, "max": LARGEST_ID} | kwargs)


def init_app(app: Flask) -> None:
    """Use it for every ``<int:…>``; has to come before the routes."""
    app.url_map.converters["int"] = KeyConverter


def public_address(path: str) -> str:
    """Return a path of ours as it is printed on paper: under the installation's public address, where it has one."""
    base = current_app.config["SETTINGS"].public_url or request.host_url
    return base.rstrip("/") + path
