"""An empty list as a workbook: a heading that stays in sight, wide columns, the fields to choose from."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

ROWS = 500
"""So many rows are prepared; more may be written below."""


def write_template(headings: Mapping[str, tuple[str, int]], *, sheet: str, choices: Sequence[str]) -> bytes:
    """Return the workbook; ``headings`` give for each column its words and its width in characters.

    ``choices`` are offered in the column ``subject_field``.
    """
    from xlsxwriter import Workbook

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(sheet)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#E8EDF2"})
    body = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for place, (title, width) in enumerate(headings.values()):
        page.set_column(place, place, width, body)
        page.write_string(0, place, title, head)
    page.freeze_panes(1, 0)
    place = list(headings).index("subject_field")
    listed = book.add_worksheet(headings["subject_field"][0])
    for number, choice in enumerate(choices):
        listed.write_string(number, 0, choice)
    listed.set_column(0, 0, max(map(len, choices), default=10))
    listed.hide()
    if choices:
        source = f"='{headings['subject_field'][0]}'!$A$1:$A${len(choices)}"
        page.data_validation(1, place, ROWS, place, {"validate": "list", "source": source, "error_type": "warning"})
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    book.close()
    return out.getvalue()
