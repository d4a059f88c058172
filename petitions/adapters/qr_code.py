"""QR codes as pictures without a picture library: black squares in SVG."""

from __future__ import annotations

import io

QUIET_ZONE = 2
"""Modules of white around the code; a paper is white beyond them anyway."""


def qr_as_svg(text: str) -> str:
    """Return the code of a text, an address say; it can be read with an eighth of it damaged or dirty."""
    import segno

    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=QUIET_ZONE, xmldecl=False, light="#fff")
    return out.getvalue().decode("utf-8")


def qr_as_data_address(text: str) -> str:
    """Return the same as an address that an ``img`` takes."""
    import segno

    return segno.make(text, error="m", micro=False).svg_data_uri(border=QUIET_ZONE, light="#fff")
