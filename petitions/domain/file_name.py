"""The name of a file that somebody sends: tamed on the way in, its Vietnamese left as it is."""

from __future__ import annotations

from petitions.domain.text import one_line

LONGEST = 200
"""Characters, the extension included; room is left below what file systems take."""

LONGEST_EXTENSION = 20

_UNNAMED = "file"
_SEPARATORS = str.maketrans({"\\": "/"})
_REFUSED_BY_WINDOWS = str.maketrans(dict.fromkeys('<>:"|?*', "_"))


def tame_file_name(name: str) -> str:
    """Return the name as it may be kept and offered for download; never empty.

    NFC on one line, without folders, control and direction characters, leading dots and what
    Windows refuses in a name; too long a stem is cut, the extension stays.
    """
    last = one_line(name).translate(_SEPARATORS).rstrip("/ ").rpartition("/")[2]
    stem, dot, extension = last.translate(_REFUSED_BY_WINDOWS).rstrip(" .").rpartition(".")
    if not dot:
        stem, extension = extension, ""
    ending = f".{extension}"[:LONGEST_EXTENSION] if extension else ""
    stem = stem.strip(" .") or _UNNAMED
    return stem[: LONGEST - len(ending)].rstrip(" .") + ending


def extension_of(name: str) -> str:
    """Return what follows the last dot, in lower case; nothing when there is no dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""
