"""What the reader of workbooks does not tell: how far a sheet reaches, which rows are hidden, which cells are errors.

The sheets are gone through once, before anything is laid out in memory: a single cell at the far end of a sheet would
make the reader lay out all that lies between.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat  # nosec B407

from petitions.adapters.contents import TooMuchContentError, UnreadableContentError

Span = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last cell of merged ones, each by row and column counted from nought."""

PART_AT_MOST = 120 * 1024 * 1024
"""What a sheet may become when it is unpacked; a list of 50,000 rows becomes a tenth of it."""

_PIECE = 1024 * 1024
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})$")


@dataclass(slots=True)
class SheetMarks:
    """What stands in a sheet beside its text; rows and columns are counted from nought."""

    last_row: int = -1
    last_column: int = -1
    hidden_rows: set[int] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    not_computed: set[tuple[int, int]] = field(default_factory=set)
    merged: list[Span] = field(default_factory=list)

    def reach(self, row: int, column: int) -> None:
        """Note a cell that holds something."""
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)


def marks_of_xlsx(data: bytes) -> list[SheetMarks]:
    """Return the marks of each sheet, in the order of the workbook."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        relations, sheets = _Listing("Relationship"), _Listing("sheet")
        _go_through(package, "xl/_rels/workbook.xml.rels", relations)
        _go_through(package, "xl/workbook.xml", sheets)
        targets = {relation.get("Id", ""): relation.get("Target", "") for relation in relations.found}
        marks = []
        for sheet in sheets.found:
            path = targets.get(_attribute(sheet, "id"), "")
            name = path.lstrip("/") if path.startswith("/") else f"xl/{path}"
            reader = _XlsxSheet()
            if name in package.NameToInfo:
                _go_through(package, name, reader)
            marks.append(reader.marks)
    return marks


class _Reader:
    """Hears of the elements of one part; names come with their prefix, see ``_bare``."""

    def attach(self, parser: expat.XMLParserType) -> None:
        """Begin to listen."""
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Hear that an element begins."""

    def end(self, name: str) -> None:
        """Hear that one ends."""

    def text(self, text: str) -> None:
        """Hear text within one."""


def _go_through(package: zipfile.ZipFile, name: str, reader: _Reader) -> None:
    """Read one part from end to end; a document type, the door of entities that grow, is refused."""
    if package.getinfo(name).file_size > PART_AT_MOST:
        raise TooMuchContentError
    parser = expat.ParserCreate()
    parser.buffer_text = True
    reader.attach(parser)
    parser.StartDoctypeDeclHandler = _refuse_document_type
    with package.open(name) as part:
        while piece := part.read(_PIECE):
            parser.Parse(piece, False)  # noqa: FBT003 - the library takes it so
    parser.Parse(b"", True)  # noqa: FBT003 - as above


def _bare(name: str) -> str:
    """Return the name of an element without its prefix."""
    return name.rpartition(":")[2] if ":" in name else name


def _refuse_document_type(*_about: object) -> None:
    raise UnreadableContentError


class _Listing(_Reader):
    """Collects the attributes of all elements of one name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[dict[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if _bare(name) == self.name:
            self.found.append(attributes)


class _XlsxSheet(_Reader):
    """Goes through one sheet of a new Excel workbook."""

    def __init__(self) -> None:
        self.marks = SheetMarks()
        self._row = self._column = -1
        self._kind, self._text, self._is_value = "", "", False
        self._has_formula = self._has_value = False

    def attach(self, parser: expat.XMLParserType) -> None:
        """Begin to listen; where elements end is heard only within a cell that holds something: most hold nothing."""
        self._parser = parser
        parser.StartElementHandler = self.start

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = _bare(name)
        if name == "c":
            self._begin_cell(attributes)
        elif name == "row":
            number = attributes.get("r", "")
            self._row = int(number) - 1 if number.isdecimal() else self._row + 1
            self._column = -1
            if attributes.get("hidden") in {"1", "true"}:
                self.marks.hidden_rows.add(self._row)
        elif name in {"v", "is", "f"}:
            self._parser.EndElementHandler, self._parser.CharacterDataHandler = self.end, self.text
            self._has_formula = self._has_formula or name == "f"
            self._is_value, self._text = name != "f", ""

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        place = _REFERENCE.match(attributes.get("r", ""))
        self._column = _column_of(place[1]) if place else self._column + 1
        self._row = int(place[2]) - 1 if place else self._row
        self._kind = attributes.get("t", "")
        self._has_formula = self._has_value = False

    def text(self, text: str) -> None:
        if self._is_value:
            self._has_value = True
            self._text = (self._text + text)[:40]

    def end(self, name: str) -> None:
        name = _bare(name)
        if name in {"v", "is"}:
            self._is_value = False
        elif name == "c":
            self._parser.EndElementHandler = self._parser.CharacterDataHandler = None
            self._note_cell()

    def _note_cell(self) -> None:
        place = (self._row, self._column)
        if self._has_value or self._has_formula:
            self.marks.reach(*place)
        if self._kind == "e":
            self.marks.errors[place] = self._text.strip() or "#"
        elif self._has_formula and not self._has_value and self._kind != "str":
            # A formula whose result is the empty text says so by its type.
            self.marks.not_computed.add(place)


def _column_of(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def marks_of_ods(data: bytes) -> list[SheetMarks]:
    """Return the marks of each sheet, in the order of the document."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        content = _OdsContent()
        _go_through(package, "content.xml", content)
    return content.marks


class _OdsContent(_Reader):
    """Goes through the tables of an OpenDocument spreadsheet; what stands repeated counts as often as it says."""

    def __init__(self) -> None:
        self.marks: list[SheetMarks] = []
        self._row = self._column = 0
        self._rows = self._columns = 1
        self._is_hidden = False
        self._cell: dict[str, str] | None = None
        self._text = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = _bare(name)
        if name == "table":
            self.marks.append(SheetMarks())
            self._row = 0
        elif name == "table-row":
            self._column = 0
            self._rows = _number(attributes, "number-rows-repeated")
            self._is_hidden = _attribute(attributes, "visibility") in {"collapse", "filter"}
        elif name in {"table-cell", "covered-table-cell"}:
            self._columns = _number(attributes, "number-columns-repeated")
            self._cell, self._text = attributes, ""

    def text(self, text: str) -> None:
        if self._cell is not None:
            self._text = (self._text + text)[:40]

    def end(self, name: str) -> None:
        name = _bare(name)
        if name in {"table-cell", "covered-table-cell"} and self._cell is not None:
            if self._text.strip() or _attribute(self._cell, "value"):
                self._note_cell(self._cell)
            self._column += self._columns
            self._cell = None
        elif name == "table-row":
            if self._is_hidden and self._rows < _FEW:
                self.marks[-1].hidden_rows.update(range(self._row, self._row + self._rows))
            self._row += self._rows

    def _note_cell(self, cell: dict[str, str]) -> None:
        marks = self.marks[-1]
        marks.reach(self._row + self._rows - 1, self._column + self._columns - 1)
        if _attribute(cell, "value-type") == "error" or (_attribute(cell, "formula") and self._text.startswith("#")):
            marks.errors[self._row, self._column] = self._text.strip() or "#"
        down, across = _number(cell, "number-rows-spanned"), _number(cell, "number-columns-spanned")
        if (down, across) != (1, 1) and down < _FEW:
            marks.merged.append(((self._row, self._column), (self._row + down - 1, self._column + across - 1)))


_FEW = 10_000


def _attribute(attributes: dict[str, str], name: str) -> str:
    """Return the last attribute of this name, whatever its prefix: an error is told by the newer of two."""
    return next((value for key, value in reversed(attributes.items()) if _bare(key) == name), "")


def _number(attributes: dict[str, str], name: str) -> int:
    text = _attribute(attributes, name)
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 10 else 1  # noqa: PLR2004 - no sheet is larger
