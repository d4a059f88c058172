"""What the pages of administration share: who may come in, versions, cursors, passwords shown once."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from flask import request, url_for
from sqlalchemy.orm import Session

from petitions.domain.policy import Permission
from petitions.web.access import requires
from petitions.web.form import BaseForm
from petitions.web.form_page import FormPage
from petitions.web.pagination import key_of
from petitions.web.shown_once import keep_once, take_once

F = TypeVar("F", bound=BaseForm)
S = TypeVar("S")

administrators_only = requires(Permission.ADMINISTER)
_KEPT_AS = "one_time_password"


class AdminPage(FormPage[F, S]):
    """A page with a form for administrators; carries the version of its subject, if that has one."""

    decorators: ClassVar[list[Any]] = [administrators_only]

    def context(self, session: Session, form: F, subject: S) -> dict[str, Any]:  # noqa: ARG002 - for pages that need it
        """Remember in the form which version of the row was shown."""
        version = getattr(subject, "version", None)
        if version is not None and not form.version.data:
            form.version.data = str(version)
        return {}

    def back_url(self, **route: Any) -> str:  # noqa: ARG002 - most pages name their own
        """Return to the start of administration."""
        return url_for("admin.index")


def cursor_from_address() -> tuple[str, int] | None:
    """Return where a list goes on, as the address tells it; nonsense begins the list."""
    text, _dot, name = request.args.get("cursor", "").partition(".")
    key = key_of(text)
    return None if key is None or "\0" in name else (name, key)


def next_address(endpoint: str, cursor: tuple[str, int] | None, **address: Any) -> str | None:
    """Return the address of the next page with the same filters, or None on the last."""
    return None if cursor is None else url_for(endpoint, cursor=f"{cursor[1]}.{cursor[0]}", **address)


def search_words() -> str:
    """Return what was searched for, as it can be compared."""
    return request.args.get("q", "").replace("\0", "")[:200]


def remember_password(person_id: int, password: str) -> None:
    """Keep a password made up for a person until the next page has shown it."""
    keep_once(_KEPT_AS, person_id, password)


def remembered_password(person_id: int) -> str | None:
    """Return the password kept for this person, once."""
    return take_once(_KEPT_AS, person_id)
