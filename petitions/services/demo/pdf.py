"""Plain pages as a PDF with its letters embedded: small, the same bytes each time, Vietnamese and searchable."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

PAGE_WIDTH, PAGE_HEIGHT = 595, 842
LEFT, RIGHT, TOP, BOTTOM = 85, 538, 780, 60
_EM = 1000
_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /DejaVuSerif /Encoding /Identity-H"
    b" /DescendantFonts [4 0 R] /ToUnicode 6 0 R >>"
)
_DESCRIPTOR = (
    b"<< /Type /FontDescriptor /FontName /DejaVuSerif /Flags 4 /FontBBox [-770 -347 2105 1109] /ItalicAngle 0"
    b" /Ascent 939 /Descent -236 /CapHeight 729 /StemV 90 /FontFile2 7 0 R >>"
)


class Place(Enum):
    """Where a line stands between two edges."""

    LEFT = 0.0
    MIDDLE = 0.5
    RIGHT = 1.0


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph: ``edges`` are what it is wrapped between, in points; ``beside`` sets it beside the one before."""

    words: str
    size: float = 12
    is_bold: bool = False
    place: Place = Place.LEFT
    edges: tuple[float, float] = (LEFT, RIGHT)
    indent: float = 0
    beside: bool = False
    space_after: float = 6


class Face:
    """A TrueType face, as much of it as a PDF needs: which glyph a character is, and how wide."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        count = struct.unpack(">H", data[4:6])[0]
        records = (struct.unpack(">4sLLL", data[12 + 16 * i : 28 + 16 * i]) for i in range(count))
        self._tables = {tag.decode(): data[offset : offset + length] for tag, _, offset, length in records}
        self._scale = _EM / struct.unpack(">H", self._tables["head"][18:20])[0]
        self._glyphs = dict(_characters(self._tables["cmap"]))
        self._advances: dict[str, int] = {}
        self._measured = struct.unpack(">H", self._tables["hhea"][34:36])[0]

    def glyph(self, character: str) -> int:
        """Return the glyph of a character; 0, an empty box, for one that the face does not have."""
        return self._glyphs.get(ord(character), 0)

    def advance(self, glyph: int) -> int:
        """Return how wide a glyph is, in thousandths of the size."""
        at = 4 * min(glyph, self._measured - 1)
        width: int = struct.unpack(">H", self._tables["hmtx"][at : at + 2])[0]
        return round(float(width * self._scale))

    def width(self, words: str, size: float) -> float:
        """Return how wide a text is, in points."""
        known = self._advances
        for character in words:
            if character not in known:
                known[character] = self.advance(self.glyph(character))
        return sum(known[character] for character in words) * size / _EM


def _characters(cmap: bytes) -> Iterator[tuple[int, int]]:
    """Give character and glyph of the Unicode table (format 4) of a face."""
    tables = (struct.unpack(">HHL", cmap[4 + 8 * i : 12 + 8 * i]) for i in range(struct.unpack(">H", cmap[2:4])[0]))
    table = cmap[next(offset for platform, encoding, offset in tables if (platform, encoding) == (3, 1)) :]
    count = struct.unpack(">H", table[6:8])[0] // 2

    def column(number: int, sign: str = "H") -> tuple[int, ...]:
        at = 14 + 2 * count * number + (2 if number else 0)
        return struct.unpack(f">{count}{sign}", table[at : at + 2 * count])

    offsets_at = 16 + 6 * count
    for i, (last, first, delta, offset) in enumerate(zip(column(0), column(1), column(2, "h"), column(3), strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                at = offsets_at + 2 * i + offset + 2 * (code - first)
                glyph = struct.unpack(">H", table[at : at + 2])[0]
            yield code, (glyph + delta) % 0x10000


class Pdf:
    """Sets texts one below the other in one face."""

    def __init__(self, face: Face) -> None:
        self._face = face
        self._font_file = zlib.compress(face.data, 9)

    def document(self, title: str, texts: Iterable[Text]) -> bytes:
        """Return the texts as a document."""
        pages = self._pages(texts)
        used = sorted({c for page in pages for _, words, _, _ in page for c in words})
        first_page = 8
        kids = " ".join(f"{first_page + 2 * i} 0 R" for i in range(len(pages)))
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R /Lang (vi) >>",
            f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
            _FONT,
            self._descendant(used),
            _DESCRIPTOR,
            _stream(self._to_unicode(used)),
            _stream(self._font_file, f"/Filter /FlateDecode /Length1 {len(self._face.data)}"),
        ]
        for page in pages:
            objects.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PAGE_WIDTH} {PAGE_HEIGHT}]"
                f" /Resources << /Font << /F 3 0 R >> >> /Contents {len(objects) + 2} 0 R >>".encode()
            )
            objects.append(_stream(zlib.compress(self._drawn(page), 9), "/Filter /FlateDecode"))
        objects.append(f"<< /Title <{_utf16(title)}> >>".encode())
        return _file(objects)

    def _pages(self, texts: Iterable[Text]) -> list[list[tuple[Text, str, float, float]]]:
        """Return the lines of each page: its text, words, and where it begins."""
        pages: list[list[tuple[Text, str, float, float]]] = [[]]
        y, start = float(TOP), float(TOP)
        for text in texts:
            if text.beside:
                y, lowest = start, y
            else:
                start, lowest = y, y
            for number, line in enumerate(self._wrapped(text)):
                if y < BOTTOM:
                    pages.append([])
                    y = start = lowest = float(TOP)
                y -= text.size * 1.35
                low, high = text.edges
                free = high - low - self._face.width(line, text.size)
                x = low + max(free, 0) * text.place.value + (text.indent if number == 0 else 0)
                pages[-1].append((text, line, x, y))
            y = min(y, lowest) - text.space_after
        return pages

    def _wrapped(self, text: Text) -> Iterator[str]:
        low, high = text.edges
        blank = self._face.width(" ", text.size)
        line: list[str] = []
        room, filled = high - low - text.indent, 0.0
        for word in text.words.split():
            width = self._face.width(word, text.size)
            if line and filled + blank + width > room:
                yield " ".join(line)
                line, room, filled = [], high - low, 0.0
            filled += width + (blank if line else 0)
            line.append(word)
        yield " ".join(line)

    def _drawn(self, page: list[tuple[Text, str, float, float]]) -> bytes:
        rows = []
        for text, words, x, y in page:
            codes = "".join(f"{self._face.glyph(c):04X}" for c in words)
            stroke = f"2 Tr {text.size / 32:.2f} w" if text.is_bold else "0 Tr"
            rows.append(f"BT /F {text.size} Tf {stroke} {x:.2f} {y:.2f} Td <{codes}> Tj ET")
        return "\n".join(rows).encode()

    def _descendant(self, used: list[str]) -> bytes:
        widths = " ".join(f"{self._face.glyph(c)} [{self._face.advance(self._face.glyph(c))}]" for c in used)
        return (
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /DejaVuSerif /CIDToGIDMap /Identity"
            " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
            f" /FontDescriptor 5 0 R /DW 600 /W [{widths}] >>"
        ).encode()

    def _to_unicode(self, used: list[str]) -> bytes:
        pairs = [f"<{self._face.glyph(c):04X}> <{_utf16(c)[4:]}>" for c in used]
        blocks = [pairs[i : i + 100] for i in range(0, len(pairs), 100)]
        body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
        return (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Letters def /CMapType 2 def\n"
            f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{body}\n"
            "endcmap CMapName currentdict /CMap defineresource pop end end"
        ).encode()


def _utf16(text: str) -> str:
    return (b"\xfe\xff" + text.encode("utf-16-be")).hex().upper()


def _stream(data: bytes, entries: str = "") -> bytes:
    return f"<< /Length {len(data)} {entries} >>\nstream\n".encode() + data + b"\nendstream"


def _file(objects: list[bytes]) -> bytes:
    """Return the numbered objects as a file: the first is the catalogue, the last the description."""
    written = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R /Info {len(objects)} 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
    return bytes(written) + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()
