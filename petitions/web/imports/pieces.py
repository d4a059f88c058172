"""Pieces of minutes cut in two, or joined with the next."""

from __future__ import annotations

from typing import Any

from flask import flash
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.errors import NotFoundError
from petitions.domain.minutes import places_to_cut
from petitions.domain.statement_import import ImportKind
from petitions.domain.text import excerpt
from petitions.queries.statement_imports import find_next
from petitions.services.imports.staged_rows import begin_of_words, cut_piece, end_of_piece, join_piece
from petitions.web.access import current_actor
from petitions.web.imports.forms import CutForm, ReviewForm
from petitions.web.imports.pages import F, StagedPage, remember_version
from petitions.web.imports.rows import RowSubject, back_to_row, row_subject, shown_rows

_SHOWN = 160


class PiecePage(StagedPage[F, RowSubject]):
    """A page about one piece of minutes."""

    def subject(self, session: Session, **route: Any) -> RowSubject:
        """Return the piece; rows of lists are not cut."""
        found = row_subject(self, session, **route)
        if found.staged.row.kind is not ImportKind.MINUTES:
            raise NotFoundError
        return found

    def context(self, session: Session, form: F, subject: RowSubject) -> dict[str, Any]:
        """Return the piece as it stands in the minutes, and the one after it."""
        row, piece = subject.staged.row, subject.row
        remember_version(form, subject.staged)
        end = end_of_piece(session, row, piece)
        following = find_next(session, row, piece.number)
        pieces = [piece] if following is None else [piece, following]
        ends = {piece.number: end}
        if following is not None:
            ends[following.number] = end_of_piece(session, row, following)
        return {"pieces": shown_rows(row, pieces, {}, ends)}


class CutPage(PiecePage[CutForm]):
    """Lets a new statement of the same speaker begin at one of the sentences."""

    form_class = CutForm
    template = "imports/cut.html"

    def offer(self, session: Session, form: CutForm, subject: RowSubject) -> None:
        """Offer every sentence but the first."""
        source, end = subject.staged.row.source, end_of_piece(session, subject.staged.row, subject.row)
        places = places_to_cut(source, begin_of_words(subject.row), end)
        parts = zip(places, [*places[1:], end], strict=True)
        form.at.choices = [(at, excerpt(source[at:ends], _SHOWN)) for at, ends in parts]

    def carry_out(self, session: Session, form: CutForm, **route: Any) -> str:
        """Cut it."""
        key, seen = (route["meeting_id"], route["import_id"], route["number"]), form.seen_version
        cut_piece(session, *key, form.at.data or 0, actor=current_actor(), now=clock.now(), seen_version=seen)
        flash(_("Cut in two."))
        return back_to_row(**route)


class JoinPage(PiecePage[ReviewForm]):
    """Makes one piece of this one and the next."""

    form_class = ReviewForm
    template = "imports/join.html"

    def carry_out(self, session: Session, form: ReviewForm, **route: Any) -> str:
        """Join them."""
        key, seen = (route["meeting_id"], route["import_id"], route["number"]), form.seen_version
        join_piece(session, *key, actor=current_actor(), now=clock.now(), seen_version=seen)
        flash(_("Joined with the one after."))
        return back_to_row(**route)
