"""What every template may use: filters, the current language, the navigation of this person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy.exc import DBAPIError

from petitions import clock, i18n
from petitions.domain.policy import Permission
from petitions.domain.text import excerpt
from petitions.extensions import db
from petitions.queries.notices import MOST_COUNTED, count_unread
from petitions.web.access import current_actor, may_now
from petitions.web.labels import label


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """One entry of the main menu."""

    url: str
    label: str
    current: bool


NAVIGATION = (
    ("home.index", _l("To do"), None),
    ("browse.cases", _l("Cases"), Permission.READ_CASES),
    ("intake.rounds", _l("Meetings"), Permission.READ_MEETINGS),
    ("forwarding.index", _l("Letters"), Permission.READ_FORWARDINGS),
    ("monitoring.overview", _l("Monitoring"), Permission.MONITOR),
    ("admin.index", _l("Administration"), Permission.ADMINISTER),
)


def navigation() -> list[NavigationEntry]:
    """Return the entries open to the signed-in person; no dead ones."""
    if not current_user.is_authenticated:
        return []
    here = _section(request.path)
    entries = ((url_for(e), str(text)) for e, text, needed in NAVIGATION if needed is None or may_now(needed))
    return [NavigationEntry(url, text, _section(url) == here) for url, text in entries]


def _section(path: str) -> str:
    """Return the part of the site an address lies in; steps on a case lie with the cases, whoever has their page."""
    first = path.split("/")[1]
    return {"meetings": "rounds"}.get(first, first)


def _context() -> dict[str, Any]:
    return {
        "current_language": i18n.current_language(),
        "navigation": navigation(),
        "today": clock.today(),
        "count_unread": _count_unread,
        "is_demo": current_user.is_authenticated and current_user.signed_in.is_demo,
    }


def _count_unread() -> str:
    """Return how many notices wait, in figures; nothing when none does, or nobody can tell."""
    try:
        count = count_unread(db.session(), current_actor())
    except DBAPIError:  # the page may be the one that says so
        return ""
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count or "")


def init_app(app: Flask) -> None:
    """Register filters and context."""
    app.jinja_env.filters.update(
        date=i18n.format_date,
        weekday_date=i18n.format_weekday_date,
        instant=i18n.format_instant,
        figure=i18n.format_figure,
        lines=i18n.lines,
        label=label,
        excerpt=excerpt,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.context_processor(_context)
