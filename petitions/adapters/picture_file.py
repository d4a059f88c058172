"""JPEG and PNG: opened, and freed of everything that is not the picture (place, camera, appended files).

The pixels are not touched: what a phone photographed stays evidence, bit by bit.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from io import BytesIO

from PIL import Image

from petitions.adapters.contents import UnreadableContentError

PIXELS_AT_MOST = 80_000_000
"""An A3 sheet scanned at 600 dpi has 70 million; more is a bomb or a mistake."""

_KEPT_CHUNKS = frozenset(b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB pHYs".split())
_KEPT_SEGMENTS = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_END_OF_SCAN = re.compile(rb"\xff+[\x01-\xcf\xd8-\xfe]")
_SOI, _EOI, _SOS, _COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
_ORIENTATION = 0x0112
_UPRIGHT = 1


def clean_jpeg(data: bytes) -> bytes:
    """Return the picture without EXIF, GPS, thumbnails, comments and what follows its end, the right way up."""
    turned = _open(data, "JPEG").getexif().get(_ORIENTATION, _UPRIGHT)
    cleaned = b"\xff\xd8" + (_orientation_segment(turned) if turned in range(2, 9) else b"")
    cleaned += b"".join(_segments(data)) + b"\xff\xd9"
    _decode(cleaned, "JPEG")
    return cleaned


def clean_png(data: bytes) -> bytes:
    """Return the picture without texts, EXIF, times, private chunks and what follows its end."""
    _open(data, "PNG")
    cleaned = data[:8] + b"".join(_chunks(data))
    _decode(cleaned, "PNG")
    return cleaned


def _open(data: bytes, kind: str) -> Image.Image:
    try:
        picture = Image.open(BytesIO(data), formats=(kind,))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnreadableContentError from error
    if picture.width * picture.height > PIXELS_AT_MOST:
        raise UnreadableContentError
    return picture


def _decode(data: bytes, kind: str) -> None:
    """Read the whole picture as a browser would; a JPEG at an eighth of its size, which spares memory."""
    picture = _open(data, kind)
    picture.draft("RGB", (max(picture.width // 8, 1), max(picture.height // 8, 1)))
    try:
        picture.load()
    except (OSError, SyntaxError, ValueError) as error:
        raise UnreadableContentError from error


def _segments(data: bytes) -> Iterator[bytes]:
    """Give the parts of a JPEG between its first and last marker that draw the picture."""
    at = 2
    while True:
        if data[at : at + 1] != b"\xff":
            raise UnreadableContentError
        while data[at + 1 : at + 2] == b"\xff":
            at += 1
        marker = data[at + 1] if at + 1 < len(data) else _EOI
        if marker == _EOI:
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _SOS:
            following = _END_OF_SCAN.search(data, end)
            end = following.start() if following else len(data)
        elif marker == _SOI or end < at + 4:
            raise UnreadableContentError
        if _is_kept(marker, data[at + 4 : at + 18]):
            yield data[at:end]
        if end >= len(data):
            return
        at = end


def _is_kept(marker: int, start: bytes) -> bool:
    if marker in range(0xE0, 0xF0):
        return marker in _KEPT_SEGMENTS and start.startswith(_KEPT_SEGMENTS[marker])
    return marker != _COMMENT


def _orientation_segment(turned: int) -> bytes:
    """Return an EXIF segment that says nothing but which way the picture is to be held."""
    directory = struct.pack("<HHHIHHI", 1, _ORIENTATION, 3, 1, turned, 0, 0)
    body = b"Exif\0\0" + b"II*\0" + struct.pack("<I", 8) + directory
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _chunks(data: bytes) -> Iterator[bytes]:
    at = 8
    while at < len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        name = data[at + 4 : at + 8]
        if end > len(data):
            raise UnreadableContentError
        if name in _KEPT_CHUNKS:
            yield data[at:end]
        if name == b"IEND":
            return
        at = end
    raise UnreadableContentError
