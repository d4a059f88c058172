"""What the pages of imports share: who may come in, the version that was seen, the ways up and down."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from flask import url_for
from sqlalchemy.orm import Session

from petitions.domain.errors import ChangedMeanwhileError
from petitions.domain.policy import Permission
from petitions.domain.statement_import import OPEN
from petitions.queries.statement_imports import Staged, get_import
from petitions.web.access import current_actor, requires
from petitions.web.form import BaseForm
from petitions.web.form_page import FormPage

F = TypeVar("F", bound=BaseForm)
S = TypeVar("S")


class MinutesPage(FormPage[F, S]):
    """A page for those who keep the minutes of the meeting."""

    decorators: ClassVar[list[Any]] = [requires(Permission.RECORD_MEETINGS)]


class StagedPage(MinutesPage[F, S]):
    """A page about an import that can still be changed; its form carries the version that was seen."""

    def staged(self, session: Session, **route: Any) -> Staged:
        """Return the import as it stands."""
        return get_import(session, route["meeting_id"], route["import_id"], actor=current_actor())

    def open_one(self, session: Session, **route: Any) -> Staged:
        """Return the import while it can be changed."""
        found = self.staged(session, **route)
        if found.row.phase not in OPEN:
            raise ChangedMeanwhileError
        return found

    def back_url(self, **route: Any) -> str:
        """Return the import."""
        return url_for("imports.show", meeting_id=route["meeting_id"], import_id=route["import_id"])


def remember_version(form: BaseForm, staged: Staged) -> None:
    """Let a form that is being shown carry the version of the import."""
    if not form.version.data:
        form.version.data = str(staged.row.version)
