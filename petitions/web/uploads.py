"""Files in forms: a field that takes several, and pages that judge and store them before they write."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import current_app
from flask_wtf.file import MultipleFileField

from petitions.adapters.file_inspection import MEDIA_TYPES
from petitions.extensions import file_store, malware_scanner
from petitions.services.files import Attachments, IncomingFile, accept_files
from petitions.web.form import BaseForm
from petitions.web.form_page import StepPage

ACCEPTED = ",".join(f".{extension}" for extension in (*MEDIA_TYPES, "jpeg"))


class FilesField(MultipleFileField):  # type: ignore[misc]  # the package carries no types
    """Any number of files; what they are is judged when they are taken, not by what the browser says."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, render_kw={"accept": ACCEPTED}, **kwargs)

    def incoming(self) -> list[IncomingFile]:
        """Return the files that were chosen; a browser sends an empty one when there is none."""
        return [IncomingFile(file.filename or "", file.stream) for file in self.data or () if file]


def accepted(field: FilesField) -> Attachments:
    """Judge the files that were chosen and store their bytes; no row speaks of them yet."""
    return accept_files(
        field.incoming(),
        store=file_store(),
        scanner=malware_scanner(),
        limit_mb=current_app.config["SETTINGS"].file_limit_mb,
    )


F = TypeVar("F", bound=BaseForm)
"""A form with a field ``files`` of the kind above."""


class FilesPage(StepPage[F]):
    """A step whose form has a field ``files``; ``attachments`` holds them while the step is carried out."""

    attachments: Attachments

    def _write(self, form: F, route: dict[str, Any]) -> str:
        """Judge and store the files, which may take its time, and only then begin to write."""
        self.attachments = accepted(form.files)
        return super()._write(form, route)
