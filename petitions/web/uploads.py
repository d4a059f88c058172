"""Files in forms: a field that takes several, and pages that judge and store them before they write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from flask import current_app
from flask_wtf.file import MultipleFileField
from sqlalchemy.orm import Session

from petitions import clock
from petitions.adapters.file_inspection import MEDIA_TYPES
from petitions.domain.errors import FilesNotKeptError, FilesRefusedError, FilesTooManyError
from petitions.extensions import db, file_store, malware_scanner, transaction
from petitions.models import Case, StagedFile
from petitions.services.files import FIELD, FILES_AT_ONCE, AcceptedFile, Attachments, IncomingFile, accept_files
from petitions.services.staged_files import forget_staged, list_staged, stage_files, take_up
from petitions.web.access import current_actor
from petitions.web.errors import sentence_for
from petitions.web.form import BaseForm
from petitions.web.form_page import FormPage, StepPage
from petitions.web.pagination import key_of

ACCEPTED = ",".join(f".{extension}" for extension in (*MEDIA_TYPES, "jpeg"))


class FilesField(MultipleFileField):  # type: ignore[misc]  # the package carries no types
    """Any number of files; what they are is judged when they are taken, not by what the browser says.

    ``kept`` are those of the same form when it was refused before, offered with a tick each.
    """

    kept: Sequence[StagedFile] = ()

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, render_kw={"accept": ACCEPTED}, **kwargs)

    def incoming(self) -> list[IncomingFile]:
        """Return the files that were chosen; a browser sends an empty one when there is none."""
        return [IncomingFile(file.filename or "", file.stream) for file in self.data or () if file]

    @property
    def is_given(self) -> bool:
        """Tell whether there is any file, chosen now or kept."""
        return bool(self.kept or self.incoming())

    @property
    def kept_name(self) -> str:
        """The name under which the ticks of kept files are sent."""
        return f"{self.name}_kept"


F = TypeVar("F", bound=BaseForm)
"""A form with a field ``files`` of the kind above."""
S = TypeVar("S")


class KeepsFiles(FormPage[F, S]):
    """A page whose form has a field ``files``; ``attachments`` holds them while the form is carried out.

    A browser does not send a file twice by itself, so those of a refused form are kept and offered with it.
    """

    attachments: Attachments

    def keep_for_next_try(self, form: F) -> None:
        """Store the good ones among the files of a refused form; say of the others why they cannot be taken."""
        form.files.kept = [file for file in form.files.kept if file_store().has(file.digest)]
        chosen = self._good_ones(form)
        if chosen.files and form.key is not None:
            person_id, now = current_actor().person_id, clock.now()
            wanted = {(file.name, file.digest) for file in (*chosen.files, *form.files.kept)}
            with transaction() as session:
                stage_files(session, chosen, person_id=person_id, form_key=form.key, now=now)
            staged = list_staged(db.session(), person_id=person_id, form_key=form.key, now=now)
            form.files.kept = [file for file in staged if (file.name, file.digest) in wanted]

    def settle(self, session: Session, form: F) -> None:
        """Forget the kept files of a form that was carried out."""
        if form.files.kept and form.key is not None:
            forget_staged(session, person_id=current_actor().person_id, form_key=form.key)

    def _form(self, session: Session, subject: S, data: Any, suggested: dict[str, Any] | None = None) -> F:
        form = super()._form(session, subject, data, suggested)
        ids = [] if data is None else [key for text in data.getlist(form.files.kept_name) if (key := key_of(text))]
        if ids and form.key is not None:
            person_id = current_actor().person_id
            form.files.kept = list_staged(session, person_id=person_id, form_key=form.key, now=clock.now(), ids=ids)
        return form

    def _write(self, form: F, route: dict[str, Any]) -> str:
        """Judge and store the files, which may take its time, and only then begin to write."""
        self.attachments = _accepted(form.files)
        return super()._write(form, route)

    def _good_ones(self, form: F) -> Attachments:
        """Judge each file by itself; those that were refused already are not told of again."""
        good: list[AcceptedFile] = []
        faults: list[str] = []
        for file in form.files.incoming()[:FILES_AT_ONCE]:
            file.stream.seek(0)
            try:
                good.extend(_judged_and_stored([file]).files)
            except FilesNotKeptError:
                break
            except FilesRefusedError as refusal:
                faults.append(sentence_for(refusal))
        if not form.files.errors:
            form.files.errors = faults
        return Attachments(good, file_store())


class FilesPage(KeepsFiles[F, Case], StepPage[F]):
    """A step whose form has a field ``files``."""


def _accepted(field: FilesField) -> Attachments:
    """Return the kept files and those chosen now, whose bytes are stored; no row of a case speaks of them yet."""
    if len(field.kept) + len(field.incoming()) > FILES_AT_ONCE:
        raise FilesTooManyError(FIELD, FILES_AT_ONCE)
    kept = take_up(field.kept, file_store())
    files = {(file.name, file.digest): file for file in (*kept, *_judged_and_stored(field.incoming()).files)}
    return Attachments(tuple(files.values()), file_store())


def _judged_and_stored(files: list[IncomingFile]) -> Attachments:
    return accept_files(
        files,
        store=file_store(),
        scanner=malware_scanner(),
        limit_mb=current_app.config["SETTINGS"].file_limit_mb,
    )
