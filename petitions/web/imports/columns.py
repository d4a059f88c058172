"""Which sheet is read, where its heading stands, and what each column holds: guessed, shown, put right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session

from petitions.domain.errors import NotFoundError
from petitions.domain.sheet import Row, column_letters
from petitions.domain.statement_columns import ROWS_LOOKED_THROUGH, Layout, Target, guess_layout, heading_at
from petitions.domain.statement_faults import shown
from petitions.domain.statement_import import ImportKind
from petitions.models import StatementImport
from petitions.queries.choices import list_subject_fields
from petitions.queries.statement_imports import Staged
from petitions.services.imports.staging import read_columns, rows_of_sheet
from petitions.services.imports.statement_lists import with_memory
from petitions.services.imports.statement_words import words_for_lists
from petitions.web.form_page import taken
from petitions.web.imports.forms import ColumnsForm
from petitions.web.imports.pages import StagedPage, remember_version
from petitions.web.pagination import key_of

_SAMPLE = 200
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read one sheet, with its first rows."""

    staged: Staged
    sheet: int
    layout: Layout
    rows: list[Row]

    @property
    def width(self) -> int:
        """How many columns the sheet has."""
        return max((len(row.cells) for row in self.rows), default=0)

    def examples(self, place: int) -> list[str]:
        """Return the first texts of a column below the heading."""
        last = self.layout.heading_rows[-1] if self.layout.heading_rows else 0
        texts = [row.text(place) for row in self.rows if row.number > last and row.text(place)]
        return [shown(text) for text in list(dict.fromkeys(texts))[:_EXAMPLES]]


class ColumnsPage(StagedPage[ColumnsForm, Reading]):
    """Confirms the columns of a list; the address may ask for another sheet or another row as the heading."""

    form_class = ColumnsForm
    template = "imports/columns.html"

    def subject(self, session: Session, **route: Any) -> Reading:
        """Return the list as it is read, or as the address asks to read it."""
        staged = self.open_one(session, **route)
        if staged.row.kind is not ImportKind.TABLE:
            raise NotFoundError
        return _reading(session, staged)

    def prefill(self, session: Session, subject: Reading) -> dict[str, Any]:  # noqa: ARG002 - all is in the reading
        """Return what each column holds as it is read."""
        columns = subject.layout.columns
        return {"columns": [str(columns.get(place, Target.IGNORED)) for place in range(subject.width)]}

    def offer(self, session: Session, form: ColumnsForm, subject: Reading) -> None:  # noqa: ARG002 - the same for every list
        """Offer what a column may hold."""
        form.offer(list_subject_fields(session))

    def context(self, session: Session, form: ColumnsForm, subject: Reading) -> dict[str, Any]:  # noqa: ARG002 - for pages that need it
        """Return each column with its heading and its first texts, and the sheets to choose from."""
        remember_version(form, subject.staged)
        columns = [
            {
                "letters": column_letters(place),
                "title": subject.layout.titles.get(place, ""),
                "examples": subject.examples(place),
                "field": entry,
            }
            for place, entry in enumerate(form.columns.entries)
            if subject.layout.titles.get(place) or subject.examples(place)
        ]
        sheets = list(enumerate(subject.staged.row.sheets))
        return {
            "meeting": subject.staged.meeting,
            "columns": columns,
            "sheets": [(place, each) for place, each in sheets if not each["is_hidden"] and each["rows"]],
            "hidden_sheets": [each["name"] for _place, each in sheets if each["is_hidden"]],
            "heading_row": subject.layout.heading_rows[0] if subject.layout.heading_rows else "",
            "remove_url": url_for(
                "imports.remove", meeting_id=subject.staged.meeting.id, import_id=subject.staged.row.id
            ),
        }

    def carry_out(self, session: Session, form: ColumnsForm, **route: Any) -> str:
        """Read the list by these columns and show what comes of it."""
        reading = self.subject(session, **route)
        read_columns(
            session,
            route["meeting_id"],
            route["import_id"],
            reading.layout.with_columns(form.meanings()),
            sheet=reading.sheet,
            **taken(form),
        )
        return url_for("imports.show", meeting_id=route["meeting_id"], import_id=route["import_id"])

    def current(self, session: Session, **route: Any) -> Reading | None:
        """Return nothing to compare with: columns of another reading are no texts."""
        self.staged(session, **route)
        return None


def _reading(session: Session, staged: Staged) -> Reading:
    """Return the reading the address asks for; nonsense asks for the one that stands."""
    row = staged.row
    sheet = _sheet_asked(row)
    rows = rows_of_sheet(session, row, sheet, most=_SAMPLE)
    heading = key_of(request.args.get("heading", ""))
    if heading is None and sheet == row.sheet:
        return Reading(staged, sheet, Layout.from_payload(row.layout), rows)
    words = words_for_lists(session)
    is_there = heading is not None and heading in {each.number for each in rows[:ROWS_LOOKED_THROUGH]}
    layout = heading_at(rows, heading, words) if is_there and heading is not None else guess_layout(rows, words)
    return Reading(staged, sheet, with_memory(session, layout, staged.meeting.recorded_by_id), rows)


def _sheet_asked(row: StatementImport) -> int:
    text = request.args.get("sheet", "")
    wanted = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else row.sheet  # noqa: PLR2004 - no book has more sheets
    is_there = wanted < len(row.sheets) and not row.sheets[wanted]["is_hidden"] and row.sheets[wanted]["rows"]
    return wanted if is_there else row.sheet
