"""What a file really is: judged by its content, held against its name, freed of what does not belong in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import filetype
import structlog

from petitions.adapters.contents import ActiveContentError, ContentError, LockedContentError
from petitions.adapters.office_file import kind_of_container, kind_of_package
from petitions.adapters.pdf_file import clean_pdf
from petitions.adapters.picture_file import clean_jpeg, clean_png
from petitions.domain import errors
from petitions.domain.file_name import extension_of

log = structlog.get_logger(__name__)

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The accepted kinds, by their extension, and how each is served."""

_ALSO_WRITTEN = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg"}
_WITH_MACROS = frozenset({"docm", "dotm", "xlsm", "xltm", "xlam", "xlsb"})
_MAGIC = {
    b"%PDF-": "pdf",
    b"\xff\xd8\xff": "jpg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"PK\x03\x04": "zip",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "ole",
}
_HEAD = 8192


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may be kept: how it is served, and its bytes as they are stored."""

    media_type: str
    data: bytes


def inspect_file(name: str, data: bytes, *, field: str) -> Inspected:
    """Return the file as it may be kept.

    Raises:
        FileRefusedError: one of its subclasses, for the form's ``field``, saying why not.

    """
    if not data:
        raise errors.FileEmptyError(field, name)
    extension = extension_of(name)
    if extension in _WITH_MACROS:
        raise errors.FileActiveContentError(field, name)
    try:
        kind, cleaned = _opened(data)
    except ActiveContentError as error:
        raise errors.FileActiveContentError(field, name) from error
    except LockedContentError as error:
        raise errors.FileLockedError(field, name) from error
    except ContentError as error:
        raise errors.FileTypeError(field, name) from error
    except Exception as error:  # a forged file can break its reader anywhere; its sender gets a sentence, we the trace
        log.exception("file reader broke", extension=extension)
        raise errors.FileTypeError(field, name) from error
    if kind not in MEDIA_TYPES and extension not in MEDIA_TYPES:
        raise errors.FileTypeError(field, name)
    if kind != _ALSO_WRITTEN.get(extension, extension):
        raise errors.FileMismatchError(field, name, kind) if kind else errors.FileTypeError(field, name)
    return Inspected(MEDIA_TYPES[kind], cleaned)


def _opened(data: bytes) -> tuple[str, bytes]:
    """Return what the content is, as an extension, and its cleaned bytes; nothing when nobody knows it."""
    family = next((family for magic, family in _MAGIC.items() if data.startswith(magic)), None)
    match family:
        case "zip":
            return kind_of_package(data), data
        case "ole":
            return kind_of_container(data), data
        case str():
            return family, _CLEANERS[family](data)
        case _:
            return filetype.guess_extension(data[:_HEAD]) or "", data


_CLEANERS: dict[str, Callable[[bytes], bytes]] = {"pdf": clean_pdf, "jpg": clean_jpeg, "png": clean_png}
