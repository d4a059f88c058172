"""How the bytes of a file leave the house: under their own name, as a paper and never as a page of ours."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

import structlog
from flask import Response

from petitions.domain.errors import FileUnreadableError
from petitions.extensions import file_store
from petitions.models import CaseFile
from petitions.web.file_rows import SHOWN_IN_THE_BROWSER

log = structlog.get_logger(__name__)

POLICY = "default-src 'none'; sandbox"
"""Whatever got into a file runs nothing and reaches nothing, even when a browser shows it."""

_STROKE = str.maketrans({"\u0111": "d", "\u0110": "D"})
_PLAIN = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) not in '"\\%')


def serve(file: CaseFile, *, inline: bool) -> Response:
    """Return the file piece by piece; shown in the browser only when asked and when it is a PDF or a picture.

    Raises:
        FileUnreadableError: the store does not give the bytes.

    """
    try:
        pieces = file_store().read(file.digest)
    except OSError as error:
        log.exception("file unreadable", digest=file.digest)
        raise FileUnreadableError(file.digest) from error
    is_shown = inline and file.stored.media_type in SHOWN_IN_THE_BROWSER
    response = Response(pieces, mimetype=file.stored.media_type)
    response.content_length = file.stored.size
    response.headers["Content-Disposition"] = disposition(file.name, "inline" if is_shown else "attachment")
    response.headers["Content-Security-Policy"] = POLICY
    return response


def disposition(name: str, way: str) -> str:
    """Return the header that gives a file its name: in full by RFC 5987, without accents for old programs."""
    bare = unicodedata.normalize("NFD", name.translate(_STROKE))
    plain = "".join(c for c in bare if c in _PLAIN)
    return f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
