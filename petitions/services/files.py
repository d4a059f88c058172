"""Files of a case: judged and stored before anything is written, put on file with their step, withdrawn."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from petitions.adapters.file_inspection import inspect_file
from petitions.adapters.malware_scanner import ScannerUnavailableError
from petitions.domain import errors
from petitions.domain.file_name import tame_file_name
from petitions.domain.identity import Actor
from petitions.domain.vocabulary import Action, FileAccess, Role
from petitions.models import Case, CaseFile, StoredFile
from petitions.queries.files import get_file
from petitions.services.workflow import acting_unit, advance, take_case

FILES_AT_ONCE = 20
"""How many files one form takes; a letter with its annexes has fewer."""

FIELD = "files"
_MEGABYTE = 1024 * 1024
_HOLDERS = (Role.CLERK, Role.OFFICE, Role.OFFICER, Role.LEADER)


class ObjectStore(Protocol):
    """Where bytes are kept by digest; see ``adapters.file_store``."""

    def put(self, digest: str, data: bytes) -> None:
        """Keep the content, wholly or not at all."""

    def has(self, digest: str) -> bool:
        """Tell whether the content is there."""


class Scanner(Protocol):
    """Who looks for malware; see ``adapters.malware_scanner``."""

    def is_clean(self, data: bytes) -> bool:
        """Tell whether nothing was found."""


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file as it was sent, under the name its sender gave it."""

    name: str
    stream: BinaryIO


@dataclass(frozen=True, slots=True)
class AcceptedFile:
    """A file that was judged and whose bytes are stored; no row speaks of it yet."""

    name: str
    digest: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Attachments:
    """The accepted files of one form, and the store they lie in."""

    files: Sequence[AcceptedFile]
    store: ObjectStore


def accept_files(
    incoming: Iterable[IncomingFile], *, store: ObjectStore, scanner: Scanner | None, limit_mb: int
) -> Attachments:
    """Judge every file, then store them all; refuse them all when one cannot be taken.

    It runs before the transaction: looking through files takes time, and bytes must be there before
    a row says so. What a failure leaves behind are bytes without a row, swept later.

    Raises:
        FilesRefusedError: one reason for each file that cannot be taken.
        FilesTooManyError, FilesNotKeptError: none was judged, or none could be stored.

    """
    sent = list(incoming)
    if len(sent) > FILES_AT_ONCE:
        raise errors.FilesTooManyError(FIELD, FILES_AT_ONCE)
    accepted: dict[tuple[str, str], AcceptedFile] = {}
    refusals: list[errors.FileRefusedError] = []
    for file in sent:
        try:
            judged = _judged(file, scanner, limit_mb)
        except errors.FileRefusedError as refusal:
            refusals.append(refusal)
        else:
            accepted[judged.name, judged.digest] = judged
    if refusals:
        raise errors.FilesRefusedError(FIELD, tuple(refusals))
    try:
        for each in accepted.values():
            store.put(each.digest, each.data)
    except OSError as error:
        raise errors.FilesNotKeptError(FIELD) from error
    return Attachments(tuple(accepted.values()), store)


def _judged(file: IncomingFile, scanner: Scanner | None, limit_mb: int) -> AcceptedFile:
    name = tame_file_name(file.name)
    data = file.stream.read(limit_mb * _MEGABYTE + 1)
    if len(data) > limit_mb * _MEGABYTE:
        raise errors.FileTooLargeError(FIELD, name, limit_mb)
    try:
        if data and scanner is not None and not scanner.is_clean(data):
            raise errors.FileInfectedError(FIELD, name)
    except ScannerUnavailableError as error:
        raise errors.ScannerAwayError(FIELD, name) from error
    inspected = inspect_file(name, data, field=FIELD)
    digest = hashlib.sha256(inspected.data).hexdigest()
    return AcceptedFile(name, digest, inspected.media_type, inspected.data)


def record_files(
    session: Session,
    case: Case,
    attachments: Attachments,
    *,
    access: FileAccess,
    organisation_id: int,
    now: datetime,
    response_id: int | None = None,
) -> list[CaseFile]:
    """Put accepted files on the case, inside the transaction of the step they belong to."""
    if not attachments.files:
        return []
    record_contents(session, attachments, now=now)
    rows = [
        CaseFile(
            case_id=case.id,
            digest=file.digest,
            name=file.name,
            access=access,
            organisation_id=organisation_id,
            response_id=response_id,
            added_at=now,
        )
        for file in attachments.files
    ]
    session.add_all(rows)
    session.flush()
    return rows


def record_contents(session: Session, attachments: Attachments, *, now: datetime) -> None:
    """Write the rows of the bytes first and look for the bytes after.

    A sweep either saw the row, or has dropped the bytes by now and they are put back.
    """
    contents = {file.digest: file for file in attachments.files}
    session.execute(
        _insert_unless_known(session),
        [
            {"digest": digest, "size": len(file.data), "media_type": file.media_type, "stored_at": now}
            for digest, file in contents.items()
        ],
    )
    for digest, file in contents.items():
        if not attachments.store.has(digest):
            attachments.store.put(digest, file.data)


def _insert_unless_known(session: Session) -> sa.Insert:
    """Return an insert that lets a content stay which somebody has stored before, or just now."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(StoredFile).on_conflict_do_nothing()
    return sqlite.insert(StoredFile).on_conflict_do_nothing()


def add_files(session: Session, code: str, attachments: Attachments, *, actor: Actor, now: datetime) -> Case:
    """Put scans of the intake on the case; only the commune and the council read them and their names.

    Raises:
        MissingError: no file was sent.

    """
    case = take_case(session, code, Action.ADD_FILE, actor=actor)
    if not attachments.files:
        raise errors.MissingError(FIELD)
    unit = acting_unit(actor, case, Action.ADD_FILE)
    record_files(session, case, attachments, access=FileAccess.INTERNAL, organisation_id=unit, now=now)
    facts = {"files": [file.name for file in attachments.files]}
    advance(session, case, Action.ADD_FILE, actor=actor, now=now, facts=facts, is_shared=False)
    return case


def withdraw_file(session: Session, code: str, file_id: int, *, reason: str, actor: Actor, now: datetime) -> CaseFile:
    """Let nobody open the file any more; its name and the reason stay, for those who could open it.

    Raises:
        NotFoundError: no such file, or not the actor's to see.
        NotPermittedError: another unit put it on file.
        ChangedMeanwhileError: it was withdrawn already.

    """
    case = take_case(session, code, Action.WITHDRAW_FILE, actor=actor)
    file = get_file_to_withdraw(session, case, file_id, actor=actor)
    file.withdrawn_at, file.withdrawn_reason = now, reason
    if file.access is not FileAccess.DRAFT:  # what was never sent has no history
        facts = {"file": file.name, "file_id": file.id}
        is_shared = file.access is FileAccess.SHARED
        advance(
            session, case, Action.WITHDRAW_FILE, actor=actor, now=now, note=reason, facts=facts, is_shared=is_shared
        )
    session.flush()
    return file


def get_file_to_withdraw(session: Session, case: Case, file_id: int, *, actor: Actor) -> CaseFile:
    """Return a file that the actor may withdraw now; raises as ``withdraw_file`` does."""
    file = get_file(session, case, file_id, actor=actor)
    if file.organisation_id not in actor.units_as(*_HOLDERS):
        raise errors.NotPermittedError
    if file.withdrawn_at is not None:
        raise errors.ChangedMeanwhileError
    return file
