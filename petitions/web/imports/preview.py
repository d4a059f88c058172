"""An import as it stands: its rows to look through and confirm, how far the writing has come, what comes next."""

from __future__ import annotations

from typing import Any

from flask import flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions.domain.statement_import import OPEN, ImportKind, ImportPhase
from petitions.i18n import format_date, format_instant
from petitions.queries.choices import list_subject_fields
from petitions.queries.meetings import get_meeting
from petitions.queries.statement_imports import (
    Shown,
    Staged,
    count_rows,
    ends_of_rows,
    find_elsewhere,
    find_same,
    list_rows,
)
from petitions.services.imports.staging import drop_import
from petitions.services.imports.statement_writing import confirm_import
from petitions.web.access import current_actor
from petitions.web.form_page import taken
from petitions.web.imports.forms import ConfirmForm, ReviewForm
from petitions.web.imports.pages import StagedPage, remember_version
from petitions.web.imports.rows import shown_asked, shown_rows
from petitions.web.imports.words import PHASES
from petitions.web.pagination import key_of


class ImportPage(StagedPage[ConfirmForm, Staged]):
    """Shows an import and writes it once it is confirmed."""

    form_class = ConfirmForm
    template = "imports/show.html"

    def subject(self, session: Session, **route: Any) -> Staged:
        """Return the import, whatever became of it."""
        return self.staged(session, **route)

    def context(self, session: Session, form: ConfirmForm, subject: Staged) -> dict[str, Any]:
        """Return one page of its rows while it is open, else how it stands."""
        remember_version(form, subject)
        row = subject.row
        common = {
            "meeting": subject.meeting,
            "row": row,
            "phase": PHASES[row.phase],
            "is_open": row.phase in OPEN and row.phase is not ImportPhase.COLUMNS,
            "is_minutes": row.kind is ImportKind.MINUTES,
        }
        return common | (_rows_of(session, subject) if common["is_open"] else {})

    def carry_out(self, session: Session, form: ConfirmForm, **route: Any) -> str:
        """Write it, or leave it to the worker."""
        confirm_import(
            session,
            route["meeting_id"],
            route["import_id"],
            leaves_out_faulty=bool(form.leaves_out_faulty.data),
            again=bool(form.again.data),
            **taken(form),
        )
        return self.back_url(**route)

    def current(self, session: Session, **route: Any) -> Staged | None:
        """Return nothing to compare with: ticks are no texts."""
        self.staged(session, **route)
        return None


def _rows_of(session: Session, subject: Staged) -> dict[str, Any]:
    row, shown = subject.row, shown_asked()
    after = key_of(request.args.get("cursor", ""))
    rows, following = list_rows(session, row, shown=shown, after=after)
    ends: dict[int, int] = {}
    if row.kind is ImportKind.MINUTES:
        ends = ends_of_rows(session, row, rows)
    own: dict[str, Any] = {"meeting_id": subject.meeting.id, "import_id": row.id}
    filtered = own | ({} if shown is Shown.ALL else {"show": shown.value})
    return {
        "counts": count_rows(session, row),
        "rows": shown_rows(row, rows, dict(list_subject_fields(session)), ends),
        "shown": shown.value,
        "address": filtered | ({"cursor": after} if after else {}),
        "twice": _twice(session, subject),
        "next_url": url_for("imports.show", **filtered, cursor=following) if following else None,
        "first_url": url_for("imports.show", **filtered) if after else None,
    }


def _twice(session: Session, subject: Staged) -> dict[str, Any]:
    """Return where the same file was written before, and whether that was into this very meeting."""
    same = find_same(session, subject.meeting.id, subject.row.digest, phases=[ImportPhase.WRITTEN, ImportPhase.WRITING])
    if same is not None:
        instant = format_instant(same.written_at or same.touched_at)
        text = _("The same file was written into this meeting already (%(instant)s).", instant=instant)
        return {"here": True, "text": text}
    elsewhere = find_elsewhere(session, subject.row, subject.meeting.recorded_by_id)
    if elsewhere is None:
        return {}
    other = get_meeting(session, elsewhere[0], actor=current_actor())
    text = _(
        "The same file was written into the meeting of %(date)s, %(place)s already.",
        date=format_date(other.held_on),
        place=other.place or other.locality.name,
    )
    return {"here": False, "text": text}


class ImportRemovalPage(StagedPage[ReviewForm, Staged]):
    """Drops an import of which nothing was written."""

    form_class = ReviewForm
    template = "imports/remove.html"

    def subject(self, session: Session, **route: Any) -> Staged:
        """Return the import while nothing of it is written."""
        return self.open_one(session, **route)

    def context(self, session: Session, form: ReviewForm, subject: Staged) -> dict[str, Any]:  # noqa: ARG002 - for pages that need it
        """Return the meeting."""
        remember_version(form, subject)
        return {"meeting": subject.meeting}

    def carry_out(self, session: Session, form: ReviewForm, **route: Any) -> str:
        """Drop it."""
        key, seen = (route["meeting_id"], route["import_id"]), form.seen_version
        drop_import(session, *key, actor=current_actor(), seen_version=seen)
        flash(_("Dropped; nothing was written into the meeting."))
        return url_for("imports.start", meeting_id=route["meeting_id"])
