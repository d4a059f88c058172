"""Rows of an import as people read them, and one of them put right or left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from petitions import clock
from petitions.domain.statement_columns import Layout
from petitions.domain.statement_faults import PROPOSED, CellFault
from petitions.domain.statement_import import FieldReason, ImportKind
from petitions.domain.statement_rows import RowKind
from petitions.domain.text import excerpt
from petitions.list_sentences import cell_fault_sentence
from petitions.models import StatementImport, StatementImportRow
from petitions.queries.choices import list_subject_fields
from petitions.queries.places import list_villages
from petitions.queries.statement_imports import Shown, Staged, get_row
from petitions.services.imports.staged_rows import (
    begin_of_piece,
    begin_of_words,
    correct_row,
    end_of_piece,
    text_of_piece,
)
from petitions.services.imports.statements import column_of
from petitions.web.form_page import taken
from petitions.web.imports.forms import RowForm
from petitions.web.imports.pages import StagedPage, remember_version
from petitions.web.imports.words import KINDS
from petitions.web.pagination import key_of

_LONGEST_HEADING = 80


@dataclass(frozen=True, slots=True)
class Remark:
    """One fault in words, with the column it is about."""

    text: str
    is_error: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of a list or piece of minutes; ``before`` and ``words`` are a piece as it stands in the minutes."""

    row: StatementImportRow
    is_statement: bool
    kind: str
    cells: str
    field_name: str
    field_reason: str = ""
    """How a field came there that nobody chose."""
    remarks: list[Remark] = field(default_factory=list)
    before: str = ""
    words: str = ""


def shown_rows(
    row: StatementImport, rows: Sequence[StatementImportRow], fields: Mapping[int, str], ends: Mapping[int, int]
) -> list[ShownRow]:
    """Return rows as a page shows them."""
    layout = Layout.from_payload(row.layout) if row.layout else Layout((), {}, {})
    return [_shown_row(row, each, layout, fields, ends) for each in rows]


def _shown_row(
    row: StatementImport,
    each: StatementImportRow,
    layout: Layout,
    fields: Mapping[int, str],
    ends: Mapping[int, int],
) -> ShownRow:
    begins, end = begin_of_words(each), ends.get(each.number, 0)
    return ShownRow(
        row=each,
        is_statement=each.kind is RowKind.STATEMENT and not each.is_skipped,
        kind=_("Left out") if each.is_skipped or each.kind is None else str(KINDS[each.kind]),
        cells=" · ".join(filter(None, each.cells)),
        field_name=fields.get(each.subject_field_id or 0, ""),
        field_reason=_reason(each) if each.subject_field_id else "",
        remarks=[] if each.is_skipped else [_remark(CellFault.from_payload(fault), layout) for fault in each.faults],
        before=row.source[begin_of_piece(each) : begins],
        words=row.source[begins:end].rstrip(),
    )


def _reason(each: StatementImportRow) -> str:
    """Say why a field is proposed; nothing of one that a person or the list itself named."""
    if each.field_reason is None:
        return ""
    reason = FieldReason.from_payload(each.field_reason)
    if reason.heading:
        text = _("proposed from the heading \u201c%(heading)s\u201d", heading=excerpt(reason.heading, _LONGEST_HEADING))
    elif reason.words:
        quoted = ", ".join(f"\u201c{word}\u201d" for word in reason.words)
        text = _("proposed from the words %(words)s", words=quoted)
    else:
        text = _("proposed from its name in the text")
    return str(text)


def _remark(fault: CellFault, layout: Layout) -> Remark:
    column = column_of(fault, layout)
    sentence = cell_fault_sentence(fault)
    text = (
        _("Column %(column)s: %(sentence)s", column=f"\u201c{column}\u201d", sentence=sentence) if column else sentence
    )
    return Remark(text if column else text[:1].upper() + text[1:], fault.is_error)


@dataclass(frozen=True, slots=True)
class RowSubject:
    """One row and the import it belongs to."""

    staged: Staged
    row: StatementImportRow


def row_subject(page: StagedPage[Any, RowSubject], session: Session, **route: Any) -> RowSubject:
    """Return the row while its import can be changed."""
    staged = page.open_one(session, **route)
    return RowSubject(staged, get_row(session, staged.row, route["number"]))


def shown_asked() -> Shown:
    """Return which rows the address asks for; nonsense asks for all."""
    wanted = request.args.get("show", "")
    return next((shown for shown in Shown if shown.value == wanted), Shown.ALL)


def back_to_row(number: int, **route: Any) -> str:
    """Return the page of the list that the person came from, at this row."""
    shown = shown_asked()
    return url_for(
        "imports.show",
        meeting_id=route["meeting_id"],
        import_id=route["import_id"],
        show=None if shown is Shown.ALL else shown.value,
        cursor=key_of(request.args.get("cursor", "")),
        _anchor=f"row-{number}",
    )


class RowPage(StagedPage[RowForm, RowSubject]):
    """Puts one row right, leaves it out, or makes a statement of what was none."""

    form_class = RowForm
    template = "imports/row.html"

    def subject(self, session: Session, **route: Any) -> RowSubject:
        """Return the row."""
        return row_subject(self, session, **route)

    def prefill(self, session: Session, subject: RowSubject) -> dict[str, Any]:
        """Return what the row would become; of one that is no statement, its text."""
        row = subject.row
        values = {name: getattr(row, name) for name in PROPOSED}
        if not row.content and subject.staged.row.kind is ImportKind.MINUTES:
            end = end_of_piece(session, subject.staged.row, row)
            values["content"] = text_of_piece(subject.staged.row, row, end)
        elif row.kind is not RowKind.STATEMENT:
            values["content"] = " ".join(dict.fromkeys(filter(None, row.cells)))
        return values

    def suggest(self, session: Session, subject: RowSubject) -> dict[str, Any]:  # noqa: ARG002 - all is in the row
        """Keep the tick of a row that is left out."""
        return {"is_left_out": subject.row.is_skipped}

    def offer(self, session: Session, form: RowForm, subject: RowSubject) -> None:
        """Offer the fields."""
        fields = list_subject_fields(session, also=subject.row.subject_field_id)
        form.subject_field_id.offer(fields, empty=_("Not chosen yet"))

    def context(self, session: Session, form: RowForm, subject: RowSubject) -> dict[str, Any]:
        """Return the row as it came, and the villages to choose from."""
        staged = subject.staged
        remember_version(form, staged)
        end = end_of_piece(session, staged.row, subject.row) if staged.row.source else 0
        shown = shown_rows(staged.row, [subject.row], {}, {subject.row.number: end})[0]
        layout = Layout.from_payload(staged.row.layout) if staged.row.layout else Layout((), {}, {})
        cells = [
            {"label": layout.title_of(place), "value": text} for place, text in enumerate(subject.row.cells) if text
        ]
        villages = list_villages(session, staged.meeting.locality_id, today=clock.today())
        return {"shown": shown, "cells": cells, "villages": villages, "is_minutes": bool(staged.row.source)}

    def carry_out(self, session: Session, form: RowForm, **route: Any) -> str:
        """Write it down and go back to the list."""
        correct_row(
            session,
            route["meeting_id"],
            route["import_id"],
            route["number"],
            form.proposed(),
            is_left_out=bool(form.is_left_out.data),
            **taken(form),
        )
        flash(_("Saved. Nothing is written into the meeting yet."))
        return back_to_row(**route)
