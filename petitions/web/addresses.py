"""Keys and dates in addresses: what cannot be one is none, not a fault; on paper an address stands in full."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Flask, current_app, request
from werkzeug.routing import IntegerConverter, Map

from petitions.web.form import EARLIEST, LARGEST_ID, LATEST


class KeyConverter(IntegerConverter):
    """Takes 1 up to the largest key; anything else is an address that does not exist."""

    def __init__(self, routes: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(routes, *args, **{"min": 1, "max": LARGEST_ID} | kwargs)


def init_app(app: Flask) -> None:
    """Use it for every ``<int:…>``; has to come before the routes."""
    app.url_map.converters["int"] = KeyConverter


def date_asked(text: str) -> date | None:
    """Return the date of an address; None for anything that cannot be one."""
    for shape in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            day = datetime.strptime(text.strip(), shape).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
        return day if EARLIEST <= day < LATEST else None
    return None


def public_address(path: str) -> str:
    """Return a path of ours as it is printed on paper: under the installation's public address, where it has one."""
    base = current_app.config["SETTINGS"].public_url or request.host_url
    return base.rstrip("/") + path
