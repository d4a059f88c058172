"""The text of a Word document as it stands on the page: what was inserted is read, what was struck out is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""The same once more for programs that do not know the first way."""

_PARAGRAPH, _TABLE, _ROW, _CELL, _BOX = (f"{_W}{name}" for name in ("p", "tbl", "tr", "tc", "txbxContent"))
_NOT_SHOWN = frozenset({_FALLBACK, *(f"{_W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "trPr"))})
_SIGNS = {f"{_W}tab": "\t", f"{_W}ptab": "\t", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_CELLS_APART = " | "


def lines_of(parent: Any) -> Iterator[str]:
    """Give a line for each paragraph and each row of a table within an element, in their order."""
    for child in parent:
        if child.tag in _NOT_SHOWN:
            continue
        if child.tag == _PARAGRAPH:
            yield "".join(_texts(child))
            for box in _boxes(child):
                yield from lines_of(box)
        elif child.tag == _TABLE:
            yield from _rows(child)
        else:
            yield from lines_of(child)


def _texts(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in _NOT_SHOWN or child.tag == _BOX:
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag == f"{_W}br":
            yield "\n" if child.get(f"{_W}type", "textWrapping") == "textWrapping" else ""
        else:
            yield _SIGNS.get(child.tag, "")
            yield from _texts(child)


def _boxes(element: Any) -> Iterator[Any]:
    """Give the boxes of text that hang on a paragraph; those within one of them come with it."""
    for child in element:
        if child.tag == _BOX:
            yield child
        elif child.tag not in _NOT_SHOWN:
            yield from _boxes(child)


def _rows(table: Any) -> Iterator[str]:
    above: dict[int, str] = {}
    for row in _inside(table, _ROW):
        if row.find(f"{_W}trPr/{_W}del") is None:
            yield _CELLS_APART.join(filter(None, _cells(row, above)))


def _cells(row: Any, above: dict[int, str]) -> Iterator[str]:
    """Give the texts of a row, of a cell merged downwards that of its first row; ``above`` are they by column."""
    at = _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
    for cell in _inside(row, _CELL):
        text = " ".join(lines_of(cell)).replace("\n", " ").strip()
        merged = cell.find(f"{_W}tcPr/{_W}vMerge")
        if merged is not None and merged.get(f"{_W}val", "continue") == "continue":
            text = text or above.get(at, "")
        above[at] = text
        yield text
        at += _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1)


def _inside(parent: Any, tag: str) -> Iterator[Any]:
    """Give the rows of a table or the cells of a row, those in content controls as well."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in _NOT_SHOWN:
            yield from _inside(child, tag)


def _number(element: Any, otherwise: int) -> int:
    """Return the value of an element that need not be there."""
    return otherwise if element is None else int(element.get(f"{_W}val", otherwise))
