"""How bytes leave the house: under their own name, as a paper and never as a page of ours."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

POLICY = "default-src 'none'; sandbox"
"""Whatever got into a file runs nothing and reaches nothing, even when a browser shows it."""

_STROKE = str.maketrans({"\u0111": "d", "\u0110": "D"})
_PLAIN = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) not in '"\\%')


def disposition(name: str, way: str) -> str:
    """Return the header that gives a file its name: in full by RFC 5987, without accents for old programs."""
    bare = unicodedata.normalize("NFD", name.translate(_STROKE))
    plain = "".join(c for c in bare if c in _PLAIN)
    return f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
