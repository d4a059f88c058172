"""Where templates/ and migrations/ are: inside the package (wheel) or beside it (checkout)."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def directory(name: str) -> Path:
    """Return the folder ``name``; a wheel carries it inside, a checkout has it beside the package."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def package_file(*parts: str) -> Path:
    """Return a file or folder inside the package, such as ``data`` or ``translations``."""
    return _PACKAGE.joinpath(*parts)


def static_directory() -> Path:
    """Return the folder of style sheets, scripts and pictures."""
    return package_file("static")
