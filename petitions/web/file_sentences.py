"""Why a file cannot be taken, said to who sent it; part of the one table in ``web/errors``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from petitions.domain import errors

FILE_SENTENCES: dict[type[Exception], Callable[[Any], str]] = {
    errors.FileRefusedError: lambda e: _("The file \u201c%(name)s\u201d cannot be taken.", name=e.name),
    errors.FilesTooManyError: lambda e: _("At most %(limit)s files at once; send the others after.", limit=e.limit),
    errors.FileMismatchError: lambda e: _(
        "The file \u201c%(name)s\u201d does not hold what its name says: its content is \u201c%(found)s\u201d. "
        "Save it anew as PDF, Word, Excel, JPEG or PNG.",
        name=e.name,
        found=e.found,
    ),
    errors.FileLockedError: lambda e: _(
        "The file \u201c%(name)s\u201d opens with a password only; save it without one and send it again.", name=e.name
    ),
    errors.FileInfectedError: lambda e: _(
        "The virus scanner found something in the file \u201c%(name)s\u201d; it was not kept.", name=e.name
    ),
    errors.ScannerAwayError: lambda e: _(
        "The file \u201c%(name)s\u201d cannot be checked for viruses just now, so it was not kept. "
        "Please try again later.",
        name=e.name,
    ),
    errors.StagedFileGoneError: lambda e: _(
        "The file \u201c%(name)s\u201d is no longer kept; please choose it again.", name=e.name
    ),
    errors.FileEmptyError: lambda e: _("The file \u201c%(name)s\u201d is empty.", name=e.name),
    errors.FileTooLargeError: lambda e: _(
        "The file \u201c%(name)s\u201d is larger than %(limit)s MB.", name=e.name, limit=e.limit_mb
    ),
    errors.FileTypeError: lambda e: _(
        "The file \u201c%(name)s\u201d is not a PDF, Word, Excel, JPEG or PNG file, or cannot be opened.", name=e.name
    ),
    errors.FileActiveContentError: lambda e: _(
        "The file \u201c%(name)s\u201d carries a program (script or macro); save it without and send it again.",
        name=e.name,
    ),
}
