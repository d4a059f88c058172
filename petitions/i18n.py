"""Language: Vietnamese whatever the browser says, English by the footer's switch; dates as dd/mm/yyyy."""

from __future__ import annotations

from datetime import date, datetime

from flask import has_request_context, session
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from petitions.domain.hanoi import in_hanoi

LANGUAGES = ("vi", "en")
DEFAULT_LANGUAGE = "vi"
WEEKDAYS = (
    _l("Monday"),
    _l("Tuesday"),
    _l("Wednesday"),
    _l("Thursday"),
    _l("Friday"),
    _l("Saturday"),
    _l("Sunday"),
)


def select_language() -> str:
    """Return the language chosen in the footer, Vietnamese when none was."""
    chosen = session.get("language") if has_request_context() else None
    return chosen if chosen in LANGUAGES else DEFAULT_LANGUAGE


def current_language() -> str:
    """Return the two-letter code of the language this page is shown in."""
    locale = get_locale()
    return locale.language if locale else DEFAULT_LANGUAGE


def format_date(day: date | None) -> str:
    """Return dd/mm/yyyy, or nothing."""
    return "" if day is None else f"{day:%d/%m/%Y}"


def format_weekday_date(day: date | None) -> str:
    """Return the date with its weekday before it, as deadlines are written."""
    if day is None:
        return ""
    return f"{WEEKDAYS[day.weekday()]}, {format_date(day)}"


def format_instant(instant: datetime | None) -> str:
    """Return dd/mm/yyyy HH:MM on Hanoi's clock, or nothing."""
    return "" if instant is None else f"{in_hanoi(instant):%d/%m/%Y %H:%M}"


def format_figure(number: int) -> str:
    """Return a number with points between its thousands."""
    return f"{number:,}".replace(",", ".")


def lines(text: str | None) -> Markup:
    """Return text with its line breaks kept; everything in it escaped."""
    return Markup("<br>").join((text or "").split("\n"))
